"""A transcript as the page shows it: parted into days, with the open question apart. The script does the same live."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time

from bot.channels.web.languages import DEFAULT, known_language
from bot.ports import Choice, Language, Link, Message, TicketName, Translation

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LOCALES = {"sv": "sv_SE", "uk": "uk_UA", "en": "en_GB"}
# Buttons that steer the conversation rather than answer the question stand back, or, in danger, stand out.
_QUIET = re.compile(r"(?:back|skip|cancel|restart|person|unhelpful|change(?::.*)?|language:.*)", re.DOTALL)
ALWAYS = ("person", "back", "skip", "restart", "cancel", "danger")
"""Buttons that the page has below the field whatever is asked."""
_SAFE_LINK = re.compile(r"(?:https://|http://|tel:|mailto:|/(?!/))[^\s\\]*")


@dataclass(frozen=True, slots=True)
class Day:
    """The messages of one day in Stockholm."""

    date: date
    label: str
    messages: tuple[Message, ...]


def local(at: datetime) -> datetime:
    """``at`` on the clock of Stockholm."""
    return at.astimezone(STOCKHOLM)


def hour(at: datetime) -> str:
    """The time of day; all three languages count to 24."""
    return format_time(at, "HH:mm", tzinfo=STOCKHOLM, locale="sv_SE")


def iso(at: datetime) -> str:
    """For machines, whole seconds, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_label(day: date, language: str) -> str:
    """``söndag 22 november 2026``."""
    return format_date(day, "full", locale=LOCALES[language])


def date_label(day: date, language: str) -> str:
    """``22 november 2026``."""
    return format_date(day, "long", locale=LOCALES[language])


def moment_label(at: datetime, language: str) -> str:
    """Day and time of day."""
    return format_datetime(at, "d MMMM y, HH:mm", STOCKHOLM, LOCALES[language])


def minutes_ahead(now: datetime) -> int:
    """By how much Stockholm's clock is ahead of UTC; a phone need not know the zone."""
    return int((local(now).utcoffset() or timedelta()).total_seconds() // 60)


def coming_days(now: datetime, language: str) -> dict[str, str]:
    """Labels of today and the next days, for messages that arrive while the page is open."""
    days = [local(now).date() + timedelta(days=ahead) for ahead in range(3)]
    return {day.isoformat(): day_label(day, language) for day in days}


def parted_by_day(messages: Iterable[Message], language: str) -> tuple[Day, ...]:
    """The days of a transcript."""
    days = groupby(messages, key=lambda message: local(message.at).date())
    return tuple(Day(day, day_label(day, language), tuple(those)) for day, those in days)


def open_question(messages: Sequence[Message]) -> Message | None:
    """The message whose buttons can be pressed: the newest that has some, unless the person has answered since."""
    for message in reversed(messages):
        if message.sender == "person":
            return None
        if message.choices:
            return message
    return None


def offered(question: Message | None) -> Message | None:
    """The question if it has buttons beyond those that are always there."""
    return question if question and any(choice.value not in ALWAYS for choice in question.choices) else None


def spoken_language(messages: Sequence[Message]) -> Language:
    """The language that the conversation is held in: that of the bot's last words."""
    said = (message.language for message in reversed(messages) if message.sender == "bot")
    return known_language(next(said, None)) or DEFAULT


def manner(choice: Choice) -> str:
    """How a button looks: as an answer, as a way to steer, or as the one for danger."""
    if choice.value == "danger":
        return "alarm"
    return "quiet" if _QUIET.fullmatch(choice.value) else "answer"


def answers(choices: Iterable[Choice]) -> list[Choice]:
    """The choices that answer the question."""
    return [choice for choice in choices if manner(choice) == "answer"]


def steering(choices: Iterable[Choice]) -> list[Choice]:
    """The others."""
    return [choice for choice in choices if manner(choice) != "answer"]


def safe_links(message: Message) -> list[Link]:
    """Links and attachments that lead where a link may lead; a page of ours opens in the message's language."""
    links = [link for link in (*message.links, *message.attachments) if _SAFE_LINK.fullmatch(link.url)]
    return [Link(link.label, _in_language(link.url, message.language)) for link in links]


def _in_language(url: str, language: str) -> str:
    return f"{url}?lang={language}" if url.startswith("/chat/") and "?" not in url else url


def blank_message(language: str) -> Message:
    """A message that has everything a message can have: the form that the script fills."""
    return Message(
        id=0,
        at=datetime(1970, 1, 1, tzinfo=UTC),
        sender="bot",
        kind="question",
        text="",
        language=language,
        choices=(Choice("x", ""),),
        links=(Link("", "/chat"),),
        translation=Translation("", language, ""),
        delivery="waiting",
        ticket=TicketName("", ""),
    )
