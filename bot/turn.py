"""One turn: load, understand, step, render, commit. The one door to a conversation.

TurnError
├── UnknownConversation   there is no such conversation, or its person was erased
└── Reused                the event id was used before for something else

Errors of the store pass through: ``Unavailable`` (try again), ``Refused`` (a guard said no).
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from weakref import WeakValueDictionary

import msgspec
import structlog

from bot import ports
from bot.hearing import understand, utterance_of
from bot.plan import Plan, Surroundings, digest_of, make_plan
from bot.render import Texts
from bot.store import Conflict, DeadLetter, Loaded, Refused, Seen, Store, StoreError, Unavailable
from dialogs import codec, reference
from dialogs.conversation import Conversation
from dialogs.events import FROM_PERSON, AnyEvent, SetAside, Started
from nlu.masking import mask
from nlu.opinion import adopt
from nlu.understanding import Understander, Understanding

log = structlog.get_logger()
Reread = Callable[[bytes], Awaitable[bool]]
ATTEMPTS = 12
SURE = 0.8
"""Confidence from which a message's language is believed."""
TRIES = 3
"""An event that was loaded so often without a commit has killed its worker: it is set aside."""
_TAKEN_AGAIN = frozenset({"reference", "person", "order", "ticket"})
"""Guards that only say that something changed meanwhile: read again and judge anew."""


class TurnError(Exception):
    """Anything that a turn refuses."""


class UnknownConversation(TurnError):
    """No such conversation, or its person was erased."""


class Reused(TurnError):
    """The same event id with another body."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn said. ``repeat``: the event was committed before and has no second effect."""

    messages: tuple[ports.Message, ...]
    repeat: bool = False
    conversation: Conversation | None = None


