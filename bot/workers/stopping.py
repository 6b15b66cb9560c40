"""How the work of a partition ends: nothing new begins, what runs is waited for, then cut."""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.workers.hold import Lost


class Stopped(Exception):
    """The work is to be left as it is; somebody takes it up again."""


@dataclass(slots=True)
class Stopping:
    """The tasks of one partition, and whether they shall come to an end."""

    _asked: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, task: Coroutine[Any, Any, None]) -> None:
        """Run ``task``; what it cannot finish stays in the store."""
        running = asyncio.create_task(_quietly(task))
        self._tasks.add(running)
        running.add_done_callback(self._tasks.discard)

    def check(self) -> None:
        """Raise ``Stopped`` when nothing new shall begin."""
        if self._asked.is_set():
            raise Stopped

    async def sleep(self, seconds: float) -> None:
        """Sleep, or raise ``Stopped``."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), seconds)
        self.check()

    async def drain(self) -> None:
        """Begin nothing new and wait for what runs."""
        self._asked.set()
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def abandon(self) -> None:
        """Cut what runs."""
        self._asked.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _quietly(task: Coroutine[Any, Any, None]) -> None:
    with contextlib.suppress(Stopped, Lost):
        await task
