"""The buttons under a message, and the lines that stand in its text because Telegram has no button for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from bot.channels.telegram.buttons import SEND, Pressed, toggle_button, write_data
from bot.channels.telegram.parts import LONGEST, split_text, units
from bot.channels.telegram.updates import Button
from bot.ports import Choice, Link, Message, Translation
from bot.render import Texts, mark_translation

SHORT = 16
"""Labels of at most so many characters stand two in a row."""
_NO_OPTIONS = frozenset({"skip", "back", "cancel", "send", "person", "danger", "restart", "change", "unhelpful"})

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as Telegram shows it. ``web`` are links that a button may refuse; they can stand in the text.

    ``quote`` stands below the text, folded: what a translation was made of.
    """

    text: str
    rows: Rows = ()
    web: tuple[Link, ...] = ()
    quote: str = ""

    def without_links(self) -> "Shown":
        """The links as lines of the text."""
        rows = tuple(row for row in self.rows if not any(button.url for button in row))
        return Shown("\n".join([self.text, *(f"{link.label}: {link.url}" for link in self.web)]), rows, (), self.quote)

    @property
    def whole(self) -> str:
        """Text and quote as plain words."""
        return "\n".join(filter(None, (self.text, self.quote)))

    def parts(self) -> list["Shown"]:
        """Pieces that Telegram takes, in their order; the buttons are under the last one."""
        texts = [part for part in split_text(self.text) if part.strip()]
        quotes = [part for part in split_text(self.quote) if part.strip()]
        pieces = [Shown(text) for text in texts]
        if len(quotes) == 1 and pieces and units(pieces[-1].text) + 1 + units(self.quote) <= LONGEST:
            pieces[-1] = Shown(pieces[-1].text, quote=self.quote)
        else:
            pieces += [Shown("", quote=quote) for quote in quotes]
        return [*pieces[:-1], *(replace(piece, rows=self.rows, web=self.web) for piece in pieces[-1:])]


def show(message: Message, texts: Texts, public_url: str | None) -> Shown:
    """How ``message`` looks in Telegram."""
    web = tuple(found for link in message.links if (found := _absolute(link, public_url)))
    lines = [message.text, *_telephones(message)]
    if message.sender == "staff":
        lines.insert(0, f"👤 {texts.say('chat-sender-staff', message.language)}:")
    made = message.translation if isinstance(message.translation, Translation) else None
    if made is not None:
        lines += ["", f"🤖 {mark_translation(message, texts.say)}"]
    rows = [*_choice_rows(message, texts), *((Button(link.label, url=link.url),) for link in web)]
    return Shown("\n".join(lines), tuple(rows), web, made.original.strip() if made else "")


def _choice_rows(message: Message, texts: Texts) -> Rows:
    turn = message.turn if isinstance(message.turn, int) else 0
    options = [c for c in message.choices if message.multiple and c.value not in _NO_OPTIONS]
    others = [c for c in message.choices if c not in options]
    rows = [_button(c, turn, message.step) for c in others]
    if not options:
        return tuple(_paired(rows))
    asked = Pressed(turn, message.step or "", "")
    several = [toggle_button(asked, c.label, selection=0, option=n) for n, c in enumerate(options)]
    send = Button(texts.say("telegram-done", message.language), write_data(turn, message.step, f"{SEND}0"))
    return (*((button,) for button in several), (send,), *_paired(rows))


def _button(choice: Choice, turn: int, step: str | None) -> Button:
    return Button(choice.label, write_data(turn, step, choice.value))


def _paired(buttons: list[Button]) -> Iterable[tuple[Button, ...]]:
    """Short labels two by two, long ones alone."""
    row: tuple[Button, ...] = ()
    for button in buttons:
        if row and len(row) < 2 and all(len(b.text) <= SHORT for b in (*row, button)):
            row = (*row, button)
            continue
        if row:
            yield row
        row = (button,)
    if row:
        yield row


def _absolute(link: Link, public_url: str | None) -> Link | None:
    """A page of ours has an address only where the service has one."""
    if link.url.startswith(("http://", "https://")):
        return link
    if link.url.startswith("/") and public_url:
        return Link(link.label, urljoin(f"{public_url}/", link.url))
    return None


def _telephones(message: Message) -> Iterable[str]:
    """Numbers to call, unless they stand in the text already: Telegram makes those pressable by itself."""
    digits = re.sub(r"[\s-]", "", message.text)
    for link in message.links:
        number = link.url.removeprefix("tel:")
        if number != link.url and not {number, re.sub(r"^\+46", "0", number)} & set(re.findall(r"\+?\d+", digits)):
            yield f"{link.label}: {number}"
