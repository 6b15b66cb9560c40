"""A person for tests of the store: commits turns as ``bot.turn`` would, without understanding anything."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from bot.ports import Act, AnswerLine, Entry, Message, Priority, Ticket
from bot.store import Commit, Committed, Loaded, Moving, Opening, PersonKey, Store
from dialogs import reference as case_reference

_DRAWN = count()
_EVENTS = count()


def entry(number: int, text: str, *, at: datetime) -> Entry:
    """A message of the bot, as a turn would log it."""
    return Entry(message=Message(id=number, at=at, sender="bot", text=text, language="uk"))


@dataclass
class Person:
    store: Store
    id: str
    channel: str = "web"

    @property
    def partition(self) -> int:
        return self.store._site.keys.partition_of(self.id)

    def now(self) -> datetime:
        return self.store._site.clock.now()

    async def load(self, event_id: str = "look") -> Loaded:
        loaded = await self.store.conversations.load(self.id, event_id)
        await self.store.conversations.clear_try(self.id, event_id)
        return loaded

    async def prepare(self, *texts: str, event_id: str | None = None, **more: Any) -> Commit:
        """A commit of one turn that answers with ``texts``, on what is kept now."""
        event_id = event_id or f"{self.id}-{next(_EVENTS)}"
        loaded = await self.load()
        key: PersonKey = loaded.person or self.store.people.new_key(self.id)
        first = loaded.last_message + 1
        commit = Commit(
            conversation=self.id,
            channel=self.channel,
            event_id=event_id,
            digest=f"digest of {event_id}",
            expected=loaded.version,
            state=f"state {loaded.version + 1}".encode(),
            person=key,
            entries=tuple(entry(n, text, at=self.now()) for n, text in enumerate(texts, start=first)),
        )
        return replace(commit, **more)

    async def say(self, *texts: str, **more: Any) -> Committed:
        return await self.store.conversations.commit(await self.prepare(*texts, **more))

    def reference(self) -> str:
        """A reference that no test used before."""
        digits = next(_DRAWN)
        drawn = iter([digits // 31**n % 31 for n in range(6)])
        return case_reference.make(self.partition, lambda _: next(drawn))

    def opening(
        self, reference: str | None = None, *, queue: str = "general", priority: Priority = "normal"
    ) -> Opening:
        """A new ticket of this person."""
        ticket = Ticket(
            reference=reference or self.reference(),
            queue=queue,
            status="new",
            priority=priority,
            flow="arrival",
            language="uk",
            channel=self.channel,
            created=self.now(),
            waiting_since=self.now(),
            due=None,
            assignee=None,
            answers=(AnswerLine("arrival.name", "Namn", f"Олена {self.id}"),),
        )
        return Opening(ticket=ticket, history=Act(at=self.now(), actor="bot", action="opened"))

    async def open_ticket(self, *texts: str, queue: str = "general", priority: Priority = "normal", **more: Any) -> str:
        opening = self.opening(queue=queue, priority=priority)
        await self.say(*texts, tickets=(opening,), **more)
        return opening.reference

    def moving(self, reference: str, change: Any, *, actor: str = "Anna", **more: Any) -> Moving:
        return Moving(reference=reference, change=change, actor=actor, at=self.now(), **more)

    async def claim(self, reference: str, actor: str = "Anna", key: str = "claim") -> None:
        await self.store.tickets.claim(reference, actor=actor, at=self.now(), key=f"{key}-{actor}")
