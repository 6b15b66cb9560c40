"""What a message says besides answering the open question, and what is recognised in the words of an answer."""

from dialogs.answers import exact, read_text, state
from dialogs.conditions import registry_of
from dialogs.conversation import Answer
from dialogs.draft import Draft
from dialogs.effects import Joined
from dialogs.flow import (
    Contact,
    Email,
    Flow,
    FreeText,
    OrganisationNumber,
    Phone,
    Places,
    Question,
    Url,
    counted,
    version_of,
)
from dialogs.meanings import filled
from dialogs.member_words import is_registrys
from dialogs.places import read_places
from dialogs.promise import STOCKHOLM
from dialogs.summary import summary_line
from nlu.understanding import Understanding


def note_facts(draft: Draft, flow: Flow, asked: Question | None = None) -> bool:
    """Facts in the message that answer other questions are kept and said back."""
    found: dict[Question, Answer] = {}
    for question in flow.questions:
        if question is asked or question.step in draft.now.answers:
            continue
        if values := _said(question, draft.understanding):
            found[question] = Answer(values)
    if not found:
        return False
    answers = dict(draft.now.answers)
    for question, answer in found.items():
        answers = recognise(draft, question, {**answers, question.step: answer})
    draft.change(answers=answers, misses=0)
    lines = tuple(summary_line(q, answers) for q in found)
    draft.say("noted-too", kind="notice", answers=Joined(lines))
    return True


def _said(question: Question, heard: Understanding) -> tuple[str, ...]:
    """What the message says of this question without being asked."""
    if read := heard.reading(question.step) or filled(heard, question.step):
        return state(question, read, heard)
    match question.kind:
        case Places():
            # Whoever mentions an occupation need not offer it: "I am a driver, we need two cooks".
            return tuple(line for line in read_places(heard) if counted(line)[0])
        case Email() | Phone() | Url():
            # There is one of each in a form; a number or an address is what it is.
            name = type(question.kind).__name__.lower()
            return exact(question.kind, heard) if heard.entity(name) else ()
        case OrganisationNumber():
            return exact(question.kind, heard)
        case _:
            return ()


def note_contact(draft: Draft, flow: Flow, answers: dict[str, Answer]) -> dict[str, Answer]:
    """The answers with the number or address that came along with the wish to be reached by it."""
    for question in flow.questions:
        if isinstance(question.kind, Contact) and question.step not in answers and question.applies(answers):
            given = read_text(question, draft.understanding)
            return {**answers, question.step: given} if given else answers
    return answers


def forget(answers: dict[str, Answer], step: str) -> dict[str, Answer]:
    """Without the answer and what was recognised in it."""
    found = (f"{step}{rest}" for rest in ("", "_concept", "_regulated", "_confirm", "_name", "_version"))
    gone = set(found)
    if step.endswith("organisation_number"):
        gone |= {step.removesuffix("_number"), *_of_registry(answers, f"{step.partition('.')[0]}.member")}
    return {s: a for s, a in answers.items() if s not in gone}


def _of_registry(answers: dict[str, Answer], step: str) -> set[str]:
    """What the registry of members said of the number; what the person said stays."""
    return {registry_of(step), step} if is_registrys(answers, step) else {registry_of(step)}


def recognise(draft: Draft, question: Question, answers: dict[str, Answer]) -> dict[str, Answer]:
    """What the free text names: the occupation's concept, and whether it needs a licence.

    Of words that somebody affirms or does not: which version was shown, and when this was.
    """
    if question.version:
        shown = answers.get(version_of(question.step), Answer((str(question.version),)))
        return {**answers, version_of(question.step): Answer((shown.values[0], _stamp(draft)))}
    if not isinstance(question.kind, FreeText) or question.kind.concept is None:
        return answers
    concept = draft.understanding.entity(question.kind.concept)
    if concept is None:
        return answers
    answers = {**answers, f"{question.step}_concept": Answer((concept,))}
    if kind := draft.context.regulated.get(concept):
        answers[f"{question.step}_regulated"] = Answer((kind,))
    return answers


def _stamp(draft: Draft) -> str:
    return draft.context.now.astimezone(STOCKHOLM).isoformat(timespec="seconds")
