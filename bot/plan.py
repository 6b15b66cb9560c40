"""What one turn will commit: the event understood, the engine's step taken, its effects in words.

Nothing here is asynchronous or writes; ``bot.turn`` carries the plan to the store.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from bot import ports
from bot.hearing import edited_source, mask_event
from bot.own_lines import own_lines
from bot.render import Texts
from bot.store import Commit
from bot.store.sealing import PersonKey
from bot.ticket_writes import Writing, actor_of, lookups
from dialogs import codec
from dialogs.conversation import Conversation
from dialogs.draft import Context, Turn
from dialogs.effects import (
    Call,
    CheckTicket,
    Collect,
    DropTimer,
    Erase,
    Measure,
    MoveTicket,
    Note,
    OpenTicket,
    Say,
    SetTimer,
    Tally,
    WakeTicket,
)
from dialogs.engine import choices, step
from dialogs.events import (
    AnyEvent,
    InOwnWords,
    PersonChose,
    PersonEdited,
    PersonWrote,
    TimedOut,
    VisitEnded,
)
from dialogs.flow import Flow, fitted
from dialogs.flows import FLOWS
from dialogs.limits import UNUSED_AFTER
from dialogs.pact import Pact
from dialogs.unclear import is_unclear
from nlu.understanding import Understanding
from nlu.words import fold, split

_E = TypeVar("_E")
_OF_TICKETS = (OpenTicket, WakeTicket, MoveTicket, CheckTicket)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a plan needs beside the event: the texts, the staff-edited content.

    ``case_queues``: whose tickets are worked on in another case system, too.
    """

    texts: Texts
    regulated: Mapping[str, str]
    pushing: frozenset[str]
    content: Mapping[str, Any]
    case_queues: frozenset[str] = frozenset()
    branches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A turn before its commit. ``unclear`` is a message that was not understood and may be collected."""

    event: AnyEvent
    turn: Turn
    entries: tuple[ports.Entry, ...]
    texts: Texts
    deliver: tuple[int, ...] = ()
    unclear: Understanding | None = None
    transfers: tuple[Call, ...] = ()

    @property
    def conversation(self) -> Conversation:
        """The conversation after the turn."""
        return self.turn.conversation

    def commit(self, *, digest: str, expected: int, person: PersonKey, **first: str | None) -> Commit:
        """The plan as the store keeps it; ``first`` are the fields that only the first commit has."""
        now, erase = self.conversation, self._only(Erase)
        return Commit(
            conversation=now.id,
            channel=now.channel,
            event_id=self.event.id,
            digest=digest,
            expected=expected,
            state=codec.encode(now),
            person=person,
            entries=self.entries,
            deliver=self.deliver,
            expire_after=None if now.written or now.cases else UNUSED_AFTER,
            popped=self.event.id if isinstance(self.event, TimedOut) else None,
            notes=tuple(self._only(Note)),
            actor=actor_of(self.event),
            erase=erase[0] if erase else None,
            **({} if erase else self._lasting()),
            **first,  # type: ignore[arg-type]
        )

    def _lasting(self) -> dict[str, Any]:
        """What is not written for somebody who is being erased."""
        writing = Writing(self.event, self.conversation, self.texts)
        return {
            "tickets": tuple(t for e in self.turn.effects if (t := writing.ticket(e)) is not None),
            "timers": tuple(e for e in self.turn.effects if isinstance(e, SetTimer | DropTimer)),
            "calls": (*self._only(Call), *self.transfers),
            "tallies": tuple(self._only(Tally)),
            "measures": tuple(self._only(Measure)),
            "lookups": tuple(dict.fromkeys(row for e in self.turn.effects for row in lookups(e))),
        }

    def _only(self, kind: type[_E]) -> list[_E]:
        return [e for e in self.turn.effects if isinstance(e, kind)]


def make_plan(
    event: AnyEvent,
    conversation: Conversation,
    around: Surroundings,
    *,
    reference: str,
    last_message: int,
    heard: Understanding | None = None,
) -> Plan:
    """Take the turn in thought. ``last_message`` is the id of the newest message so far.

    ``heard`` is what the words of the event were understood to say.
    """
    event, pact = mask_event(event, conversation), Pact.of(around.content)
    flows = fitted(FLOWS, pact)
    taken = _as_choice(event, conversation, around.texts, flows)
    context = Context(
        now=event.at,
        reference=reference,
        understanding=heard,
        hours=around.content.get("hours", {}),
        retention=around.content.get("retention", {}),
        contacts=around.content.get("contacts", {}),
        pact=pact,
        regulated=around.regulated,
        branches=around.branches,
    )
    turn = step(conversation, taken, context)
    own = own_lines(
        event,
        conversation,
        after=turn.conversation,
        heard=heard,
        texts=around.texts,
        number=last_message + 1,
        flows=flows,
    )
    pushed = conversation.channel in around.pushing
    said = [e for e in turn.effects if isinstance(e, Say)]
    start = last_message + len(own) + 1
    shown = tuple(
        around.texts.render(
            say,
            number=start + n,
            at=event.at,
            language=turn.conversation.language,
            delivery="waiting" if pushed else "sent",
        )
        for n, say in enumerate(said)
    )
    if pushed:
        shown = tuple(_with_turn(entry, turn.conversation.turn) for entry in shown)
    deliver = tuple(e.message.id for e in shown) if pushed else ()
    unclear = heard if heard and isinstance(taken, PersonWrote) and is_unclear(conversation, heard) else None
    unclear = next((e.heard for e in turn.effects if isinstance(e, Collect)), unclear)
    return Plan(
        event=event,
        turn=turn,
        entries=(*own, *shown),
        texts=around.texts,
        deliver=deliver,
        unclear=unclear,
        transfers=_transfers(conversation, turn, around.case_queues),
    )


def _transfers(before: Conversation, turn: Turn, queues: frozenset[str]) -> tuple[Call, ...]:
    """A call for each ticket that changed and is, or was until now, in a queue of a case system."""
    changed = dict.fromkeys(e.reference for e in turn.effects if isinstance(e, _OF_TICKETS))
    known = {(case.reference, case.queue) for case in (*before.cases, *turn.conversation.cases)}
    concerned = {reference for reference, queue in known if queue in queues}
    return tuple(
        Call(backend="cases", operation="transfer", payload={"reference": reference}, about=reference)
        for reference in changed
        if reference in concerned
    )


def digest_of(event: AnyEvent) -> str:
    """What tells two events with the same id apart: everything but id and time.

    Nor what a machine made of the words: asked again, it may answer otherwise, or not at all. Nor whether an outcome
    stood already: after the first time it does.
    """
    body = msgspec.structs.replace(event, id="", at=_NO_TIME)
    if isinstance(body, InOwnWords) and not body.edited:
        body = msgspec.structs.replace(body, translation=None, engine=None, target=None)
    if isinstance(body, VisitEnded):
        body = msgspec.structs.replace(body, noted=False)
    return hashlib.sha256(msgspec.json.encode(body)).hexdigest()


_NO_TIME = datetime.fromtimestamp(0, UTC)


def _as_choice(event: AnyEvent, conversation: Conversation, texts: Texts, flows: Mapping[str, Flow]) -> AnyEvent:
    """Whoever types the words of a button presses it."""
    if not isinstance(event, PersonWrote | PersonEdited) or event.masked:
        return event
    typed = _spoken(event.text)
    if not typed:
        return event
    for choice in choices(conversation, flows, edited=edited_source(event)):
        if any(_spoken(texts.words(choice.label, language)) == typed for language in texts.languages):
            return _pressed(event, choice.value)
    return event


def _pressed(event: PersonWrote | PersonEdited, value: str) -> AnyEvent:
    if isinstance(event, PersonEdited):
        return msgspec.structs.replace(event, values=(value,))
    return PersonChose(id=event.id, at=event.at, values=(value,), source=event.source)


def _spoken(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in split(text[:200])) or ((fold(text),) if fold(text) else ())


def _with_turn(entry: ports.Entry, turn: int) -> ports.Entry:
    if not entry.message.choices:
        return entry
    return msgspec.structs.replace(entry, message=msgspec.structs.replace(entry.message, turn=turn))
