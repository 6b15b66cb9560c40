"""What a button carries, and how a selection of several travels in the buttons themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.buttons import (
    CHOSEN,
    FREE,
    LONGEST,
    Pressed,
    chosen_values,
    read_data,
    redraw,
    send_label,
    toggle_button,
    write_data,
)
from bot.channels.telegram.updates import Button, Keyboard
from dialogs.flow import ChooseSeveral
from dialogs.flows import FLOWS

OPTIONS = ("work", "internship", "swedish", "validation")


def keyboard(selection: int = 0) -> Keyboard:
    asked = Pressed(7, "arrival.needs", "")
    rows = [(toggle_button(asked, word, selection=selection, option=n),) for n, word in enumerate(OPTIONS)]
    done = Button("Done", write_data(7, "arrival.needs", f"={selection:x}"))
    return Keyboard((*rows, (done,), (Button("Skip", write_data(7, "arrival.needs", "skip")),)))


def press(shown: Keyboard, row: int) -> Keyboard:
    pressed = read_data(shown.inline_keyboard[row][0].callback_data)
    assert pressed is not None
    return redraw(shown, pressed)


def marked(shown: Keyboard) -> list[str]:
    return [row[0].text.removeprefix(CHOSEN) for row in shown.inline_keyboard if row[0].text.startswith(CHOSEN)]


def sent(shown: Keyboard) -> tuple[str, ...]:
    pressed = read_data(shown.inline_keyboard[len(OPTIONS)][0].callback_data)
    assert pressed is not None
    assert pressed.selection is not None
    return chosen_values(pressed.selection, OPTIONS)


@given(
    st.integers(0, 10**9),
    st.sampled_from(["", "menu", "arrival.needs"]),
    st.sampled_from(["yes", "change:a.b", "language:uk"]),
)
def test_what_is_written_is_read(turn: int, step: str, value: str) -> None:
    # Which answer is changed says the value; the open step would make it too long.
    kept = "" if value.startswith("change:") else step
    assert read_data(write_data(turn, step, value)) == Pressed(turn, kept, value)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        "v1",
        "v1:",
        "v1:1",
        "v1:1:menu",
        "v1:1:menu:",
        "v2:1:menu:yes",
        "v1:x:menu:yes",
        "v1:-1:menu:yes",
        "v1:٣:menu:yes",
    ],
)
def test_anything_else_is_not_ours(data: str | None) -> None:
    assert read_data(data) is None


@given(st.text(max_size=LONGEST))
def test_no_data_break_the_reading(data: str) -> None:
    pressed = read_data(data)
    assert pressed is None or pressed.value
    if pressed:
        assert pressed.selection is None or isinstance(pressed.selection, int)


def test_a_press_shows_the_choice_and_keeps_the_others() -> None:
    shown = press(press(keyboard(), 0), 2)
    assert marked(shown) == ["work", "swedish"]
    assert sent(shown) == ("work", "swedish")
    assert [row[0].text for row in shown.inline_keyboard][1] == f"{FREE}internship"
    assert sent(press(shown, 0)) == ("swedish",)


def test_a_double_tap_on_the_same_screen_asks_for_the_same_thing() -> None:
    before = keyboard()
    pressed = read_data(before.inline_keyboard[1][0].callback_data)
    assert pressed is not None
    once = redraw(before, pressed)
    assert redraw(once, pressed) == once


@given(st.lists(st.integers(0, len(OPTIONS) - 1), max_size=12))
def test_a_selection_is_what_was_pressed_an_odd_number_of_times(presses: list[int]) -> None:
    shown = keyboard()
    for row in presses:
        shown = press(shown, row)
    assert sent(shown) == tuple(o for n, o in enumerate(OPTIONS) if presses.count(n) % 2)
    assert tuple(marked(shown)) == sent(shown)


def test_other_buttons_stay_as_they_are() -> None:
    assert press(keyboard(), 0).inline_keyboard[-1] == keyboard().inline_keyboard[-1]
    assert send_label(keyboard()) == "Done"
    assert send_label(None) == ""


def test_every_selection_of_every_flow_fits_into_a_button() -> None:
    for flow in FLOWS.values():
        for question in flow.questions:
            if isinstance(question.kind, ChooseSeveral):
                everything = (1 << len(question.kind.options)) - 1
                assert len(write_data(10**9, question.step, f"~{everything:x}").encode()) <= LONGEST
