"""The forms of a ticket. Each act is checked, carried out once, and followed by a page that says what was done.

When the ticket is not the visitor's (any more), the answer is a page that says so and keeps what they had written.
"""

from collections.abc import Awaitable
from datetime import timedelta

from starlette.responses import Response

from bot.desk import words
from bot.desk.door import NotHere, kept_text
from bot.desk.forms import Faults
from bot.desk.ticket import casework, find_ticket, make_keys, ticket_page, view_ticket
from bot.desk.times import typed_instant
from bot.desk.visit import Visit
from bot.ports import QUEUES, Priority
from bot.store import Conflict, Kept, Refused
from bot.turn import Reused, UnknownConversation
from dialogs import reference as case_reference

LONGEST_NOTE = 4000
LONGEST_PARKING = timedelta(days=366)


async def claim(visit: Visit) -> Response:
    """Take the ticket."""
    kept = await find_ticket(visit)
    work = casework(visit, visit.form.text("key"))
    return await carry_out(visit, kept, "claimed", work.claim(kept.ticket.reference))


async def release(visit: Visit) -> Response:
    """Give it back to the queue."""
    kept = await find_ticket(visit)
    work = casework(visit, visit.form.text("key"))
    return await carry_out(visit, kept, "released", work.release(kept.ticket.reference))


async def free(visit: Visit) -> Response:
    """A lead gives back what a colleague holds."""
    kept = await find_ticket(visit)
    work = casework(visit, visit.form.text("key"))
    return await carry_out(visit, kept, "freed", work.free(kept))


async def resume(visit: Visit) -> Response:
    """Take a parked ticket up again."""
    kept = await find_ticket(visit)
    work = casework(visit, visit.form.text("key"))
    return await carry_out(visit, kept, "resumed", work.resume(kept.ticket.reference))


async def prioritise(visit: Visit) -> Response:
    """Make it urgent, or normal again."""
    kept = await find_ticket(visit)
    work = casework(visit, visit.form.text("key"))
    priority: Priority = "urgent" if visit.form.text("priority") == "urgent" else "normal"
    return await carry_out(visit, kept, "prioritised", work.prioritise(kept.ticket.reference, priority))


async def recheck(visit: Visit) -> Response:
    """Have the organisation looked up again."""
    kept = await find_ticket(visit)
    return await carry_out(visit, kept, "rechecked", casework(visit, visit.form.text("key")).recheck(kept))


async def reopen(visit: Visit) -> Response:
    """Take a closed ticket up again."""
    kept = await find_ticket(visit)
    return await carry_out(visit, kept, "reopened", casework(visit, visit.form.text("key")).reopen(kept))


async def note(visit: Visit) -> Response:
    """Keep an internal note."""
    kept, text = await find_ticket(visit), visit.form.text("note")
    if wrong := text_fault(text, LONGEST_NOTE, "Skriv en anteckning."):
        return await ask_again(visit, kept, Faults({"note": wrong}))
    work = casework(visit, visit.form.text("key"))
    return await carry_out(visit, kept, "noted", work.note(kept.ticket.reference, text))


async def park(visit: Visit) -> Response:
    """Set it aside until a day and an hour in Stockholm."""
    kept, form = await find_ticket(visit), visit.form
    until = typed_instant(form.text("day"), form.text("hour"))
    if until is None:
        return await ask_again(visit, kept, Faults({"day": "Ange datum och klockslag."}), "park")
    if not visit.now < until < visit.now + LONGEST_PARKING:
        return await ask_again(visit, kept, Faults({"day": "Välj en tid framåt, inom ett år."}), "park")
    work = casework(visit, form.text("key"))
    return await carry_out(visit, kept, "parked", work.park(kept.ticket.reference, until))


