"""Calls to other systems, and the return of their answers into the conversation.

A call is tried again until the system answers or a day has passed; then the conversation is told that there was no
answer. The call's key makes it idempotent and is the id of the event, so a repeat has no second effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from bot.ports import Backend, Clock
from bot.store import Store, Unavailable
from bot.store.out_entries import OutEntry, ToCall
from bot.turn import TurnError, Turns
from bot.workers.patience import Patience
from bot.workers.receipts import Receipts
from bot.workers.stopping import Stopping
from bot.workers.turnstile import Turnstile
from dialogs.events import Answered

NO_ANSWER = {"failed": "no_answer"}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoreUpkeep:
    """The store itself, as a system that is called: rewrites its files after an erasure. Nobody waits for an answer."""

    store: Store
    name: str = "store"

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """Rewrite; a repeat does no harm."""
        if operation != "rewrite":
            raise ValueError("the store knows no such operation")
        await self.store.rewrite()
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The calls of one partition. Backends bound their own time."""

    receipts: Receipts
    backends: Mapping[str, Backend]
    turns: Turns
    clock: Clock
    turnstile: Turnstile
    patience: Patience
    stopping: Stopping

    def accept(self, entry: OutEntry, item: ToCall) -> None:
        """Begin a call."""
        self.stopping.start(self._carry_out(entry, item))

    async def _carry_out(self, entry: OutEntry, item: ToCall) -> None:
        if result := await self._ask(entry, item):
            await self._answer(entry, item, result)
        await self.receipts.give(entry)

    async def _ask(self, entry: OutEntry, item: ToCall) -> dict[str, str]:
        tries = 0
        while True:
            result = await self._try(item)
            if result is not None:
                return result
            tries += 1
            wait = self.patience.pause(tries)
            if self.patience.is_over(entry.since, wait):
                log.error("call_given_up", backend=item.backend, operation=item.operation)
                return NO_ANSWER
            await self.stopping.sleep(wait)

    async def _try(self, item: ToCall) -> dict[str, str] | None:
        backend = self.backends.get(item.backend)
        if backend is None:
            log.warning("backend_unknown", backend=item.backend)
            return None
        async with self.turnstile.passing():
            self.stopping.check()
            try:
                return await backend.call(item.operation, item.payload, key=item.key)
            except Exception as error:
                log.warning("call_failed", backend=item.backend, operation=item.operation, exc_info=error)
                return None

    async def _answer(self, entry: OutEntry, item: ToCall, result: dict[str, str]) -> None:
        event = Answered(
            id=item.key,
            at=self.clock.now(),
            call=item.key,
            result=result,
            backend=item.backend,
            operation=item.operation,
            about=item.about,
        )
        while True:
            try:
                await self.turns.take(entry.conversation, event)
            except Unavailable as error:
                await self.stopping.sleep(error.retry_after)
            except TurnError:
                # The conversation is gone, or has had this answer.
                return
            else:
                return
