"""A flow is data: questions in order, each with its kind of answer and the condition under which it is asked.

The next question is always the first one that applies and has no answer yet. So a message that answers several
questions moves several steps, and a changed answer brings up just the questions that it makes necessary.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dialogs.conversation import Answer
from dialogs.effects import Args, Local
from dialogs.pact import Pact

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


@dataclass(frozen=True, slots=True)
class Registered:
    """The company register named the organisation whose number is the answer to ``step``."""

    step: str

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        return name_of(self.step) in answers


@dataclass(frozen=True, slots=True)
class Unregistered:
    """No register named the organisation of ``step``: there is no number, or nobody could tell."""

    step: str

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        return name_of(self.step) not in answers


@dataclass(frozen=True, slots=True)
class Uncounted:
    """The answer to ``step`` names something without saying how many."""

    step: str

    def holds(self, answers: Answers) -> bool:
        """Whether this is so."""
        answer = answers.get(self.step)
        return answer is not None and not all(counted(v)[0] for v in answer.values)


Condition = Given | NotGiven | Suggested | Registered | Unregistered | Uncounted
CONFIRMING = (Suggested, Registered)
"""Whoever is asked under such a condition is asked whether what was found is right."""


def name_of(step: str) -> str:
    """Where the register's name for the number in ``step`` is kept."""
    return f"{step}_name"


def version_of(step: str) -> str:
    """Where it is kept which version of the words in ``step`` was shown, and when the answer was given."""
    return f"{step}_version"


def counted(value: str) -> tuple[int, str]:
    """``3 kock`` → 3 and ``kock``; 0 where no number was said."""
    found = re.fullmatch(r"(\d{1,4}) (.+)", value, re.DOTALL)
    return (int(found[1]), found[2]) if found else (0, value)


@dataclass(frozen=True, slots=True)
class Choose:
    """One of ``options``; with ``words`` what else was said is kept beside the value.

    ``narrowed``: what may be said that leaves several options, and which; it is asked which of them.
    ``names``: what options are called that staff have named; the others have their texts.
    """

    options: tuple[str, ...]
    words: bool = False
    narrowed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    names: Mapping[str, Local] = field(default_factory=dict, hash=False)


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
    """A whole number within ``low`` and ``high``; ``unit``: of something that messages name beside it ("4 hours").

    With ``words`` what else was said is kept beside it ("two of each").
    """

    low: int
    high: int
    options: tuple[str, ...] = ()
    unit: bool = False
    words: bool = False


@dataclass(frozen=True, slots=True)
class FreeText:
    """Any words. With ``concept`` an entity of that name is looked for and shown back.

    A ``letter`` is read by a person: whatever is asked or wished in it belongs to it. ``bare``: without the addresses
    and telephone numbers in it, which are answers of their own. What sounds like a wish for one
    of the forms ``takes`` is part of the answer.
    """

    concept: str | None = None
    letter: bool = False
    bare: bool = False
    takes: tuple[str, ...] = ()
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
class OrganisationNumber:
    """A Swedish organisation number as ``556002-1361``; ``none``: there is none, which is an answer too."""

    options: tuple[str, ...] = ("none",)


@dataclass(frozen=True, slots=True)
class Url:
    """The address of a homepage, with its scheme; ``none``: there is none."""

    options: tuple[str, ...] = ("none",)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as ``2026-03-01``, not before today, or one of ``options``.

    ``loose``: a time in other words ("after the summer") is taken as it was said.
    """

    options: tuple[str, ...] = ()
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Occupations, each with how many are meant: ``3 kock`` and ``2 svetsare``.

    Without a number only the name; words in which no occupation is found are kept as they are.
    """

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The page with all answers: send, change, stop."""

    options: tuple[str, ...] = ("send", "change", "cancel")


Kind = (
    Choose
    | ChooseSeveral
    | YesNo
    | Number
    | FreeText
    | Contact
    | Phone
    | Email
    | Municipality
    | OrganisationNumber
    | Url
    | Day
    | Places
    | Review
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. Text keys follow from the step: ``arrival-stage-ask``, ``-example``, ``-label``, ``-permit``.

    ``round``: the question of an earlier round of a loop, whose step has the round's number behind it. ``told``: what
    staff have written that it shows, and ``version`` which version of that the answer is about. What is not ``asked``
    is only noted where somebody says it. ``read_as`` is the question of another form whose words answer this one, too.
    """

    step: str
    kind: Kind
    when: tuple[Condition, ...] = ()
    on_ticket: bool = True
    round: int = 0
    told: Args = field(default_factory=dict, hash=False)
    version: int = 0
    asked: bool = True
    read_as: str = ""

    def applies(self, answers: Answers) -> bool:
        """Asked when every condition holds."""
        return all(c.holds(answers) for c in self.when)

    @property
    def base(self) -> str:
        """The step without the number of its round."""
        return self.step.removesuffix(f"_{self.round}") if self.round else self.step

    @property
    def key(self) -> str:
        """The stem of the question's text keys."""
        return text_key(self.base)

    @property
    def confirms(self) -> bool:
        """It asks whether what was found is right."""
        return any(isinstance(c, CONFIRMING) for c in self.when)


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


