"""Live updates: the stream says only that something changed; the page then asks for its fragments again.

A stream looks at its session every five seconds without touching it: watching is not working.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.responses import Response, StreamingResponse

from bot.desk.pages import HEADERS
from bot.desk.ticket import find_ticket
from bot.desk.visit import Visit
from bot.store import StoreError
from bot.store.notices import Change
from bot.store.shared_work import Doing

CHECK = 5.0
"""Seconds between two looks at the session, and at who else reads the ticket."""
PAUSE = 0.25
"""Seconds that changes are gathered before they are told."""
WARN = timedelta(minutes=3)
CHANGED, ENDING, OUT = "desk-changed", "desk-ending", "desk-out"
STREAM = {**HEADERS, "X-Accel-Buffering": "no"}


async def show_events(visit: Visit) -> Response:
    """The stream for the queue, or for the ticket that the query names."""
    conversation = ""
    reference = visit.query("ticket")
    if reference:
        conversation = (await find_ticket(visit, reference)).conversation
    watch = Watch(visit, reference=reference, conversation=conversation)
    return StreamingResponse(watch.stream(), media_type="text/event-stream", headers=STREAM)


@dataclass(slots=True)
class Watch:
    """One open stream. ``check`` and ``pause`` are seconds; tests hurry them."""

    visit: Visit
    reference: str = ""
    conversation: str = ""
    check: float = CHECK
    pause: float = PAUSE
    _dirty: asyncio.Event = field(default_factory=asyncio.Event)
    _present: dict[str, Doing] = field(default_factory=dict)

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The events, until the session, the process or the store's connection ends."""
        ends = [asyncio.create_task(self._pump()), asyncio.create_task(self._end())]
        for end in ends:
            end.add_done_callback(lambda _: self._dirty.set())
        try:
            yield b": hello\n\n"
            with suppress(StoreError):
                async for name in self._names(ends):
                    yield event(name) if name else b": still here\n\n"
        finally:
            for end in ends:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)

    async def _names(self, ends: Sequence[asyncio.Task[None]]) -> AsyncIterator[str]:
        """What to tell: an event's name, or nothing to keep the connection warm."""
        while not any(end.done() for end in ends):
            state = await self._session_state()
            if state:
                yield state
            if state in {OUT, CHANGED}:
                return
            if await self._wait() or await self._watchers_changed():
                yield CHANGED
            elif not state:
                yield ""

    async def _wait(self) -> bool:
        """Until something changes or it is time to check; whether something changed."""
        try:
            async with asyncio.timeout(self.check):
                await self._dirty.wait()
        except TimeoutError:
            return False
        await asyncio.sleep(self.pause)
        self._dirty.clear()
        return True

    async def _end(self) -> None:
        await self.visit.desk.shutdown.wait()

    async def _pump(self) -> None:
        async with aclosing(self.visit.desk.store.changes.listen(self.conversation or None)) as changes:
            async for change in changes:
                if self._concerns(change):
                    self._dirty.set()

    def _concerns(self, change: Change) -> bool:
        """Who reads a ticket names no queue."""
        if self.conversation or change.resync or (change.tickets and not change.queues):
            return True
        return any(queue in self.visit.account.queues for queue in change.queues)

    async def _session_state(self) -> str:
        """``desk-out`` when nobody is signed in any more, ``desk-ending`` shortly before.

        An account that was edited sees other queues: the stream ends, and the browser comes back as what it is now.
        """
        visit, now = self.visit, self.visit.desk.clock.now()
        signed = await visit.desk.store.staff.session(visit.token, at=now, active=False)
        if signed is None:
            return OUT
        if signed.account.revision != visit.account.revision:
            return CHANGED
        return ENDING if signed.idle_until - now <= WARN else ""

    async def _watchers_changed(self) -> bool:
        if not self.reference:
            return False
        before, self._present = self._present, await self._watching()
        return before != self._present

    async def _watching(self) -> dict[str, Doing]:
        present = await self.visit.desk.store.presence.on([self.reference], at=self.visit.desk.clock.now())
        return present[self.reference]


def event(name: str) -> bytes:
    """A server-sent event without contents."""
    return f"event: {name}\ndata:\n\n".encode()
