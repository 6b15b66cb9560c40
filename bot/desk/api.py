"""The desk API: tickets as JSON for other systems. Each is a service account with a token and queues of its own."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import problems, visit_verbs
from bot.desk.applications import decided
from bot.desk.bodies import (
    BODIES,
    Body,
    Cancelled,
    Closing,
    Decided,
    Ended,
    Moved,
    Note,
    Nothing,
    Parking,
    Proposed,
    Reply,
    Transfer,
    Urgency,
    check_body,
    read_body,
)
from bot.desk.casework import Casework
from bot.desk.problems import Problem
from bot.desk.rendering import Rendering
from bot.desk.visit import Desk
from bot.ports import QUEUES, STATUSES, Act, Message, Ticket
from bot.store import Conflict, Kept, Refused, Unavailable
from bot.store.staff import Service
from bot.store.translations import beside
from bot.turn import Reused, UnknownConversation
from dialogs import reference as case_reference
from dialogs.visit_words import PLACES

MOST = 200
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_BEARER = re.compile(r"bearer +([\x21-\x7e]+) *", re.IGNORECASE)
Method = Callable[["Call"], Awaitable[Response]]


class TicketList(msgspec.Struct, frozen=True):
    """A page of tickets."""

    tickets: tuple[Ticket, ...]
    next: str | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request of a service account."""

    desk: Desk
    request: Request
    service: Service
    at: datetime

    @property
    def queues(self) -> frozenset[str]:
        """What the service account sees."""
        return frozenset(self.service.queues)

    def casework(self, key: str = "") -> Casework:
        """What the service may do with tickets."""
        return Casework(
            store=self.desk.store,
            turns=self.desk.turns,
            actor=self.service.name,
            queues=self.queues,
            at=self.at,
            key=f"api:{self.service.name}:{key}",
            translator=self.desk.translator,
            patience=self.desk.patience,
        )

    async def find(self) -> Kept:
        """The ticket in the path. Raises a 404."""
        reference = case_reference.parse(str(self.request.path_params["reference"]))
        kept = await self.casework().find(reference) if reference else None
        if kept is None:
            raise problems.not_found()
        return kept


def api_routes(desk: Desk) -> list[Route]:
    """All addresses of the API; what is below it and unknown answers in its own way."""
    prefix = "/desk/api"
    return [
        route(desk, f"{prefix}/tickets", {"GET": list_tickets}),
        route(desk, f"{prefix}/tickets/{{reference}}", {"GET": show_ticket}),
        route(desk, f"{prefix}/times", {"GET": list_times}),
        *(route(desk, f"{prefix}/tickets/{{reference}}/{action}", {"POST": act}) for action in BODIES),
        route(desk, f"{prefix}/{{rest:path}}", {}),
    ]


def route(desk: Desk, path: str, methods: Mapping[str, Method]) -> Route:
    """An address of the API; what goes wrong behind it comes back as a problem."""

    async def endpoint(request: Request) -> Response:
        try:
            return await _answer(desk, request, methods)
        except Problem as problem:
            return problem.response()
        except Unavailable as trouble:
            return problems.unavailable(trouble.retry_after).response()

    return Route(path, endpoint, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], name=f"API {path}")


async def _answer(desk: Desk, request: Request, methods: Mapping[str, Method]) -> Response:
    call = Call(desk=desk, request=request, service=await _service(desk, request), at=desk.clock.now())
    if not methods:
        raise problems.not_found("There is nothing at this address.")
    method = methods.get("GET" if request.method == "HEAD" else request.method)
    if method is None:
        raise problems.not_allowed(", ".join(methods))
    return await method(call)


async def _service(desk: Desk, request: Request) -> Service:
    given = _BEARER.fullmatch(request.headers.get("authorization", ""))
    service = await desk.store.staff.service(given.group(1)) if given else None
    if service is None:
        raise problems.unauthorized()
    return service


async def list_tickets(call: Call) -> Response:
    """``GET /tickets``: urgent first, then longest waiting."""
    asked = call.request.query_params
    queues = read_filter(asked.getlist("queue"), QUEUES, "queue")
    statuses = read_filter(asked.getlist("status"), STATUSES, "status")
    if not call.queues.issuperset(queues):
        raise problems.not_found("This service account does not belong to that queue.")
    try:
        page = await call.desk.store.tickets.list(
            queues=queues or sorted(call.queues),
            statuses=statuses or STATUSES,
            limit=read_limit(asked.get("limit", "50")),
            after=_cursor(asked.get("after", "")),
        )
    except Refused:
        raise problems.unprocessable("after is not a cursor of this list.") from None
    return answer_json(TicketList(tuple(page.tickets), page.next or msgspec.UNSET))


