"""Zammad, by its REST interface.

A case is a ticket that carries our id in an attribute of its own. Zammad keeps no idempotency keys, and its search may
lag behind: a ticket is searched for before it is written and after every answer that did not come; should there be two
in the end, the older one stays and the other one is closed.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import msgspec
import structlog

from integrations.cases.gate import JSON, POLICY, Gate, reading
from integrations.cases.once import Once
from integrations.cases.port import CaseMessage, HandoverCase, RemoteCase, RemoteStatus, State
from integrations.cases.tickets import Article, Desk, Ticket, article, ticket
from integrations.cases.words import Cursor, instant, mark_of, marked
from integrations.errors import Malformed
from integrations.http import Call, Connected, Http, Observe, Policy, unobserved

log = structlog.get_logger()
MOST = 50
YOUNG = timedelta(hours=1)
"""So long a double may still turn up."""
_ID = re.compile(r"[0-9]{1,18}", re.ASCII)
_UUID = re.compile(r"[A-Za-z0-9-]{1,64}")
_TICKET, _TICKETS = msgspec.json.Decoder(Ticket), msgspec.json.Decoder(tuple[Ticket, ...])
_ARTICLE, _ARTICLES = msgspec.json.Decoder(Article), msgspec.json.Decoder(tuple[Article, ...])
_SENDERS = {"person": "Customer", "staff": "Agent", "bot": "System"}


class Zammad(Connected):
    """A client with the rights of an agent."""

    name = "zammad"

    def __init__(
        self,
        desk: Desk,
        token: str,
        *,
        policy: Policy = POLICY,
        once: Once | None = None,
        observe: Observe = unobserved,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._desk = desk
        self._once = once or Once()
        self._now = now
        http = Http(self.name, desk.url, policy=policy, observe=observe)
        self._gate = Gate(http=http, headers={"authorization": f"Token token={token}"})
        super().__init__(self._gate)

    async def find(self, external_id: str) -> RemoteCase | None:
        """The one that carries the id. Were there two, the younger ones are closed."""
        if not _UUID.fullmatch(external_id):
            raise ValueError("that is no id of a case")
        # By the id alone: also without an index it is found, in what is written.
        query = urlencode({"query": external_id, "limit": MOST, "expand": "true"})
        call = Call(method="GET", path=f"/api/v1/tickets/search?{query}")
        found = [one for one in await self._gate.ask(call, reading(_TICKETS)) if one.front_door_case_id == external_id]
        if not found:
            return None
        first, *others = sorted(found, key=lambda one: one.id)
        for other in others:
            if self._state(other) != "closed":
                log.warning("case_double_closed", backend=self.name)
                await self._end(other, f"Dubblett av {first.number or first.id}")
        return first.remote

    async def create(self, case: HandoverCase) -> RemoteCase:
        """Searched for first, and again when no answer comes."""
        body = msgspec.json.encode(ticket(case, self._desk))

        async def write() -> RemoteCase:
            return (await self._gate.ask(_send("POST", "/api/v1/tickets", body), reading(_TICKET))).remote

        return await self._once.do(case.external_id, lambda: self.find(case.external_id), write)

    async def add_message(self, case_id: str, message: CaseMessage) -> str:
        """Known again by its last line."""
        return await self._write(case_id, message, internal=False)

    async def close(self, case_id: str, outcome: str) -> None:
        """With the outcome as a note that only staff read."""
        found = await self._ticket(case_id)
        if self._state(found) != "closed":
            await self._end(found, outcome)

    async def status(self, case_id: str) -> RemoteStatus:
        """Young ones are looked at for doubles, too. How it ended is not said there in a word."""
        found = await self._ticket(case_id)
        if found.front_door_case_id and found.created_at and self._now() - instant(found.created_at) < YOUNG:
            await self.find(found.front_door_case_id)
        label = found.state or ""
        return RemoteStatus(state=self._state(found), label=self._desk.labels.get(label, label))

    async def replies_since(self, case_id: str, cursor: str | None) -> tuple[tuple[CaseMessage, ...], str]:
        """What agents wrote that is not internal."""
        read = Cursor(cursor)
        found = [one.message for one in await self._articles(case_id) if one.is_for_the_person]
        new = tuple(sorted((one for one in found if read.is_new(one)), key=lambda one: (one.at, int(one.id))))
        return new, read.after(new)

    async def _end(self, found: Ticket, outcome: str) -> None:
        if outcome:
            name = f"avslut-{found.id}"
            note = CaseMessage(id=name, text=outcome, sender="bot", at=self._now())
            await self._write(str(found.id), note, internal=True)
        body = msgspec.json.encode({"state": self._desk.closed})
        await self._gate.ask(_send("PUT", f"/api/v1/tickets/{found.id}", body), reading(_TICKET))

    async def _write(self, case_id: str, message: CaseMessage, *, internal: bool) -> str:
        words = article(marked(message), sender=_SENDERS[message.sender], internal=internal)
        body = msgspec.json.encode({"ticket_id": _number(case_id), **words})

        async def look() -> str | None:
            written = [one for one in await self._articles(case_id) if mark_of(one.words) == message.id]
            return str(written[0].id) if written else None

        async def write() -> str:
            return str((await self._gate.ask(_send("POST", "/api/v1/ticket_articles", body), reading(_ARTICLE))).id)

        return await self._once.do(f"{case_id} {message.id}", look, write)

    async def _ticket(self, case_id: str) -> Ticket:
        call = Call(method="GET", path=f"/api/v1/tickets/{_number(case_id)}?expand=true")
        return await self._gate.ask(call, reading(_TICKET))

    async def _articles(self, case_id: str) -> tuple[Article, ...]:
        call = Call(method="GET", path=f"/api/v1/ticket_articles/by_ticket/{_number(case_id)}?expand=true")
        return await self._gate.ask(call, reading(_ARTICLES))

    def _state(self, found: Ticket) -> State:
        return self._desk.states.get(found.state or "", "open")


def _send(method: str, path: str, body: bytes) -> Call:
    return Call(method=method, path=path, body=body, headers=JSON)


def _number(case_id: str) -> int:
    if not _ID.fullmatch(case_id):
        raise Malformed("its id cannot be one")
    return int(case_id)
