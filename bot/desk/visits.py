"""Who comes when to a place, and the calendar of its times: by day, for the screen and for paper."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from starlette.responses import Response

from bot.desk import words
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.proposals import LONGEST, SHORTEST, instant
from bot.desk.times import MONTHS, STOCKHOLM, local, typed_time
from bot.desk.visit import Visit
from bot.desk.visit_box import PLACE_WORDS, answers_in, time_words
from bot.store import Line, Refused
from bot.store.visits import KEPT, MOST, Slot
from dialogs.visit_words import PLACES

HOME = "/desk/visits"
FURTHEST = timedelta(days=366)
AT_MOST = 40
"""Times that are put in at once."""


@dataclass(frozen=True, slots=True)
class Comer:
    """A case that comes; without a link where the reader does not see its queue."""

    reference: str
    language: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A time of a day."""

    name: str
    hours: str
    comers: tuple[Comer, ...]
    left: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A visit that has been, of which nobody has said how it went."""

    reference: str
    words: str
    holder: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its times."""

    iso: str
    word: str
    rows: tuple[Row, ...]


async def show_visits(visit: Visit) -> Response:
    """The coming visits and free times of a place."""
    return await _page(visit)


async def show_paper(visit: Visit) -> Response:
    """The same for paper, with those who come only."""
    place = _place(visit.query("place"))
    days = [day for day in await _days(visit, place) if any(row.comers for row in day.rows)]
    return visit.page("visits_paper.html", place=place, place_word=PLACE_WORDS[place], days=days)


async def add_times(visit: Visit) -> Response:
    """Put times of one day into the calendar, one after the other."""
    slots, faults = _typed_slots(visit)
    if faults:
        return await _page(visit, 422, faults=Faults(faults))
    store, place = visit.desk.store, slots[0].place
    added = await store.visits.open(slots)
    detail = f"{place} {local(slots[0].start).date().isoformat()}: {added}"
    await store.audit.write(Line(at=visit.now, actor=visit.account.name, action="visits.opened", detail=detail))
    return visit.go(f"{HOME}?place={place}", "times-added" if added else "times-known")


async def remove_time(visit: Visit) -> Response:
    """Take a free time out."""
    place, at = _place(visit.form.text("slot").partition("|")[0]), instant(visit.form.text("slot"))
    if at is None:
        return await _page(visit, 422, faults=Faults({"main": "Tiden finns inte."}))
    store = visit.desk.store
    try:
        await store.visits.close(place, at)
    except Refused:
        return await _page(
            visit, 409, faults=Faults({"main": "Någon hann boka tiden. Flytta eller avboka besöket först."})
        )
    detail = f"{place} {local(at).isoformat(timespec='minutes')}"
    await store.audit.write(Line(at=visit.now, actor=visit.account.name, action="visits.closed", detail=detail))
    return visit.go(f"{HOME}?place={place}", "time-removed")


async def _page(visit: Visit, status: int = 200, *, faults: Faults = NO_FAULTS) -> Response:
    form = visit.form
    place = _place(form.text("place") or form.text("slot").partition("|")[0] or visit.query("place"))
    days = await _days(visit, place)
    names = ("day", "first", "count", "minutes", "capacity")
    return visit.page(
        "visits.html",
        status,
        place=place,
        place_word=PLACE_WORDS[place],
        places=[(name, PLACE_WORDS[name]) for name in PLACES],
        days=days,
        unanswered=await _unanswered(visit),
        coming=sum(len(row.comers) for day in days for row in day.rows),
        can_edit=visit.can_work,
        today=local(visit.now).date().isoformat(),
        typed={name: form.text(name) for name in names},
        faults=faults,
    )


