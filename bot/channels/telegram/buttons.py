"""What a button carries: ``v1:<turn>:<step>:<value>``, at most 64 bytes.

Where several may be chosen, a press must not make a turn, so the selection travels in the buttons: each carries the
selection that it leads to (``~1f``, a bit for each option), the last one the selection to be sent (``=1f``). So a
double tap asks for the same thing twice, and nothing need be remembered between the presses.
"""

from dataclasses import dataclass

from bot.channels.telegram.updates import Button, Keyboard

LONGEST = 64
TOGGLE, SEND = "~", "="
CHANGE = "change:"
CHOSEN, FREE = "✅ ", "▫️ "


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was under a finger."""

    turn: int
    step: str
    value: str

    @property
    def selection(self) -> int | None:
        """The selection that a button of several leads to or sends; None: it is another button."""
        if self.value[:1] not in (TOGGLE, SEND):
            return None
        try:
            return int(self.value[1:] or "0", 16)
        except ValueError:
            return None


def write_data(turn: int, step: str | None, value: str) -> str:
    """The data of a button. ``dialogs.check`` sees to it at start that no value is too long.

    A button that changes an answer names that answer's step; the open one's would make it too long.
    """
    return f"v1:{turn}:{'' if step is None or value.startswith(CHANGE) else step}:{value}"


def read_data(data: str | None) -> Pressed | None:
    """What the data say; None when they are not ours."""
    version, _, rest = (data or "").partition(":")
    turn, _, rest = rest.partition(":")
    step, found, value = rest.partition(":")
    if version != "v1" or not (turn.isascii() and turn.isdigit()) or len(turn) > LONGEST or not found or not value:
        return None
    return Pressed(int(turn), step, value)


def toggle_button(pressed: Pressed, label: str, *, selection: int, option: int) -> Button:
    """The button of one option of several, on a keyboard with ``selection``."""
    mark = CHOSEN if selection >> option & 1 else FREE
    value = f"{TOGGLE}{selection ^ 1 << option:x}"
    return Button(mark + label, write_data(pressed.turn, pressed.step, value))


def redraw(keyboard: Keyboard, pressed: Pressed) -> Keyboard:
    """The keyboard with the selection that ``pressed`` leads to."""
    wanted, shown = pressed.selection or 0, _shown_selection(keyboard)
    rows = (tuple(_redrawn(button, shown, wanted) for button in row) for row in keyboard.inline_keyboard)
    return Keyboard(tuple(rows))


def chosen_values(selection: int, options: tuple[str, ...]) -> tuple[str, ...]:
    """The options of a selection."""
    return tuple(option for n, option in enumerate(options) if selection >> n & 1)


def send_label(keyboard: Keyboard | None) -> str:
    """What stands on the button that sends the selection."""
    rows = keyboard.inline_keyboard if keyboard else ()
    return next((b.text for row in rows for b in row if _value(b).startswith(SEND)), "")


def _redrawn(button: Button, shown: int, wanted: int) -> Button:
    pressed = read_data(button.callback_data)
    if pressed is None or pressed.selection is None:
        return button
    if pressed.value.startswith(SEND):
        return Button(button.text, write_data(pressed.turn, pressed.step, f"{SEND}{wanted:x}"))
    option = (shown ^ pressed.selection).bit_length() - 1
    label = button.text.removeprefix(CHOSEN).removeprefix(FREE)
    return toggle_button(pressed, label, selection=wanted, option=max(option, 0))


def _shown_selection(keyboard: Keyboard) -> int:
    """The selection on the screen is what the last button would send."""
    for row in keyboard.inline_keyboard:
        for button in row:
            pressed = read_data(button.callback_data)
            if pressed and pressed.value.startswith(SEND):
                return pressed.selection or 0
    return 0


def _value(button: Button) -> str:
    pressed = read_data(button.callback_data)
    return pressed.value if pressed else ""
