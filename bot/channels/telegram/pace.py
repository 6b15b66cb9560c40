"""How fast Telegram lets a bot write: thirty messages a second in all, one a second to one chat, fewer to a group.

Telegram publishes no exact rule, so this stays a little below. A chat that is over its pace is told how long to wait,
so that nobody else waits for it; the pace of all together is waited for here, in the order of arrival.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

RATE = 25.0
BURST = 2
CHAT_BURST = 4
CHAT_INTERVAL = 1.0
GROUP_BURST = 5
GROUP_INTERVAL = 4.0
_MOST = 50_000


@dataclass(slots=True)
class Beat:
    """So many at once, then one each ``interval`` seconds. ``due`` is when it will be at rest again."""

    interval: float
    burst: int
    due: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until the next one may go."""
        return max(0.0, self.due - (self.burst - 1) * self.interval - now)

    def take(self, now: float) -> None:
        """One goes, at ``now`` or when it is due."""
        self.due = max(self.due, now) + self.interval


@dataclass(slots=True, kw_only=True)
class Pace:
    """The pace of one bot in one process. A ``rate`` of 0 knows no limits but those that the Bot API tells of."""

    rate: float = RATE
    now: Callable[[], float] = time.monotonic
    _all: Beat = field(init=False)
    _next: asyncio.Lock = field(default_factory=asyncio.Lock)
    _chats: dict[int, Beat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._all = Beat(1 / self.rate if self.rate else 0.0, BURST)

    def enter(self, chat: int) -> float:
        """Seconds that ``chat`` has to wait; 0: the message may go and is counted."""
        if not self.rate:
            return 0.0
        now = self.now()
        beat = self._chats.get(chat)
        if beat is None:
            beat = self._chats[chat] = _beat_of(chat)
            self._forget(now)
        if wait := beat.wait(now):
            return wait
        beat.take(now)
        return 0.0

    async def keep(self) -> None:
        """Wait for the next place among all messages. Who comes late does not make up for it: that would be a burst."""
        async with self._next:
            if wait := self._all.wait(self.now()):
                await asyncio.sleep(wait)
            self._all.take(self.now())

    def _forget(self, now: float) -> None:
        """Chats at rest need not be remembered."""
        if len(self._chats) > _MOST:
            self._chats = {chat: beat for chat, beat in self._chats.items() if beat.due > now}


def _beat_of(chat: int) -> Beat:
    return Beat(CHAT_INTERVAL, CHAT_BURST) if chat > 0 else Beat(GROUP_INTERVAL, GROUP_BURST)
