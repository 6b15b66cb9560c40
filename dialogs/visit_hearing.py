"""What the person says of a visit: a button, a time, that another one is wanted or none."""

import msgspec

from dialogs import visit_acts
from dialogs.case_acts import add, put
from dialogs.case_status import ADDING, RATING_WORDS
from dialogs.clock_words import clocks_said
from dialogs.conversation import Case, Offer
from dialogs.draft import Draft
from dialogs.flow import FreeText, Places
from dialogs.limits import MISSES
from dialogs.meanings import wanted
from dialogs.questions import ask_again
from dialogs.visit_words import (
    CANCEL,
    MOVE,
    NONE,
    TAKE,
    VISIT,
    cannot_come,
    find_visit,
    is_button,
    meant_time,
    mentions,
    read_time,
)

SHORT = 14
"""A message of at most so many words may be about moving or cancelling a visit and nothing else."""


def press(draft: Draft, value: str) -> bool:
    """A button about a visit; False when it is none, or of no visit of this conversation."""
    if not is_button(value):
        return False
    name, reference, *at = value.split(":", 2)
    visit = find_visit(draft.now, reference)
    if visit is None:
        return False
    if name == TAKE:
        visit_acts.take(draft, visit, read_time(at[0] if at else ""))
    else:
        visit_acts.act(draft, visit, name)
    return True


def hear_words(draft: Draft) -> bool:
    """Words that move or cancel a visit wherever they are said; False when they are about something else."""
    visit = next((v for v in reversed(draft.now.visits) if not v.over), None)
    heard, offer = draft.understanding, draft.now.offer
    if visit is not None and offer is not None and offer.step == VISIT and _hear_clock(draft, offer):
        return True
    if visit is None or len(heard.text.split()) > SHORT or heard.text.startswith("/"):
        return False
    if offer is not None and offer.step in (ADDING, RATING_WORDS):
        return False
    if offer is None and draft.question is not None and isinstance(draft.question.kind, FreeText | Places):
        return False
    name = mentions(heard)
    if name not in (MOVE, CANCEL) or not (visit.coming or (offer is not None and offer.step == VISIT)):
        return False
    if name == CANCEL and visit.coming:
        visit_acts.keep(draft, msgspec.structs.replace(visit, times=()))
        put(draft, VISIT, visit_acts.case_of(draft, visit), key="visit-cancel-ask")
    else:
        visit_acts.act(draft, visit, NONE if name == CANCEL else name)
    return True


def _hear_clock(draft: Draft, offer: Offer) -> bool:
    """A time of day is one, whatever else it sounds like ("о першій" like "from the first")."""
    visit, heard = find_visit(draft.now, offer.reference), draft.understanding
    if visit is None or not clocks_said(heard.text) or len(heard.text.split()) > SHORT:
        return False
    at = meant_time(visit.times, heard)
    if at is not None:
        visit_acts.take(draft, visit, at)
    return at is not None


def hear_absence(draft: Draft) -> bool:
    """Who has a visit and cannot come is in no danger because of that; False when more is said, or there is none."""
    return any(v.coming for v in draft.now.visits) and cannot_come(draft.understanding.text) and hear_words(draft)


def hear(draft: Draft, case: Case) -> bool:
    """Words while a time is to be chosen; False when they ask for something else."""
    visit = find_visit(draft.now, case.reference)
    if visit is None:
        return False
    if (at := meant_time(visit.times, draft.understanding)) is not None:
        visit_acts.take(draft, visit, at)
    elif (name := mentions(draft.understanding)) and visit.times:
        visit_acts.act(draft, visit, name)
    elif wanted(draft.understanding):
        return False
    elif draft.now.misses + 1 < MISSES:
        draft.change(misses=draft.now.misses + 1)
        ask_again(draft, example=True)
    else:
        # Not a time, twice: it is for staff to read, and the times stay open.
        draft.change(misses=0)
        add(draft, case)
        ask_again(draft)
    return True
