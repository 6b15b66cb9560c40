"""Who works on what: leases are asked for, kept and given back; what loses its lease stops at once."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from bot.store import Refused, Unavailable
from bot.store.leases import TERM, Lease, Leases

ASK_EVERY = 1.0
DRAIN = 1.0

log = structlog.get_logger()


class Lost(Exception):
    """Somebody else works on the partition now."""


@dataclass(slots=True)
class Tenure:
    """The lease of one partition while it is ours. ``lease`` is the newest; the store gives a new one each time."""

    leases: Leases
    lease: Lease
    _lost: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def partition(self) -> int:
        """The partition that is ours."""
        return self.lease.partition

    async def keep(self) -> None:
        """Renew the lease for ever; raises ``Lost``."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._lost.wait(), self.lease.term / 3)
                raise Lost
            await self._renew()

    def lose(self) -> None:
        """Somebody found out that the lease is over."""
        self._lost.set()

    async def _renew(self) -> None:
        while True:
            try:
                self.lease = await self.leases.renew(self.lease)
            except Refused:
                raise Lost from None
            except Unavailable:
                if not self.lease.alive:
                    raise Lost from None
                await asyncio.sleep(min(0.5, self.lease.term / 10))
            else:
                return


class Work(Protocol):
    """What is done with a partition."""

    def jobs(self) -> Iterable[Coroutine[Any, Any, None]]:
        """Loops that end with an error only."""
        ...

    async def drain(self) -> None:
        """Finish what has begun; may be cut."""
        ...

    async def abandon(self) -> None:
        """Drop everything now."""
        ...


@dataclass(slots=True, kw_only=True)
class Holding:
    """Holds as many of ``partitions`` as it can get."""

    leases: Leases
    partitions: Iterable[int]
    owner: str
    term: float = TERM
    _tenants: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _told: tuple[int, int] | None = None

    async def run(self, work: Callable[[Tenure], Work], stop: asyncio.Event) -> None:
        """Ask for leases again and again and work on what is ours, until ``stop``."""
        try:
            while not stop.is_set():
                await self._ask_or_wait(work, stop)
            await asyncio.gather(*self._tenants.values(), return_exceptions=True)
        finally:
            await _cancel(*self._tenants.values())

    async def _ask_or_wait(self, work: Callable[[Tenure], Work], stop: asyncio.Event) -> None:
        try:
            await self._ask(work, stop)
        except Unavailable:
            log.warning("waiting_for_store")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), ASK_EVERY)

    async def _ask(self, work: Callable[[Tenure], Work], stop: asyncio.Event) -> None:
        self._look_after()
        wanted = [partition for partition in self.partitions if partition not in self._tenants]
        answers = await asyncio.gather(*(self.leases.acquire(p, self.owner, self.term) for p in wanted))
        for lease in filter(None, answers):
            tenure = Tenure(self.leases, lease)
            self._tenants[lease.partition] = asyncio.create_task(_work_on(tenure, work(tenure), stop))
        self._tell(len(self._tenants), sum(lease is None for lease in answers))

    def _look_after(self) -> None:
        for partition, task in list(self._tenants.items()):
            if not task.done():
                continue
            del self._tenants[partition]
            if error := task.exception():
                log.error("partition_failed", partition=partition, exc_info=error)

    def _tell(self, held: int, waiting: int) -> None:
        if self._told == (held, waiting):
            return
        self._told = (held, waiting)
        if held:
            log.info("partitions_held", owner=self.owner, count=held)
        if waiting:
            log.info("waiting_for_partitions", owner=self.owner, count=waiting)


async def _work_on(tenure: Tenure, work: Work, stop: asyncio.Event) -> None:
    _, *loops = jobs = [asyncio.create_task(job) for job in (tenure.keep(), *work.jobs())]
    stopped = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait([*jobs, stopped], return_when=asyncio.FIRST_COMPLETED)
        failure = next((task.exception() for task in done if task is not stopped), None)
        # The lease is renewed until the work has ended, so that nobody else begins while it still runs.
        await _cancel(*loops, stopped)
        await _leave(tenure, work, failure)
    finally:
        await work.abandon()
        await _cancel(*jobs, stopped)
    if not isinstance(failure, Lost):
        with contextlib.suppress(Unavailable, TimeoutError):
            await asyncio.wait_for(tenure.leases.release(tenure.lease), DRAIN / 2)


async def _leave(tenure: Tenure, work: Work, failure: BaseException | None) -> None:
    if isinstance(failure, Lost):
        log.warning("partition_lost", partition=tenure.partition)
    elif failure is not None:
        log.error("partition_failed", partition=tenure.partition, exc_info=failure)
    else:
        with contextlib.suppress(TimeoutError, Unavailable, Refused):
            await asyncio.wait_for(work.drain(), DRAIN)


async def _cancel(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
