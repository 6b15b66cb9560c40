"""What is kept for a time only goes away by itself."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.store import Store, StoreError

EVERY = 3600.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruning:
    """Looks every ``every`` seconds; doing it twice does no harm."""

    store: Store
    every: float = EVERY

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                await self.store.unclear.prune()
                await self.store.tallies.prune()
                await self.store.visits.prune()
                await self.store.visits.release(self._is_gone)
            except StoreError as error:
                # The partition has more urgent work than this: it goes on.
                log.warning("pruning_failed", reason=type(error).__name__)
            await asyncio.sleep(self.every)

    async def _is_gone(self, reference: str) -> bool:
        kept = await self.store.tickets.get(reference)
        return kept is None or kept.erased