@dataclass(frozen=True, slots=True)
class _First:
    """What only the first turn of a conversation brings."""

    conversation: Conversation
    address: str | None = None
    token_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Carries events to conversations. ``pushing`` names the channels whose messages are sent out by a worker.

    ``case_queues`` are those whose tickets go to another case system, too.

    ``rereaders`` try again what a channel could not even read, by the name under which it was set aside.
    """

    store: Store
    understander: Understander
    texts: Texts
    regulated: Mapping[str, str] = field(default_factory=dict)
    branches: Mapping[str, str] = field(default_factory=dict)
    classifier: ports.Classifier | None = None
    pushing: frozenset[str] = frozenset()
    case_queues: frozenset[str] = frozenset()
    draw: Callable[[int], int] = secrets.randbelow
    rereaders: dict[str, Reread] = field(default_factory=dict, repr=False)
    _lanes: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary, repr=False)

    async def start(
        self,
        *,
        conversation: str,
        channel: str,
        language: str,
        event_id: str,
        at: datetime,
        entry: str | None = None,
        address: str | None = None,
        token_digest: str | None = None,
    ) -> Outcome:
        """Open a conversation. One in which nobody ever writes is forgotten."""
        event = Started(id=event_id, at=at, language=language, entry=entry)
        fresh = Conversation(id=conversation, channel=channel, language=language)
        return await self._carry(conversation, event, _First(fresh, address, token_digest))

    async def take(self, conversation: str, event: AnyEvent) -> Outcome:
        """One event of an existing conversation; free text is masked here, before anything is stored."""
        return await self._carry(conversation, event, None)

    async def replay(self, letter: str, *, actor: str) -> Outcome:
        """Try a dead letter again; it is removed once the turn is committed. Refused with ``done`` when it was."""
        kept = await self.store.dead.get(letter)
        if kept is None:
            raise UnknownConversation
        await self.store.dead.release(letter, actor=actor)
        if reread := self.rereaders.get(kept.conversation):
            return await self._reread(kept, reread, actor)
        event: AnyEvent = msgspec.json.decode(kept.event, type=AnyEvent)
        outcome = await self._carry(kept.conversation, event, None)
        if outcome.conversation is not None:
            await self.store.dead.remove(letter, actor=actor)
        return outcome

    async def is_taken(self, conversation: str, event_id: str) -> bool:
        """Whether an event with this name was carried out before, as far back as that is remembered."""
        loaded = await self.store.conversations.load(conversation, event_id)
        await self.store.conversations.clear_try(conversation, event_id)
        return loaded.seen is not None

    async def _reread(self, kept: DeadLetter, reread: Reread, actor: str) -> Outcome:
        """What a channel could not read is of no conversation; the channel tries again."""
        if not await reread(kept.event):
            return Outcome(())
        await self.store.dead.remove(kept.id, actor=actor)
        return Outcome((), conversation=Conversation(id=kept.conversation, channel=kept.conversation))

    async def _carry(self, conversation: str, event: AnyEvent, first: _First | None) -> Outcome:
        """One at a time for a conversation; what changed meanwhile is read again."""
        async with self._lanes.setdefault(conversation, asyncio.Lock()):
            for _ in range(ATTEMPTS):
                try:
                    return await self._attempt(conversation, event, first)
                except (Conflict, Refused) as error:
                    await self.store.conversations.clear_try(conversation, event.id)
                    if isinstance(error, Refused) and error.reason == "timer":
                        return Outcome((), repeat=True)
                    if isinstance(error, Refused) and error.reason not in _TAKEN_AGAIN:
                        raise
        raise Unavailable("the conversation is too busy")

    async def _attempt(self, conversation: str, event: AnyEvent, first: _First | None) -> Outcome:
        loaded = await self.store.conversations.load(conversation, event.id)
        digest = digest_of(event)
        if loaded.seen is not None:
            return await self._repeat(conversation, digest, loaded.seen)
        if loaded.conversation is None and first is None:
            await self.store.conversations.clear_try(conversation, event.id)
            raise UnknownConversation
        if loaded.tries > TRIES:
            return await self._set_aside(conversation, event, "poison")
        try:
            plan = await self._plan(event, loaded, first)
        except StoreError:
            raise
        except Exception:
            # A flow that breaks fails this one message, with a sentence, never the process or the conversation.
            log.exception("turn_failed", event_type=type(event).__name__)
            return await self._set_aside(conversation, event, "failed")
        return await self._commit(plan, loaded, digest, first)

    async def _plan(self, event: AnyEvent, loaded: Loaded, first: _First | None) -> Plan:
        if loaded.conversation is not None:
            conversation = codec.decode(loaded.conversation)
        elif first is not None:
            conversation = first.conversation
        else:
            raise UnknownConversation
        around = Surroundings(
            texts=self.texts,
            regulated=self.regulated,
            branches=self.branches,
            pushing=self.pushing,
            case_queues=self.case_queues,
            content=(await self.store.content.snapshot()).data,
        )
        name = reference.make(self.store.keys.partition_of(conversation.id), self.draw)
        heard = await self._hear(event, conversation)
        return make_plan(event, conversation, around, reference=name, last_message=loaded.last_message, heard=heard)

    async def _hear(self, event: AnyEvent, conversation: Conversation) -> Understanding | None:
        if (said := utterance_of(event, conversation)) is None:
            return None
        words = said.for_others
        ranking = await self.classifier.classify(words) if self.classifier and words else None
        return adopt(await understand(self.understander, said), ranking)

    async def _commit(self, plan: Plan, loaded: Loaded, digest: str, first: _First | None) -> Outcome:
        person = loaded.person or self.store.people.new_key(plan.conversation.id)
        new = first if loaded.person is None else None
        commit = plan.commit(
            digest=digest,
            expected=loaded.version,
            person=person,
            address=new.address if new else None,
            token_digest=new.token_digest if new else None,
        )
        kept = await self.store.conversations.commit(commit)
        if kept.repeat and kept.seen is not None:
            return await self._repeat(plan.conversation.id, digest, kept.seen)
        await self._collect(plan)
        return Outcome(tuple(e.message for e in plan.entries), conversation=plan.conversation)

    async def _collect(self, plan: Plan) -> None:
        """Count a message that was not understood: at most once, for the turn is committed whatever comes of it."""
        if (heard := plan.unclear) is None:
            return
        known = heard.language.confidence >= SURE
        language = heard.language.name if known else plan.conversation.language
        try:
            await self.store.unclear.collect(heard.text, language=language, guesses=heard.intent_ranking)
        except Exception:  # noqa: BLE001 - nobody is to wait or to be told because of a statistic
            log.warning("unclear_not_collected")

    async def _repeat(self, conversation: str, digest: str, seen: Seen) -> Outcome:
        """The same answer again, from the transcript."""
        if seen.digest and seen.digest != digest:
            raise Reused
        if seen.erased is not None:
            # Nothing is known of an erased person any more, their language included.
            words = "\n\n".join(self.texts.say("erased", language) for language in self.texts.languages)
            at = datetime.fromtimestamp(0, UTC)
            gone = ports.Message(
                id=max(seen.last, 1), at=at, sender="bot", kind="notice", key="erased", text=words, language="sv"
            )
            return Outcome((gone,), repeat=True)
        if not seen.last:
            return Outcome((), repeat=True)
        entries = await self.store.conversations.transcript(conversation, after=seen.first - 1)
        return Outcome(tuple(e.message for e in entries if e.message.id <= seen.last), repeat=True)

    async def _set_aside(self, conversation: str, event: AnyEvent, reason: str) -> Outcome:
        """Keep the event for staff, say so to the person, and go on with everything else."""
        masked = event
        if isinstance(event, FROM_PERSON) and hasattr(event, "text"):
            masked = msgspec.structs.replace(event, text=mask(event.text).text)
        await self.store.dead.add(conversation, event.id, msgspec.json.encode(masked), reason)
        log.error("event_set_aside", reason=reason, event_type=type(event).__name__)
        if not isinstance(event, FROM_PERSON):
            return Outcome(())
        told = await self._attempt(conversation, SetAside(id=f"{event.id}|aside", at=event.at), None)
        return Outcome(told.messages)
