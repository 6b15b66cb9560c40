"""Everything that deviates, over all tickets that somebody sees: as a page, as a file, as JSON."""

from collections.abc import Collection, Iterable

from starlette.responses import Response
from starlette.routing import Route

from bot.desk import problems, words
from bot.desk.api import Call, answer_json, route
from bot.desk.applications import DECIDED, Deviation, deviations, deviations_csv
from bot.desk.pages import HEADERS
from bot.desk.times import day_and_time, local
from bot.desk.visit import Desk, Visit
from bot.ports import STATUSES
from bot.store import Line, Store

_AT_ONCE = 200


async def show_deviations(visit: Visit) -> Response:
    """The list."""
    rows = await read_deviations(visit.desk.store, visit.account.queues)
    shown = [
        {
            "reference": row.reference,
            "flow": words.word(words.FLOWS, row.flow),
            "name": row.name,
            "result": words.word(words.CHECKS, row.result),
            "detail": row.detail,
            "source": f"{row.source}, {day_and_time(row.at, visit.now)}",
            "decision": words.word(words.DECISIONS, row.decision),
        }
        for row in rows
    ]
    return visit.page("deviations.html", rows=shown)


async def export(visit: Visit) -> Response:
    """The list as a file; who took it stands in the audit trail."""
    store = visit.desk.store
    rows = await read_deviations(store, visit.account.queues)
    await store.audit.write(_taken(visit, len(rows)))
    name = f"avvikelser-{local(visit.now).date().isoformat()}.csv"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(deviations_csv(rows), media_type="text/csv; charset=utf-8", headers=headers)


async def read_deviations(store: Store, queues: Collection[str]) -> list[Deviation]:
    """All deviations of the tickets of ``queues``, the latest first."""
    found = [deviation for queue in queues for deviation in await _of_queue(store, queue)]
    return sorted(found, key=lambda row: (row.at, row.reference), reverse=True)


def deviation_routes(desk: Desk) -> list[Route]:
    """The address of the API."""
    return [route(desk, "/desk/api/deviations", {"GET": list_deviations})]


async def list_deviations(call: Call) -> Response:
    """``GET /deviations``: for service accounts with the role of a lead."""
    if "lead" not in call.service.roles:
        raise problems.forbidden()
    rows = await read_deviations(call.desk.store, sorted(call.queues))
    line = Line(at=call.at, actor=call.service.name, action="deviations.exported", detail=str(len(rows)))
    await call.desk.store.audit.write(line)
    return answer_json({"deviations": rows})


async def _of_queue(store: Store, queue: str) -> Iterable[Deviation]:
    found: list[Deviation] = []
    after: str | None = None
    while True:
        page = await store.tickets.list(queues=[queue], statuses=STATUSES, limit=_AT_ONCE, after=after)
        for ticket in page.tickets:
            if ticket.checks or ticket.flow in DECIDED:
                kept = await store.tickets.get(ticket.reference)
                found.extend(deviations(kept) if kept else ())
        after = page.next
        if after is None:
            return found


def _taken(visit: Visit, rows: int) -> Line:
    return Line(at=visit.now, actor=visit.account.name, action="deviations.exported", detail=str(rows))
