"""Being slow: an answer that is late, and one that is never idle and never done."""

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send


async def late(seconds: float, stop: asyncio.Event) -> None:
    """As long as a slow system takes; not beyond ``stop``."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


class Dripping(Response):
    """A byte now and then, until ``stop``."""

    def __init__(self, stop: asyncio.Event, media_type: str | None = None) -> None:
        super().__init__()
        self.kind = [(b"content-type", media_type.encode())] if media_type else []
        self.stop = stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Drip until told to stop."""
        await send({"type": "http.response.start", "status": 200, "headers": self.kind})
        while not self.stop.is_set():
            await send({"type": "http.response.body", "body": b" ", "more_body": True})
            await asyncio.sleep(0.02)
