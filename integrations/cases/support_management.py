"""Sundsvall's support-management, version 15.

A case is an errand that carries our id in its ``externalTags``. It keeps no idempotency keys: an errand is looked up
by that tag before it is written and after every answer that did not come. Should a request that was thought lost still
arrive later, the older of the two stays and the other one is closed.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
import structlog

from integrations.cases.errands import (
    TAG,
    Errand,
    Errands,
    Letter,
    Namespace,
    errand,
    form,
    identifier,
    said,
)
from integrations.cases.gate import JSON, POLICY, Gate, reading
from integrations.cases.once import Once
from integrations.cases.port import CaseMessage, HandoverCase, RemoteCase, RemoteStatus, State
from integrations.cases.talk import Talk
from integrations.cases.words import Cursor, instant, mark_of, marked
from integrations.errors import Rejected
from integrations.http import Answer, Call, Connected, Http, Observe, Policy, decoded, unobserved
from integrations.tokens import Client, Tokens

log = structlog.get_logger()
PAGE = 100
PAGES = 20
CHANGES = 3
"""How often a change is made anew when somebody else was first."""
YOUNG = timedelta(hours=1)
"""So long a double may still turn up."""
_CHANGED = frozenset({409, 412})
_ERRAND, _ERRANDS = msgspec.json.Decoder(Errand), msgspec.json.Decoder(Errands)


class SupportManagement(Connected):
    """A client of one namespace."""

    name = "support_management"

    def __init__(
        self,
        place: Namespace,
        client: Client,
        *,
        policy: Policy = POLICY,
        once: Once | None = None,
        observe: Observe = unobserved,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._place = place
        self._once = once or Once()
        self._now = now
        giving = Http(f"{self.name}_token", place.token_url, policy=policy, observe=observe)
        self._gate = Gate(
            http=Http(self.name, place.url, policy=policy, observe=observe),
            headers={"x-sent-by": f"{place.sent_by}; type=adAccount"},
            tokens=Tokens(giving, client, place.scopes),
            tokens_http=giving,
        )
        super().__init__(self._gate)
        self._talk = Talk(self._gate, place.base, self._once)

    async def find(self, external_id: str) -> RemoteCase | None:
        """The one that carries the id. Were there two, the younger ones are closed."""
        return await self._only(external_id)

    async def create(self, case: HandoverCase) -> RemoteCase:
        """Looked up first, and again when no answer comes."""
        body = errand(case, self._place)

        async def write() -> RemoteCase:
            call = Call(method="POST", path=self._place.base, body=body, headers=JSON)
            return (await self._errand(await self._gate.ask(call, _located)))[0].remote

        return await self._once.do(case.external_id, lambda: self.find(case.external_id), write)

    async def add_message(self, case_id: str, message: CaseMessage) -> str:
        """Known again by its last line."""
        room = await self._talk.room(identifier(case_id))
        boundary = uuid4().hex
        body = form(marked(message), boundary)

        async def look() -> str | None:
            written = [
                letter for letter in await self._talk.letters(case_id, None) if mark_of(said(letter)) == message.id
            ]
            return written[0].id if written else None

        async def write() -> None:
            kind = {"content-type": f"multipart/form-data; boundary={boundary}"}
            await self._gate.ask(Call(method="POST", path=f"{room}/messages", body=body, headers=kind), lambda _: None)

        return await self._once.do(f"{case_id} {message.id}", look, write)

    async def close(self, case_id: str, outcome: str) -> None:
        """With the outcome as its resolution; somebody who was first is read before it is tried again."""
        for attempt in range(1, CHANGES + 1):
            found, mark = await self._errand(case_id)
            if self._state(found) == "closed":
                return
            try:
                await self._close(found, mark, self._place.closed, outcome)
            except Rejected as error:
                if error.status not in _CHANGED or attempt == CHANGES:
                    raise
            else:
                return

    async def status(self, case_id: str) -> RemoteStatus:
        """Young ones are looked at for doubles, too."""
        found, _ = await self._errand(case_id)
        if found.external_id and found.created and self._now() - instant(found.created) < YOUNG:
            await self._only(found.external_id)
        status = found.status or ""
        state = self._state(found)
        outcome = (found.resolution or None) if state == "closed" else None
        return RemoteStatus(state=state, label=self._place.labels.get(status, status), outcome=outcome)

    async def replies_since(self, case_id: str, cursor: str | None) -> tuple[tuple[CaseMessage, ...], str]:
        """From the conversation that is with the person."""
        read = Cursor(cursor)
        found = [
            _message(letter) for letter in await self._talk.letters(case_id, read.since) if self._is_staffs(letter)
        ]
        new = tuple(sorted((one for one in found if read.is_new(one)), key=lambda one: (one.at, one.id)))
        return new, read.after(new)

    async def changed(self, since: datetime) -> tuple[str, ...]:
        """The ids of our cases that were touched from ``since`` on: one question for all of them."""
        at = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        wanted = f"modified>:'{at}' and externalTags.key:'{TAG}'"
        return tuple(one.id for one in await self._errands(wanted))

    async def _only(self, external_id: str) -> RemoteCase | None:
        wanted = f"externalTags.key:'{TAG}' and externalTags.value:'{identifier(external_id)}'"
        found = [one for one in await self._errands(wanted) if one.external_id == external_id]
        if not found:
            return None
        first, *others = sorted(found, key=lambda one: (one.created or "", one.id))
        for other in others:
            if self._state(other) != "closed":
                log.warning("case_double_closed", backend=self.name)
                await self._close_double(other, first)
        return first.remote

    async def _close_double(self, other: Errand, first: Errand) -> None:
        try:
            await self._close(other, _mark(other), self._place.double, f"Dubblett av {first.errand_number or first.id}")
        except Rejected as error:
            # Somebody works on it at this moment: next time.
            if error.status not in _CHANGED:
                raise

    async def _close(self, found: Errand, mark: str, status: str, resolution: str) -> None:
        body = msgspec.json.encode({"status": status, "resolution": resolution})
        headers = {**JSON, "if-match": mark} if mark else JSON
        path = f"{self._place.base}/{identifier(found.id)}"
        await self._gate.ask(Call(method="PATCH", path=path, body=body, headers=headers), lambda _: None)

    async def _errand(self, case_id: str) -> tuple[Errand, str]:
        """With what ``If-Match`` takes."""

        def read(answer: Answer) -> tuple[Errand, str]:
            found = decoded(answer.body, _ERRAND)
            return found, answer.headers.get("etag") or _mark(found)

        return await self._gate.ask(Call(method="GET", path=f"{self._place.base}/{identifier(case_id)}"), read)

    async def _errands(self, wanted: str) -> list[Errand]:
        query = {"filter": wanted, "size": PAGE, "sort": "created,asc"}
        found: list[Errand] = []
        for number in range(PAGES):
            path = f"{self._place.base}?{urlencode({**query, 'page': number})}"
            page = (await self._gate.ask(Call(method="GET", path=path), reading(_ERRANDS))).content
            found += page
            if len(page) < PAGE:
                break
        return found

    def _is_staffs(self, letter: Letter) -> bool:
        ours = letter.created_by is not None and letter.created_by.value == self._place.sent_by
        return letter.type != "SYSTEM_CREATED" and not ours and bool(said(letter)) and not mark_of(said(letter))

    def _state(self, found: Errand) -> State:
        return self._place.states.get(found.status or "", "open")


def _mark(found: Errand) -> str:
    return f'"{found.version}"' if found.version is not None else ""


def _message(letter: Letter) -> CaseMessage:
    author = letter.created_by.value if letter.created_by else None
    return CaseMessage(id=letter.id, text=said(letter), sender="staff", author=author, at=instant(letter.created))


def _located(answer: Answer) -> str:
    return identifier(answer.headers.get("location", "").rstrip("/").rpartition("/")[2])
