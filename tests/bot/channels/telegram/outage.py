"""A store that does not answer for the length of a block."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store import Embedded


@asynccontextmanager
async def valkey_away(server: Embedded) -> AsyncIterator[None]:
    """Stop the server's process, and let it go on."""
    assert server.pid is not None
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)
