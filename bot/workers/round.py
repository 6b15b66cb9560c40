"""The rounds of one partition: what comes out of the outbox, timers, and the sealing of the audit trail."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import structlog

from bot.store import Refused, Store, Unavailable
from bot.store.out_entries import ToCall, ToSend
from bot.workers.call import Calls
from bot.workers.deliver import Deliveries
from bot.workers.expire import Expiry
from bot.workers.hold import Lost, Tenure
from bot.workers.receipts import Receipts
from bot.workers.stopping import Stopping

READ_AGAIN = 0.1
LOOK_EVERY = 1.0
SEAL_EVERY = 60.0
IN_HAND = 5_000

Loop = Callable[[], Coroutine[Any, Any, None]]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Everything that is done with one partition."""

    store: Store
    tenure: Tenure
    receipts: Receipts
    deliveries: Deliveries
    calls: Calls
    expiry: Expiry
    stopping: Stopping
    alone: Sequence[Loop] = ()

    def jobs(self) -> Iterable[Coroutine[Any, Any, None]]:
        """The loops."""
        return (
            self._repeat(self._read, READ_AGAIN),
            self._repeat(self._look, LOOK_EVERY),
            self._repeat(self._seal, SEAL_EVERY),
            *(loop() for loop in self.alone),
        )

    async def drain(self) -> None:
        """Finish what is being sent; chain what was noted."""
        await self.stopping.drain()
        await self._seal()

    async def abandon(self) -> None:
        """Stop at once; what is not acknowledged comes again."""
        await self.stopping.abandon()

    async def _read(self) -> bool:
        if self.receipts.in_hand >= IN_HAND:
            return False
        for entry in await self.store.outbox.read(self.tenure.partition, self.tenure.lease):
            if not self.receipts.take(entry):
                continue
            match entry.item:
                case ToSend() as message:
                    self.deliveries.accept(entry, message)
                case ToCall() as call:
                    self.calls.accept(entry, call)
                case other:
                    assert_never(other)
        return True

    async def _look(self) -> bool:
        return await self.expiry.look(self.tenure.partition)

    async def _seal(self) -> bool:
        await self.store.audit.seal(self.tenure.partition, self.tenure.lease)
        return False

    async def _repeat(self, step: Callable[[], Awaitable[bool]], every: float) -> None:
        """``step`` again and again; at once when it says that there is more."""
        while True:
            try:
                pause = 0.0 if await step() else every
            except Unavailable as error:
                log.warning("waiting_for_store", partition=self.tenure.partition)
                pause = max(error.retry_after, 0.5)
            except Refused as refusal:
                if refusal.reason != "lease":
                    raise
                raise Lost from None
            await asyncio.sleep(pause)
