"""Wishes that nobody may have of an applicant: for a sex, an ethnicity, an age, a religion.

They are not taken in, and the law is explained. What else the same words say still counts.
"""

from dialogs.answers import state
from dialogs.conversation import Answer
from dialogs.draft import Draft
from dialogs.effects import Joined, Text
from dialogs.flow import Day, FreeText, Places, Question
from dialogs.meanings import Start, meaning_of, wanted
from dialogs.places import read_places
from nlu.understanding import Understanding

GROUNDS = ("sex", "ethnicity", "age", "religion")
READINGS = tuple(f"preference.{ground}" for ground in GROUNDS)
FLOWS = frozenset({"employer", "membership"})
"""The forms of those who choose among people."""


def wished(heard: Understanding) -> tuple[str, ...]:
    """The grounds on which the words choose among people."""
    return tuple(ground for ground, step in zip(GROUNDS, READINGS, strict=True) if heard.reading(step))


def explain(draft: Draft) -> None:
    """Say that such a wish is not taken in, and why; what is read in these words from now on leaves it out."""
    grounds = wished(draft.understanding)
    if not grounds or draft.unfair or not _concerns(draft):
        return
    draft.unfair = True
    draft.say(
        "preference-law", kind="notice", grounds=Joined(tuple(Text(f"preference-{g}") for g in grounds), inline=True)
    )


def without_wish(draft: Draft, question: Question, given: Answer) -> Answer | None:
    """The answer as far as it holds no such wish; None where it is nothing but words that do."""
    if not draft.unfair:
        return given
    heard = draft.understanding
    match question.kind:
        case Places():
            lines = read_places(heard)
            return Answer(lines) if lines else None
        case FreeText():
            read = heard.reading(question.step)
            return Answer(state(question, read, heard)) if read else None
        case Day() if given.value == heard.text.strip():
            return None
        case _:
            return Answer(given.values)


def _concerns(draft: Draft) -> bool:
    """The words are said in such a form, or open one."""
    if draft.now.flow is not None:
        return draft.now.flow in FLOWS
    opened = (meaning_of(name) for name in wanted(draft.understanding))
    return any(isinstance(m, Start) and m.flow in FLOWS for m in opened)
