"""The visit of a ticket: proposing times, moving it, cancelling it. The calendar has the last word on every time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from bot.desk import words
from bot.desk.actions import carry_out, refused, text_fault
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.rendering import Rendering
from bot.desk.ticket import casework, find_ticket
from bot.desk.ticket_view import LONGEST_REPLY
from bot.desk.visit import Visit, new_key
from bot.desk.visit_box import PLACE_WORDS, time_words, visit_box
from bot.ports import LANGUAGES
from bot.store import Kept
from bot.store.visits import Slot
from dialogs.visit_words import MOST_TIMES, PLACES

AHEAD = timedelta(weeks=8)
SHOWN = 40
"""Times of a place that the form shows."""
LONGEST_HOST = 80
SHORTEST, LONGEST = 15, 240
# No time of a calendar is later than the year 2286.
_SECONDS = re.compile(r"[0-9]{1,10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of the form."""

    value: str
    words: str
    left: int
    chosen: bool = False


async def show_visit(visit: Visit) -> Response:
    """What is agreed, and the forms."""
    return await _page(visit, await find_ticket(visit))


async def propose(visit: Visit) -> Response:
    """Put times to the person."""
    kept, form = await find_ticket(visit), visit.form
    slots, faults = await _chosen(visit)
    minutes, wrong = _minutes(form.text("minutes"), slots)
    faults |= {"minutes": wrong} if wrong else {}
    if len(form.text("host")) > LONGEST_HOST:
        faults["host"] = f"Högst {LONGEST_HOST} tecken."
    if form.text("note") and (long := text_fault(form.text("note"), LONGEST_REPLY, "")):
        faults["note"] = long
    if faults:
        return await _page(visit, kept, 422, faults=Faults(faults))
    work, language = casework(visit, form.text("key")), _language(visit)
    made = await work.render(kept, form.text("note"), language) if _holds(visit, kept) else None
    act = work.propose_visit(
        kept,
        place=slots[0].place,
        times=tuple(slot.start for slot in slots),
        minutes=minutes,
        host=form.text("host"),
        text=form.text("note"),
        language=language,
        rendering=made if isinstance(made, Rendering) else None,
    )
    return await carry_out(visit, kept, "visit-proposed", act)


async def move(visit: Visit) -> Response:
    """Give the visit another time of the same place."""
    kept = await find_ticket(visit)
    slots, faults = await _chosen(visit)
    if len(slots) != 1 or faults:
        return await _page(visit, kept, 422, faults=Faults({"slot": "Välj en ledig tid."}))
    if not _may_change(visit, kept):
        return await refused(visit, kept, "assignee")
    booking = await visit.desk.store.visits.booking(kept.ticket.reference)
    if booking.slot is None or booking.slot.partition("|")[0] != slots[0].place:
        return await _page(visit, kept, 422, faults=Faults({"slot": "Välj en tid på samma plats."}))
    work = casework(visit, visit.form.text("key"))
    return await carry_out(visit, kept, "visit-moving", work.move_visit(kept, time=slots[0].start))


async def cancel(visit: Visit) -> Response:
    """Cancel what is agreed, or take back what was proposed."""
    kept, text = await find_ticket(visit), visit.form.text("reason")
    if text and (wrong := text_fault(text, LONGEST_REPLY, "")):
        return await _page(visit, kept, 422, faults=Faults({"reason": wrong}))
    if not _may_change(visit, kept):
        return await refused(visit, kept, "assignee")
    work, language = casework(visit, visit.form.text("key")), _language(visit)
    made = await work.render(kept, text, language)
    rendering = made if isinstance(made, Rendering) else None
    act = work.cancel_visit(kept, text=text, language=language, rendering=rendering)
    return await carry_out(visit, kept, "visit-cancelled", act)


async def _page(visit: Visit, kept: Kept, status: int = 200, *, faults: Faults = NO_FAULTS) -> Response:
    reference, form = kept.ticket.reference, visit.form
    chosen = form.texts("slot")
    slots = await _free(visit)
    booking = await visit.desk.store.visits.booking(reference)
    booked = booking.slot.partition("|")[0] if booking.slot else ""
    offered = {place: [_time(slot, chosen) for slot in slots if slot.place == place][:SHOWN] for place in PLACES}
    return visit.page(
        "visit.html",
        status,
        reference=reference,
        history=[act for act in kept.history if act.action.startswith("visit_")],
        last=next((act for act in reversed(kept.history) if act.action.startswith("visit_")), None),
        acts=words.ACTS,
        box=await visit_box(visit.desk.store, kept, visit.now),
        open=not kept.erased,
        times=[(place, PLACE_WORDS[place], offered[place]) for place in PLACES],
        others=offered.get(booked, []),
        booked=bool(booked),
        can_propose=_holds(visit, kept) and kept.ticket.status != "closed" and not kept.erased,
        can_change=_may_change(visit, kept) and not kept.erased,
        languages=[(value, words.LANGUAGES[value]) for value in LANGUAGES],
        typed={name: form.text(name) for name in ("host", "minutes", "note", "reason", "language")},
        most=MOST_TIMES,
        faults=faults,
        keys={name: new_key() for name in ("propose", "move", "cancel")},
    )


async def _free(visit: Visit) -> list[Slot]:
    slots = await visit.desk.store.visits.slots(visit.now)
    return [slot for slot in slots if slot.left and slot.start < visit.now + AHEAD]


async def _chosen(visit: Visit) -> tuple[list[Slot], dict[str, str]]:
    """The times that the form names, and what is wrong with them."""
    wanted = set(visit.form.texts("slot"))
    slots = [slot for slot in await _free(visit) if slot.name in wanted]
    if len(slots) < len(wanted):
        return slots, {"slot": "En av tiderna är inte ledig längre. Välj igen."}
    if not 1 <= len(slots) <= MOST_TIMES:
        return slots, {"slot": f"Välj en till {MOST_TIMES} tider."}
    if len({slot.place for slot in slots}) > 1:
        return slots, {"slot": "Välj tider på en och samma plats."}
    return slots, {}


def _minutes(typed: str, slots: Sequence[Slot]) -> tuple[int, str]:
    """How long the visit is: as typed, else as long as the shortest of the times."""
    longest = min((slot.minutes for slot in slots), default=LONGEST)
    if not typed:
        return longest, ""
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and SHORTEST <= int(typed) <= longest):
        return longest, f"Skriv {SHORTEST} till {longest} minuter: så lång är den kortaste av tiderna."
    return int(typed), ""


def _time(slot: Slot, chosen: Sequence[str]) -> Time:
    return Time(slot.name, time_words(slot), slot.left, slot.name in chosen)


def _holds(visit: Visit, kept: Kept) -> bool:
    return visit.can_work and kept.ticket.assignee == visit.account.name


def _may_change(visit: Visit, kept: Kept) -> bool:
    """Who holds the ticket; of a closed one whoever sees it, for its visit may still be to come."""
    return _holds(visit, kept) or (visit.can_work and kept.ticket.status == "closed")


def _language(visit: Visit) -> str:
    written = visit.form.text("language")
    return written if written in LANGUAGES else "sv"


def instant(value: str) -> datetime | None:
    """The instant in a time's name."""
    seconds = value.rpartition("|")[2]
    return datetime.fromtimestamp(int(seconds), UTC) if _SECONDS.fullmatch(seconds) else None
