"""Rewriting the append-only file: after an erasure its old lines still hold the destroyed key."""

import asyncio

from bot.store.errors import Unavailable
from bot.store.ledger import Ledger
from bot.store.wire import Wire, text

_POLL = 0.05
_PATIENCE = 600.0


class Rewriting:
    """One rewrite at a time; whoever asks while one is running shares the next."""

    def __init__(self, wire: Wire, ledger: Ledger) -> None:
        self._wire = wire
        self._ledger = ledger
        self._waiting: asyncio.Task[None] | None = None
        self._running = asyncio.Lock()

    async def run(self) -> None:
        """Copy the ledger of erasures out of the store, then rewrite; return when it is done."""
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._next())
        # Others share the task: one of them being cancelled must not end it.
        await asyncio.shield(self._waiting)

    async def _next(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE), self._running:
                await self._ledger.export()
                nodes = await self._wire.nodes()
                # A rewrite that runs already began before the erasure: its result may still hold the key.
                await _idle(nodes)
                self._waiting = None
                for node in nodes:
                    await node.one("BGREWRITEAOF")
                await _idle(nodes)
                await _check(nodes)
        except TimeoutError:
            raise Unavailable("the rewrite of the append-only file does not end", retry_after=60.0) from None
        finally:
            if self._waiting is asyncio.current_task():
                self._waiting = None


async def _idle(nodes: list[Wire]) -> None:
    for node in nodes:
        while _busy(await _state(node)):  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(_POLL)


async def _check(nodes: list[Wire]) -> None:
    for node in nodes:
        if (await _state(node))["aof_last_bgrewrite_status"] != "ok":
            raise Unavailable("the append-only file could not be rewritten: is the disk full?", retry_after=60.0)


async def _state(node: Wire) -> dict[str, str]:
    lines = text(await node.one("INFO", "persistence")).splitlines()
    return dict(line.split(":", 1) for line in lines if ":" in line)


def _busy(state: dict[str, str]) -> bool:
    return state["aof_rewrite_in_progress"] != "0" or state["aof_rewrite_scheduled"] != "0"
