"""A visit in words: where it is, which times can be chosen, which of them somebody means."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from dialogs.clock_words import clocks_said
from dialogs.conversation import Conversation, Visit
from dialogs.effects import Arg, Args, Choice, Joined, Local, Moment, Text
from dialogs.promise import STOCKHOLM
from nlu.understanding import Understanding

PLACES = ("welcome_house", "etableringscentrum")
"""Where people are met; each is a place of the guide."""
MOST_TIMES = 5
"""Times that are put at once."""
VISIT = "offer.visit"
TAKE, MOVE, CANCEL, NONE = "time", "move", "unbook", "notime"
_FORMAT = "%Y%m%dT%H%MZ"
_ORDINALS = ("first", "second", "third")
_EARLIEST, _LATEST = time(8), time(19)
_NONE_FITS = re.compile(
    r"\binge[nt]\b.*(?:pass|fung)|passar inte|жод\w+|не підход\w+|не подход\w+|\bnone\b|n[o’']t (?:suit|work|fit)",
    re.IGNORECASE,
)
_CANCELS = re.compile(
    r"avbok|ställ\w* in\b|\bkan (?:tyvärr )?inte komma|скас[оу]|відмін|отмен|не (?:з?можу|смогу) прийти|не прийду"
    r"|\bcancel\w*\b.*(?:visit|appointment|time|meeting|booking)|(?:can[’']?t|cannot|won[’']?t) come",
    re.IGNORECASE,
)
_CANNOT_COME = re.compile(
    r"(?:(?:hej|tyvärr|jag)[ ,]+)*kan (?:tyvärr )?inte komma(?: då| (?:på |i ?)?\w+)?[.!]*"
    r"|(?:(?:вітаю|добрий день|на жаль|я)[ ,]+)*не з?можу прийти(?: (?:у |в )?\w+)?[.!]*"
    r"|(?:(?:hi|hello|sorry|i)[ ,]+)*(?:am sorry[ ,]+i )?(?:can[’']?t|cannot|won[’']?t) come(?: (?:on )?\w+)?[.!]*",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"boka om|omboka|flytta (?:besök|tid|möte|den\b|det\b)|(?:annan|byta|ändra) (?:tid|dag)"
    r"|перене(?:сти|сіть|сите)|інш(?:ий|у) (?:час|день)|друг(?:ое|ой) (?:время|день)|змінити час"
    r"|\bmove (?:the|my|it|this)\b|reschedul|(?:another|different) (?:time|day)|change the (?:time|day)",
    re.IGNORECASE,
)


def find_visit(now: Conversation, reference: str | None) -> Visit | None:
    """The visit of that case."""
    return next((v for v in now.visits if v.reference == reference), None)


def is_button(value: str) -> bool:
    """A button about a visit: it names its case, and so holds however old its message is."""
    name, found, _ = value.partition(":")
    return bool(found) and name in (TAKE, MOVE, CANCEL, NONE)


def time_button(visit: Visit, at: datetime) -> Choice:
    """The button that takes a time."""
    value = f"{TAKE}:{visit.reference}:{at.astimezone(UTC).strftime(_FORMAT)}"
    return Choice(value, Text("choice-visit-time", {"at": Moment(at)}))


def read_time(text: str) -> datetime | None:
    """The instant in a button's value."""
    try:
        return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def button(name: str, visit: Visit) -> Choice:
    """Another button about the visit."""
    again = "again" if name == MOVE and visit.over else name
    return Choice(f"{name}:{visit.reference}", Text(f"choice-visit-{again}"))


def acts(visit: Visit) -> tuple[Choice, ...]:
    """What can be done with a visit that is not being chosen."""
    if visit.at is None or visit.over:
        return (button(MOVE, visit),)
    return (button(MOVE, visit), button(CANCEL, visit))


