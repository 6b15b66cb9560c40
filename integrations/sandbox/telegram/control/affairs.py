"""Faults on demand, the limits' account, the bot's calls, updates again, time and token."""

from dataclasses import asdict
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from integrations.sandbox.telegram.bot import is_token
from integrations.sandbox.telegram.control.orders import Order, answering, json_response, read
from integrations.sandbox.telegram.faults import FaultKind
from integrations.sandbox.telegram.updates import KINDS
from integrations.sandbox.telegram.visitor import Impossible
from integrations.sandbox.telegram.world import World

Json = dict[str, Any]


class FaultOrder(Order):
    """What is to go wrong: see ``faults``. ``retry_after`` is the length of a flood."""

    kind: FaultKind
    methods: list[str] = msgspec.field(default_factory=list)
    chat_id: int | None = None
    times: int | None = None
    seconds: float = 0.0
    retry_after: float | None = None
    status: int | None = None


class Again(Order):
    """How often."""

    times: int = 1


class RawUpdate(Order):
    """An update of any kind, without its number; ``chat_id`` decides what it is in order with."""

    kind: str
    body: dict[str, Any]
    chat_id: int = 0


class Advance(Order):
    """How far to move the clock; ``hold``: and let it stand still there."""

    seconds: float = 0.0
    hold: bool = False


class Token(Order):
    """A new token; the old one is refused from now on."""

    token: str


class Affairs:
    """The rest of ``/control``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[BaseRoute]:
        """The way to each of them."""
        return [
            Route("/faults", self.standing, methods=["GET"]),
            Route("/faults", self.fault, methods=["POST"]),
            Route("/faults", self.no_faults, methods=["DELETE"]),
            Route("/breaches", self.breaches, methods=["GET"]),
            Route("/breaches", self.no_breaches, methods=["DELETE"]),
            Route("/calls", self.calls, methods=["GET"]),
            Route("/calls", self.no_calls, methods=["DELETE"]),
            Route("/updates", self.updates, methods=["GET"]),
            Route("/updates", self.add_update, methods=["POST"]),
            Route("/updates/swap", self.swap, methods=["POST"]),
            Route("/updates/{id:int}/repeat", self.repeat, methods=["POST"]),
            Route("/files/{id}", self.file, methods=["GET"]),
            Route("/clock", self.time, methods=["GET"]),
            Route("/clock", self.advance, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]),
        ]

    @answering
    async def standing(self, _request: Request) -> Json:
        """The faults that are still to come."""
        return {"faults": [fault.json() for fault in self._world.faults.standing()]}

    @answering
    async def fault(self, request: Request) -> Json:
        """Let something go wrong."""
        order = await read(request, FaultOrder)
        options: Json = {"chat": order.chat_id, "times": order.times, "seconds": order.seconds}
        options["methods"] = frozenset(method.lower() for method in order.methods)
        options["status"] = order.status or (502 if order.kind == "lost" else 500)
        if order.kind == "flood":
            options["until"] = self._world.clock.now() + (order.retry_after or order.seconds)
        return self._world.faults.order(order.kind, **options).json()

    @answering
    async def no_faults(self, _request: Request) -> Json:
        """All is well again."""
        self._world.faults.cancel()
        return {}

    @answering
    async def breaches(self, _request: Request) -> Json:
        """How often the bot went beyond the limits."""
        return self._world.limits.report()

    @answering
    async def no_breaches(self, _request: Request) -> Json:
        """Count anew."""
        self._world.limits.forget()
        return {}

    @answering
    async def calls(self, request: Request) -> Json:
        """What the bot called, the oldest first; ``?method=`` of one method only."""
        wanted = request.query_params.get("method", "").lower()
        calls = [asdict(call) for call in self._world.calls if wanted in {"", call.method.lower()}]
        return {"calls": calls}

    @answering
    async def no_calls(self, _request: Request) -> Json:
        """Forget them."""
        self._world.calls.clear()
        return {}

    @answering
    async def updates(self, _request: Request) -> Json:
        """The updates that wait, and all that there were."""
        updates = self._world.updates
        return {"waiting": [u.json() for u in updates.waiting()], "past": [u.json() for u in updates.past()]}

    @answering
    async def add_update(self, request: Request) -> Json:
        """An update as it is given, for kinds that no user makes here."""
        order = await read(request, RawUpdate)
        if order.kind not in KINDS and not order.kind.startswith("new_"):
            raise Impossible("unknown kinds begin with new_")
        if order.kind not in KINDS:
            return {"update_id": self._world.updates.force(order.kind, order.body, ("chat", order.chat_id))}
        return {"update_id": self._world.tell(order.kind, order.body, ("chat", order.chat_id))}

    @answering
    async def swap(self, request: Request) -> Json:
        """Let the next update be overtaken by the one after it in its chat."""
        self._world.updates.swap((await read(request, Again)).times)
        return {}

    @answering
    async def repeat(self, request: Request) -> Json:
        """Deliver an update again."""
        order = await read(request, Again)
        if not self._world.updates.repeat(request.path_params["id"], order.times):
            raise LookupError("there was no such update")
        return {}

    async def file(self, request: Request) -> Response:
        """The content of a file, whoever sent it."""
        stored = self._world.files.get(request.path_params["id"])
        if stored is None:
            return json_response({"error": "there is no such file"}, 404)
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(stored.name)}"}
        return Response(stored.content, media_type="application/octet-stream", headers=headers)

    @answering
    async def time(self, _request: Request) -> Json:
        """The sandbox's clock."""
        return {"now": self._world.clock.now()}

    @answering
    async def advance(self, request: Request) -> Json:
        """Move the clock on."""
        order = await read(request, Advance)
        if order.hold:
            self._world.clock.hold()
        self._world.clock.advance(order.seconds)
        return {"now": self._world.clock.now()}

    @answering
    async def token(self, request: Request) -> Json:
        """Revoke the token and give another."""
        token = (await read(request, Token)).token
        if not is_token(token):
            raise Impossible("a bot token has digits, a colon, and letters, digits, - or _")
        self._world.bot.token = token
        return {}
