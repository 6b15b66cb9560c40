"""Conversations as scripts: says, presses, expects.

``Talk`` drives the pure engine with the real understanding and the real texts; no store, no network. The same verbs
drive a conversation through the chat API in ``tests/journeys``.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

import msgspec

from bot.hearing import utterance_of
from bot.plan import Plan, Surroundings, make_plan
from bot.ports import Message
from bot.render import Texts
from dialogs.conversation import Conversation
from dialogs.effects import Effect
from dialogs.events import AnyEvent, FileKind, PersonChose, PersonEdited, PersonSent, PersonWrote, Started, TimedOut
from dialogs.reference import make as make_reference
from nlu.occupations import Occupations
from nlu.understanding import OUT_OF_SCOPE, Intent, Understander, Understanding

MORNING = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
"""A Wednesday, ten o'clock in Stockholm."""
TO_REVIEW = (
    "arrival adult permit stockholm under_12_months work,internship skip skip none basic here no prefer_not"
).split()
"""Buttons from the menu to the review of the arrival's form."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The word lists, with the opinion about what a message means that a test gives them."""

    engine: Understander
    intent: str = OUT_OF_SCOPE
    rivals: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """As the word lists, but for the intents."""
        heard = self.engine.understand(text, language=language, expects=expects, today=today)
        meant = Intent(self.intent, 0.9 if self.intent != OUT_OF_SCOPE else 0.0)
        return msgspec.structs.replace(
            heard, intent=meant, intent_ranking=(meant,), whole=False, rivals=self.rivals, also=self.also
        )


@dataclass(slots=True)
class Talk:
    """One conversation. ``heard`` are the messages of the last turn, ``effects`` what it wanted done."""

    engine: Understander
    texts: Texts
    occupations: Occupations
    language: str = "sv"
    channel: str = "web"
    now: datetime = MORNING
    content: dict[str, Any] = field(default_factory=lambda: {"retention": {"draft": "erase", "ticket": "ask"}})
    conversation: Conversation = field(init=False)
    heard: list[Message] = field(default_factory=list)
    transcript: list[Message] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    plan: Plan | None = None
    turns: int = 0
    meant: Meant | None = None

    def __post_init__(self) -> None:
        self.conversation = Conversation(id="talk", channel=self.channel, language=self.language)

    def starts(self, entry: str | None = None) -> Self:
        """The conversation is opened."""
        return self.gets(Started(id=self._id(), at=self.now, language=self.language, entry=entry))

    def says(self, text: str) -> Self:
        """The person writes."""
        return self.gets(PersonWrote(id=self._id(), at=self.now, text=text))

    def means(
        self, text: str, intent: str = OUT_OF_SCOPE, *, rivals: tuple[str, ...] = (), also: tuple[str, ...] = ()
    ) -> Self:
        """The person writes, and it is understood to mean ``intent``, or that it may be one of the ``rivals``."""
        self.meant = Meant(self.engine, intent, rivals, also)
        try:
            return self.says(text)
        finally:
            self.meant = None

    def writes(self, message: str, text: str) -> Self:
        """The person writes where messages have names and can be edited."""
        return self.gets(PersonWrote(id=self._id(), at=self.now, text=text, source=message))

    def edits(self, message: str, text: str) -> Self:
        """The person changes the words of a message."""
        return self.gets(PersonEdited(id=self._id(), at=self.now, text=text, source=message))

    def sends(self, kind: FileKind, caption: str = "", *, album: str | None = None) -> Self:
        """The person sends something that is no text."""
        return self.gets(PersonSent(id=self._id(), at=self.now, kind=kind, file="F1", text=caption, album=album))

    def presses(self, *values: str) -> Self:
        """The person presses buttons, one turn each; several choices of one turn are joined by commas."""
        for value in values:
            self.gets(PersonChose(id=self._id(), at=self.now, values=tuple(value.split(","))))
        return self

    def waits(self, **parts: float) -> Self:
        """Time passes."""
        self.now += timedelta(**parts)
        return self

    def timer(self, kind: str) -> Self:
        """A timer falls due."""
        return self.gets(TimedOut(id=self._id(), at=self.now, kind=kind))

    def gets(self, event: AnyEvent) -> Self:
        """Any event."""
        around = Surroundings(
            texts=self.texts,
            regulated=self.occupations.regulated,
            branches=self.occupations.branches,
            pushing=frozenset(),
            content=self.content,
        )
        drawn = iter((0, 0, 0, 0, *divmod(self.turns, 31)))
        reference = make_reference(0, lambda _: next(drawn))
        last = len(self.transcript)
        heard = self._hears(event)
        self.plan = make_plan(event, self.conversation, around, reference=reference, last_message=last, heard=heard)
        self.conversation, self.effects = self.plan.turn.conversation, list(self.plan.turn.effects)
        shown = [entry.message for entry in self.plan.entries]
        self.transcript.extend(shown)
        self.heard = [message for message in shown if message.sender != "person"]
        return self

    def _hears(self, event: AnyEvent) -> Understanding | None:
        if (said := utterance_of(event, self.conversation)) is None:
            return None
        engine = self.meant or self.engine
        return engine.understand(said.text, language=said.language, expects=said.expects, today=said.today)

    def expects(self, step: str | None, *keys: str) -> Self:
        """The open question is ``step``, and the last turn said ``keys`` among other things."""
        assert self.conversation.step == step
        assert set(keys) <= set(self.keys)
        return self

    @property
    def buttons(self) -> list[str]:
        """Values of the last message's buttons."""
        return [choice.value for choice in self.heard[-1].choices]

    @property
    def keys(self) -> list[str | None]:
        """Text keys of the last turn."""
        return [message.key for message in self.heard]

    @property
    def words(self) -> str:
        """Everything that the last turn said."""
        return "\n".join(message.text for message in self.heard)

    def did(self, kind: type[Any]) -> list[Any]:
        """Effects of one kind of the last turn."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def answer(self, step: str) -> str | None:
        """The answer kept for ``step``."""
        kept = self.conversation.answers.get(step)
        return kept.value if kept else None

    def _id(self) -> str:
        self.turns += 1
        return f"event-{self.turns}"
