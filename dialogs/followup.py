"""Buttons and words about cases: which case is meant, and what is to be done with it."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from dialogs import case_acts, rating, visit_hearing
from dialogs.case_status import (
    ADDING,
    CASES,
    CLOSING,
    RATING,
    RATING_WORDS,
    RATINGS,
    REOPENING,
    STEPS,
    find_case,
    shown_cases,
)
from dialogs.conversation import Case, Offer
from dialogs.draft import Draft
from dialogs.flow import FreeText
from dialogs.limits import MISSES
from dialogs.meanings import wanted, yes_or_no
from dialogs.questions import ask_again, ask_offer
from dialogs.reference import parse

STATUS = "ask_status"
WISH = "case"
"""The reading of what is wanted of a case: ``add``, ``close``, ``reopen``."""
BESIDES = 3
"""So many words beside a reference say no more than that it is meant."""
_ORDINALS = ("first", "second", "third")
_BUTTONS: Mapping[str, Callable[[Draft, Case], None]] = MappingProxyType(
    {
        "case": case_acts.show,
        "add": case_acts.begin_adding,
        "close": case_acts.ask_closing,
        "reopen": case_acts.reopen,
    }
)


def is_case_button(value: str) -> bool:
    """A button that names its case, and so holds however old its message is."""
    name, found, _ = value.partition(":")
    return bool(found) and name in _BUTTONS


def press(draft: Draft, value: str) -> bool:
    """A button about a case; False when it is none, or of no case of this conversation."""
    name, _, reference = value.partition(":")
    if is_case_button(value):
        case = find_case(draft.now, reference)
        if case is None:
            return False
        _BUTTONS[name](draft, case)
        return True
    offer = draft.now.offer
    return offer is not None and offer.step in STEPS and _choose(draft, offer, value)


def leave_open(draft: Draft) -> bool:
    """Skip, back and cancel leave what is open about a case; False when nothing is."""
    offer = draft.now.offer
    if offer is None or offer.step not in STEPS:
        return False
    case_acts.leave(draft)
    return True


def accept_call(draft: Draft) -> bool:
    """Whoever asks for a person while they look at a case means those who have it."""
    offer = draft.now.offer
    case = find_case(draft.now, offer.reference) if offer else None
    if offer is None or case is None or offer.step not in STEPS - {RATING}:
        return False
    case_acts.call(draft, case)
    return True


def hear_case(draft: Draft) -> bool:
    """Words that name a case, or say what is wanted of one; False when they are about something else."""
    heard = draft.understanding
    if (reference := _named(draft)) is not None:
        case = find_case(draft.now, reference)
        if case is None:
            _know_nothing(draft)
        else:
            _do(draft, case, heard.reading(WISH))
        return True
    if not (wish := heard.reading(WISH)) or len(wish) > 1 or _takes_any_words(draft):
        return False
    cases = [c for c in shown_cases(draft.now) if c.open == (wish != ("reopen",))]
    if len(cases) == 1:
        _do(draft, cases[0], wish)
    elif cases:
        case_acts.put(draft, CASES)
    return bool(cases)


def hear(draft: Draft, offer: Offer) -> bool:
    """Words at what is open about a case; False when they are about something else: then it is open no more."""
    case = find_case(draft.now, offer.reference)
    if case is None or offer.step == CASES:
        return offer.step == CASES and _hear_which(draft)
    match offer.step:
        case "offer.adding":
            _hear_added(draft, case)
        case "offer.rating_words":
            rating.comment(draft, case)
        case "offer.visit":
            return visit_hearing.hear(draft, case)
        case "offer.close" | "offer.reopen":
            return _hear_yes_or_no(draft, offer)
        case "offer.rating":
            read = draft.understanding.reading(RATING)
            return len(read) == 1 and _choose(draft, offer, read[0])
        case _:
            return _hear_at_case(draft, offer, case)
    return True


def _choose(draft: Draft, offer: Offer, value: str) -> bool:
    case = find_case(draft.now, offer.reference)
    match offer.step, value:
        case (("offer.case" | "offer.cases" | "offer.reopen" | "offer.visit"), "no") | (
            ("offer.rating" | "offer.rating_words"),
            "skip",
        ):
            case_acts.leave(draft)
        case "offer.adding", "done" if case is not None:
            case_acts.end_adding(draft, case)
        case "offer.close", "yes" if case is not None:
            _close(draft, case, offer.heard.text if offer.heard else "")
        case "offer.close", "no" if case is not None:
            draft.say("case-kept", kind="notice", reference=case.reference)
            case_acts.leave(draft)
        case "offer.reopen", "yes" if case is not None:
            case_acts.reopen(draft, case)
        case "offer.rating", _ if case is not None and value in RATINGS:
            rating.rate(draft, case, value)
        case _:
            return False
    return True


def _close(draft: Draft, case: Case, reason: str) -> None:
    case_acts.close(draft, case, reason)
    if not rating.ask(draft, find_case(draft.now, case.reference) or case):
        case_acts.leave(draft)


def _do(draft: Draft, case: Case, wish: tuple[str, ...]) -> None:
    match wish:
        case ("close",):
            case_acts.ask_closing(draft, case, words=True)
        case ("add",):
            case_acts.begin_adding(draft, case)
        case ("reopen",):
            case_acts.reopen(draft, case, draft.understanding.text)
        case _:
            case_acts.show(draft, case)


def _hear_which(draft: Draft) -> bool:
    cases = shown_cases(draft.now)
    if yes_or_no(draft.understanding) == "no":
        case_acts.leave(draft)
        return True
    read = draft.understanding.reading("offer.intent")
    place = (
        len(cases) - 1 if read == ("last",) else _ORDINALS.index(read[0]) if read[:1] and read[0] in _ORDINALS else -1
    )
    if not 0 <= place < len(cases):
        return False
    case_acts.show(draft, cases[place])
    return True


def _hear_added(draft: Draft, case: Case) -> None:
    if draft.understanding.reading(ADDING) == ("done",):
        case_acts.end_adding(draft, case)
        return
    case_acts.add(draft, case)
    offer = draft.now.offer
    if offer is not None:
        ask_offer(draft, offer, "offer-adding-more")


def _hear_yes_or_no(draft: Draft, offer: Offer) -> bool:
    said = yes_or_no(draft.understanding)
    if said == "yes" and offer.step == CLOSING and offer.heard is None and len(draft.understanding.text.split()) > 1:
        case = find_case(draft.now, offer.reference)
        if case is not None:
            _close(draft, case, draft.understanding.text)
            return True
    if said:
        return _choose(draft, offer, said)
    if offer.step == REOPENING or draft.now.misses + 1 >= MISSES:
        return offer.step == CLOSING and _choose(draft, offer, "no")
    draft.change(misses=draft.now.misses + 1)
    ask_again(draft, example=True)
    return True


def _hear_at_case(draft: Draft, offer: Offer, case: Case) -> bool:
    """At a case's status: words that are no wish or question of their own are added to it while it is open."""
    if yes_or_no(draft.understanding) == "no" and len(draft.understanding.text.split()) == 1:
        case_acts.leave(draft)
        return True
    waits = draft.flow is not None or offer.before is not None
    if not case.open or waits or wanted(draft.understanding):
        return False
    case_acts.add(draft, case)
    case_acts.leave(draft, to_staff=True)
    return True


