"""The local Bot API, put together."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from starlette.applications import Starlette

from integrations.sandbox.serving import serving
from integrations.sandbox.telegram.bot import Bot
from integrations.sandbox.telegram.chats import ChatKind
from integrations.sandbox.telegram.clock import Clock
from integrations.sandbox.telegram.control import control_routes
from integrations.sandbox.telegram.delivery import Delivery
from integrations.sandbox.telegram.door import Door
from integrations.sandbox.telegram.faults import Fault, FaultKind
from integrations.sandbox.telegram.limits import Limits
from integrations.sandbox.telegram.methods.fetching import Polling
from integrations.sandbox.telegram.methods.table import Methods
from integrations.sandbox.telegram.pace import Pace
from integrations.sandbox.telegram.page import page_routes
from integrations.sandbox.telegram.room import Room, open_room
from integrations.sandbox.telegram.visitor import Visitor
from integrations.sandbox.telegram.world import Call, World


class LocalBotApi:
    """One bot's Bot API. ``app`` is the ASGI application, ``world`` everything that there is."""

    def __init__(
        self,
        token: str = "42:TEST",  # noqa: S107 - nobody's token
        *,
        now: Callable[[], float] = time.time,
        pace: Pace | None = None,
        limits: Limits | None = None,
        seed: int | None = None,
        resolve: Mapping[str, str] | None = None,
    ) -> None:
        """``resolve`` says at which ``host:port`` of this machine the host of a webhook is found."""
        clock = Clock(now)
        self.url = ""
        self.world = World(
            bot=Bot(token=token),
            clock=clock,
            pace=pace or Pace(),
            limits=limits or Limits(),
            chance=Random(seed),  # noqa: S311 - nothing here is secret
        )
        known = dict(resolve or {})
        methods = Methods(self.world, Polling(self.world, known))
        door = Door(self.world, methods)
        self._delivery = Delivery(self.world, door.take_answer, known)
        routes = [*door.routes(), *control_routes(self.world), *page_routes(self.world)]
        self.app = Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def listening(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["LocalBotApi"]:
        """Serve on this machine, on a free port unless one is named; ``url`` says where."""
        async with serving(self.app, host, port, self.close) as url:
            self.url = url
            yield self

    def close(self) -> None:
        """Let nobody wait any longer."""
        self.world.closed = True
        self.world.clock.bell.ring()

    def visitor(self, number: int = 1001, **names: str) -> Visitor:
        """A user: ``first_name``, ``last_name``, ``username``, ``language_code``, ``phone``."""
        return Visitor(self.world, self.world.user(number, **names))

    def room(self, title: str, *, by: Visitor, kind: ChatKind = "group", username: str = "") -> Room:
        """A new group or channel with the bot in it."""
        return open_room(self.world, kind, title, by=by.user, username=username)

    def fault(self, kind: FaultKind, *methods: str, **options: Any) -> Fault:
        """Let something go wrong: ``chat``, ``times``, ``seconds``, ``status``; see ``faults``."""
        options["methods"] = frozenset(method.lower() for method in methods)
        if kind == "flood":
            options["until"] = self.world.clock.now() + options.pop("seconds")
        if kind == "lost":
            options.setdefault("status", 502)
        return self.world.faults.order(kind, **options)

    def calls(self, method: str = "") -> list[Call]:
        """What the bot called, the oldest first."""
        return [call for call in self.world.calls if method.lower() in {"", call.method.lower()}]

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self.world.closed = False
        delivery = asyncio.create_task(self._delivery.run())
        try:
            yield
        finally:
            self.close()
            delivery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await delivery
