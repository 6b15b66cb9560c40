"""A case system on this machine, with as much of Zammad's REST interface as a front door needs.

``/zammad/api/v1/tickets``, ``…/tickets/search``, ``…/ticket_articles``. The search may lag behind, as the real one does
with its index. ``/zammad/`` is the page on which its agents read, answer and close.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.backends.case_page import CasePage, ShownCase, ShownMessage
from integrations.sandbox.backends.trouble import AFTERWARDS, Trouble

ROOT = "/zammad"
API = f"{ROOT}/api/v1"
TOKEN = "sandbox"  # noqa: S105 (it opens nothing)
GROUPS = ("Etableringscentrum", "Integrationspakten", "Users")
STATES = ("new", "open", "pending reminder", "pending close", "closed", "merged")
PRIORITIES = ("1 low", "2 normal", "3 high")
US, AGENT = "strå@system.invalid", "karin@stad.invalid"
FAULTS = (*AFTERWARDS, "forbidden")
Endpoint = Callable[[Request], Awaitable[Response]]


class NewArticle(msgspec.Struct):
    """An article as it is sent."""

    body: str
    ticket_id: int | None = None
    subject: str | None = None
    content_type: Literal["text/plain", "text/html"] = "text/plain"
    type: str = "note"
    internal: bool = False
    sender: Literal["Agent", "Customer", "System"] = "Agent"


class NewTicket(msgspec.Struct):
    """A ticket as it is sent."""

    title: str
    group: str
    customer_id: int | str
    article: NewArticle
    state: str = "new"
    priority: str = "2 normal"
    front_door_case_id: str = ""


class Changed(msgspec.Struct):
    """A change of a ticket."""

    state: str | None = None
    title: str | None = None
    article: NewArticle | None = None


@dataclass(slots=True)
class LocalZammad:
    """``tickets``, ``articles``: all of them. ``lag``: seconds until the search knows of a ticket."""

    name: str = "zammad"
    trouble: Trouble = field(default_factory=lambda: Trouble(more=FAULTS))
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    articles: list[dict[str, Any]] = field(default_factory=list)
    lag: float = 0.0
    pause: tuple[float, float] = (0.0, 0.0)
    _indexed: dict[int, float] = field(default_factory=dict)

    def routes(self) -> Sequence[BaseRoute]:
        """Where it answers."""
        return (
            self._guarded(f"{API}/tickets/search", "GET", self._search),
            self._guarded(f"{API}/tickets", "POST", self._create),
            self._guarded(f"{API}/tickets/{{ticket:int}}", "GET", self._read),
            self._guarded(f"{API}/tickets/{{ticket:int}}", "PUT", self._change),
            self._guarded(f"{API}/ticket_articles/by_ticket/{{ticket:int}}", "GET", self._list),
            self._guarded(f"{API}/ticket_articles", "POST", self._say),
            *CasePage(self, ROOT, "Zammad").routes(),
        )

    def _guarded(self, path: str, method: str, endpoint: Endpoint) -> BaseRoute:
        async def answer(request: Request) -> Response:
            if request.headers.get("authorization") != f"Token token={TOKEN}":
                return JSONResponse({"error": "Authentication required"}, 401)
            if self.trouble.now == "forbidden":
                return JSONResponse({"error": "Not authorized"}, 403)
            await asyncio.sleep(random.uniform(*self.pause))  # noqa: S311 - how long it takes
            return await endpoint(request)

        return Route(path, self.trouble.around(answer), methods=[method])

    async def _search(self, request: Request) -> Response:
        query, now = request.query_params.get("query", ""), monotonic()
        found = [
            _expanded(ticket)
            for name, ticket in self.tickets.items()
            if query and self._indexed[name] <= now and any(query in text for text in self._texts(name))
        ]
        return JSONResponse(found)

    def _texts(self, name: int) -> list[str]:
        """What the search looks at where there is no index: not the attributes."""
        ticket = self.tickets[name]
        bodies = [one["body"] for one in self.articles if one["ticket_id"] == name]
        return [ticket["title"], ticket["number"], *bodies]

    async def _create(self, request: Request) -> Response:
        try:
            asked = msgspec.json.decode(await request.body(), type=NewTicket)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _unprocessable("The ticket cannot be read")
        if asked.group not in GROUPS or asked.state not in STATES or asked.priority not in PRIORITIES:
            return _unprocessable("No lookup value found for 'group', 'state' or 'priority'")
        guessed = isinstance(asked.customer_id, str)
        if guessed and not str(asked.customer_id).startswith("guess:"):
            return _unprocessable("No lookup value found for 'customer_id'")
        name, now = len(self.tickets) + 1, _now()
        self.tickets[name] = {
            "id": name, "number": f"{20000 + name}", "title": asked.title, "group": asked.group, "state": asked.state,
            "priority": asked.priority, "customer": str(asked.customer_id).removeprefix("guess:"),
            "front_door_case_id": asked.front_door_case_id, "created_at": now, "updated_at": now,
        }  # fmt: skip
        self._indexed[name] = monotonic() + self.lag
        self._write(name, asked.article, US)
        return JSONResponse(_bare(self.tickets[name]), 201)

    async def _read(self, request: Request) -> Response:
        ticket = self.tickets.get(request.path_params["ticket"])
        if ticket is None:
            return _missing()
        expanded = request.query_params.get("expand") == "true"
        return JSONResponse(_expanded(ticket) if expanded else _bare(ticket))

    async def _change(self, request: Request) -> Response:
        name = request.path_params["ticket"]
        if name not in self.tickets:
            return _missing()
        try:
            asked = msgspec.json.decode(await request.body(), type=Changed)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _unprocessable("The change cannot be read")
        if asked.state is not None and asked.state not in STATES:
            return _unprocessable("No lookup value found for 'state'")
        values = {"state": asked.state, "title": asked.title}
        self.tickets[name].update({key: value for key, value in values.items() if value is not None}, updated_at=_now())
        if asked.article:
            self._write(name, asked.article, US)
        return JSONResponse(_bare(self.tickets[name]))

    async def _list(self, request: Request) -> Response:
        name = request.path_params["ticket"]
        if name not in self.tickets:
            return _missing()
        return JSONResponse([one for one in self.articles if one["ticket_id"] == name])

    async def _say(self, request: Request) -> Response:
        try:
            asked = msgspec.json.decode(await request.body(), type=NewArticle)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _unprocessable("The article cannot be read")
        if asked.ticket_id is None:
            return _unprocessable("Need at least an 'ticket_id'")
        if asked.ticket_id not in self.tickets:
            return _missing()
        return JSONResponse(self._write(asked.ticket_id, asked, US), 201)

    def _write(self, ticket: int, asked: NewArticle, by: str) -> dict[str, Any]:
        written = {
            "id": len(self.articles) + 1, "ticket_id": ticket, "body": asked.body, "subject": asked.subject,
            "content_type": asked.content_type, "type": asked.type, "internal": asked.internal,
            "sender": asked.sender, "created_by": by, "created_at": _now(),
        }  # fmt: skip
        self.articles.append(written)
        return written

    def shown(self) -> list[ShownCase]:
        """For the page, the newest first."""
        return [self._shown(ticket) for ticket in reversed(self.tickets.values())]

    def _shown(self, ticket: dict[str, Any]) -> ShownCase:
        articles = [one for one in self.articles if one["ticket_id"] == ticket["id"]]
        messages = tuple(
            ShownMessage(who=f"{one['created_by']} ({one['sender']})", at=one["created_at"], text=one["body"])
            for one in articles
        )
        facts = (("Grupp", ticket["group"]), ("Prioritet", ticket["priority"]), ("Kund", ticket["customer"]))
        return ShownCase(
            id=str(ticket["id"]), number=ticket["number"], title=ticket["title"], state=ticket["state"],
            closed=ticket["state"] == "closed", description="", facts=facts, messages=messages,
        )  # fmt: skip

    def answer(self, name: str, text: str) -> None:
        """What an agent writes to the person, as the agent's own page sends it."""
        dressed = "<div>" + text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>") + "</div>"
        self._write(int(name), NewArticle(body=dressed, content_type="text/html"), AGENT)

    def close(self, name: str, outcome: str) -> None:
        """Closed by an agent."""
        self.tickets[int(name)].update(state="closed", updated_at=_now())
        if outcome:
            self._write(int(name), NewArticle(body=outcome, internal=True), AGENT)


def _expanded(ticket: dict[str, Any]) -> dict[str, Any]:
    return {**ticket, "state_id": STATES.index(ticket["state"]) + 1}


def _bare(ticket: dict[str, Any]) -> dict[str, Any]:
    """As it is answered to who did not ask for names."""
    names = ("state", "group", "priority", "customer")
    bare = {key: value for key, value in ticket.items() if key not in names}
    return {**bare, "state_id": STATES.index(ticket["state"]) + 1, "group_id": GROUPS.index(ticket["group"]) + 1}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _unprocessable(reason: str) -> Response:
    return JSONResponse({"error": reason, "error_human": reason}, 422)


def _missing() -> Response:
    return JSONResponse({"error": "Couldn't find Ticket"}, 404)
