"""Staff say how a visit went, or take that back: one press of a button each."""

from dataclasses import replace

from starlette.responses import Response

from bot.desk.actions import carry_out, refused
from bot.desk.cuts import CAME
from bot.desk.ticket import casework, find_ticket
from bot.desk.visit import Visit
from bot.desk.visit_box import answers_in, visits_of
from bot.store import Kept
from bot.store.visits import Slot
from dialogs.events import Came


async def end(visit: Visit) -> Response:
    """Say how it went."""
    kept = await find_ticket(visit)
    slot, came = await _slot(visit, kept), _came(visit.form.text("came"))
    if slot is None or came is None:
        return await refused(visit, kept, "status")
    known = answers_in(kept.history).get(slot.start)
    if known is not None:
        # Somebody was quicker; what they said stands, and the page shows it.
        return visit.go(f"/desk/tickets/{kept.ticket.reference}", "visit-ended" if known == came else "visit-answered")
    work = replace(casework(visit), key=_key(kept, slot))
    return await carry_out(visit, kept, "visit-ended", work.end_visit(kept, slot, came))


async def take_back(visit: Visit) -> Response:
    """It was something else."""
    kept = await find_ticket(visit)
    slot = await _slot(visit, kept)
    if slot is None or slot.start not in answers_in(kept.history):
        return visit.go(f"/desk/tickets/{kept.ticket.reference}", "visit-unanswered")
    work = replace(casework(visit), key=_key(kept, slot))
    return await carry_out(visit, kept, "visit-unanswered", work.end_visit(kept, slot, withdrawn=True))


def _came(typed: str) -> Came | None:
    return next((came for came in CAME if came == typed), None)


async def _slot(visit: Visit, kept: Kept) -> Slot | None:
    """The visit that the form names, once its time has come."""
    slots = await visits_of(visit.desk.store, kept.ticket.reference, visit.now)
    return next((s for s in slots if s.name == visit.form.text("slot") and s.start <= visit.now), None)


def _key(kept: Kept, slot: Slot) -> str:
    """Whoever does it: the same visit is asked about once, until what was said of it is taken back."""
    said = sum(act.detail == slot.start.isoformat() for act in kept.history)
    return f"visit-end:{kept.ticket.reference}:{slot.name}:{said}"