async def transfer(visit: Visit) -> Response:
    """First show what goes with it, then hand it over."""
    kept, form = await find_ticket(visit), visit.form
    queue = form.text("to")
    if queue not in QUEUES or queue == kept.ticket.queue:
        return await ask_again(visit, kept, Faults({"to": "Välj en annan kö."}), "transfer")
    if form.text("preview"):
        return await _preview(visit, kept, queue)
    act = casework(visit, form.text("key")).transfer(kept, queue=queue, note=form.text("transfer-note")[:LONGEST_NOTE])
    return await carry_out(visit, kept, "transferred", act, seen=queue in visit.account.queues)


async def _preview(visit: Visit, kept: Kept, queue: str) -> Response:
    return visit.page(
        "transfer.html",
        view=await view_ticket(visit, kept),
        to_word=words.QUEUES[queue],
        leaves=queue not in visit.account.queues,
        typed={"to": queue, "transfer_note": visit.form.text("transfer-note")},
        keys=make_keys(),
    )


async def show_erase(visit: Visit) -> Response:
    """What erasing means, and a box to confirm it."""
    kept = await find_ticket(visit)
    if kept.erased:
        raise NotHere
    return visit.page("erase.html", view=await view_ticket(visit, kept), keys=make_keys())


async def erase(visit: Visit) -> Response:
    """Erase the person behind the ticket."""
    kept = await find_ticket(visit)
    if case_reference.parse(visit.form.text("confirm")) != kept.ticket.reference:
        faults = Faults({"confirm": f"Skriv {kept.ticket.reference} för att bekräfta."})
        return visit.page("erase.html", 422, view=await view_ticket(visit, kept), keys=make_keys(), faults=faults)
    act = casework(visit, visit.form.text("key")).erase(kept)
    return await carry_out(visit, kept, "erased", act, seen=False)


async def carry_out(visit: Visit, kept: Kept, said: str, act: Awaitable[None], *, seen: bool = True) -> Response:
    """Do it; then the ticket again, or the queue when the visitor does not see the ticket any more."""
    try:
        await act
    except Refused as refusal:
        return await refused(visit, kept, refusal.reason)
    except Reused:
        return await refused(visit, kept, "reused")
    except (Conflict, UnknownConversation):
        return await refused(visit, kept, "status")
    return visit.go(f"/desk/tickets/{kept.ticket.reference}" if seen else "/desk/queue", said)


async def refused(visit: Visit, before: Kept, reason: str) -> Response:
    """409: who has the ticket now, and what was typed."""
    kept = await visit.desk.store.tickets.get(before.ticket.reference)
    if kept is None or kept.ticket.queue not in visit.account.queues:
        raise NotHere
    heading, text = _explain(kept, visit.account.name, reason)
    return visit.page(
        "conflict.html",
        409,
        heading=heading,
        text=text,
        kept=kept_text(visit.form),
        can_note=not kept.erased,
        reference=kept.ticket.reference,
        keys=make_keys(),
    )


def _explain(kept: Kept, reader: str, reason: str) -> tuple[str, str]:
    holder, status = kept.ticket.assignee, words.word(words.STATUSES, kept.ticket.status)
    if reason == "reused":
        return "Formuläret var redan skickat", "Det du skickade först gäller. Öppna ärendet och se efter."
    if reason == "stuck":
        return "Systemet kunde inte ta emot det", "Det ligger bland det som fastnat. Gruppledaren ser det där."
    if reason == "assignee" and holder not in {None, reader}:
        return f"{holder} hann före", f"{holder} har ärendet nu. Inget av det du gjorde har skickats."
    if reason == "assignee":
        return "Ingen har ärendet", "Ta ärendet först. Inget av det du gjorde har skickats."
    return "Ärendet har ändrats", f"Ärendet är nu: {status}. Det går inte att göra så just nu."


async def ask_again(visit: Visit, kept: Kept, faults: Faults, opened: str = "") -> Response:
    """The page again, with what is wrong."""
    return await ticket_page(visit, kept, status=422, faults=faults, typed=visit.form, opened=opened)


def text_fault(text: str, longest: int, missing: str) -> str | None:
    """What is wrong with words: they are ``missing``, or too long."""
    if not text:
        return missing
    return None if len(text) <= longest else f"Texten är {len(text)} tecken. Högst {longest} får plats."
