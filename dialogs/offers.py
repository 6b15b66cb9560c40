"""Answers to offers: a person, urgent help, going on with the form, erasure."""

from dialogs.cases import add_words, hand_over, request_erasure
from dialogs.conversation import Offer
from dialogs.draft import Draft
from dialogs.effects import Erase, Note, Say
from dialogs.form import begin, resume
from dialogs.limits import MISSES, UNREAD
from dialogs.questions import ask_again, ask_menu, ask_resume
from dialogs.safety import hear_more

YES, NO = "yes", "no"


def hear(draft: Draft, offer: Offer) -> None:
    """Words at an open offer."""
    read = draft.understanding.reading("yes_no")
    if len(read) == 1:
        decide(draft, offer, read[0])
    elif offer.step == "offer.urgent":
        hear_more(draft)
    elif offer.step == "offer.resume" and draft.now.open_cases:
        add_words(draft)
        ask_again(draft)
    else:
        _miss(draft, offer)


def press(draft: Draft, offer: Offer, values: tuple[str, ...]) -> None:
    """A button at an open offer."""
    if values in ((YES,), (NO,)):
        decide(draft, offer, values[0])
        return
    draft.say("stale-choice", kind="notice")
    ask_again(draft)


def accept_call(draft: Draft, offer: Offer) -> bool:
    """Whoever asks for a person while one is offered says yes; False when something else is offered."""
    if offer.step not in ("offer.person", "offer.urgent"):
        return False
    decide(draft, offer, YES)
    return True


def decide(draft: Draft, offer: Offer, value: str) -> None:
    """Yes or no."""
    draft.change(misses=0)
    match offer.step, value:
        case "offer.resume", "yes":
            resume(draft, offer.resume)
        case "offer.resume", _:
            _decline_resuming(draft, offer)
        case "offer.delete", "yes":
            erase(draft)
        case _, "yes":
            _accept_person(draft, offer)
        case _:
            draft.say("delete-kept" if offer.step == "offer.delete" else "offer-declined", kind="notice")
            draft.change(unread=())
            resume(draft, offer.resume)


def erase(draft: Draft) -> None:
    """At once where the city's rule allows it; otherwise the privacy officer is asked."""
    rule = draft.context.retention.get("ticket" if draft.now.cases else "draft", "ask")
    if rule != "erase":
        request_erasure(draft)
        return
    draft.change(offer=None, step=None, flow=None)
    draft.do(Say(key="erased", kind="notice"), Note(action="erased", detail="by the person"), Erase(reason="person"))


def _accept_person(draft: Draft, offer: Offer) -> None:
    key = "handover-urgent" if offer.step == "offer.urgent" else "handover-person"
    step = offer.resume
    draft.change(offer=None, step=None)
    hand_over(draft, queue=offer.queue, flow=offer.flow, key=key)
    if draft.flow is not None and step is not None and offer.step != "offer.urgent":
        ask_resume(draft, step)


def _decline_resuming(draft: Draft, offer: Offer) -> None:
    """No to going on: with staff on the case the chat is theirs; otherwise the form begins anew."""
    flow = draft.flow
    if draft.now.open_cases or flow is None:
        draft.change(offer=None, flow=None, step=None)
        draft.say("resume-declined", kind="notice")
    elif offer.resume is None:
        begin(draft, flow)
    else:
        draft.once("no-reminders")
        draft.say("resume-declined", kind="notice")
        ask_menu(draft, "menu-again")


def _miss(draft: Draft, offer: Offer) -> None:
    """Not yes or no: once more; then the words go to a person, since they are for somebody."""
    draft.change(misses=draft.now.misses + 1, unread=(*draft.now.unread, draft.understanding.text)[-UNREAD:])
    if draft.now.misses < MISSES:
        ask_again(draft, example=True)
    elif offer.step == "offer.delete":
        draft.say("delete-kept", kind="notice")
        resume(draft, offer.resume)
    else:
        _accept_person(draft, offer)
