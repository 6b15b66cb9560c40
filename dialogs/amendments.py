"""Corrections in words ("no, 6 years, not 12"): the right answer is changed and the form goes on where it was."""

import re

from dialogs import form
from dialogs.answers import read_text, state
from dialogs.conversation import Answer, Offer
from dialogs.draft import Draft
from dialogs.flow import (
    Contact,
    Day,
    Email,
    Flow,
    FreeText,
    Kind,
    Municipality,
    Number,
    OrganisationNumber,
    Phone,
    Question,
    Review,
    Url,
)
from dialogs.limits import ANSWER_LENGTH
from dialogs.summary import change_choices
from nlu.understanding import CHANGE, DENIED, INSTEAD, Understanding

MARK = "mark"
INTENT = "change_answer"
TELLING = 4
"""Letters of a word from which on it is not found in others by chance."""


def amend(draft: Draft) -> bool:
    """Take the words for a correction of earlier answers; False when they are none."""
    flow = draft.flow
    if flow is None or not (given := _correctable(draft, flow)):
        return False
    marked = _is_marked(draft, given)
    named = {q: a for q in given if (a := _stated(draft, q, marked=marked)) is not None}
    found = named or {q: a for q in given if (a := _exchanged(draft, q)) is not None}
    if not found:
        return marked and _ask_anew(draft, flow, given)
    if not marked and _is_answer(draft):
        return False
    if len(found) > 1 and not named:
        _ask_which(draft, flow, tuple(found))
        return True
    _answer_besides(draft)
    form.correct(draft, found, "correction-taken")
    return True


def amend_at_offer(draft: Draft, offer: Offer) -> bool:
    """Words that correct an answer where yes or no is asked, also after the form ended early; False: they do not.

    The "no" of "no, not 8 but 9 years" is about the answer.
    """
    if MARK not in draft.understanding.reading(CHANGE):
        return False
    left = draft.flows.get(offer.flow) if draft.flow is None and draft.now.sent else None
    if left is None or left.exit(draft.now.answers, draft.now.skipped) is None:
        return amend(draft)
    draft.change(flow=left.name)
    if amend(draft):
        return True
    draft.change(flow=None)
    return False


def _correctable(draft: Draft, flow: Flow) -> tuple[Question, ...]:
    """The questions whose answers can be corrected in words."""
    answered = flow.answered(draft.now.answers)
    return tuple(q for q in answered if not isinstance(q.kind, Review) and not q.confirms)


def _stated(draft: Draft, question: Question, *, marked: bool) -> Answer | None:
    """Another answer to ``question`` that the words state, or give where they name the question."""
    heard = draft.understanding
    if read := heard.reading(question.step):
        return _other(draft, question, state(question, read, heard))
    if marked and question.step in heard.reading(CHANGE):
        return _other(draft, question, _replacement(question.kind, heard))
    return None


def _exchanged(draft: Draft, question: Question) -> Answer | None:
    """The answer with what stands for the value that the words deny ("not 12 but 6")."""
    heard, answer = draft.understanding, draft.now.answers[question.step]
    if _denies(draft, question) and (values := _replacement(question.kind, heard)):
        return _other(draft, question, values)
    pair = heard.reading(INSTEAD)
    if isinstance(question.kind, FreeText) and len(pair) == 2 and _begins_a_word(pair[0], answer.value):
        return _other(draft, question, (_exchange(answer.value, *pair),))
    return None


def _denies(draft: Draft, question: Question) -> bool:
    """The words deny the answer to ``question``, or a word of it where it is in words."""
    denied = {v.casefold() for v in draft.understanding.reading(DENIED)}
    answer, concept = draft.now.answers[question.step], draft.now.answers.get(f"{question.step}_concept")
    values = (*answer.values, *(concept.values if concept else ()))
    if isinstance(question.kind, FreeText) and any(v in answer.value.casefold() for v in denied if len(v) >= TELLING):
        return True
    return any(v.casefold() in denied for v in values)


def _replacement(kind: Kind, heard: Understanding) -> tuple[str, ...]:
    """A value of the kind that the answer has."""
    match kind:
        case Number(low, high):
            found = tuple(n for n in heard.values("number") if low <= int(n) <= high)
        case Contact():
            found = (*heard.values("phone"), *heard.values("email"))
        case Municipality() | Phone() | Email():
            found = heard.values(type(kind).__name__.lower())
        case OrganisationNumber():
            found = heard.values("organisation_number")
        case Url():
            found = heard.values("url")
        case Day():
            found = heard.values("date")
        case FreeText(concept=str(concept)):
            found = heard.values(concept)
        case _:
            found = ()
    return found[:1]


def _other(draft: Draft, question: Question, values: tuple[str, ...]) -> Answer | None:
    """The answer that ``values`` make, unless it is the one that is there already."""
    if not values:
        return None
    values = state(question, values, draft.understanding)
    concept = draft.now.answers.get(f"{question.step}_concept")
    if concept is not None and draft.understanding.entity("occupation") == concept.value:
        return None
    return Answer(values) if values != draft.now.answers[question.step].values else None


def _begins_a_word(old: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(old)}", text.casefold()) is not None


def _exchange(text: str, old: str, new: str) -> str:
    at = next(found.start() for found in re.finditer(rf"\b{re.escape(old)}", text.casefold()))
    return f"{text[:at]}{new}{text[at + len(old) :]}"[:ANSWER_LENGTH]


def _is_marked(draft: Draft, given: tuple[Question, ...]) -> bool:
    """The words say that something was wrong: a "no" before more, a "wrong", a "not" before what was answered."""
    heard = draft.understanding
    return (
        heard.intent.name == INTENT
        or MARK in heard.reading(CHANGE)
        or any(_denies(draft, question) for question in given)
    )


def _is_answer(draft: Draft) -> bool:
    """Where nothing says that something was wrong, what answers the open question is no correction."""
    question = draft.question
    if draft.now.offer is not None or question is None or isinstance(question.kind, Review):
        return False
    return read_text(question, draft.understanding) is not None


def _ask_anew(draft: Draft, flow: Flow, given: tuple[Question, ...]) -> bool:
    """What is wrong is said, what is right is not: that question is put again, or it is asked which one."""
    heard = draft.understanding
    if draft.now.offer is not None or (draft.question and isinstance(draft.question.kind, FreeText)):
        return False
    wrong = tuple(q for q in given if q.step in heard.reading(CHANGE) or _denies(draft, q))
    if len(wrong) == 1 and not _is_answer(draft):
        form.change_answer(draft, wrong[0].step)
        return True
    if not _is_answer(draft) and (len(wrong) > 1 or heard.reading(INSTEAD)):
        _ask_which(draft, flow, wrong)
        return True
    return False


def _ask_which(draft: Draft, flow: Flow, questions: tuple[Question, ...]) -> None:
    """Which of these answers; of all, when there are none that it could be."""
    values = {f"change:{q.step}" for q in questions}
    choices = tuple(c for c in change_choices(flow, draft.now.answers) if not values or c.value in values)
    draft.ask(draft.now.step or "", "correction-which", choices)


def _answer_besides(draft: Draft) -> None:
    """The words may answer the open question as well."""
    question = draft.question
    if question is None or draft.now.offer is not None or isinstance(question.kind, FreeText | Review):
        return
    answer = read_text(question, draft.understanding) if draft.understanding.reading(question.step) else None
    # The "no" of "no, 6 years" is about the answer before.
    if answer is not None and answer.value not in ("no", "none"):
        draft.change(answers={**draft.now.answers, question.step: answer})
