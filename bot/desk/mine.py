"""My tickets: what I have to do today, what I wait for, what comes back; and the next one to take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from bot.desk.history import parked_until
from bot.desk.rows import Row, make_rows
from bot.desk.ticket import casework
from bot.desk.times import day_and_time
from bot.desk.visit import Visit
from bot.ports import Ticket
from bot.store import Refused

MOST = 200
OFFERED = 20
"""Free tickets that are tried in turn while colleagues take them at the same time."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page."""

    heading: str
    order: str
    empty: str
    rows: list[Row]


async def show_mine(visit: Visit) -> Response:
    """The page."""
    page = await visit.desk.store.tickets.list(
        queues=visit.account.queues,
        statuses=("claimed", "waiting", "parked"),
        assignee=visit.account.name,
        limit=MOST,
    )
    to_do, waiting = [await _rows(visit, page.tickets, status) for status in ("claimed", "waiting")]
    parts = [
        Part("Att göra", "längst väntan överst", "Inget att svara på just nu.", to_do),
        Part("Väntar på invånaren", "äldst överst", "Ingen väntar.", waiting),
        Part("Påminnelser", "närmast i tid överst", "Inget är parkerat.", await _parked(visit, page.tickets)),
    ]
    return visit.page("mine.html", parts_of_day=parts)


async def take_next(visit: Visit) -> Response:
    """Claim the ticket that comes first in my queues."""
    page = await visit.desk.store.tickets.list(queues=visit.account.queues, statuses=("new",), limit=OFFERED)
    work = casework(visit, visit.form.text("key"))
    for ticket in page.tickets:
        try:
            await work.claim(ticket.reference)
        except Refused:
            continue
        return visit.go(f"/desk/tickets/{ticket.reference}", "claimed")
    return visit.go("/desk/mine", "nothing")


async def _rows(visit: Visit, tickets: Sequence[Ticket], status: str) -> list[Row]:
    return await make_rows(visit, [ticket for ticket in tickets if ticket.status == status])


async def _parked(visit: Visit, tickets: Sequence[Ticket]) -> list[Row]:
    dated = []
    for row in await _rows(visit, tickets, "parked"):
        kept = await visit.desk.store.tickets.get(row.reference)
        until = parked_until(kept.history) if kept else None
        dated.append((until or visit.now, replace(row, parked_until=day_and_time(until, visit.now) if until else "")))
    return [row for _, row in sorted(dated, key=lambda pair: pair[0])]
