"""Everything on one machine: the embedded store and the processes that use it, kept alive and ended in order.

A child that dies is started again; three deaths of one within a minute end all, with the reason. When asked to stop,
the children finish what they do, then the store stops. Everything is gone within ten seconds.
"""

import asyncio
import signal
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from bot.stop import Stop

GRACE = 8.5
DEATHS = 3
WITHIN = 60.0
MISCONFIGURED = 2
_PAUSE = 0.2
_LOOK = 0.1

Step = Callable[[], Coroutine[Any, Any, None]]

log = structlog.get_logger()


class GaveUp(Exception):
    """It makes no sense to go on; the text says why."""


class LocalStore(Protocol):
    """A store that is ours to start and stop."""

    @property
    def url(self) -> str:
        """Where clients connect."""
        ...

    @property
    def running(self) -> bool:
        """Whether it lives."""
        ...

    def start(self) -> None:
        """Start it and wait until it answers."""
        ...

    def stop(self) -> None:
        """Let it write everything down and end."""
        ...


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep alive."""

    name: str
    command: Sequence[str]


@dataclass(slots=True)
class Deaths:
    """The recent deaths of one child."""

    name: str
    times: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS))

    def record(self, how: str, now: float) -> None:
        """One more at ``now``, in seconds; too many in a short time raise ``GaveUp``."""
        self.times.append(now)
        log.warning("child_died", child=self.name, reason=how, deaths=len(self.times))
        if len(self.times) == DEATHS and now - self.times[0] <= WITHIN:
            raise GaveUp(f"{self.name} ended {DEATHS} times within a minute, the last time with {how}.")

    @property
    def pause(self) -> float:
        """How long to wait before the next life."""
        return float(_PAUSE * 2 ** len(self.times))


def ending(code: int) -> str:
    """An exit code in words."""
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


@dataclass(slots=True)
class Supervisor:
    """``children`` of a store's address run until ``stop`` asks. ``store`` is None when it is not ours to keep."""

    children: Callable[[str | None], Sequence[Child]]
    stop: Stop
    store: LocalStore | None = None
    grace: float = GRACE
    alive: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    async def run(self, prepare: Step, announce: Step) -> None:
        """``prepare`` before the children start, ``announce`` when they have; raises ``GaveUp``."""
        try:
            if self.store:
                self.store.start()
            await prepare()
            await self._watch(announce)
        finally:
            await self._end()

    async def _watch(self, announce: Step) -> None:
        url = self.store.url if self.store else None
        steps: list[Coroutine[Any, Any, Any]] = [self._keep(child) for child in self.children(url)]
        if self.store:
            steps.append(self._keep_store(self.store))
        steps.append(self.stop.asked.wait())
        watchers = [asyncio.create_task(step) for step in steps]
        announcing = asyncio.create_task(announce())
        try:
            done, _ = await asyncio.wait(watchers, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in [*watchers, announcing]:
                task.cancel()
            await asyncio.gather(*watchers, announcing, return_exceptions=True)

    async def _keep(self, child: Child) -> None:
        deaths = Deaths(child.name)
        while True:
            process = await asyncio.create_subprocess_exec(
                *child.command, stdin=asyncio.subprocess.DEVNULL, start_new_session=True
            )
            self.alive[child.name] = process
            log.info("child_started", child=child.name, pid=process.pid)
            code = await process.wait()
            del self.alive[child.name]
            if code == MISCONFIGURED:
                raise GaveUp(f"{child.name} cannot start.")
            deaths.record(ending(code), time.monotonic())
            await asyncio.sleep(deaths.pause)

    async def _keep_store(self, store: LocalStore) -> None:
        deaths = Deaths("store")
        while True:
            await asyncio.sleep(_LOOK)
            if not store.running:
                deaths.record("its end", time.monotonic())
                store.start()
                log.info("store_restarted")

    async def _end(self) -> None:
        """Children first: they still need the store to finish."""
        for process in self.alive.values():
            process.terminate()
        waiting = asyncio.ensure_future(asyncio.gather(*(process.wait() for process in self.alive.values())))
        hurry = asyncio.create_task(self.stop.hurried.wait())
        first: list[asyncio.Future[Any]] = [waiting, hurry]
        await asyncio.wait(first, timeout=self.grace, return_when=asyncio.FIRST_COMPLETED)
        hurry.cancel()
        for name, process in self.alive.items():
            if process.returncode is None:
                log.warning("child_killed", child=name)
                process.kill()
        await waiting
        self.alive.clear()
        if self.store:
            self.store.stop()
        log.info("all_stopped")
