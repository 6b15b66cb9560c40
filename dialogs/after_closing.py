"""The first words after a case was closed: asked whether they are about it, for then it is opened again with them."""

from dialogs import case_acts
from dialogs.case_status import ABOUT, can_reopen, find_case
from dialogs.cases import PRIVACY_REQUEST, update_case
from dialogs.conversation import Case, Offer
from dialogs.draft import Draft
from dialogs.meanings import Start, Steer, meaning_of, wanted, yes_or_no
from dialogs.questions import MENU

BUTTON_WORDS = 3
"""So many words that name a door of the menu mean that door."""


def ask_about(draft: Draft) -> bool:
    """The first words after a case was closed: are they about it? False when they surely are not."""
    closed = [c for c in draft.now.cases if not c.open and c.closed and not c.asked and c.flow != PRIVACY_REQUEST]
    case = closed[-1] if closed else None
    if case is None or not can_reopen(case, draft.context.now) or not _may_be_about(draft, case):
        return False
    update_case(draft, case.reference, asked=True)
    case_acts.put(draft, ABOUT, case, words=True)
    return True


def take_about(draft: Draft, offer: Offer) -> None:
    """They are: the case is opened again with them. If staff have done that meanwhile they are added to it."""
    case, words = find_case(draft.now, offer.reference), offer.heard.text if offer.heard else ""
    if case is None:
        case_acts.leave(draft)
    elif case.open:
        case_acts.add(draft, case)
        case_acts.leave(draft, to_staff=True)
    else:
        case_acts.reopen(draft, case, words)


def _may_be_about(draft: Draft, case: Case) -> bool:
    """Neither a command, a courtesy nor a button's words, nor a wish that another form takes in."""
    heard = draft.understanding
    first = meaning_of(next(iter(wanted(heard)), ""))
    if isinstance(first, Steer) or (isinstance(first, Start) and first.flow != case.flow):
        return False
    chosen = heard.reading(MENU)
    return not (chosen and len(heard.text.split()) <= BUTTON_WORDS) and yes_or_no(heard) is None
