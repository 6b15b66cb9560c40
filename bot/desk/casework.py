"""What staff do with a ticket, for the pages and the API alike: who may, and which door it goes through.

``reply``, ``transfer``, ``close``, ``reopen`` and ``erase`` are events of the conversation, the rest ticket scripts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from bot.ports import Priority
from bot.store import Kept, Refused, Store
from bot.turn import Turns
from dialogs.events import AnyEvent, ErasureDecided, StaffReplied, TicketClosed, TicketReopened, TicketTransferred


class _Said(TypedDict):
    """What every event of staff says."""

    id: str
    at: datetime
    reference: str
    staff: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Casework:
    """One act on one ticket by ``actor``. ``key`` makes it happen once; ``queues`` are those that the actor sees."""

    store: Store
    turns: Turns
    actor: str
    queues: Collection[str]
    at: datetime
    key: str

    async def find(self, reference: str) -> Kept | None:
        """The ticket, if the actor may see it."""
        kept = await self.store.tickets.get(reference)
        return kept if kept and kept.ticket.queue in self.queues else None

    async def claim(self, reference: str) -> None:
        """Take a free ticket; one of many who try at once succeeds."""
        await self.store.tickets.claim(reference, actor=self.actor, at=self.at, key=self.key)

    async def release(self, reference: str) -> None:
        """Give it back to its queue."""
        await self.store.tickets.release(reference, actor=self.actor, at=self.at, key=self.key)

    async def free(self, kept: Kept) -> None:
        """Give back what a colleague holds; the history says who did it."""
        holder = kept.ticket.assignee
        if holder is None:
            return
        await self.store.tickets.release(kept.ticket.reference, actor=holder, at=self.at, key=self.key)
        words = f"Lämnade tillbaka ärendet åt {holder}."
        note_key = f"{self.key}:note"
        await self.store.tickets.note(kept.ticket.reference, words, actor=self.actor, at=self.at, key=note_key)

    async def note(self, reference: str, text: str) -> None:
        """Keep an internal note."""
        await self.store.tickets.note(reference, text, actor=self.actor, at=self.at, key=self.key)

    async def park(self, reference: str, until: datetime) -> None:
        """Set it aside until ``until``."""
        await self.store.tickets.park(reference, until, actor=self.actor, at=self.at, key=self.key)

    async def resume(self, reference: str) -> None:
        """Take it up again before its time."""
        await self.store.tickets.resume(reference, actor=self.actor, at=self.at, key=self.key)

    async def prioritise(self, reference: str, priority: Priority) -> None:
        """Change its priority."""
        await self.store.tickets.priority(reference, priority, actor=self.actor, at=self.at, key=self.key)

    async def reply(self, kept: Kept, *, text: str = "", language: str = "sv", standard: str | None = None) -> None:
        """Answer the person, in words of one's own or with a standard reply."""
        await self._take(kept, StaffReplied(**self._event(kept), text=text, language=language, standard=standard))

    async def transfer(self, kept: Kept, *, queue: str, note: str = "") -> None:
        """Hand it to another queue."""
        await self._take(kept, TicketTransferred(**self._event(kept), queue=queue, note=note))

    async def close(self, kept: Kept, *, outcome: str, text: str = "", language: str = "sv") -> None:
        """Close it; the bot takes the conversation over."""
        await self._take(kept, TicketClosed(**self._event(kept), outcome=outcome, text=text, language=language))

    async def reopen(self, kept: Kept) -> None:
        """Take a closed ticket up again."""
        await self._take(kept, TicketReopened(**self._event(kept)))

    async def erase(self, kept: Kept) -> None:
        """Erase the person behind it."""
        await self.turns.take(kept.conversation, ErasureDecided(**self._event(kept)))
        after = await self.store.tickets.get(kept.ticket.reference)
        if after is not None and not after.erased:
            raise Refused("stuck")

    async def _take(self, kept: Kept, event: AnyEvent) -> None:
        outcome = await self.turns.take(kept.conversation, event)
        if not outcome.messages and not outcome.repeat:
            # The turn broke and the event lies among the dead letters: nobody was told anything.
            raise Refused("stuck")

    def _event(self, kept: Kept) -> _Said:
        return {"id": self.key, "at": self.at, "reference": kept.ticket.reference, "staff": self.actor}