def _named(draft: Draft) -> str | None:
    """The reference in a message that holds hardly more, asks how it stands, or wants something done with it."""
    heard = draft.understanding
    if heard.text.startswith("/"):
        return parse(heard.text.partition(" ")[2]) if heard.intent.name == STATUS else None
    reference = heard.entity("case_reference")
    if reference is None or heard.intent.name == STATUS or heard.reading(WISH):
        return reference
    named = next(e for e in heard.entities if e.entity == "case_reference")
    rest = heard.text[: named.start] + " " + heard.text[named.end :]
    return reference if len(re.findall(r"\w+", rest)) <= BESIDES else None


def _know_nothing(draft: Draft) -> None:
    """A case that is not of this conversation: nothing is said of it, not even whether there is one."""
    draft.say("status-unknown", kind="notice")
    now = draft.now.offer
    if now is not None and now.step == "offer.person":
        ask_again(draft)
        return
    resume = now.resume if now else draft.now.step
    ask_offer(draft, Offer("offer.person", flow=draft.now.flow or "general", resume=resume))


def _takes_any_words(draft: Draft) -> bool:
    """Where any words are an answer, a sentence that speaks of closing something is one, too."""
    question, offer = draft.question, draft.now.offer
    return (offer is None and question is not None and isinstance(question.kind, FreeText)) or (
        offer is not None and offer.step in (RATING_WORDS, "offer.urgent")
    )
