"""One question about how it went, once a case is closed: never after danger, never at night, never twice."""

from datetime import timedelta

from dialogs.case_acts import leave, put
from dialogs.case_status import RATING, RATING_WORDS, REOPENING, STEPS, find_case
from dialogs.cases import PRIVACY_REQUEST, update_case
from dialogs.conversation import Case, Conversation
from dialogs.draft import Draft
from dialogs.effects import DropTimer, MoveTicket, SetTimer, Tally, Text
from dialogs.limits import ANSWER_LENGTH, RATED
from dialogs.promise import reminder_at
from dialogs.questions import MENU, ask_menu

TIMER = "rating"
TALLY = "case.rating"
LATER = timedelta(hours=24)


def after_closing(draft: Draft, reference: str) -> None:
    """Staff closed the case: what was open about it is settled; then the question, now or when nobody sleeps."""
    offer, case = draft.now.offer, find_case(draft.now, reference)
    if offer is not None and offer.step in STEPS and offer.reference == reference:
        draft.change(offer=None, step=None)
        if offer.before is not None or draft.flow is not None:
            draft.change(offer=offer)
            leave(draft)
    if case is not None and _may_ask(case):
        _ask_or_wait(draft, case)
    if draft.now.step is None and not draft.now.open_cases:
        ask_menu(draft, "menu-again")


def after_reopening(draft: Draft, reference: str) -> None:
    """Staff took the case up again: there is nothing to ask how it went."""
    offer = draft.now.offer
    if offer is not None and offer.reference == reference and offer.step in (RATING, RATING_WORDS, REOPENING):
        leave(draft)


def ask(draft: Draft, case: Case) -> bool:
    """The person closed the case and is here: the question at once; False when it is not to be asked."""
    if not _may_ask(case):
        return False
    _ask(draft, case)
    return True


def ask_pending(draft: Draft, before: Conversation) -> None:
    """What waited since the night is asked with the next message, where nothing is open."""
    case = _pending(draft.now)
    if case is not None and _free(before) and _free(draft.now) and not draft.now.open_cases:
        _ask(draft, case)


def time_out(draft: Draft) -> None:
    """The time to ask has come. Where a form is open it waits another day, but not for ever."""
    case = _pending(draft.now)
    if case is None:
        return
    if case.closed is None or draft.context.now - case.closed > RATED:
        update_case(draft, case.reference, rating="asked")
        case = _pending(draft.now)
    if case is not None:
        _ask_or_wait(draft, case)


def rate(draft: Draft, case: Case, value: str) -> None:
    """The answer: counted without a name, shown on the ticket."""
    counted = f"{draft.now.language}:{case.queue}:{value}:{case.flow}"
    draft.do(Tally(name=TALLY, value=counted), MoveTicket(reference=case.reference, change="rated", outcome=value))
    if value == "not_helped":
        put(draft, RATING_WORDS, case)
        return
    draft.say("rating-thanks", kind="notice")
    leave(draft)


def comment(draft: Draft, case: Case) -> None:
    """What was missing, in the person's words: for staff; and the case can be opened again."""
    words = draft.understanding.text.strip()[:ANSWER_LENGTH]
    draft.do(MoveTicket(reference=case.reference, change="commented", note=words))
    draft.say("rating-passed-on", kind="notice", queue=Text(f"queue-{case.queue}"))
    put(draft, REOPENING, case)


def _may_ask(case: Case) -> bool:
    apart = case.urgent or case.queue == "urgent" or case.flow == PRIVACY_REQUEST
    return not case.open and not apart and case.rating != "asked"


def _ask_or_wait(draft: Draft, case: Case) -> None:
    now = draft.context.now
    if not _free(draft.now) or not draft.now.reachable:
        _wait(draft, case, later=True)
    elif reminder_at(now) != now:
        _wait(draft, case, later=False)
    else:
        _ask(draft, case)


def _wait(draft: Draft, case: Case, *, later: bool) -> None:
    now = draft.context.now
    update_case(draft, case.reference, rating="due")
    if TIMER not in draft.now.timers:
        draft.change(timers=(*draft.now.timers, TIMER))
    draft.do(SetTimer(kind=TIMER, at=reminder_at(now + LATER if later else now)))


def _ask(draft: Draft, case: Case) -> None:
    update_case(draft, case.reference, rating="asked")
    if TIMER in draft.now.timers and _pending(draft.now) is None:
        draft.change(timers=tuple(t for t in draft.now.timers if t != TIMER))
        draft.do(DropTimer(kind=TIMER))
    put(draft, RATING, case)


def _pending(now: Conversation) -> Case | None:
    return next((c for c in now.cases if c.rating == "due" and not c.open), None)


def _free(now: Conversation) -> bool:
    """Nothing is open but the menu."""
    return now.offer is None and now.flow is None and now.step in (None, MENU)
