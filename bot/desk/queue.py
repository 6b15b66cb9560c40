"""The queue: who waits, longest first. New tickets do not push the rows that somebody is reading."""

from collections.abc import Collection
from itertools import islice

from starlette.responses import Response

from bot.desk import words
from bot.desk.forms import Faults
from bot.desk.queue_view import TABS, Filter, QueueView, TabView
from bot.desk.rows import Row, make_rows
from bot.desk.visit import Visit
from bot.ports import Ticket
from bot.store import Page, Refused
from dialogs import reference as case_reference

PAGE = 50
PATIENCE = 10
"""Pages of the store that are read to fill one filtered page of ours."""
MOST_SHOWN = 60


async def show_queue(visit: Visit) -> Response:
    """The page."""
    return await queue_page(visit)


async def queue_page(visit: Visit, *, status: int = 200, faults: Faults | None = None, searched: str = "") -> Response:
    """The page, perhaps with what was wrong with a search."""
    asked = Filter.of(visit)
    page = await _read(visit, asked)
    rows = await make_rows(visit, page.tickets)
    view = await _view(visit, asked, rows, following=page.next, searched=searched)
    return visit.page("queue.html", status, view=view, **({"faults": faults} if faults else {}))


async def show_changes(visit: Visit) -> Response:
    """The same rows in the same order as they are now, and how many tickets are not among them."""
    asked = Filter.of(visit)
    shown = list(islice(_references(visit), MOST_SHOWN))
    page = await _read(visit, asked)
    rows = await make_rows(visit, await _still_seen(visit, shown), asked.tab.statuses)
    fresh = 0 if asked.after else sum(ticket.reference not in shown for ticket in page.tickets)
    return visit.page("queue_live.html", view=await _view(visit, asked, rows, fresh=fresh))


async def _read(visit: Visit, asked: Filter) -> Page:
    """A page that fits the filter; the store knows queue, status and assignee, the rest is left out here."""
    queues = [asked.queue] if asked.queue else list(visit.account.queues)
    found: list[Ticket] = []
    after: str | None = asked.after or None
    for _ in range(PATIENCE):
        page = await _read_once(visit, asked, queues, after)
        found += [ticket for ticket in page.tickets if asked.fits(ticket)]
        after = page.next
        if after is None or len(found) >= PAGE:
            break
    return Page(tuple(found), after)


async def _read_once(visit: Visit, asked: Filter, queues: Collection[str], after: str | None) -> Page:
    assignee = visit.account.name if asked.tab.mine else None
    try:
        return await visit.desk.store.tickets.list(
            queues=queues, statuses=asked.tab.statuses, assignee=assignee, limit=PAGE, after=after
        )
    except Refused:
        return Page(())


async def _view(
    visit: Visit, asked: Filter, rows: list[Row], *, following: str | None = None, fresh: int = 0, searched: str = ""
) -> QueueView:
    tabs = await _tabs(visit, asked)
    return QueueView(
        filter=asked,
        rows=rows,
        tabs=tabs,
        count=next(tab.count for tab in tabs if tab.current),
        queues=[(name, words.word(words.QUEUES, name)) for name in visit.account.queues],
        next=following,
        fresh=fresh,
        searched=searched,
    )


async def _tabs(visit: Visit, asked: Filter) -> list[TabView]:
    tickets = visit.desk.store.tickets
    counts = await tickets.counts([asked.queue] if asked.queue else list(visit.account.queues))
    mine = await tickets.mine(visit.account.name)
    return [
        TabView(
            label=tab.label,
            href=asked.href(tab=tab.name),
            count=mine if tab.mine else sum(counts[status] for status in tab.statuses),
            current=tab == asked.tab,
        )
        for tab in TABS
    ]


async def _still_seen(visit: Visit, references: Collection[str]) -> list[Ticket]:
    kept = [await visit.desk.store.tickets.get(reference) for reference in references]
    return [k.ticket for k in kept if k and k.ticket.queue in visit.account.queues]


def _references(visit: Visit) -> list[str]:
    asked = visit.request.query_params.getlist("shown")
    return [reference for text in asked if (reference := case_reference.parse(text))]
