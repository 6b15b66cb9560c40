"""What can be wrong with a system, the same for all of them, for a while or until told otherwise."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

from starlette.requests import Request
from starlette.responses import Response

from integrations.sandbox.dripping import Dripping

KINDS = ("none", "outage", "429", "5xx", "garbage", "slow", "drip")
SLOW = 30.0
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Trouble:
    """``outage``: the line is cut without a word. ``retry_after`` goes along with 429 and 5xx, where it is given.

    ``more`` are kinds that only one part has, and sees to by itself.
    """

    kind: str = "none"
    more: tuple[str, ...] = ()
    status: int = 503
    retry_after: str | None = None
    delay: float = SLOW
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _until: float | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What can be wrong."""
        return (*KINDS, *self.more)

    def begin(self, kind: str, seconds: float | None = None) -> None:
        """From now on, or for ``seconds``."""
        self.kind = kind
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
            return await self._wrong(request) or await endpoint(request)

        return answer

    async def _wrong(self, request: Request) -> Response | None:
        asked = {"retry-after": self.retry_after} if self.retry_after else {}
        match self.now:
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
                await self.rest()
            case "drip":
                return Dripping(self.ended)
            case _:
                pass
        return None

    async def rest(self) -> None:
        """As long as a slow system takes; not beyond the end."""
        try:
            async with asyncio.timeout(self.delay):
                await self.ended.wait()
        except TimeoutError:
            return