def visit_choices(visit: Visit) -> tuple[Choice, ...]:
    """The buttons of what is put about a visit."""
    keep = Choice("no", Text("choice-visit-keep" if visit.coming else "choice-case-leave"))
    if not visit.times:
        return (*acts(visit), keep)
    times = tuple(time_button(visit, at) for at in visit.times)
    return (*times, button(NONE, visit), *((keep,) if visit.coming else ()))


def choices_at(now: Conversation, reference: str | None) -> tuple[Choice, ...]:
    """The buttons of what is put about the visit of a case."""
    visit = find_visit(now, reference)
    return visit_choices(visit) if visit else ()


def words_at(now: Conversation, reference: str | None, contacts: Mapping[str, Any]) -> Args:
    """What the words of that speak of; ``contacts`` is how each place is reached."""
    visit = find_visit(now, reference)
    return {"visit": visit_words(visit, contacts)} if visit else {}


def every_button(now: Conversation) -> tuple[Choice, ...]:
    """Every button that a press may have been of."""
    of_times = tuple(time_button(v, at) for v in now.visits for at in (*v.times, *((v.wanted,) if v.wanted else ())))
    return (*of_times, *(button(name, v) for v in now.visits for name in (MOVE, CANCEL, NONE)))


def visit_words(visit: Visit, contacts: Mapping[str, Any]) -> Joined:
    """Where it is, with whom, how long; when, or that a time is to be chosen."""
    where = Text("visit-where", {"place": place_name(visit), "minutes": visit.minutes})
    host = (Text("visit-host", {"host": visit.host}),) if visit.host else ()
    when: tuple[Arg, ...] = (Text("visit-yours", {"at": Moment(visit.at)}),) if visit.coming and visit.at else ()
    ask: tuple[Arg, ...] = (Text("visit-choose"),) if visit.times else ()
    return Joined((*when, where, *host, address_words(visit, contacts), *ask))


def place_name(visit: Visit) -> Text:
    """The place as the guide calls it."""
    return Text(f"authority-{visit.place}")


def address_words(visit: Visit, contacts: Mapping[str, Any]) -> Text:
    """Where to go, if leads have filled that in."""
    address = contacts.get(visit.place, {}).get("address")
    return Text("visit-address", {"address": Local(dict(address))}) if address else Text("visit-address-unknown")


def mentions(heard: Understanding) -> str:
    """What words about a visit want: ``unbook``, ``move``, ``notime``, or nothing."""
    for name, pattern in ((MOVE, _MOVES), (CANCEL, _CANCELS), (NONE, _NONE_FITS)):
        if pattern.search(heard.text):
            return name
    return ""


def cannot_come(text: str) -> bool:
    """Whether the whole message says that, and nothing else: a reason may be one for help."""
    return _CANNOT_COME.fullmatch(text.strip()) is not None


def meant_time(times: tuple[datetime, ...], heard: Understanding) -> datetime | None:
    """The one of ``times`` that the words name: by day, by the clock, or by its place among them."""
    days, clocks = set(heard.values("date")), clocks_said(heard.text)
    fitting = [at for at in times if _fits(at.astimezone(STOCKHOLM), days, clocks)] if days or clocks else []
    if clocks or len(fitting) == 1:
        return fitting[0] if len(fitting) == 1 else None
    place = heard.reading("offer.intent")
    if place == ("last",):
        return times[-1] if times else None
    if place[:1] and place[0] in _ORDINALS:
        number = _ORDINALS.index(place[0])
        return times[number] if number < len(times) else None
    return None


def reminder_of(at: datetime) -> datetime:
    """The day before at the same hour, but neither before eight nor after seven in the evening."""
    there = at.astimezone(STOCKHOLM)
    hour = min(max(there.time(), _EARLIEST), _LATEST)
    return datetime.combine(there.date() - timedelta(days=1), hour, STOCKHOLM).astimezone(UTC)


def _fits(at: datetime, days: set[str], clocks: set[tuple[int, int]]) -> bool:
    return (not days or at.date().isoformat() in days) and (not clocks or (at.hour, at.minute) in clocks)
