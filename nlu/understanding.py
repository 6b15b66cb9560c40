"""What a message was understood to mean: the one type that ``dialogs`` knows of ``nlu``.

The parse result has the shape of Rasa's ``POST /model/parse`` with a ``language`` beside it. ``readings`` are
answers to questions of the open form that the message holds.
"""

from datetime import date
from typing import Protocol

import msgspec


class Intent(msgspec.Struct, frozen=True):
    """A recognised intent; ``confidence`` is 0–1."""

    name: str
    confidence: float


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A value found in the text at ``start:end`` (code points), normalised in ``value``."""

    entity: str
    value: str
    start: int
    end: int


class Identified(msgspec.Struct, frozen=True):
    """The language of a message (``sv uk en ru``) or ``und`` when it gives no evidence."""

    name: str
    confidence: float


class Reading(msgspec.Struct, frozen=True):
    """``values`` that the text gives as answer to the question ``step``."""

    step: str
    values: tuple[str, ...]


OUT_OF_SCOPE = "out_of_scope"
DANGER = "report_danger"
DENIED = "denied"
"""The reading of values that the message says are not so: the 12 of "6 years, not 12"."""
INSTEAD = "instead"
"""The reading of two wordings, the wrong one and the right one: "not Kyiv but Kharkiv"."""
CHANGE = "change"
"""The reading of steps whose answers the message calls wrong, and ``mark`` where it says that something is wrong."""
ABOUT = "guide.about"
"""The reading of whom a question is about: ``child registered not_registered elsewhere more``, ``if`` when supposed."""
FOLLOW_UP = "guide.follow_up"
"""The same reading, where the message says nothing else ("and for my child?")."""
AUTHORITY = "guide.authority"
"""The reading of the authorities that the message names."""
ONLY_AUTHORITY = "guide.only_authority"
"""The same reading, where the message asks nothing else than what they are and do."""
ASKS = "guide.asks"
"""``yes`` where the message is put as a question, with or without its mark; ``only`` where it is nothing else."""
GUIDE = (ABOUT, FOLLOW_UP, AUTHORITY, ONLY_AUTHORITY, ASKS)


class Understanding(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one message was understood to say.

    ``whole`` is true when the intent covers the entire message ("go back please"), not just a part of it.
    ``intent`` is what to act upon. Where the engine is not sure it is ``out_of_scope``, and ``rivals`` are the two or
    three intents between which to ask; none of them: no idea. ``also`` are intents of other sentences of the message.
    """

    text: str
    intent: Intent = Intent(OUT_OF_SCOPE, 0.0)
    intent_ranking: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    language: Identified = Identified("und", 0.0)
    readings: tuple[Reading, ...] = ()
    whole: bool = False
    rivals: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[Reading, ...]:
        """The readings that answer questions: not those that only say whom or what a question is about."""
        return tuple(r for r in self.readings if r.step not in GUIDE)

    def reading(self, step: str) -> tuple[str, ...]:
        """Values read for ``step``; empty when the text says nothing about it."""
        return next((r.values for r in self.readings if r.step == step), ())

    def entity(self, name: str) -> str | None:
        """The first value of the entity ``name`` that the message does not deny."""
        return next(iter(self.values(name)), None)

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of the entity ``name`` that the message does not deny."""
        denied = self.reading(DENIED)
        return tuple(e.value for e in self.entities if e.entity == name and e.value not in denied)


class Understander(Protocol):
    """The port behind which every engine stands."""

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """Parse masked ``text``.

        ``language`` is the conversation's, ``expects`` the steps that may be answered, ``today`` the date in Stockholm
        that relative dates are counted from; without it they are not read.
        """
        ...
