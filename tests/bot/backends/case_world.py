"""A case system in memory that keeps its promises, and a service that hands cases over to it.

``faults`` are taken in turn by whatever is asked: ``before`` fails without having done it, ``after`` does it and is not
heard, as an answer that comes after the time is up; ``never`` hangs, and is done when it is told to ``arrive``;
``slow`` waits until it may ``go_on``.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, TypeVar

from bot.backends.cases import Cases
from bot.ports import Ticket, Translator
from bot.render import Texts
from bot.store import Kept, Link, Store
from bot.turn import Turns
from dialogs.events import PersonChose, PersonWrote
from integrations.cases import CaseMessage, HandoverCase, RemoteCase, RemoteStatus
from integrations.errors import IntegrationError, Rejected, Unavailable
from nlu.understanding import Understanding
from tests.valkey import HandClock

Fault = Literal["before", "after", "no", "never", "slow"]
T = TypeVar("T")


@dataclass
class Shelf:
    """One case of the system."""

    case: HandoverCase
    number: str
    messages: dict[str, CaseMessage] = field(default_factory=dict)
    replies: list[CaseMessage] = field(default_factory=list)
    status: RemoteStatus = field(default_factory=lambda: RemoteStatus(state="new", label="Ny"))
    outcome: str = ""

    @property
    def read(self) -> list[str]:
        """What its staff read, in the order in which it came."""
        return [message.text for message in self.messages.values()]


@dataclass
class Archive:
    """The system. ``posts`` counts what reached it."""

    name: str = "archive"
    cases: dict[str, Shelf] = field(default_factory=dict)
    faults: list[Fault | None] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    away: bool = False
    closed: bool = False
    hanging: Callable[[], object] | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def find(self, external_id: str) -> RemoteCase | None:
        return await self._do("find", lambda: self._known(external_id))

    async def create(self, case: HandoverCase) -> RemoteCase:
        def make() -> RemoteCase:
            known = self._known(case.external_id)
            if known is None:
                number = f"A-{len(self.cases) + 1}"
                self.cases[f"id-{number}"] = Shelf(case, number)
                known = RemoteCase(id=f"id-{number}", number=number)
            return known

        return await self._do("create", make)

    async def add_message(self, case_id: str, message: CaseMessage) -> str:
        def add() -> str:
            self.cases[case_id].messages.setdefault(message.id, message)
            return f"m-{message.id}"

        return await self._do("add_message", add)

    async def close(self, case_id: str, outcome: str) -> None:
        def close() -> None:
            shelf = self.cases[case_id]
            if shelf.status.state != "closed":
                shelf.status, shelf.outcome = RemoteStatus(state="closed", label="Klar"), outcome

        await self._do("close", close)

    async def status(self, case_id: str) -> RemoteStatus:
        return await self._do("status", lambda: self.cases[case_id].status)

    async def replies_since(self, case_id: str, cursor: str | None) -> tuple[tuple[CaseMessage, ...], str]:
        def read() -> tuple[tuple[CaseMessage, ...], str]:
            replies = self.cases[case_id].replies
            return tuple(replies[int(cursor or 0) :]), str(len(replies))

        return await self._do("replies_since", read)

    async def close_connections(self) -> None:
        self.closed = True

    def answer(self, text: str, *, author: str = "Bo", language: str = "sv", at: datetime | None = None) -> CaseMessage:
        """Its staff answer in the newest case."""
        shelf = self.newest
        when = at or datetime.fromisoformat("2026-05-20T09:30:00+00:00")
        name = f"{shelf.number}-{len(shelf.replies) + 1}"
        message = CaseMessage(id=name, text=text, language=language, sender="staff", author=author, at=when)
        shelf.replies.append(message)
        return message

    def finish(self, outcome: str | None = "helped") -> None:
        """Its staff close the newest case."""
        self.newest.status = replace(self.newest.status, state="closed", label="Klar", outcome=outcome)

    def arrive(self) -> None:
        """What hangs is done after all; nobody hears of it."""
        assert self.hanging is not None
        self.hanging()

    async def hangs(self) -> bool:
        """Whether something does."""
        return self.hanging is not None

    @property
    def newest(self) -> Shelf:
        return list(self.cases.values())[-1]

    def _known(self, external_id: str) -> RemoteCase | None:
        found = ((i, s) for i, s in self.cases.items() if s.case.external_id == external_id)
        return next((RemoteCase(id=i, number=s.number) for i, s in found), None)

    async def _do(self, what: str, act: Callable[[], T]) -> T:
        fault = self.faults.pop(0) if self.faults else None
        if self.away or fault == "before":
            raise Unavailable("away", reached=False)
        if fault == "no":
            raise Rejected("no such category", status=400)
        if fault == "slow":
            self.asked.set()
            await self.go_on.wait()
        if fault == "never":
            self.hanging = act
            await asyncio.Event().wait()
        self.posts.append(what)
        done = act()
        if fault == "after":
            raise Unavailable("late", late=True)
        return done


class Mute:
    """Understands nothing."""

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        return Understanding(text=text)


@dataclass
class Service:
    """A service whose queues ``general`` and ``membership`` are handed over to ``archive``."""

    store: Store
    clock: HandClock
    archive: Archive
    texts: Texts
    turns: Turns
    cases: Cases
    count: int = 0

    @classmethod
    def of(
        cls,
        store: Store,
        clock: HandClock,
        *others: Archive,
        queues: dict[str, str] | None = None,
        translator: Translator | None = None,
    ) -> "Service":
        archive, texts = Archive(), Texts.load()
        queues = queues or {"general": "archive"}
        turns = Turns(store=store, understander=Mute(), texts=texts, case_queues=frozenset(queues))
        systems = {system.name: system for system in (archive, *others)}
        cases = Cases(
            store=store,
            turns=turns,
            texts=texts,
            clock=clock,
            queues=queues,
            systems=systems,
            translator=translator,
            pause=0.01,
        )
        return cls(store, clock, archive, texts, turns, cases)

    async def opened(self, name: str = "c1", language: str = "uk") -> str:
        """Somebody asks for a person; the reference of their ticket."""
        await self.turns.start(
            conversation=name, channel="web", language=language, event_id="start", at=self.clock.now()
        )
        await self.choose("person", name)
        [reference] = await self.store.tickets.of(name)
        return reference

    async def choose(self, value: str, name: str = "c1") -> None:
        self.count += 1
        await self.turns.take(name, PersonChose(id=f"e{self.count}", at=self.clock.now(), values=(value,)))

    async def write(self, text: str, name: str = "c1") -> None:
        self.count += 1
        self.clock.advance(seconds=1)
        await self.turns.take(name, PersonWrote(id=f"e{self.count}", at=self.clock.now(), text=text))

    async def look(self, reference: str) -> None:
        await self.cases.look(reference)

    async def link(self, reference: str) -> Link:
        link = await self.store.links.get(reference)
        assert link is not None
        return link

    async def kept(self, reference: str) -> Kept:
        kept = await self.store.tickets.get(reference)
        assert kept is not None
        return kept

    async def ticket(self, reference: str) -> Ticket:
        return (await self.kept(reference)).ticket

    async def chat(self, name: str = "c1") -> list[str]:
        """What was said to the person by staff."""
        return [e.message.text for e in await self.store.conversations.transcript(name) if e.message.sender == "staff"]


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(10):
        while not await condition():
            await asyncio.sleep(0.02)


__all__ = ["Archive", "Fault", "IntegrationError", "Service", "Shelf", "until"]