async def show_ticket(call: Call) -> Response:
    """``GET /tickets/{reference}``: with transcript and history."""
    kept = await call.find()
    entries = await call.desk.store.conversations.transcript(kept.conversation)
    made = await call.desk.store.translations.read(kept.conversation)
    whole = _whole(kept, beside((entry.message for entry in entries), made))
    visits = await visit_verbs.visits_in(call.desk.store, kept, call.at)
    return answer_json(whole | ({"visits": visits} if visits else {}))


async def list_times(call: Call) -> Response:
    """``GET /times``: when people can be met, at one place or at all."""
    asked = call.request.query_params.getlist("place")
    places = read_filter(asked, PLACES, "place") or [""]
    found = [await visit_verbs.free_times(call.desk.store, call.at, place) for place in dict.fromkeys(places)]
    return answer_json({"times": [time for times in found for time in times]})


async def act(call: Call) -> Response:
    """``POST /tickets/{reference}/{action}``: once for each Idempotency-Key."""
    key = call.request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise problems.bad_request("Send an Idempotency-Key of 1 to 255 visible ASCII characters.")
    action = call.request.url.path.rsplit("/", 1)[1]
    body = await read_body(call.request, BODIES[action])
    kept = await call.find()
    check_body(body, call.at)
    try:
        await _carry_out(call.casework(key), kept, action, body)
    except Refused as refusal:
        raise problems.refusal(refusal.reason) from None
    except Reused:
        raise problems.refusal("reused") from None
    except (Conflict, UnknownConversation):
        raise problems.conflict("The ticket was changed at the same time, or its person was erased.") from None
    after = await call.desk.store.tickets.get(kept.ticket.reference)
    return answer_json((after or kept).ticket)


async def _carry_out(work: Casework, kept: Kept, action: str, body: Body) -> None:
    reference = kept.ticket.reference
    match body:
        case Reply() | Closing() | Decided():
            await _say(work, kept, body)
        case Note(text):
            await work.note(reference, text)
        case Transfer(queue, note):
            await work.transfer(kept, queue=queue, note=note)
        case Parking(until):
            await work.park(reference, until)
        case Urgency(priority):
            await work.prioritise(reference, priority)
        case Proposed() | Moved() | Cancelled() | Ended():
            await visit_verbs.carry_out(work, kept, body)
        case Nothing():
            await _simple(work, kept, action)


async def _say(work: Casework, kept: Kept, body: Reply | Closing | Decided) -> None:
    """The acts that have words for the person."""
    text, language = body.reason if isinstance(body, Decided) else body.text, body.language
    rendering = await _render(work, kept, text, language) if body.translate else None
    match body:
        case Reply():
            await work.reply(kept, text=text, language=language, rendering=rendering)
        case Closing(outcome):
            await work.close(kept, outcome=outcome, text=text, language=language, rendering=rendering)
        case Decided(decision):
            await work.decide(kept, decision=decision, text=text, language=language, rendering=rendering)


async def _render(work: Casework, kept: Kept, text: str, language: str) -> Rendering | None:
    """The words in the person's language; None when they go out as they are."""
    made = await work.render(kept, text, language)
    return made if isinstance(made, Rendering) else None


async def _simple(work: Casework, kept: Kept, action: str) -> None:
    match action:
        case "claim":
            await work.claim(kept.ticket.reference)
        case "release":
            await work.release(kept.ticket.reference)
        case "resume":
            await work.resume(kept.ticket.reference)
        case "recheck":
            await work.recheck(kept)
        case _:
            await work.reopen(kept)


def read_filter(values: list[str], known: tuple[str, ...], name: str) -> list[str]:
    """The values of a filter, which may be repeated or joined by commas. Raises ``Problem``."""
    asked = [part for value in values for part in value.split(",") if part]
    if any(part not in known for part in asked):
        raise problems.unprocessable(f"{name} is one of: {', '.join(known)}.")
    return asked


def read_limit(text: str) -> int:
    """How many are asked for. Raises ``Problem``."""
    if not re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST:
        raise problems.unprocessable(f"limit is a number from 1 to {MOST}.")
    return int(text)


def _cursor(text: str) -> str | None:
    if len(text) > 200:
        raise problems.unprocessable("after is not a cursor of this list.")
    return text or None


def _whole(kept: Kept, transcript: tuple[Message, ...]) -> dict[str, object]:
    history: tuple[Act, ...] = kept.history
    state = decided(kept.ticket, history)
    more = {"decision": state} if state else {}
    return {**msgspec.to_builtins(kept.ticket), "transcript": transcript, "history": history, **more}


def answer_json(body: object) -> Response:
    """``body`` as an answer."""
    return Response(msgspec.json.encode(body), 200, problems.HEADERS, "application/json")
