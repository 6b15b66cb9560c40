"""Once a day it is looked whether tickets and the lists in which they stand still fit together."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.store import Store, StoreError

EVERY = 86_400.0
AGAIN = 10.0
"""Seconds after which what does not fit is looked at once more: it may just have been on its way."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyLook:
    """Looks every ``every`` seconds. The log has the number only: ``check`` says which tickets."""

    store: Store
    every: float = EVERY
    again: float = AGAIN

    async def run(self) -> None:
        """For ever."""
        while True:
            try:
                if faults := await lasting_faults(self.store, self.again):
                    log.error("store_does_not_fit", count=len(faults))
            except StoreError as error:
                log.warning("look_at_store_failed", reason=type(error).__name__)
            await asyncio.sleep(self.every)


async def lasting_faults(store: Store, again: float = AGAIN) -> list[str]:
    """What does not fit, and still does not ``again`` seconds later."""
    faults = await store.reconcile()
    if not faults:
        return []
    await asyncio.sleep(again)
    later = set(await store.reconcile())
    return [fault for fault in faults if fault in later]