@dataclass(frozen=True, slots=True)
class Loop:
    """Questions that are asked once more each time that ``more`` is answered with yes.

    The answers of a round that is over are kept as ``<step>_1``, ``<step>_2``; those of the last one as ``<step>``.
    Fewer rounds than ``least`` are told and noted for staff. ``again``: the first question has other words then.
    """

    steps: tuple[str, ...]
    more: str
    most: int = 10
    least: int = 0
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A form: where its ticket goes, its questions, its early ends and its loops.

    ``told``: what staff have written that its first words show. ``fit`` makes of it the form as staff want it now.
    """

    name: str
    queue: str
    questions: tuple[Question, ...]
    exits: tuple[Exit, ...] = ()
    loops: tuple[Loop, ...] = ()
    introduced: bool = True
    told: Args = field(default_factory=dict, hash=False)
    fit: Callable[["Flow", Pact], "Flow"] | None = None
    _by_step: Mapping[str, Question] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_step", {q.step: q for q in self.questions})

    def question(self, step: str) -> Question | None:
        """The question named ``step``; with the number of an earlier round behind it, the one of that round."""
        base, _, number = step.rpartition("_")
        if step not in self._by_step and number.isdecimal() and any(base in loop.steps for loop in self.loops):
            return replace(self._by_step[base], step=step, when=(), round=int(number))
        return self._by_step.get(step)

    def next(self, answers: Answers, skipped: tuple[str, ...]) -> Question | None:
        """The first question that applies and is neither answered nor skipped."""
        return next((q for q in self.open(answers, skipped)), None)

    def open(self, answers: Answers, skipped: tuple[str, ...]) -> Iterator[Question]:
        """All questions still to be asked, as things stand."""
        unanswered = (q for q in self.questions if q.asked and q.step not in answers and q.step not in skipped)
        return (q for q in unanswered if q.applies(answers))

    def answered(self, answers: Answers) -> tuple[Question, ...]:
        """Questions that apply and have an answer, in order; the rounds of a loop stand before its last one."""
        found: list[Question] = []
        for question in self.questions:
            loop = next((one for one in self.loops if one.steps[0] == question.step), None)
            found.extend(self._rounds(loop, answers) if loop else ())
            if question.step in answers and question.applies(answers):
                found.append(question)
        return tuple(found)

    def _rounds(self, loop: Loop, answers: Answers) -> Iterator[Question]:
        for number in range(1, loop.most + 1):
            for step in loop.steps:
                question = self.question(f"{step}_{number}")
                if question is not None and question.step in answers:
                    yield question

    def rounds(self, loop: Loop, answers: Answers) -> int:
        """How many rounds of ``loop`` are over."""
        return max((q.round for q in self._rounds(loop, answers)), default=0)

    def given(self, loop: Loop, answers: Answers) -> int:
        """How many rounds have an answer: those that are over, and the last one."""
        return self.rounds(loop, answers) + any(step in answers for step in loop.steps)

    def turned(self, answers: Answers, skipped: tuple[str, ...]) -> tuple[dict[str, Answer], tuple[str, ...]]:
        """Answers and skipped steps once more is wanted: the round is put away and its questions are open again."""
        kept = dict(answers)
        for loop in self.loops:
            answer, number = kept.get(loop.more), self.rounds(loop, kept) + 1
            if answer is None or answer.value != "yes" or number > loop.most:
                continue
            del kept[loop.more]
            for step in loop.steps:
                kept |= {
                    f"{step}_{number}{rest}": kept.pop(f"{step}{rest}") for rest in _KEPT if f"{step}{rest}" in kept
                }
            skipped = tuple(s for s in skipped if s not in loop.steps)
        return kept, skipped

    def exit(self, answers: Answers, skipped: tuple[str, ...]) -> Exit | None:
        """The early end that these answers lead to, once no earlier question could still lead to another one."""
        first = self.next(answers, skipped)
        settled = len(self.questions) if first is None else self.questions.index(first)
        known = {q.step for q in self.questions[:settled]}
        return next((e for e in self.exits if e.applies(answers) and all(c.step in known for c in e.when)), None)


def fitted(flows: Mapping[str, Flow], pact: Pact) -> Mapping[str, Flow]:
    """The forms as staff want them now."""
    return {name: flow.fit(flow, pact) if flow.fit else flow for name, flow in flows.items()}


_KEPT = ("", "_concept", "_regulated")
"""What is known of an answer stands beside it under its step and these endings."""


def text_key(step: str) -> str:
    """``arrival.stage`` → ``arrival-stage``."""
    return step.replace(".", "-")


_EVERYWHERE = frozenset("yes no back skip cancel restart person send change danger unhelpful interpreter".split())


def option_key(step: str, value: str) -> str:
    """The text key of an option's label; yes and no are the same everywhere."""
    if value in _EVERYWHERE:
        return f"choice-{value}"
    return f"{text_key(step)}-{value}"
