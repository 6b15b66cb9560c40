"""Which entries of the outbox are in hand, and the acknowledgement of those that are done."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

import structlog

from bot.ports import Delivery
from bot.store import Refused, Unavailable
from bot.store.out_entries import OutEntry
from bot.store.outbox import Outbox
from bot.workers.hold import Lost, Tenure

REMEMBERED = 10_000
AGAIN_AFTER = 0.5

log = structlog.get_logger()


@dataclass(slots=True)
class Receipts:
    """Entries come again in sweeps, also some that were done while the sweep was read: both are passed over."""

    outbox: Outbox
    tenure: Tenure
    _known: set[str] = field(default_factory=set)
    _done: deque[str] = field(default_factory=deque)

    @property
    def in_hand(self) -> int:
        """How many entries were taken and are not done."""
        return len(self._known) - len(self._done)

    def take(self, entry: OutEntry) -> bool:
        """Whether the entry is new."""
        name = _name(entry)
        if name in self._known:
            return False
        self._known.add(name)
        return True

    async def give(self, entry: OutEntry, delivery: Delivery = "sent") -> None:
        """Acknowledge the entry, however long that takes; raises ``Lost``. What was sent is not sent again."""
        while True:
            try:
                await self.outbox.ack(entry, self.tenure.lease, delivery)
            except Unavailable:
                log.warning("acknowledgement_delayed", partition=entry.partition)
                await asyncio.sleep(AGAIN_AFTER)
            except Refused:
                self.tenure.lose()
                raise Lost from None
            else:
                self._forget_later(_name(entry))
                return

    def _forget_later(self, name: str) -> None:
        self._done.append(name)
        if len(self._done) > REMEMBERED:
            self._known.discard(self._done.popleft())


def _name(entry: OutEntry) -> str:
    return f"{entry.stream} {entry.id}"
