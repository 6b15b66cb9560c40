"""Timers: what falls due becomes an event of its conversation, or wakes a ticket that was set aside."""

from dataclasses import dataclass

import structlog

from bot.ports import Clock
from bot.store import DueTimer, Refused, Store
from bot.turn import TurnError, Turns
from dialogs.events import TimedOut

PARKED = "park:"
AT_ONCE = 100

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """The timers of one partition. The commit that carries out a timer takes it away."""

    store: Store
    turns: Turns
    clock: Clock

    async def look(self, partition: int) -> bool:
        """Carry out what is due; whether there may be more."""
        due = await self.store.timers.due(partition, self.clock.now(), AT_ONCE)
        for timer in due:
            await self._carry_out(timer)
        return len(due) == AT_ONCE

    async def _carry_out(self, timer: DueTimer) -> None:
        try:
            if timer.kind.startswith(PARKED):
                await self.store.tickets.unpark(timer, at=self.clock.now())
                done = True
            else:
                event = TimedOut(id=timer.id, at=self.clock.now(), kind=timer.kind)
                done = not (await self.turns.take(timer.conversation, event)).repeat
        except TurnError:
            done = False
        except Refused as refusal:
            log.warning("timer_refused", conversation=timer.conversation, reason=refusal.reason)
            done = False
        if not done:
            # Its conversation or ticket is gone, or the event was set aside: it must not come again for ever.
            await self.store.timers.drop(timer)
