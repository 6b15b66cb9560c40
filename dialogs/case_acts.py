"""What the person does with a case: looking, adding, closing, opening it again."""

import msgspec

from dialogs import form
from dialogs.case_status import ADDING, BY_PERSON, CASE, CASES, CLOSING, STEPS, can_reopen, find_case, shown_cases
from dialogs.cases import hand_over, tell_case, update_case
from dialogs.conversation import Case, Offer
from dialogs.draft import Draft
from dialogs.effects import AnswerLine, MoveTicket, Say, Text, WakeTicket
from dialogs.limits import ANSWER_LENGTH
from dialogs.promise import answer_by
from dialogs.questions import MENU, ask_again, ask_menu, ask_offer
from dialogs.wishes import slim


def put(draft: Draft, step: str, case: Case | None = None, *, words: bool = False, key: str | None = None) -> None:
    """Put something about a case; what was open waits behind it. ``words``: it is about this message."""
    now = draft.now.offer
    before = now.before if now and now.step in STEPS else now
    offer = Offer(
        step,
        resume=now.resume if now else draft.now.step,
        heard=slim(draft.understanding) if words else None,
        # One is enough to come back to: a chain of them would grow for ever.
        before=msgspec.structs.replace(before, before=None) if before else None,
        reference=case.reference if case else None,
    )
    draft.change(misses=0)
    ask_offer(draft, offer, key)


def leave(draft: Draft, *, to_staff: bool = False) -> None:
    """Back to what was open before; ``to_staff``: what is written now is for them, so the menu is not."""
    offer = draft.now.offer
    if offer is None:
        if to_staff and draft.flow is None:
            draft.change(step=None)
        return
    draft.change(offer=None, step=None, misses=0)
    if offer.before is not None:
        ask_offer(draft, offer.before)
    elif draft.flow is not None:
        form.resume(draft, offer.resume)
    elif not draft.now.open_cases:
        form.leave_for_next(draft)
    elif offer.resume == MENU and not to_staff:
        ask_menu(draft, "menu-again")
    elif not any(isinstance(effect, Say) for effect in draft.effects):
        draft.say("case-left", kind="notice")


def tell_status(draft: Draft) -> None:
    """What is known of the person's cases, and what can be done about them."""
    cases = shown_cases(draft.now)
    if not cases:
        draft.say("status-none")
        ask_again(draft)
    elif len(cases) == 1:
        show(draft, cases[0])
    else:
        put(draft, CASES)


def show(draft: Draft, case: Case) -> None:
    """One case."""
    put(draft, CASE, case)


def begin_adding(draft: Draft, case: Case) -> None:
    """From now on everything written goes to the case, until the person is done. A closed one can be opened again."""
    if case.open:
        put(draft, ADDING, case)
    else:
        show(draft, case)


def add(draft: Draft, case: Case) -> None:
    """The words, or what was sent, go to the case; the transcript holds them."""
    update_case(draft, case.reference, answered=False)
    draft.do(WakeTicket(reference=case.reference))
    draft.say("case-added", kind="notice", reference=case.reference)


def end_adding(draft: Draft, case: Case) -> None:
    """That was all."""
    draft.say("case-added-all", kind="notice", reference=case.reference, queue=Text(f"queue-{case.queue}"))
    leave(draft, to_staff=True)


def ask_closing(draft: Draft, case: Case, *, words: bool = False) -> None:
    """One question before a case is closed; the words of the wish are the reason."""
    if case.open:
        put(draft, CLOSING, case, words=words)
    else:
        show(draft, case)


def close(draft: Draft, case: Case, reason: str) -> None:
    """The person closes the case. Staff may have been quicker: then it is closed all the same."""
    if not case.open:
        draft.say("case-closed-already", kind="notice", reference=case.reference)
        return
    closed = {"open": False, "closed": draft.context.now, "outcome": BY_PERSON, "answered": False, "asked": False}
    update_case(draft, case.reference, **closed)
    note = reason.strip()[:ANSWER_LENGTH]
    draft.do(MoveTicket(reference=case.reference, change="closed_by_person", outcome=BY_PERSON, note=note))
    draft.say("case-closed-person", kind="notice", reference=case.reference)


def reopen(draft: Draft, case: Case, words: str = "") -> None:
    """The case goes back to its queue; one that was closed long ago gets a new case beside it."""
    if case.open:
        show(draft, case)
        return
    now = draft.context.now
    if not can_reopen(case, now):
        _begin_anew(draft, case, words)
        return
    due = answer_by(now, draft.context.hours.get(case.queue))
    update_case(draft, case.reference, open=True, closed=None, outcome=None, due=due, answered=False, staff_wrote=False)
    note = words.strip()[:ANSWER_LENGTH]
    draft.do(MoveTicket(reference=case.reference, change="reopened_by_person", due=due, note=note))
    tell_case(draft, find_case(draft.now, case.reference) or case, "case-reopened-person")
    leave(draft, to_staff=True)


def call(draft: Draft, case: Case) -> None:
    """A person is wanted while a case is looked at: staff who have it are told."""
    if not case.open:
        reopen(draft, case)
        return
    update_case(draft, case.reference, answered=False)
    draft.do(WakeTicket(reference=case.reference))
    tell_case(draft, case, "handover-known")
    leave(draft, to_staff=True)


def _begin_anew(draft: Draft, case: Case, words: str) -> None:
    line = AnswerLine("case.earlier", Text("case-earlier-label"), case.reference)
    said = (AnswerLine("case.words", Text("wish-label"), words.strip()[:ANSWER_LENGTH]),) if words.strip() else ()
    draft.say("case-too-old", kind="notice", reference=case.reference)
    hand_over(draft, queue=case.queue, flow="general", key="handover-person", lines=(line, *said))
    leave(draft, to_staff=True)
