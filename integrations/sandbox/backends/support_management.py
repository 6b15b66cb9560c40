"""A case system on this machine, with the contract of Sundsvall's support-management, version 15.

``POST /support-management/token``, ``/support-management/15.0/{municipality}/{namespace}/errands`` and what is below
it. ``/support-management/`` is the page on which its staff read, answer and close.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.backends.case_page import CasePage, ShownCase, ShownMessage
from integrations.sandbox.backends.errand_filter import parsed
from integrations.sandbox.backends.errand_requests import (
    Problem,
    body_as,
    check_place,
    page_of,
    place_of,
    read_as,
    sorts_of,
    uuid_of,
    written_errand,
)
from integrations.sandbox.backends.errand_shapes import (
    CLOSED,
    Conversation,
    Errand,
    Identifier,
    Message,
    NewConversation,
    NewMessage,
    instant,
    paged,
)
from integrations.sandbox.backends.tokens import TokenOffice
from integrations.sandbox.backends.trouble import AFTERWARDS, Trouble

ROOT = "/support-management"
BASE = f"{ROOT}/15.0"
STAFF = Identifier(type="adAccount", value="karin01andersson")
FAULTS = (*AFTERWARDS, "conflict", "forbidden", "no_tokens")
"""``conflict``: somebody else was first, at every change. ``forbidden``: 403 for everybody."""
_SENT_BY = re.compile(r"([^;]{1,255});\s*type=(adAccount|partyId)")


@dataclass(slots=True)
class Kept:
    """An errand and what was said about it."""

    errand: Errand
    place: tuple[str, str]
    conversations: dict[str, Conversation] = field(default_factory=dict)
    messages: dict[str, list[Message]] = field(default_factory=dict)


@dataclass(slots=True)
class LocalSupportManagement:
    """``kept``: every errand by its id. ``pause``: seconds an answer takes, at least and at most."""

    name: str = "support_management"
    trouble: Trouble = field(default_factory=lambda: Trouble(more=FAULTS))
    tokens: TokenOffice = field(default_factory=TokenOffice)
    kept: dict[str, Kept] = field(default_factory=dict)
    pause: tuple[float, float] = (0.0, 0.0)
    _numbers: Any = field(default_factory=lambda: count(1))

    def routes(self) -> Sequence[BaseRoute]:
        """Where it answers."""
        errands = f"{BASE}/{{municipality}}/{{namespace}}/errands"
        rooms = f"{errands}/{{errand}}/communication/conversations"
        return (
            Route(f"{ROOT}/token", self._give, methods=["POST"]),
            *self._guarded(errands, GET=self._list, POST=self._create),
            *self._guarded(f"{errands}/{{errand}}", GET=self._read, PATCH=self._change),
            *self._guarded(rooms, GET=self._rooms, POST=self._begin),
            *self._guarded(f"{rooms}/{{room}}", GET=self._room),
            *self._guarded(f"{rooms}/{{room}}/messages", GET=self._messages, POST=self._say),
            *CasePage(self, ROOT, "support-management").routes(),
        )

    def _guarded(self, path: str, **endpoints: Callable[[Request], Awaitable[Response]]) -> list[BaseRoute]:
        return [
            Route(path, self.trouble.around(self._behind_the_gate(endpoint)), methods=[method])
            for method, endpoint in endpoints.items()
        ]

    def _behind_the_gate(
        self, endpoint: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if self.tokens.scope(request) is None:
                return JSONResponse({"code": "900901", "message": "Invalid Credentials"}, 401)
            if self.trouble.now == "forbidden":
                return JSONResponse({"code": "900908", "message": "Resource forbidden"}, 403)
            await asyncio.sleep(random.uniform(*self.pause))  # noqa: S311 - how long it takes
            try:
                check_place(request)
                return await endpoint(request)
            except Problem as found:
                return found.response

        return answer

    async def _give(self, request: Request) -> Response:
        if self.trouble.now == "no_tokens":
            return JSONResponse({"error": "server_error"}, 503)
        return await self.tokens.give(request)

    async def _list(self, request: Request) -> Response:
        page, size = page_of(request)
        try:
            fits = parsed(request.query_params.get("filter", ""))
        except ValueError as error:
            raise Problem(400, "The filter cannot be read") from error
        rows = [one.errand for one in self.kept.values() if one.place == place_of(request) and fits(one.errand)]
        for key, downwards in reversed(sorts_of(request)):
            rows.sort(key=lambda errand: str(getattr(errand, key)), reverse=downwards)
        return JSONResponse(paged(rows, page, size))

    async def _create(self, request: Request) -> Response:
        written = await written_errand(request)
        name, now = str(uuid4()), instant()
        number = f"KC-{now[2:4]}{now[5:7]}{next(self._numbers):04}"
        errand = msgspec.convert(
            {**msgspec.to_builtins(written), "id": name, "errandNumber": number, "created": now, "modified": now,
             "touched": now, "version": 0}, Errand,
        )  # fmt: skip
        self.kept[name] = Kept(errand, place_of(request))
        return Response(status_code=201, headers={"location": f"{request.url.path}/{name}"})

    async def _read(self, request: Request) -> Response:
        return _shown(self._errand(request).errand)

    async def _change(self, request: Request) -> Response:
        kept = self._errand(request)
        written = await written_errand(request)
        if self.trouble.now == "conflict":
            self.change(kept)
        asked = request.headers.get("if-match")
        if asked is not None and asked.strip('"') != str(kept.errand.version):
            raise Problem(412, "The errand was changed by somebody else")
        self.change(
            kept, **{name: value for name, value in msgspec.structs.asdict(written).items() if value is not None}
        )
        return _shown(kept.errand)

    def change(self, kept: Kept, **values: Any) -> None:
        """Written anew, and one version on."""
        now = instant()
        kept.errand = msgspec.structs.replace(
            kept.errand, **values, modified=now, touched=now, version=kept.errand.version + 1
        )

    async def _rooms(self, request: Request) -> Response:
        return JSONResponse(msgspec.to_builtins(list(self._errand(request).conversations.values())))

    async def _begin(self, request: Request) -> Response:
        kept, asked = self._errand(request), await body_as(request, NewConversation)
        room = self.begin(kept, asked)
        return Response(status_code=201, headers={"location": f"{request.url.path}/{room}"})

    def begin(self, kept: Kept, asked: NewConversation) -> str:
        """A conversation, and its id."""
        name = str(uuid4())
        kept.conversations[name] = msgspec.convert({**msgspec.to_builtins(asked), "id": name}, Conversation)
        kept.messages[name] = []
        return name

    async def _room(self, request: Request) -> Response:
        kept = self._errand(request)
        return JSONResponse(msgspec.to_builtins(kept.conversations[_room(request, kept)]))

    async def _messages(self, request: Request) -> Response:
        kept = self._errand(request)
        page, size = page_of(request)
        rows = list(kept.messages[_room(request, kept)])
        downwards = any(key == "created" and falling for key, falling in sorts_of(request))
        return JSONResponse(paged(rows[::-1] if downwards else rows, page, size))

    async def _say(self, request: Request) -> Response:
        kept = self._errand(request)
        room = _room(request, kept)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            raise Problem(400, "The message comes as multipart/form-data")
        async with request.form() as form:
            part = form.get("message")
            text = await part.read() if isinstance(part, UploadFile) else (part or "").encode()
        said = read_as(text, NewMessage)
        sender = _SENT_BY.fullmatch(request.headers.get("x-sent-by", ""))
        by = msgspec.convert({"type": sender[2], "value": sender[1]}, Identifier) if sender else None
        self.say(kept, room, said, by)
        return Response(status_code=204)

    def say(self, kept: Kept, room: str, said: NewMessage, by: Identifier | None) -> None:
        """A message in a conversation; the errand counts as changed."""
        kept.messages[room].append(
            Message(id=str(uuid4()), created=instant(), content=said.content, created_by=by,
                    in_reply_to_message_id=said.in_reply_to_message_id, type="USER_CREATED")
        )  # fmt: skip
        self.change(kept)

    def _errand(self, request: Request) -> Kept:
        kept = self.kept.get(uuid_of(request.path_params["errand"]))
        if kept is None or kept.place != place_of(request):
            raise Problem(404, "There is no such errand")
        return kept

    def shown(self) -> list[ShownCase]:
        """For the page, the newest first."""
        return [_case(name, kept) for name, kept in reversed(self.kept.items())]

    def answer(self, name: str, text: str) -> None:
        """What staff write there to the person."""
        kept = self.kept[name]
        outside = [room for room, one in kept.conversations.items() if one.type == "EXTERNAL"]
        room = outside[0] if outside else self.begin(kept, NewConversation(topic="Chatten", type="EXTERNAL"))
        self.say(kept, room, NewMessage(content=text), STAFF)

    def close(self, name: str, outcome: str) -> None:
        """Closed by staff there."""
        self.change(self.kept[name], status=CLOSED, resolution=outcome or "CLOSED")


def _case(name: str, kept: Kept) -> ShownCase:
    errand = kept.errand
    people = (" ".join(filter(None, (one.role, one.organization_name, one.first_name, one.last_name)))
              for one in errand.stakeholders or ())  # fmt: skip
    facts = [*((one.display_name or one.key, ", ".join(one.values or ())) for one in errand.parameters or ()),
             *(("Berörd", one) for one in people)]  # fmt: skip
    messages = sorted((one for room in kept.messages.values() for one in room), key=lambda one: one.created)
    return ShownCase(
        id=name, number=errand.errand_number, title=errand.title or "", state=errand.status or "",
        closed=errand.status == CLOSED, description=errand.description or "", facts=tuple(facts),
        messages=tuple(
            ShownMessage(who=one.created_by.value if one.created_by else "", at=one.created, text=one.content)
            for one in messages
        ),
    )  # fmt: skip


def _room(request: Request, kept: Kept) -> str:
    room = uuid_of(request.path_params["room"])
    if room not in kept.conversations:
        raise Problem(404, "There is no such conversation")
    return room


def _shown(errand: Errand) -> Response:
    return JSONResponse(msgspec.to_builtins(errand), headers={"etag": f'"{errand.version}"'})
