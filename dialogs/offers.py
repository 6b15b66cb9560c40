"""Answers to offers: a person, urgent help, going on with the form, erasure."""

from dialogs import invitations, standing
from dialogs.cases import add_words, hand_over, request_erasure
from dialogs.conversation import Offer
from dialogs.draft import Draft
from dialogs.effects import Erase, Note, Say
from dialogs.facts import forget
from dialogs.form import begin, end, resume, start
from dialogs.limits import MISSES, UNREAD
from dialogs.meanings import yes_or_no
from dialogs.questions import ask_again, ask_menu, ask_question, ask_resume
from dialogs.reminder import set_reminder
from dialogs.safety import hear_more
from dialogs.summary import ticket_lines
from dialogs.wishes import keep, offer_next
from nlu.understanding import OUT_OF_SCOPE

YES, NO = "yes", "no"


def hear(draft: Draft, offer: Offer) -> bool:
    """Words at an open offer: yes, no, or words for staff; False when they are neither."""
    if said := yes_or_no(draft.understanding):
        decide(draft, offer, said)
    elif offer.step == "offer.urgent":
        hear_more(draft)
    elif draft.now.open_cases and offer.step in ("offer.resume", *invitations.STEPS):
        pass_on(draft, offer)
    else:
        return False
    return True


def press(draft: Draft, offer: Offer, values: tuple[str, ...]) -> None:
    """A button at an open offer."""
    if values in ((YES,), (NO,)):
        decide(draft, offer, values[0])
        return
    if offer.step == standing.ALREADY and values in (("employer",), ("wrong",)):
        _answer_already(draft, offer, values[0])
        return
    draft.say("stale-choice", kind="notice")
    ask_again(draft)


def accept_call(draft: Draft, offer: Offer) -> bool:
    """Whoever asks for a person while one is offered says yes; False when something else is offered."""
    if offer.step not in ("offer.person", "offer.urgent", *standing.STEPS):
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
        case ((invitations.MEMBERSHIP | invitations.MORE), _):
            _answer_invitation(draft, offer, value)
        case ((standing.ALREADY | standing.UNDER_WAY), "yes"):
            _write_to_staff(draft, offer)
        case standing.UNDER_WAY, _:
            resume(draft, None)
        case _, "yes":
            _accept_person(draft, offer)
        case _:
            draft.say("delete-kept" if offer.step == "offer.delete" else "offer-declined", kind="notice")
            draft.change(unread=(), offer=None)
            resume(draft, offer.resume)


def _answer_invitation(draft: Draft, offer: Offer, value: str) -> None:
    """To the form, or on: from the invitation to one more offer, from that to what was kept for later."""
    draft.change(offer=None, step=None)
    if value == YES:
        start(draft, offer.flow)
    elif offer.step == invitations.MEMBERSHIP:
        draft.say("membership-declined", kind="notice")
        invitations.ask_more(draft)
    else:
        draft.say("offers-done", kind="notice")
        offer_next(draft)


def _answer_already(draft: Draft, offer: Offer, value: str) -> None:
    """Whom the registry knows as a member offers something, or says that it is wrong."""
    draft.change(offer=None, step=None)
    if value == "employer":
        start(draft, value)
        return
    flow = draft.flows[offer.flow]
    question = flow.question(standing.step_of(flow) or "")
    if question is not None:
        draft.change(flow=flow.name, sent=False, answers=forget(draft.now.answers, question.step))
        set_reminder(draft)
        ask_question(draft, question)


def _write_to_staff(draft: Draft, offer: Offer) -> None:
    """Staff read what was told so far; an application that they have stays as it is."""
    lines = ticket_lines(draft.flows[offer.flow], draft.now.answers)
    end(draft)
    hand_over(draft, queue=offer.queue, flow="general", key="handover-person", lines=lines)
    offer_next(draft)


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
    if offer.heard is not None:
        keep(draft, OUT_OF_SCOPE, offer.heard.text)
    hand_over(draft, queue=offer.queue, flow=offer.flow, key=key)
    if offer.step == "offer.urgent":
        draft.change(flow=None)
    elif draft.flow is None:
        offer_next(draft)
    elif step is not None:
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


def pass_on(draft: Draft, offer: Offer) -> None:
    """What is written while staff have a case is for them; what was offered besides waits for its time."""
    add_words(draft)
    if offer.step == "offer.resume":
        ask_again(draft)
        return
    draft.change(offer=None, step=None)
    if offer.heard is not None:
        keep(draft, offer.intents[0], offer.heard.text)


def miss(draft: Draft, offer: Offer) -> None:
    """Not yes or no: once more; then the words go to a person, since they are for somebody."""
    draft.change(misses=draft.now.misses + 1, unread=(*draft.now.unread, draft.understanding.text)[-UNREAD:])
    if draft.now.misses < MISSES:
        ask_again(draft, example=True)
    elif offer.step == "offer.delete":
        draft.say("delete-kept", kind="notice")
        resume(draft, offer.resume)
    elif offer.step in standing.STEPS:
        _write_to_staff(draft, offer)
    else:
        _accept_person(draft, offer)
