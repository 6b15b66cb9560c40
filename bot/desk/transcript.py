"""The conversation as staff read it: messages and internal notes in one line of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk import words
from bot.desk.reading import is_foreign
from bot.desk.times import day_and_time
from bot.ports import Act, Entry, Message, Translated, Translation, Untranslated


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One bubble. ``look`` is its class, ``divider`` puts the line of what is new above it.

    ``original`` is what staff wrote and the machine translated. ``swedish`` is the person's line in Swedish, ``label``
    says by whom or why not; ``asks`` is the message that can be translated on demand.
    """

    anchor: str
    look: str
    who: str
    at: str
    iso: str
    when: datetime
    text: str
    language: str = "sv"
    kind_word: str = ""
    delivery: str = ""
    failed: bool = False
    choices: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    original: str = ""
    original_language: str = "sv"
    original_label: str = ""
    swedish: str = ""
    label: str = ""
    asks: int = 0
    divider: bool = False


@dataclass(frozen=True, slots=True)
class Swedish:
    """The person's words in Swedish, by message; ``asks`` when more can be asked for."""

    made: Mapping[int, Translated | Untranslated]
    asks: bool = False


def make_transcript(entries: Sequence[Entry], history: Sequence[Act], now: datetime, swedish: Swedish) -> list[Item]:
    """Everything said and noted, oldest first, divided where the person wrote after the last answer."""
    said = [_in_swedish(_said(entry, now), entry.message, swedish) for entry in entries]
    first = _first_new(entries)
    items = [replace(item, divider=True) if entry is first else item for entry, item in zip(entries, said, strict=True)]
    notes = [_noted(n, act, now) for n, act in enumerate(history) if act.action == "noted"]
    # Sorting is stable: what was said at the same instant stays in the order of the log.
    return sorted([*items, *notes], key=lambda item: item.when)


def _first_new(entries: Sequence[Entry]) -> Entry | None:
    """The person's first message after staff's last one; nothing before staff ever wrote."""
    last = max((n for n, entry in enumerate(entries) if entry.message.sender == "staff"), default=None)
    if last is None:
        return None
    return next((entry for entry in entries[last:] if entry.message.sender == "person"), None)


def _said(entry: Entry, now: datetime) -> Item:
    message = entry.message
    translation = message.translation if isinstance(message.translation, Translation) else None
    return Item(
        anchor=f"said-{message.id}",
        look=_look(message),
        who=_who(entry),
        at=day_and_time(message.at, now),
        iso=message.at.isoformat(),
        when=message.at,
        text=message.text,
        language=message.language,
        delivery=_delivery(message),
        failed=message.delivery == "failed",
        choices=tuple(choice.label for choice in message.choices),
        links=tuple(link.label for link in (*message.links, *message.attachments)),
        original=translation.original if translation else "",
        original_language=translation.language if translation else "sv",
        original_label=_original_label(translation) if translation else "",
    )


def _original_label(translation: Translation) -> str:
    changed = ", ändrad av handläggare" if translation.edited else ""
    return f"Maskinöversatt ({translation.engine}){changed} – visa original"


def _in_swedish(item: Item, message: Message, swedish: Swedish) -> Item:
    """The person's line with what it is in Swedish beside."""
    if not is_foreign(message):
        return item
    match swedish.made.get(message.id):
        case Translated(text, engine):
            return replace(item, swedish=text, label=f"Maskinöversatt ({engine})" if engine else "På svenska")
        case Untranslated(reason):
            label = words.word(words.UNTRANSLATED, reason)
            return replace(item, label=label, asks=message.id if swedish.asks else 0)
        case None:
            return replace(item, asks=message.id if swedish.asks else 0)


def _look(message: Message) -> str:
    return "bot notice" if message.sender == "bot" and message.kind == "notice" else message.sender


def _who(entry: Entry) -> str:
    if entry.message.sender == "staff":
        return words.actor(entry.author) if entry.author else "Handläggare"
    return words.ACTORS[entry.message.sender]


def _delivery(message: Message) -> str:
    """Only what is not plainly sent is worth a word, and whether an answer of ours arrived."""
    if message.sender == "person" or (message.delivery == "sent" and message.sender == "bot"):
        return ""
    return words.DELIVERIES[message.delivery]


def _noted(number: int, act: Act, now: datetime) -> Item:
    return Item(
        anchor=f"note-{number}",
        look="internal",
        who=act.actor,
        at=day_and_time(act.at, now),
        iso=act.at.isoformat(),
        when=act.at,
        text=act.text,
        kind_word="Intern anteckning",
    )
