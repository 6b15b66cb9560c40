"""Inspection of flows: dead ends, unreachable questions, conditions that can never hold, missing texts, long buttons.

Run at start and in the tests. ``draw`` makes the diagram of docs/flows.md.
"""

from collections.abc import Callable, Iterator, Mapping

from dialogs.conversation import Answer
from dialogs.flow import (
    Answers,
    Choose,
    Condition,
    Exit,
    Flow,
    FreeText,
    Given,
    Municipality,
    NotGiven,
    Number,
    OrganisationNumber,
    Places,
    Question,
    Registered,
    Review,
    Suggested,
    Uncounted,
    Unregistered,
    name_of,
    option_key,
    text_key,
)
from dialogs.pact import unedited
from dialogs.routing import WAYS, WELCOME_HOUSE
from dialogs.ways import facts

ELSEWHERE = "Solna"
NUMBER = "556002-1361"
CALLBACK_BYTES = 64
"""Telegram's limit for the data of a button."""
_TURN_DIGITS = 10


def inspect(flow: Flow, has_text: Callable[[str], bool]) -> list[str]:
    """Everything that is wrong with ``flow``, in sentences; ``has_text`` tells whether a key has words everywhere."""
    return [*_order(flow), *_conditions(flow), *_reach(flow), *_texts(flow, has_text), *_buttons(flow)]


def paths(flow: Flow) -> Iterator[tuple[tuple[str, ...], Exit | None]]:
    """Every way through the form: the questions asked and the early end, or None when it reaches the review.

    Of answers that everything treats alike one is tried; where nothing depends on them the question is skipped.
    """
    yield from _walk(flow, {}, (), ())


def draw(flow: Flow) -> str:
    """The flow as a Mermaid flowchart: questions in order, conditions on the edges, early ends to the side.

    What is asked only where staff have decided so is marked as that.
    """
    lines = ["flowchart TD", f"    start([{flow.name}])"]
    before, label = "start", ""
    for question in (q for q in flow.questions if q.asked):
        node = _node(question.step)
        shape = f"{node}{{{{{question.step}}}}}" if isinstance(question.kind, Review) else f"{node}[{question.step}]"
        lines.append(f"    {shape}")
        label = f"|{words}|" if (words := _words(question.when) or _decided(flow, question)) else ""
        lines.append(f"    {before} -->{label} {node}")
        lines.extend(_draw_exits(flow, question, node))
        lines.extend(f"    {node} -->|yes| {_node(loop.steps[0])}" for loop in flow.loops if loop.more == question.step)
        before = node
    lines.append(f"    {before} -->|send| queue[({flow.queue})]")
    return "\n".join(lines)


def _node(step: str) -> str:
    return text_key(step).replace("-", "_")


def _decided(flow: Flow, question: Question) -> str:
    """Whether staff must have decided that it is asked."""
    asked = flow.fit(flow, unedited()).questions if flow.fit else flow.questions
    return "" if any(q.step == question.step for q in asked) else "where staff have decided so"


def _draw_exits(flow: Flow, question: Question, node: str) -> Iterator[str]:
    for end in flow.exits:
        if end.when[-1].step == question.step:
            told = ((", ".join(end.ways),) if end.ways else ()) + (end.offer,)
            yield f"    {node} -->|{_words(end.when)}| {end.name}([{' → '.join(told)}])"


