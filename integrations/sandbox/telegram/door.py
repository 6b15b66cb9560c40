"""The bot's side of the server: calls of methods, files, and what goes wrong with them on demand."""

import asyncio
import contextlib
import json
from collections.abc import Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from integrations.sandbox.telegram.bot import is_token
from integrations.sandbox.telegram.faults import Fault
from integrations.sandbox.telegram.methods.fetching import Told
from integrations.sandbox.telegram.methods.table import NOT_IN_ANSWER, Methods
from integrations.sandbox.telegram.parameters import NUMBER, Parameters, read_parameters
from integrations.sandbox.telegram.refusals import Refusal, not_found, unauthorized
from integrations.sandbox.telegram.world import Call, World

CUT = 0


class Cut(Response):
    """No answer: the line is cut, or where the server does not let us, the answer breaks off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hang up."""
        transport = scope.get("state", {}).get("transport")
        if transport is None:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
            return
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class Door:
    """Answers bots."""

    def __init__(self, world: World, methods: Methods) -> None:
        self._world = world
        self._methods = methods

    def routes(self) -> list[BaseRoute]:
        """Where bots knock."""
        return [
            Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/bot{rest:path}", self._nothing, methods=["GET", "POST"]),
            Route("/file/{rest:path}", self._nothing, methods=["GET", "POST"]),
        ]

    async def take_answer(self, method: str, given: Parameters) -> None:
        """Carry out what a webhook's answer asks for."""
        if method.lower().startswith(NOT_IN_ANSWER):
            return
        try:
            await self._methods.call(method, given)
            self._note(method, given, 200)
        except Refusal as refusal:
            self._note(method, given, refusal.code, refusal.description)
            raise

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        given = Parameters()
        try:
            self._check(request.path_params["token"])
            given = await read_parameters(request.url.query, request.headers, await request.body())
            return await self._answer(request, method, given)
        except Refusal as refusal:
            self._note(method, given, refusal.code, refusal.description)
            return _refused(refusal)

    async def _answer(self, request: Request, method: str, given: Parameters) -> Response:
        chat = NUMBER.match(given.text("chat_id"))
        fault = self._world.faults.pick(method, int(chat[1]) if chat else None, self._world.clock.now())
        if fault is not None and await self._spoils(fault, method, given):
            return Cut()
        carried_out = self._methods.call(method, given)
        result = await (_while_heard(request, carried_out) if method.lower() == "getupdates" else carried_out)
        if isinstance(result, Response):
            return result
        if fault is not None and (spoilt := await self._spoils_after(fault, method, given)):
            return spoilt
        self._note(method, given, 200)
        return _told(result)

    async def _spoils(self, fault: Fault, method: str, given: Parameters) -> bool:
        """Let go wrong what must before anything is carried out. True: hang up."""
        world, now = self._world, self._world.clock.now()
        match fault.kind:
            case "flood":
                chat = given.number("chat_id")
                world.limits.disobeyed(chat, method, now)
                world.limits.tell(chat, fault.until - now, now)
                raise fault.refusal(now)
            case "error":
                raise fault.refusal(now)
            case "silence":
                await world.clock.sleep(fault.seconds)
            case "refuse":
                pass
            case _:
                return False
        self._note(method, given, CUT, fault.kind)
        return True

    async def _spoils_after(self, fault: Fault, method: str, given: Parameters) -> Response | None:
        match fault.kind:
            case "cut":
                self._note(method, given, CUT, "cut")
                return Cut()
            case "lost":
                refusal = fault.refusal(self._world.clock.now())
                self._note(method, given, refusal.code, "lost")
                return _refused(refusal)
            case _:
                await self._world.clock.sleep(fault.seconds)
                return None

    async def _file(self, request: Request) -> Response:
        try:
            self._check(request.path_params["token"])
            fault = self._world.faults.pick("file", None, self._world.clock.now())
            if fault is not None and await self._spoils(fault, "file", Parameters()):
                return Cut()
            stored = self._world.files.fetch(request.path_params["path"])
            if fault is not None and (spoilt := await self._spoils_after(fault, "file", Parameters())):
                return spoilt
        except Refusal as refusal:
            return _refused(refusal)
        return Response(stored.content, media_type="application/octet-stream")

    async def _nothing(self, _request: Request) -> Response:
        return _refused(not_found())

    def _check(self, token: str) -> None:
        if not is_token(token):
            raise not_found()
        if token != self._world.bot.token:
            raise unauthorized()

    def _note(self, method: str, given: Parameters, status: int, description: str = "") -> None:
        if method.lower() == "getupdates" and status == 200:
            return
        now = self._world.clock.now()
        parameters = {name: _decoded(text) for name, text in given.values.items() if name != "method"}
        attached = {text.removeprefix("attach://") for text in given.values.values()}
        self._world.calls.append(
            Call(
                at=now,
                method=method,
                parameters=parameters,
                files=sorted(given.uploads.keys() - attached),
                status=status,
                description=description,
            )
        )
        self._world.clock.bell.ring()


async def _while_heard(request: Request, answer: Coroutine[Any, Any, Any]) -> Any:
    """A long poll lasts no longer than its caller; ``Cut`` when the caller has gone."""
    poll = asyncio.ensure_future(answer)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({poll, gone}, return_when=asyncio.FIRST_COMPLETED)
        return await poll if poll.done() else Cut()
    finally:
        for task in (poll, gone):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await gone


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _told(result: Any) -> Response:
    if isinstance(result, Told):
        return _json({"ok": True, "result": result.result, "description": result.description})
    return _json({"ok": True, "result": result})


def _refused(refusal: Refusal) -> Response:
    wait = refusal.parameters.get("retry_after")
    headers = {} if wait is None else {"retry-after": str(wait)}
    return _json(refusal.body(), refusal.code, headers)


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, headers, media_type="application/json")


def _decoded(text: str) -> Any:
    """A parameter as it was meant, where that is an object or a list."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
