"""A flow is data: questions in order, each with its kind of answer and the condition under which it is asked.

The next question is always the first one that applies and has no answer yet. So a message that answers several
questions moves several steps, and a changed answer brings up just the questions that it makes necessary.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogs.conversation import Answer

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Given:
    """The answer to ``step`` holds one of ``values`` (any answer at all when none is named)."""

    step: str
    values: tuple[str, ...] = ()

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        answer = answers.get(self.step)
        return answer is not None and (not self.values or any(v in self.values for v in answer.values))


@dataclass(frozen=True, slots=True)
class NotGiven:
    """The answer to ``step`` is there and holds none of ``values``."""

    step: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        answer = answers.get(self.step)
        return answer is not None and not any(v in self.values for v in answer.values)


@dataclass(frozen=True, slots=True)
class Suggested:
    """Something was recognised in the answer to ``step`` that can be shown back."""

    step: str

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        return f"{self.step}_concept" in answers


Condition = Given | NotGiven | Suggested


@dataclass(frozen=True, slots=True)
class Choose:
    """One of ``options``; with ``words`` what else was said is kept beside the value.

    ``assumed``: what may be said instead of an option, and the option that it is taken for; the person is told so.
    """

    options: tuple[str, ...]
    words: bool = False
    assumed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChooseSeveral:
    """One or more of ``options``."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YesNo:
    """``yes`` or ``no``."""

    options: tuple[str, ...] = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within ``low`` and ``high``."""

    low: int
    high: int
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeText:
    """Any words. With ``concept`` an entity of that name is looked for and shown back.

    A ``letter`` is read by a person: whatever is asked or wished in it belongs to it.
    """

    concept: str | None = None
    letter: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number or an e-mail address, by what ``chosen_in`` answered; either is taken."""

    chosen_in: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, E.164."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Municipality:
    """A Swedish municipality by its name; ``home`` is the value for our own city."""

    home: str = "stockholm"
    options: tuple[str, ...] = ("stockholm", "unsure")


@dataclass(frozen=True, slots=True)
class Review:
    """The page with all answers: send, change, stop."""

    options: tuple[str, ...] = ("send", "change", "cancel")


Kind = Choose | ChooseSeveral | YesNo | Number | FreeText | Contact | Phone | Email | Municipality | Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Text keys follow from the step: ``arrival-stage-ask``, ``-example``, ``-label``, ``-permit``."""

    step: str
    kind: Kind
    when: tuple[Condition, ...] = ()
    on_ticket: bool = True

    def applies(self, answers: Answers) -> bool:
        """Asked when every condition holds."""
        return all(c.holds(answers) for c in self.when)

    @property
    def key(self) -> str:
        """The stem of the question's text keys."""
        return text_key(self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """Ends the form early: the ways out, then an offer. Looked at in order after each answer; the first one wins."""

    name: str
    when: tuple[Condition, ...]
    ways: tuple[str, ...]
    offer: Literal["offer.person", "offer.urgent"]
    queue: str

    def applies(self, answers: Answers) -> bool:
        """Taken when every condition holds."""
        return all(c.holds(answers) for c in self.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A form: where its ticket goes, its questions and its early ends."""

    name: str
    queue: str
    questions: tuple[Question, ...]
    exits: tuple[Exit, ...] = ()
    introduced: bool = True
    _by_step: Mapping[str, Question] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_step", {q.step: q for q in self.questions})

    def question(self, step: str) -> Question | None:
        """The question named ``step``."""
        return self._by_step.get(step)

    def next(self, answers: Answers, skipped: tuple[str, ...]) -> Question | None:
        """The first question that applies and is neither answered nor skipped."""
        return next((q for q in self.open(answers, skipped)), None)

    def open(self, answers: Answers, skipped: tuple[str, ...]) -> Iterator[Question]:
        """All questions still to be asked, as things stand."""
        return (q for q in self.questions if q.step not in answers and q.step not in skipped and q.applies(answers))

    def answered(self, answers: Answers) -> tuple[Question, ...]:
        """Questions that apply and have an answer, in order."""
        return tuple(q for q in self.questions if q.step in answers and q.applies(answers))

    def exit(self, answers: Answers, skipped: tuple[str, ...]) -> Exit | None:
        """The early end that these answers lead to, once no earlier question could still lead to another one."""
        first = self.next(answers, skipped)
        settled = len(self.questions) if first is None else self.questions.index(first)
        known = {q.step for q in self.questions[:settled]}
        return next((e for e in self.exits if e.applies(answers) and all(c.step in known for c in e.when)), None)


def text_key(step: str) -> str:
    """``arrival.stage`` → ``arrival-stage``."""
    return step.replace(".", "-")


_EVERYWHERE = frozenset("yes no back skip cancel restart person send change danger unhelpful interpreter".split())


def option_key(step: str, value: str) -> str:
    """The text key of an option's label; yes and no are the same everywhere."""
    if value in _EVERYWHERE:
        return f"choice-{value}"
    return f"{text_key(step)}-{value}"