def _words(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(_condition_words(c) for c in conditions)


def _condition_words(condition: Condition) -> str:
    name = condition.step.rpartition(".")[2]
    match condition:
        case Given(_, values):
            return f"{name}: {' / '.join(values) or 'any'}"
        case NotGiven(_, values):
            return f"{name}: not {' / '.join(values)}"
        case Suggested():
            return f"{name} recognised"
        case Registered():
            return f"{name} in the register"
        case Unregistered():
            return f"{name} in no register"
        case Uncounted():
            return f"{name} without a number"


def _order(flow: Flow) -> Iterator[str]:
    if not flow.questions or not isinstance(flow.questions[-1].kind, Review):
        yield f"{flow.name} does not end with a review"
    steps = [q.step for q in flow.questions]
    yield from (f"{s} stands twice in {flow.name}" for s in sorted(set(steps)) if steps.count(s) > 1)
    yield from (f"{s} does not begin with {flow.name}." for s in steps if not s.startswith(f"{flow.name}."))


def _conditions(flow: Flow) -> Iterator[str]:
    known: dict[str, Question] = {}
    for question in flow.questions:
        for condition in question.when:
            yield from _condition(condition, known, question.step)
        known[question.step] = question
    for end in flow.exits:
        for condition in end.when:
            yield from _condition(condition, known, f"the end {end.name}")


def _condition(condition: Condition, known: Mapping[str, Question], owner: str) -> Iterator[str]:
    asked = known.get(condition.step)
    if asked is None:
        yield f"{owner} depends on {condition.step}, which is not asked before it"
        return
    if not isinstance(condition, Given | NotGiven):
        if not _can_find(condition, asked):
            yield f"{owner} waits for what is found, but {condition.step} looks for none"
        return
    for value in condition.values:
        if value not in asked.kind.options:
            yield f"{owner} depends on {condition.step} = {value}, which is not one of its answers"


def _can_find(condition: Condition, asked: Question) -> bool:
    match condition:
        case Suggested():
            return isinstance(asked.kind, FreeText) and asked.kind.concept is not None
        case Registered() | Unregistered():
            return isinstance(asked.kind, OrganisationNumber)
        case Uncounted():
            return isinstance(asked.kind, Places)
        case _:
            return True


def _reach(flow: Flow) -> Iterator[str]:
    reached: set[str] = set()
    ends: set[str] = set()
    for asked, end in paths(flow):
        reached.update(asked)
        if end is not None:
            ends.add(end.name)
        elif not asked or not isinstance(_question(flow, asked[-1]).kind, Review):
            yield f"{flow.name} has a dead end after {asked[-1] if asked else 'its start'}"
    yield from (f"{q.step} is never asked" for q in flow.questions if q.asked and q.step not in reached)
    yield from (f"the end {e.name} is never taken" for e in flow.exits if e.name not in ends)


def _texts(flow: Flow, has_text: Callable[[str], bool]) -> Iterator[str]:
    yield from (f"no text {key}" for key in sorted(set(_keys(flow))) if not has_text(key))
    for name in {w for e in flow.exits for w in e.ways} | {w.name for w in WAYS} | {WELCOME_HOUSE}:
        if f"way-{name}" not in facts():
            yield f"way-{name} states a fact without a source"


def _keys(flow: Flow) -> Iterator[str]:
    if flow.introduced:
        yield f"{flow.name}-intro"
    yield f"queue-{flow.queue}"
    for question in flow.questions:
        yield from (
            f"{question.key}-{part}" for part in (("ask", "example", "label") if question.asked else ("label",))
        )
        named = question.kind.names if isinstance(question.kind, Choose) else {}
        yield from (option_key(question.step, value) for value in question.kind.options if value not in named)
        if isinstance(question.kind, Choose | Number) and question.kind.words:
            yield f"{question.key}-words-label"
        yield from (f"{text_key(c.step)}-concept-label" for c in question.when if isinstance(c, Suggested))
        if isinstance(question.kind, Choose):
            yield from (f"{question.key}-{said}-ask" for said, _ in question.kind.narrowed)
    yield from (f"{text_key(loop.steps[0])}-again" for loop in flow.loops if loop.again)
    yield from (f"{flow.name}-fewer" for loop in flow.loops if loop.least)
    for end in flow.exits:
        yield from (f"way-{way}" for way in end.ways)
        yield f"offer-{end.name}-ask"


def _buttons(flow: Flow) -> Iterator[str]:
    shown = [(q.step, value) for q in flow.questions for value in q.kind.options]
    for step, value in (*shown, *(("", f"change:{q.step}") for q in flow.questions if not q.confirms)):
        data = f"v1:{'9' * _TURN_DIGITS}:{step}:{value}"
        if len(data.encode()) > CALLBACK_BYTES:
            yield f"the button {step}:{value} is longer than {CALLBACK_BYTES} bytes"


def _answers(question: Question) -> Iterator[tuple[str, ...]]:
    if isinstance(question.kind, FreeText | Places):
        yield ("x",)
    if isinstance(question.kind, OrganisationNumber):
        yield (NUMBER,)
    if isinstance(question.kind, Municipality):
        yield (ELSEWHERE,)
    yield from ((value,) for value in question.kind.options)


def _walk(
    flow: Flow, answers: Answers, skipped: tuple[str, ...], asked: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Exit | None]]:
    question = flow.next(answers, skipped)
    if question is not None:
        asked = (*asked, question.step)
    if question is None or isinstance(question.kind, Review):
        yield asked, None
        return
    for given in _different(flow, question):
        known, left = {**answers, **given}, skipped if given else (*skipped, question.step)
        if end := flow.exit(known, left):
            yield asked, end
        else:
            yield from _walk(flow, known, left, asked)


def _different(flow: Flow, question: Question) -> list[Answers]:
    """Answers to ``question`` that lead to different ways, nothing for the one of skipping it."""
    every = (*(c for q in flow.questions for c in q.when), *(c for e in flow.exits for c in e.when))
    conditions = [c for c in every if c.step == question.step]
    given: list[Answers] = [*(_kept(question, values) for values in _answers(question)), {}]
    return list({tuple(c.holds(one) for c in conditions): one for one in given}.values())


def _kept(question: Question, values: tuple[str, ...]) -> Answers:
    answers = {question.step: Answer(values)}
    if isinstance(question.kind, FreeText) and question.kind.concept:
        answers[f"{question.step}_concept"] = Answer(values)
    if values == (NUMBER,):
        answers[name_of(question.step)] = Answer(("x",))
    return answers


def _question(flow: Flow, step: str) -> Question:
    found = flow.question(step)
    if found is None:
        raise LookupError(step)
    return found
