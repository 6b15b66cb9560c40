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
from bot.store import Checking, Commit, Moving, Opening, TicketWrite, Waking
from bot.store.sealing import PersonKey
from dialogs import codec
from dialogs.checks import NONE
from dialogs.conversation import Conversation
from dialogs.draft import Context, Turn
from dialogs.effects import (
    AnswerLine,
    Call,
    CheckTicket,
    Collect,
    DropTimer,
    Effect,
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
    FROM_PERSON,
    FROM_STAFF,
    AnyEvent,
    InOwnWords,
    PersonChose,
    PersonEdited,
    PersonWrote,
    TimedOut,
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
        return {
            "tickets": tuple(t for e in self.turn.effects if (t := self._ticket(e)) is not None),
            "timers": tuple(e for e in self.turn.effects if isinstance(e, SetTimer | DropTimer)),
            "calls": (*self._only(Call), *self.transfers),
            "tallies": tuple(self._only(Tally)),
            "measures": tuple(self._only(Measure)),
            "lookups": tuple(dict.fromkeys(row for e in self.turn.effects for row in _lookups(e))),
        }

    def _only(self, kind: type[_E]) -> list[_E]:
        return [e for e in self.turn.effects if isinstance(e, kind)]

    def _ticket(self, effect: Effect) -> TicketWrite | None:
        at, actor = self.event.at, actor_of(self.event)
        match effect:
            case OpenTicket():
                return Opening(ticket=self._new(effect), history=ports.Act(at=at, actor=actor, action="opened"))
            case WakeTicket():
                return Waking(
                    reference=effect.reference,
                    at=at,
                    priority=effect.priority,
                    answers=self._lines(effect.answers),
                    routes=effect.routes,
                )
            case MoveTicket():
                return Moving(
                    reference=effect.reference,
                    change=effect.change,
                    actor=actor,
                    at=at,
                    queue=effect.queue,
                    outcome=effect.outcome,
                    due=effect.due,
                    note=self.texts.words(effect.told, "sv") if effect.told else effect.note,
                )
            case CheckTicket():
                return Checking(reference=effect.reference, check=self._check(effect))
        return None

    def _check(self, effect: CheckTicket) -> ports.Check:
        detail = self.texts.words(effect.detail, "sv")
        name = self.texts.say(f"check-name-{effect.name}", "sv")
        return ports.Check(name, effect.result, detail, effect.source, effect.at)

    def _new(self, effect: OpenTicket) -> ports.Ticket:
        now, at = self.conversation, self.event.at
        return ports.Ticket(
            reference=effect.reference,
            queue=effect.queue,
            status="new",
            priority=effect.priority,
            flow=effect.flow,
            language=now.language,
            channel=now.channel,
            created=at,
            waiting_since=at,
            due=effect.due,
            assignee=None,
            answers=self._lines(effect.answers),
            routes=effect.routes,
        )

    def _lines(self, lines: tuple[AnswerLine, ...]) -> tuple[ports.AnswerLine, ...]:
        return tuple(ports.AnswerLine(a.step, self.texts.words(a.label, "sv"), a.value) for a in lines)


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

    Nor what a machine made of the words: asked again, it may answer otherwise, or not at all.
    """
    body = msgspec.structs.replace(event, id="", at=_NO_TIME)
    if isinstance(body, InOwnWords) and not body.edited:
        body = msgspec.structs.replace(body, translation=None, engine=None, target=None)
    return hashlib.sha256(msgspec.json.encode(body)).hexdigest()


_NO_TIME = datetime.fromtimestamp(0, UTC)


def actor_of(event: AnyEvent) -> str:
    """Who did it, for audit and history."""
    if isinstance(event, FROM_STAFF):
        return event.staff
    return "person" if isinstance(event, FROM_PERSON) else "bot"


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


def _lookups(effect: Effect) -> tuple[tuple[str, str], ...]:
    """Rows under which staff find the case: telephone, e-mail and organisation number that the person gave."""
    if not isinstance(effect, OpenTicket | WakeTicket):
        return ()
    contacts = [a.value for a in effect.answers if a.step.endswith(_CONTACTS)]
    numbers = [a.value for a in effect.answers if a.step.endswith("organisation_number") and a.value != NONE]
    reached = (("email" if "@" in value else "phone", value) for value in contacts)
    return (*reached, *(("organisation_number", number) for number in numbers))


_CONTACTS = ("contact_detail", "contact_email", "contact_phone")
