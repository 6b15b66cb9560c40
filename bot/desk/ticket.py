"""The page of one ticket: reading, printing, and what changes on it while somebody reads."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bot.desk.casework import Casework
from bot.desk.door import NotHere
from bot.desk.forms import NO_FAULTS, Faults, Form
from bot.desk.reading import Reading, is_foreign
from bot.desk.replies import find_reply, make_replies
from bot.desk.ticket_view import Reader, Situation, TicketView, make_view, next_working_day
from bot.desk.times import local
from bot.desk.transcript import Swedish
from bot.desk.visit import Visit, new_key
from bot.desk.visit_box import visit_box
from bot.store import Kept
from dialogs import reference as case_reference
from dialogs.flow import fitted
from dialogs.flows import FLOWS
from dialogs.pact import Pact

ACTS = (
    "claim",
    "release",
    "free",
    "reply",
    "note",
    "transfer",
    "park",
    "resume",
    "priority",
    "close",
    "reopen",
    "decide",
    "recheck",
    "erase",
)
TYPED = (
    "text",
    "language",
    "note",
    "outcome",
    "closing",
    "decision",
    "reason",
    "to",
    "transfer-note",
    "day",
    "hour",
    "confirm",
)


def casework(visit: Visit, key: str = "") -> Casework:
    """What the visitor may do with tickets; ``key`` makes the act happen once."""
    return Casework(
        store=visit.desk.store,
        turns=visit.desk.turns,
        actor=visit.account.name,
        queues=frozenset(visit.account.queues),
        at=visit.now,
        key=f"desk:{visit.account.name}:{key or new_key()}",
        translator=visit.desk.translator,
        patience=visit.desk.patience,
    )


async def reading(visit: Visit) -> Reading:
    """The person's words in Swedish, as the visitor reads them."""
    desk = visit.desk
    return Reading(
        store=desk.store,
        texts=desk.texts,
        translator=desk.translator,
        staff=visit.account.name,
        patience=desk.patience,
        flows=fitted(FLOWS, await _pact(visit)),
    )


async def _pact(visit: Visit) -> Pact:
    return Pact.of((await visit.desk.store.content.snapshot()).data)


async def find_ticket(visit: Visit, name: str = "") -> Kept:
    """The ticket ``name``, else the one in the path. Raises ``NotHere``, also when it is in a queue of others."""
    reference = case_reference.parse(name or visit.path("reference"))
    kept = await casework(visit).find(reference) if reference else None
    if kept is None:
        raise NotHere
    return kept


async def show_ticket(visit: Visit) -> Response:
    """The page."""
    return await ticket_page(visit, await find_ticket(visit))


async def show_print(visit: Visit) -> Response:
    """The page for paper."""
    kept = await find_ticket(visit)
    return visit.page("print.html", view=await view_ticket(visit, kept, asks=True), paper=True)


async def show_changes(visit: Visit) -> Response:
    """What has changed on the page: the talk, the tags, who else is there. Forms are never touched."""
    kept = await find_ticket(visit)
    view = await view_ticket(visit, kept, shown_state=visit.request.query_params.get("state"), asks=True)
    return visit.page("ticket_live.html", view=view, keys=make_keys())


async def ticket_page(
    visit: Visit,
    kept: Kept,
    *,
    status: int = 200,
    faults: Faults = NO_FAULTS,
    typed: Form | None = None,
    opened: str = "",
) -> Response:
    """The page, with what was typed and what is wrong with it after a form that could not be taken."""
    view = await view_ticket(visit, kept, asks=True)
    reference, account = view.reference, visit.account.name
    draft = await visit.desk.store.drafts.get(reference, account) if view.can_reply else None
    written = _typed(typed) if typed else {**_typed(Form()), "text": draft or ""}
    return visit.page(
        "ticket.html",
        status,
        view=view,
        faults=faults,
        typed=written,
        open_act=opened,
        keys=make_keys(),
        replies=make_replies(visit.desk, view.language) if view.can_reply else [],
        standard=find_reply(visit.desk, visit.query("standard"), view.language) if view.can_reply else None,
        draft_state="Utkast från tidigare" if draft and not typed else "",
        park_day=next_working_day(visit.now),
        today=local(visit.now).date().isoformat(),
        box=await visit_box(visit.desk.store, kept, visit.now),
        box_open=not kept.erased,
    )


async def translate_line(visit: Visit) -> Response:
    """One message of the person, on demand."""
    kept = await find_ticket(visit)
    entries = await visit.desk.store.conversations.transcript(kept.conversation)
    asked = visit.form.text("message")
    lines = [e.message for e in entries if is_foreign(e.message) and str(e.message.id) == asked]
    await (await reading(visit)).ask(kept, entries, lines)
    place = f"#said-{lines[0].id}" if lines else ""
    return visit.go(f"/desk/tickets/{kept.ticket.reference}{place}")


async def view_ticket(visit: Visit, kept: Kept, shown_state: str | None = None, *, asks: bool = False) -> TicketView:
    """What the templates of the ticket show. Who works with it reads Swedish: what is missing may be asked for."""
    desk, ticket = visit.desk, kept.ticket
    entries = await desk.store.conversations.transcript(kept.conversation)
    present = (await desk.store.presence.on([ticket.reference], at=visit.now))[ticket.reference]
    reader = Reader(name=visit.account.name, roles=visit.roles, now=visit.now)
    reads = await reading(visit)
    made = await (reads.read(kept, entries) if asks and visit.can_work else reads.known(kept, entries))
    situation = Situation(
        entries=entries,
        present=present,
        swedish=Swedish(made, asks=bool(desk.translator and visit.can_work)),
        engine=desk.translator.name if desk.translator else "",
        forms=(await _pact(visit)).form_names,
        shown_state=shown_state,
        link=await desk.store.links.get(ticket.reference),
        case_systems=desk.case_systems,
    )
    return make_view(kept, reader, situation, desk.texts)


def make_keys() -> dict[str, str]:
    """A key for each form of the page: sent twice, it acts once."""
    return {name: new_key() for name in ACTS}


def _typed(form: Form) -> Mapping[str, Any]:
    return {name.replace("-", "_"): form.text(name) for name in TYPED}
