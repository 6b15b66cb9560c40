"""``cases``: tickets that are worked on in another case system, too.

A turn that changes a ticket of such a queue leaves a ``transfer`` in the outbox; that only puts the ticket on a list in
the store. One process among all goes through the list (``run``): it hands the case over, sends after it what is said
and done here, and fetches what staff answer there, again and again while the ticket is open. So nobody waits for a
case system, one that is away loses nothing, and two processes never hand over the same case.

A step that was not acknowledged is done again: the case has an id of ours, each message has one, and an answer from
there is an event whose id is that of the message there.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
import structlog

from bot.backends.answer import reason_of
from bot.backends.case_transfer import Transfer
from bot.ports import Clock, Translator
from bot.render import Texts
from bot.store import Kept, Link, Refused, Store, StoreError
from bot.turn import Turns
from integrations.cases import CaseSystem
from integrations.errors import IntegrationError, Rejected, Unavailable

TURN = 1.0
"""Seconds between two looks at the list."""
SWEEP = 60.0
"""Seconds between two looks for open tickets that are not on the list."""
AT_ONCE = 4
"""Tickets that one system is asked about at a time."""
POLL = timedelta(seconds=45)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=10)
REFUSED_WAIT = timedelta(hours=1)
"""Who said no is asked again seldom: somebody may have set it right."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """``queues``: which system has the cases of a queue, by name; ``systems``: the systems by name."""

    store: Store
    turns: Turns
    texts: Texts
    clock: Clock
    queues: Mapping[str, str]
    systems: Mapping[str, CaseSystem]
    translator: Translator | None = None
    poll: timedelta = POLL
    pause: float = TURN
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    name: str = "cases"
    _busy: set[str] = field(default_factory=set, repr=False)
    _gates: dict[str, asyncio.Semaphore] = field(default_factory=dict, repr=False)

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """There is something new on the ticket ``reference``. Nobody waits for an answer."""
        if operation != "transfer":
            raise ValueError("case systems know no such operation")
        await self.store.links.enrol([payload["reference"]])
        return {}

    async def run(self) -> None:
        """For ever: looks after the tickets on the list."""
        async with asyncio.TaskGroup() as group:
            swept = float("-inf")
            while True:
                try:
                    now = asyncio.get_running_loop().time()
                    if now - swept >= SWEEP:
                        swept = now
                        await self.store.links.enrol(await self.store.links.missing(tuple(self.queues)))
                    for reference in await self.store.links.due(self.clock.now(), busy=self._busy):
                        if reference not in self._busy:
                            self._busy.add(reference)
                            group.create_task(self._look_after(reference))
                except StoreError as error:
                    log.warning("cases_waiting_for_store", reason=type(error).__name__)
                await self.sleep(self.pause)

    async def keep(self) -> None:
        """Nothing: ``run`` belongs to one process only."""

    async def close(self) -> None:
        """Let go of the connections."""
        for system in self.systems.values():
            await system.close_connections()

    async def look(self, reference: str) -> None:
        """One look at one ticket: what is new goes over, and comes back; then it is known when to look again."""
        kept = await self.store.tickets.get(reference)
        if kept is None:
            await self.store.links.settle(reference)
            return
        known = await self.store.links.get(reference)
        link, wanted = known or Link(reference=reference), self.queues.get(kept.ticket.queue)
        if known is None and (wanted is None or kept.ticket.status == "closed"):
            await self.store.links.settle(reference)
            return
        name = link.system if link.case else wanted
        system = self.systems.get(name or "")
        if system is None:
            # It is not configured any more, or never was: nothing can be done, and nothing is missing here.
            await self.store.links.settle(reference)
            return
        async with self._gates.setdefault(system.name, asyncio.Semaphore(AT_ONCE)):
            await self._work(Transfer(cases=self, system=system, kept=kept, link=link, wanted=wanted))

    async def _work(self, transfer: Transfer) -> None:
        try:
            again = await transfer.carry_out()
        except IntegrationError as error:
            await self._fail(transfer.link, transfer.kept, error)
            return
        link = transfer.link
        if link.since is not None or link.tries:
            await self.save(msgspec.structs.replace(link, since=None, why="", tries=0), transfer.kept)
        if again is None:
            await self.store.links.settle(link.reference)
        else:
            await self.store.links.schedule(link.reference, self.clock.now() + again)

    async def _fail(self, link: Link, kept: Kept, error: IntegrationError) -> None:
        """It is known since when something is missing there, and why; it is tried again."""
        now = self.clock.now()
        log.warning("case_transfer_failed", backend=link.system, reason=reason_of(error))
        tries = link.tries + 1
        since = link.since or _since(link, kept, now)
        await self.save(msgspec.structs.replace(link, since=since, why=reason_of(error), tries=tries), kept)
        await self.store.links.schedule(link.reference, now + _wait(error, tries))

    async def save(self, link: Link, kept: Kept) -> None:
        """Keep how far it has come."""
        await self.store.links.keep(link, conversation=kept.conversation, queue=kept.ticket.queue)

    async def _look_after(self, reference: str) -> None:
        try:
            await self.look(reference)
        except (StoreError, Refused) as error:
            log.warning("case_look_failed", reason=type(error).__name__)
        except Exception as error:
            # One ticket must not stop the others. It stays due; let it rest a moment.
            log.exception("case_look_broke", exc_info=error)
            await self.sleep(LONGEST_WAIT.total_seconds())
        finally:
            self._busy.discard(reference)


def _since(link: Link, kept: Kept, now: datetime) -> datetime:
    """What was never handed over is missing since the ticket came in."""
    return now if link.case or link.stage else kept.ticket.created


def _wait(error: IntegrationError, tries: int) -> timedelta:
    if isinstance(error, Rejected):
        return REFUSED_WAIT
    asked = timedelta(seconds=error.retry_after) if isinstance(error, Unavailable) else timedelta(0)
    return min(max(FIRST_WAIT * 2.0 ** min(tries - 1, 10), asked), LONGEST_WAIT)
