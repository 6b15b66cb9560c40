"""What can be wrong with a system, the same for all of them, for a while or until told otherwise."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

from starlette.requests import Request
from starlette.responses import Response

from integrations.sandbox.dripping import Dripping, late

KINDS = ("none", "outage", "429", "5xx", "garbage", "slow", "drip")
AFTERWARDS = ("late", "cut")
"""What only some parts have: the request is carried out, and its answer comes after a while, or never."""
SLOW = 30.0
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Trouble:
    """``outage``: the line is cut without a word. ``retry_after`` goes along with 429 and 5xx, where it is given.

    ``more`` are kinds that only one part has, and sees to by itself, but for ``AFTERWARDS``. ``only``: it is wrong for
    requests whose method and path contain that; ``times``: for so many requests.
    """

    kind: str = "none"
    more: tuple[str, ...] = ()
    status: int = 503
    retry_after: str | None = None
    delay: float = SLOW
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    only: str = ""
    times: int | None = None
    _until: float | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What can be wrong."""
        return (*KINDS, *self.more)

    def begin(self, kind: str, seconds: float | None = None, *, only: str = "", times: int | None = None) -> None:
        """From now on, or for ``seconds``."""
        self.kind, self.only, self.times = kind, only, times
        self._until = None if seconds is None else monotonic() + seconds

    @property
    def now(self) -> str:
        """What is wrong at this moment."""
        if self._until is not None and monotonic() >= self._until:
            self.begin("none")
        return self.kind

    def around(self, endpoint: Endpoint) -> Endpoint:
        """``endpoint``, when nothing is wrong."""

        async def answer(request: Request) -> Response:
            kind = self._kind_for(request)
            return await self._wrong(request, kind) or await self._afterwards(request, kind, await endpoint(request))

        return answer

    def _kind_for(self, request: Request) -> str:
        kind = self.now
        if kind == "none" or self.only not in f"{request.method} {request.url.path}":
            return "none"
        if self.times is not None:
            self.times -= 1
            if self.times <= 0:
                self.begin("none")
        return kind

    async def _afterwards(self, request: Request, kind: str, response: Response) -> Response:
        if kind == "late":
            await self.rest()
        elif kind == "cut":
            request.state.transport.abort()
        return response

    async def _wrong(self, request: Request, kind: str) -> Response | None:
        asked = {"retry-after": self.retry_after} if self.retry_after else {}
        match kind:
            case "outage":
                request.state.transport.abort()
                return Response(status_code=503)
            case "429":
                return Response(b"{}", 429, asked, "application/json")
            case "5xx":
                return Response(b"<html>error</html>", self.status, asked, "text/html")
            case "garbage":
                return Response(b"\xff\xfe<html>{", media_type="application/json")
            case "slow":
                # Read first: who has gone away meanwhile is served all the same.
                await request.body()
                await self.rest()
            case "drip":
                return Dripping(self.ended)
            case _:
                pass
        return None

    async def rest(self) -> None:
        """As long as a slow system takes; not beyond the end."""
        await late(self.delay, self.ended)
