"""The web chat API: JSON over HTTP, a public contract (docs/architecture.md)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.channels.web.access import Cookie, Pass, bearer, demand_own_page, is_open
from bot.channels.web.allowance import Allowance
from bot.channels.web.bodies import read_new_conversation, read_new_message
from bot.channels.web.languages import preferred_language
from bot.channels.web.problems import Problem, Words, problem_response
from bot.channels.web.say import Door, told_as_problems
from bot.channels.web.streams import EventStream, Streams
from bot.channels.web.view import spoken_language
from bot.ports import Message

Handler = Callable[[Request], Awaitable[Response]]
LARGEST_ID = 10**12
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path of the API: a handler for each method, and problem details for everything else."""

    texts: Words
    handlers: Mapping[str, Handler]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = await self._handler(request.method)(request)
        except Problem as problem:
            language = getattr(request.state, "language", None)
            wanted = preferred_language(request.headers.get("accept-language", ""))
            response = problem_response(problem, self.texts, language or wanted)
        await response(scope, receive, send)

    def _handler(self, method: str) -> Handler:
        if not self.handlers:
            raise Problem("no-such-page", "There is nothing at this address.")
        handler = self.handlers.get(method)
        if handler is None:
            raise Problem("method", "This address has other methods.", headers={"Allow": ", ".join(self.handlers)})
        return handler


@dataclass(frozen=True, slots=True)
class Api:
    """The handlers."""

    door: Door
    streams: Streams
    allowance: Allowance
    cookie: Cookie

    async def create(self, request: Request) -> Response:
        """Open a conversation."""
        new = await read_new_conversation(request)
        self.allowance.spend(address_of(request))
        language = new.language or preferred_language(request.headers.get("accept-language", ""))
        key, messages = await self.door.open(language, new.entry)
        return _json({"id": key.conversation, "token": key.token, "messages": messages}, status=201)

    async def say(self, request: Request) -> Response:
        """Take one message in."""
        conversation = await self._authorised(request)
        try:
            said = await read_new_message(request)
            return _messages(await self.door.say(conversation, said))
        except Problem:
            request.state.language = await self._language(conversation)
            raise

    async def transcript(self, request: Request) -> Response:
        """All messages."""
        conversation = await self._authorised(request)
        return _messages(await self._read(conversation))

    async def events(self, request: Request) -> Response:
        """The stream of messages."""
        conversation = await self._authorised(request)
        after = _last_event_id(request)
        return EventStream(self.streams, conversation, after=after)

    async def _authorised(self, request: Request) -> str:
        """The conversation of the path, for whoever holds its token; everybody else learns nothing of it."""
        conversation = str(request.path_params["conversation"])
        token = bearer(request)
        if token is None:
            kept = self.cookie.read(request)
            if kept is None:
                raise Problem(
                    "no-credentials",
                    "A bearer token is needed.",
                    headers={"WWW-Authenticate": 'Bearer realm="chat"'},
                )
            demand_own_page(request)
            token = kept.token
        async with told_as_problems():
            if not await is_open(self.door.web.store, Pass(conversation, token)):
                raise Problem("not-yours", "There is no such conversation for you.")
        return conversation

    async def _read(self, conversation: str) -> tuple[Message, ...]:
        async with told_as_problems():
            entries = await self.door.web.store.conversations.transcript(conversation)
        return tuple(entry.message for entry in entries)

    async def _language(self, conversation: str) -> str | None:
        """What the conversation is held in, to say what is wrong in it."""
        try:
            return spoken_language(await self._read(conversation))
        except Problem:
            return None


def address_of(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else "unknown"


def _last_event_id(request: Request) -> int:
    """Where the reader was; who says nonsense gets everything."""
    word = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) <= len(str(LARGEST_ID)) else 0


def _messages(messages: Sequence[Message]) -> Response:
    return _json({"messages": messages})


def _json(body: object, *, status: int = 200) -> Response:
    return Response(
        _encode(body), status_code=status, media_type="application/json", headers={"Cache-Control": "no-store"}
    )
