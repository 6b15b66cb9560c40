"""What staff do with a ticket, for the pages and the API alike: who may, and which door it goes through.

``claim``, ``release``, ``note``, ``park``, ``resume`` and ``prioritise`` are ticket scripts, the rest events of the
conversation.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from bot.desk.applications import CHECKED, DECIDED
from bot.desk.outcome_words import is_noted
from bot.desk.rendering import PATIENCE, Rendering, render, secret_names, spoken_language
from bot.desk.times import local
from bot.ports import Priority, Translator, Untranslated
from bot.store import Kept, Refused, Store
from bot.store.visits import Slot
from bot.turn import Turns
from dialogs.events import (
    AnyEvent,
    ApplicationDecided,
    Came,
    ChecksAsked,
    Decision,
    ErasureDecided,
    OutcomeNoted,
    StaffReplied,
    TicketClosed,
    TicketReopened,
    TicketTransferred,
    VisitCancelled,
    VisitEnded,
    VisitMoved,
    VisitProposed,
)
from dialogs.outcomes import MAPPED, Outcome, outcomes_of


class _Said(TypedDict):
    """What every event of staff says."""

    id: str
    at: datetime
    reference: str
    staff: str


class _Worded(_Said):
    """What an event says besides that has words for the person."""

    text: str
    language: str
    translation: str | None
    engine: str | None
    target: str | None
    edited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Casework:
    """One act on one ticket by ``actor``. ``key`` makes it happen once; ``queues`` are those that the actor sees."""

    store: Store
    turns: Turns
    actor: str
    queues: Collection[str]
    at: datetime
    key: str
    translator: Translator | None = None
    patience: float = PATIENCE

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

    async def render(self, kept: Kept, text: str, language: str) -> Rendering | Untranslated | None:
        """``text`` in the language that the person reads; None when it is written in that, or nothing is said."""
        entries = await self.store.conversations.transcript(kept.conversation)
        target = spoken_language(entries, kept.ticket)
        if not text or language == target:
            return None
        secret = secret_names(kept.ticket, entries, self.actor)
        return await render(
            self.translator, text, source=language, target=target, secret=secret, patience=self.patience
        )

    async def reply(
        self,
        kept: Kept,
        *,
        text: str = "",
        language: str = "sv",
        standard: str | None = None,
        rendering: Rendering | None = None,
    ) -> None:
        """Answer the person, in words of one's own, perhaps translated, or with a standard reply."""
        await self._take(kept, StaffReplied(**self._worded(kept, text, language, rendering), standard=standard))

    async def transfer(self, kept: Kept, *, queue: str, note: str = "") -> None:
        """Hand it to another queue."""
        await self._take(kept, TicketTransferred(**self._event(kept), queue=queue, note=note))

    async def close(
        self, kept: Kept, *, outcome: str, text: str = "", language: str = "sv", rendering: Rendering | None = None
    ) -> None:
        """Close it; the bot takes the conversation over."""
        await self._take(kept, TicketClosed(**self._worded(kept, text, language, rendering), outcome=outcome))

    async def decide(
        self,
        kept: Kept,
        *,
        decision: Decision,
        text: str = "",
        language: str = "sv",
        rendering: Rendering | None = None,
    ) -> None:
        """Decide an application; the person hears it, and why."""
        if kept.ticket.flow not in DECIDED:
            raise Refused("status")
        await self._take(kept, ApplicationDecided(**self._worded(kept, text, language, rendering), decision=decision))

    async def propose_visit(
        self,
        kept: Kept,
        *,
        place: str,
        times: tuple[datetime, ...],
        minutes: int,
        host: str = "",
        text: str = "",
        language: str = "sv",
        rendering: Rendering | None = None,
    ) -> None:
        """Put times for a visit to the person, who takes one in the chat."""
        worded = self._worded(kept, text, language, rendering)
        event = VisitProposed(**worded, place=place, times=times, minutes=minutes, host=host)
        await self._take(kept, event)

    async def move_visit(self, kept: Kept, *, time: datetime) -> None:
        """Give the visit another time."""
        await self._take(kept, VisitMoved(**self._event(kept), time=time))

    async def cancel_visit(
        self, kept: Kept, *, text: str = "", language: str = "sv", rendering: Rendering | None = None
    ) -> None:
        """Cancel the visit, or take back what was proposed."""
        await self._take(kept, VisitCancelled(**self._worded(kept, text, language, rendering)))

    async def end_visit(self, kept: Kept, slot: Slot, came: Came = "met", *, withdrawn: bool = False) -> None:
        """Say how the visit went, or take that back. A mapping is noted as an outcome, unless somebody has done so."""
        if kept.erased or slot.start > self.at or kept.ticket.reference not in slot.taken:
            raise Refused("status")
        where, when, noted = slot.place, slot.start, is_noted(kept.history, MAPPED, local(slot.start).date())
        event = VisitEnded(**self._event(kept), place=where, time=when, came=came, noted=noted, withdrawn=withdrawn)
        await self._take(kept, event)

    async def is_done(self, kept: Kept) -> bool:
        """Whether the act of this key was carried out before."""
        return await self.turns.is_taken(kept.conversation, self.key)

    async def recheck(self, kept: Kept) -> None:
        """Have what is known of the organisation looked up again."""
        if kept.ticket.flow not in CHECKED or kept.ticket.status == "closed":
            raise Refused("status")
        if kept.ticket.assignee != self.actor:
            raise Refused("assignee")
        await self._take(kept, ChecksAsked(**self._event(kept)))

    async def note_outcome(self, kept: Kept, outcome: Outcome, *, withdrawn: bool = False) -> None:
        """Write down what came of it, or take that back."""
        if kept.erased or outcome.name not in outcomes_of(kept.ticket.flow):
            raise Refused("status")
        event = OutcomeNoted(
            **self._event(kept),
            outcome=outcome.name,
            day=outcome.day,
            part=outcome.part,
            number=outcome.number,
            source=outcome.source,
            withdrawn=withdrawn,
        )
        await self._take(kept, event)

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
        if outcome.conversation is None and not outcome.repeat:
            # The turn broke and the event lies among the dead letters: nobody was told anything.
            raise Refused("stuck")

    def _event(self, kept: Kept) -> _Said:
        return {"id": self.key, "at": self.at, "reference": kept.ticket.reference, "staff": self.actor}

    def _worded(self, kept: Kept, text: str, language: str, rendering: Rendering | None) -> _Worded:
        return {
            **self._event(kept),
            "text": text,
            "language": language,
            "translation": rendering.text if rendering else None,
            "engine": rendering.engine if rendering else None,
            "target": rendering.target if rendering else None,
            "edited": rendering.edited if rendering else False,
        }
