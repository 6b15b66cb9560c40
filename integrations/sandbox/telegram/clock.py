"""Time that a test can hold still or move, and the bell that wakes everything that waits."""

import asyncio
import contextlib
import time
from collections.abc import Callable

# How often a clock that is not the machine's own is looked at.
GLANCE = 0.02


class Bell:
    """Wakes all who wait, when anything has changed; they look for themselves whether it concerns them."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def heard(self, seconds: float) -> None:
        """Return at the next ring, or after ``seconds``."""
        with contextlib.suppress(TimeoutError):
            # Not wait_for: in Python 3.11 it loses a cancellation that comes together with the ring.
            async with asyncio.timeout(seconds):
                await self._rung.wait()


class Clock:
    """Seconds since 1970 by ``now`` (the machine's clock unless given), plus what was advanced by hand."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.bell = Bell()
        self._now = now
        self._steady = now is time.time
        self._ahead = 0.0
        self._held: float | None = None

    def now(self) -> float:
        """The time of the sandbox."""
        return (self._now() if self._held is None else self._held) + self._ahead

    def second(self) -> int:
        """The time as Telegram writes it."""
        return int(self.now())

    def advance(self, seconds: float) -> None:
        """Move on; whoever sleeps looks at the clock again."""
        self._ahead += seconds
        self.bell.ring()

    def hold(self) -> None:
        """Stand still from now on; only ``advance`` moves it."""
        self._held = self.now() - self._ahead

    async def pause(self, until: float) -> None:
        """Wait for the bell, or for the time; the caller looks what it was."""
        left = max(0.0, until - self.now())
        await self.bell.heard(left if self._steady else min(left, GLANCE))

    async def sleep(self, seconds: float) -> None:
        """Wait for ``seconds`` of this clock."""
        end = self.now() + seconds
        while self.now() < end:
            await self.pause(end)