async def _unanswered(visit: Visit) -> list[Unanswered]:
    """At every place, the longest ago first; those of queues that the reader does not see are for others."""
    found: list[Unanswered] = []
    for slot in await visit.desk.store.visits.slots(visit.now - KEPT):
        if slot.start + timedelta(minutes=slot.minutes) > visit.now:
            continue
        for reference in slot.taken:
            kept = await visit.desk.store.tickets.get(reference) if reference not in slot.ended else None
            if kept is None or kept.erased or kept.ticket.queue not in visit.account.queues:
                continue
            if slot.start not in answers_in(kept.history):
                found.append(
                    Unanswered(reference, f"{PLACE_WORDS[slot.place]}, {time_words(slot)}", kept.ticket.assignee or "")
                )
    return found


async def _days(visit: Visit, place: str) -> list[Day]:
    """From today on, also what was earlier today."""
    midnight = datetime.combine(local(visit.now).date(), datetime.min.time(), STOCKHOLM)
    slots = await visit.desk.store.visits.slots(midnight.astimezone(UTC), place=place)
    days = groupby(slots, key=lambda slot: local(slot.start).date())
    return [Day(day.isoformat(), _day_words(day), tuple([await _row(visit, s) for s in those])) for day, those in days]


async def _row(visit: Visit, slot: Slot) -> Row:
    start, end = local(slot.start), local(slot.start + timedelta(minutes=slot.minutes))
    comers = tuple([await _comer(visit, reference) for reference in slot.taken])
    return Row(slot.name, f"{start:%H:%M}–{end:%H:%M}", comers, slot.left, slot.capacity)


async def _comer(visit: Visit, reference: str) -> Comer:
    kept = await visit.desk.store.tickets.get(reference)
    if kept is None or kept.ticket.queue not in visit.account.queues:
        return Comer(reference, "", visible=False)
    return Comer(reference, words.word(words.LANGUAGES, kept.ticket.language), visible=True)


def _typed_slots(visit: Visit) -> tuple[list[Slot], dict[str, str]]:
    """The times that the form means, and what is wrong with it by field."""
    form, faults = visit.form, dict[str, str]()
    first, day = typed_time(form.text("first")), _typed_day(form.text("day"))
    today = local(visit.now).date()
    if day is None or not today <= day <= today + FURTHEST:
        faults["day"] = "Välj en dag från i dag och inom ett år."
    if first is None:
        faults["first"] = "Skriv när den första tiden börjar, som 09:00."
    numbers = {
        "minutes": _number(form.text("minutes"), SHORTEST, LONGEST),
        "count": _number(form.text("count"), 1, AT_MOST),
        "capacity": _number(form.text("capacity"), 1, MOST),
    }
    limits = {"minutes": (SHORTEST, LONGEST), "count": (1, AT_MOST), "capacity": (1, MOST)}
    faults |= {
        name: "Skriv ett helt tal från {} till {}.".format(*limits[name]) for name, n in numbers.items() if not n
    }
    if faults or day is None or first is None:
        return [], faults
    begins = datetime.combine(day, first, STOCKHOLM)
    length = timedelta(minutes=numbers["minutes"])
    starts = [(begins + n * length) for n in range(numbers["count"])]
    if starts[-1].date() != day:
        return [], {"count": "Alla tider ska börja samma dag."}
    if starts[0] <= visit.now:
        return [], {"first": "Den första tiden har redan börjat."}
    place = _place(form.text("place"))
    made = [
        Slot(place=place, start=at.astimezone(UTC), minutes=numbers["minutes"], capacity=numbers["capacity"])
        for at in starts
    ]
    return made, {}


def _typed_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str, least: int, most: int) -> int:
    """The number, or 0 when it is none within the limits."""
    fits = text.isascii() and text.isdecimal() and len(text) < 5 and least <= int(text) <= most
    return int(text) if fits else 0


def _place(name: str) -> str:
    return name if name in PLACES else PLACES[0]


def _day_words(day: date) -> str:
    name = list(words.DAYS.values())[day.weekday()]
    return f"{name} {day.day} {MONTHS[day.month - 1]} {day.year}"
