"""Staff's own words in the person's language: made by a machine, perhaps changed by staff, sent with the original."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.ports import LANGUAGES, Entry, Ticket, Translated, Translator, Untranslated

PATIENCE = 5.0
"""Seconds that staff wait for a translator."""
OFF, AWAY, UNSAFE = Untranslated("off"), Untranslated("away"), Untranslated("unsafe")
_NAMED = ("name", "contact_detail")
"""Answers of such questions say who somebody is."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What goes to the person beside the original; ``edited`` when staff changed what the machine made."""

    text: str
    engine: str
    target: str
    edited: bool = False


async def render(
    translator: Translator | None,
    text: str,
    *,
    source: str,
    target: str,
    secret: tuple[str, ...],
    patience: float = PATIENCE,
) -> Rendering | Untranslated:
    """``text`` in the language ``target``, or why not."""
    try:
        async with asyncio.timeout(patience):
            outcome = await translate(translator, text, source=source, target=target, secret=secret)
    except TimeoutError:
        return AWAY
    return Rendering(outcome.text, outcome.engine, target) if isinstance(outcome, Translated) else outcome


async def translate(
    translator: Translator | None, text: str, *, source: str, target: str, secret: tuple[str, ...]
) -> Translated | Untranslated:
    """The machine's answer; one without words is none."""
    if translator is None:
        return OFF
    outcome = await translator.translate(text, source=source, target=target, secret=secret)
    if isinstance(outcome, Untranslated):
        return outcome
    words = outcome.text.replace("\r\n", "\n").strip()
    return Translated(words, outcome.engine) if words else UNSAFE


def spoken_language(entries: Iterable[Entry], ticket: Ticket) -> str:
    """What the person reads now: the language of the bot's last words, else the one in which the ticket was opened."""
    said = [entry.message.language for entry in entries if entry.message.sender == "bot"]
    return said[-1] if said and said[-1] in LANGUAGES else ticket.language


def secret_names(ticket: Ticket, entries: Sequence[Entry], staff: str) -> tuple[str, ...]:
    """Names that stay here: of the person, as they gave it, and of the staff who write."""
    given = [line.value for line in ticket.answers if line.step.endswith(_NAMED)]
    authors = [entry.author.rpartition(":")[2] for entry in entries if entry.author]
    whole = [name for name in (*given, staff, ticket.assignee, *authors) if name]
    parts = [part for name in whole for part in name.split() if len(part) > 1]
    return tuple(dict.fromkeys([*whole, *parts]))
