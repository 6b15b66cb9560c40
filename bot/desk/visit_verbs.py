"""The verbs of the desk API that are about visits, and what it tells of them."""

from collections.abc import Sequence
from datetime import datetime

from bot.desk import problems
from bot.desk.bodies import Cancelled, Ended, Moved, Proposed
from bot.desk.casework import Casework
from bot.desk.proposals import AHEAD, LONGEST
from bot.desk.rendering import Rendering
from bot.desk.visit_box import answers_in, visits_of
from bot.store import Kept, Refused, Store
from bot.store.visits import KEPT, Slot

VisitBody = Proposed | Moved | Cancelled | Ended


async def free_times(store: Store, now: datetime, place: str) -> list[dict[str, object]]:
    """The times that can be proposed, of one place or of all."""
    slots = await store.visits.slots(now, place=place)
    free = (slot for slot in slots if slot.left and now < slot.start < now + AHEAD)
    return [_told(slot) | {"left": slot.left} for slot in free]


async def visits_in(store: Store, kept: Kept, now: datetime) -> list[dict[str, object]]:
    """The times that the case has or had, and what staff said of those that have been."""
    said = answers_in(kept.history)
    slots = await visits_of(store, kept.ticket.reference, now)
    return [_told(slot) | ({"came": said[slot.start]} if slot.start in said else {}) for slot in slots]


async def carry_out(work: Casework, kept: Kept, body: VisitBody) -> None:
    """Do it, or raise a ``Problem`` or ``Refused``. What was done before with the same key is not looked at again."""
    done = await work.is_done(kept)
    match body:
        case Proposed():
            await _propose(work, kept, body, done=done)
        case Moved():
            await _move(work, kept, body, done=done)
        case Cancelled():
            _may_change(work, kept, done=done)
            if not any(act.action.startswith("visit_") for act in kept.history):
                raise problems.conflict("No visit was proposed.")
            rendering = await _render(work, kept, body)
            await work.cancel_visit(kept, text=body.text, language=body.language, rendering=rendering)
        case Ended():
            await _end(work, kept, body, done=done)


async def _propose(work: Casework, kept: Kept, body: Proposed, *, done: bool) -> None:
    slots = await _slots(work, body.place, body.times)
    if not done:
        _must_be_free(work, slots, len(body.times))
    longest = min((slot.minutes for slot in slots), default=LONGEST)
    if not done and body.minutes is not None and body.minutes > longest:
        raise problems.unprocessable(f"minutes is at most {longest}: so long is the shortest of the times.")
    await work.propose_visit(
        kept,
        place=body.place,
        times=tuple(sorted(set(body.times))),
        minutes=longest if body.minutes is None else body.minutes,
        host=body.host,
        text=body.text,
        language=body.language,
        rendering=await _render(work, kept, body),
    )


async def _move(work: Casework, kept: Kept, body: Moved, *, done: bool) -> None:
    if not done:
        _may_change(work, kept, done=False)
        booking = await work.store.visits.booking(kept.ticket.reference)
        if booking.slot is None:
            raise problems.conflict("No time is agreed.")
        _must_be_free(work, await _slots(work, booking.slot.partition("|")[0], (body.time,)), 1)
    await work.move_visit(kept, time=body.time)


async def _end(work: Casework, kept: Kept, body: Ended, *, done: bool) -> None:
    slots = await visits_of(work.store, kept.ticket.reference, work.at)
    slot = next((slot for slot in slots if slot.start == body.time), None)
    if slot is None or slot.start > work.at:
        raise problems.conflict("The case had no visit at that time, or it has not begun.")
    said = answers_in(kept.history).get(slot.start)
    if not done and not body.withdrawn and said not in (None, body.came):
        raise problems.conflict("Something else was said of this visit. Take that back first.")
    await work.end_visit(kept, slot, body.came, withdrawn=body.withdrawn)


async def _slots(work: Casework, place: str, times: Sequence[datetime]) -> list[Slot]:
    return [slot for slot in await work.store.visits.slots(work.at - KEPT, place=place) if slot.start in times]


def _must_be_free(work: Casework, slots: Sequence[Slot], wanted: int) -> None:
    free = [slot for slot in slots if slot.left and work.at < slot.start < work.at + AHEAD]
    if len(free) < wanted:
        raise problems.conflict("One of the times is not free, or not in the calendar of the place.")


def _may_change(work: Casework, kept: Kept, *, done: bool) -> None:
    """Who holds the ticket; of a closed one whoever sees it, for its visit may still be to come."""
    if not done and kept.ticket.status != "closed" and kept.ticket.assignee != work.actor:
        raise Refused("assignee")


async def _render(work: Casework, kept: Kept, body: Proposed | Cancelled) -> Rendering | None:
    made = await work.render(kept, body.text, body.language) if body.translate else None
    return made if isinstance(made, Rendering) else None


def _told(slot: Slot) -> dict[str, object]:
    return {"place": slot.place, "start": slot.start, "minutes": slot.minutes}
