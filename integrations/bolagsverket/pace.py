"""At most so many requests a minute: who asks for more waits, or is told how long it would take."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from integrations.errors import Unavailable

JITTER = 1.0
"""Seconds: what leaves evenly does not arrive evenly."""


@dataclass(slots=True)
class Pace:
    """``most`` in any ``window`` seconds."""

    most: int = 60
    window: float = 60.0 + JITTER
    now: Callable[[], float] = monotonic
    _turns: deque[float] = field(default_factory=deque)

    async def turn(self, patience: float) -> None:
        """Wait for a turn; raises ``Unavailable`` at once where it would take longer than ``patience`` seconds."""
        now = self.now()
        while self._turns and self._turns[0] <= now - self.window:
            self._turns.popleft()
        mine = now if len(self._turns) < self.most else self._turns[-self.most] + self.window
        if mine - now > patience:
            raise Unavailable("as much was asked as may be", retry_after=mine - now, reached=False)
        self._turns.append(mine)
        if mine > now:
            await asyncio.sleep(mine - now)
