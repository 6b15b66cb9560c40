"""Exact look-up of tickets. What was searched for stays out of addresses: it may be a telephone number."""

from collections.abc import Iterator

import phonenumbers
from phonenumbers import PhoneNumberFormat
from starlette.responses import Response

from bot.desk.forms import Faults
from bot.desk.queue import queue_page
from bot.desk.rows import make_rows
from bot.desk.visit import Visit
from bot.ports import Ticket

LONGEST = 100


async def search(visit: Visit) -> Response:
    """One ticket opens at once; several are listed; none is said on the queue's page."""
    asked = visit.form.text("q")[:LONGEST]
    found = await find_tickets(visit, asked) if asked else []
    if not found:
        text = f"Inget ärende i dina köer har ”{asked}”." if asked else "Skriv det du söker."
        return await queue_page(visit, status=422, faults=Faults({"q": text}), searched=asked)
    if len(found) == 1:
        return visit.go(f"/desk/tickets/{found[0].reference}")
    return visit.page("found.html", rows=await make_rows(visit, found))


async def find_tickets(visit: Visit, asked: str) -> list[Ticket]:
    """The visitor's tickets with exactly this reference, telephone number, e-mail or organisation number."""
    tickets = visit.desk.store.tickets
    references = [ref for kind, value in spellings(asked) for ref in await tickets.find(kind, value)]
    found = [kept.ticket for ref in dict.fromkeys(references) if (kept := await tickets.get(ref))]
    return [ticket for ticket in found if ticket.queue in visit.account.queues]


def spellings(asked: str) -> Iterator[tuple[str, str]]:
    """What ``asked`` may be, in the forms in which such values are kept."""
    yield "reference", asked
    yield "phone", asked
    if phone := _international(asked):
        yield "phone", phone
    if "@" in asked:
        yield "email", asked
    digits = "".join(character for character in asked if character in "0123456789")
    if len(digits) == 10:
        yield "organisation_number", digits
        yield "organisation_number", f"{digits[:6]}-{digits[6:]}"


def _international(asked: str) -> str:
    try:
        return phonenumbers.format_number(phonenumbers.parse(asked, "SE"), PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return ""
