"""One turn in the making: the conversation as it becomes and the effects in their order.

The only mutable thing of the engine; it lives for one ``step`` and is never seen outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from dialogs.conversation import Conversation
from dialogs.effects import Args, Choice, Effect, Kind, Link, Local, Say, Text
from dialogs.flow import Choose, Flow, Question, option_key
from dialogs.pact import Pact, unedited
from nlu.understanding import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a turn needs from outside.

    The present instant, what the text was understood to say, a reserved reference, the staff-edited content (opening
    hours by queue, retention rule, how each place is reached, what membership asks for), the regulated occupations
    by name, and the field of work (the major group of SSYK) of each occupation.
    """

    now: datetime
    reference: str
    understanding: Understanding | None = None
    hours: Mapping[str, Any] = field(default_factory=dict)
    retention: Mapping[str, Any] = field(default_factory=dict)
    contacts: Mapping[str, Any] = field(default_factory=dict)
    pact: Pact = field(default_factory=unedited)
    regulated: Mapping[str, str] = field(default_factory=dict)
    branches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of a step."""

    conversation: Conversation
    effects: tuple[Effect, ...]


@dataclass(slots=True)
class Draft:
    """A turn under way."""

    now: Conversation
    context: Context
    flows: Mapping[str, Flow]
    effects: list[Effect] = field(default_factory=list)
    unfair: bool = False
    """The words choose among people as nobody may: they are not kept."""

    def change(self, **values: Any) -> None:
        """Set fields of the conversation."""
        self.now = msgspec.structs.replace(self.now, **values)

    def do(self, *effects: Effect) -> None:
        """Add effects."""
        self.effects.extend(effects)

    def say(self, key: str, *, kind: Kind = "text", links: tuple[Link, ...] = (), **args: Any) -> None:
        """Say something that leaves the open question open."""
        self.do(Say(key=key, args=args, kind=kind, links=links, step=self.now.step))

    def ask(self, step: str, key: str, choices: tuple[Choice, ...], *, args: Args | None = None, **more: Any) -> None:
        """Open the question ``step``."""
        self.change(step=step, open_turn=self.now.turn)
        more.setdefault("kind", "question")
        self.do(Say(key=key, args=args or {}, step=step, choices=choices, **more))

    def hear(self, heard: Understanding) -> None:
        """Act from now on upon what was said earlier."""
        self.context = replace(self.context, understanding=heard)

    def once(self, name: str) -> bool:
        """True the first time that ``name`` is asked for in this conversation."""
        if name in self.now.told:
            return False
        self.change(told=(*self.now.told, name))
        return True

    @property
    def flow(self) -> Flow | None:
        """The open form."""
        return self.flows.get(self.now.flow or "")

    @property
    def question(self) -> Question | None:
        """The open question of the open form."""
        return self.flow.question(self.now.step or "") if self.flow else None

    @property
    def understanding(self) -> Understanding:
        """What the text was understood to say."""
        return self.context.understanding or Understanding(text="")


def choices_of(question: Question) -> tuple[Choice, ...]:
    """The buttons of a question."""
    return tuple(Choice(v, option_label(question, v)) for v in question.kind.options)


def option_label(question: Question, value: str) -> Text | Local:
    """What an option is called: as staff have named it, else by its text."""
    names = question.kind.names if isinstance(question.kind, Choose) else {}
    return names.get(value) or Text(option_key(question.base, value))


def options(step: str, values: tuple[str, ...]) -> tuple[Choice, ...]:
    """Buttons for the option values of a question."""
    return tuple(Choice(v, Text(option_key(step, v))) for v in values)
