"""A bot's webhook for tests: takes updates and answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.sandbox.serving import serving

Answer = Callable[[Any], Response | int]


@dataclass(slots=True)
class Receiver:
    """What came, when, with which headers; ``answer`` decides what is answered."""

    url: str = ""
    answer: Answer = lambda _: 200
    pause: float = 0.0
    updates: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    now: int = 0
    most: int = 0

    async def take(self, request: Request) -> Response:
        update = await request.json()
        self.now += 1
        self.most = max(self.most, self.now)
        self.updates.append(update)
        self.headers.append(dict(request.headers))
        self.at.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.pause)
        self.now -= 1
        answer = self.answer(update)
        return Response(status_code=answer) if isinstance(answer, int) else answer

    def texts(self) -> list[str]:
        """The texts that came, in order."""
        return [update.get("message", {}).get("text", "") for update in self.updates]

    async def got(self, count: int, *, seconds: float = 5.0) -> None:
        """Wait for so many updates."""
        async with asyncio.timeout(seconds):
            while len(self.updates) < count:
                await asyncio.sleep(0.005)


def call(method: str, **parameters: Any) -> Response:
    """An answer that calls a method."""
    return JSONResponse({"method": method, **parameters})


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A webhook that listens."""
    receiver = Receiver()
    app = Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])
    async with serving(app, "127.0.0.1", 0, lambda: None) as url:
        receiver.url = f"{url}/hook"
        yield receiver
