"""A flow is data: questions in order, each with its kind of answer and the condition under which it is asked.

The next question is always the first one that applies and has no answer yet. So a message that answers several
questions moves several steps, and a changed answer brings up just the questions that it makes necessary.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from dialogs.conditions import (
    CONFIRMING,
    Answers,
    Condition,
    Given,
    NotGiven,
    Registered,
    Suggested,
    Uncounted,
    Unregistered,
    counted,
    name_of,
    version_of,
)
from dialogs.conversation import Answer
from dialogs.effects import Args
from dialogs.kinds import (
    Choose,
    ChooseSeveral,
    Contact,
    Day,
    Email,
    FreeText,
    Kind,
    Municipality,
    Number,
    OrganisationNumber,
    Phone,
    Places,
    Review,
    Url,
    YesNo,
)
from dialogs.pact import Pact

__all__ = [
    "CONFIRMING",
    "Answers",
    "Choose",
    "ChooseSeveral",
    "Condition",
    "Contact",
    "Day",
    "Email",
    "Exit",
    "Flow",
    "FreeText",
    "Given",
    "Kind",
    "Loop",
    "Municipality",
    "NotGiven",
    "Number",
    "OrganisationNumber",
    "Phone",
    "Places",
    "Question",
    "Registered",
    "Review",
    "Suggested",
    "Uncounted",
    "Unregistered",
    "Url",
    "YesNo",
    "counted",
    "fitted",
    "name_of",
    "option_key",
    "text_key",
    "version_of",
]


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


_EVERYWHERE = frozenset("yes no back skip cancel restart person send change danger unhelpful interpreter".split()) | {
    "job_adverts"
}


def option_key(step: str, value: str) -> str:
    """The text key of an option's label; yes and no are the same everywhere."""
    if value in _EVERYWHERE:
        return f"choice-{value}"
    return f"{text_key(step)}-{value}"
