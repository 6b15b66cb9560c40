"""The engine: a conversation and an event in, a conversation and effects out. Pure.

No clock, randomness, logging or network: what a turn needs from outside is in its ``Context``.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import assert_never

from dialogs import (
    cases,
    checks,
    corrections,
    decisions,
    doubts,
    enclosures,
    fairness,
    followup,
    form,
    hearing,
    job_adverts,
    judging,
    measures,
    members,
    offers,
    rating,
    register,
    steering,
    visit_acts,
    visit_ends,
    visit_hearing,
    visits,
)
from dialogs.answers import reading_name
from dialogs.case_status import STEPS, all_buttons
from dialogs.conversation import Conversation
from dialogs.draft import Context, Draft, Turn, choices_of, options
from dialogs.effects import Choice, Erase, Link, Local, Note, Say, Text
from dialogs.events import (
    FROM_PERSON,
    Answered,
    AnyEvent,
    ApplicationDecided,
    ChecksAsked,
    ErasureDecided,
    OutcomeNoted,
    PersonChose,
    PersonEdited,
    PersonSent,
    PersonWrote,
    ReachChanged,
    SetAside,
    StaffReplied,
    Started,
    TicketClosed,
    TicketReopened,
    TicketTransferred,
    TimedOut,
    VisitCancelled,
    VisitEnded,
    VisitMoved,
    VisitProposed,
)
from dialogs.flow import Flow, fitted
from dialogs.flows import FLOWS
from dialogs.guide import following, helpful
from dialogs.inquiries import AGAIN
from dialogs.limits import PAUSE
from dialogs.questions import MENU, MENU_FLOWS, ask_again, ask_menu, offer_reading
from dialogs.reminder import remind
from dialogs.summary import question_label
from dialogs.visit_words import is_button
from nlu.understanding import CHANGE

PRESSES = (job_adverts.press, doubts.press, following.press, visit_hearing.press, followup.press, steering.press)
"""Who may have put a button that holds however old its message is, or that is no answer of a form."""
GIVEN = {"mentor": {"employer.kind": "mentorship"}}
"""What a deep link says of the answers."""
ENTRIES = {
    "arrival": "arrival",
    "work": "arrival",
    "employer": "employer",
    "offer": "employer",
    "member": "membership",
    "mentor": "employer",
}
RESERVED = ("back", "skip", "cancel", "restart", "person", "send", "change", "danger", "interpreter")
WIDEST = ("arrival", "employer")
"""The forms whose answers a first message may hold."""
_NOWHERE = Context(now=datetime.min.replace(tzinfo=UTC), reference="")


def step(conversation: Conversation, event: AnyEvent, context: Context, flows: Mapping[str, Flow] = FLOWS) -> Turn:
    """One turn. Nothing outside changes; the effects say what is to be done."""
    flows = fitted(flows, context.pact)
    draft = Draft(conversation, context, flows)
    if isinstance(event, FROM_PERSON):
        draft.now = register.settled(conversation, flows)
    draft.change(turn=conversation.turn + 1)
    _dispatch(draft, event, waited=draft.now.step != conversation.step)
    if isinstance(event, FROM_PERSON):
        rating.ask_pending(draft, conversation)
    message = getattr(event, "source", None)
    draft.change(sources=corrections.remember_sources(conversation, draft.now, message, flows))
    return Turn(draft.now, tuple(draft.effects))


def _dispatch(draft: Draft, event: AnyEvent, *, waited: bool) -> None:  # noqa: C901, PLR0912, PLR0915  a line for each event
    match event:
        case Started():
            _open(draft, event)
        case PersonWrote() | PersonEdited():
            _hear(draft, event)
        case PersonChose():
            _press(draft, event, waited=waited)
        case PersonSent():
            _receive(draft, event)
        case ReachChanged(reachable=reachable):
            draft.change(reachable=reachable)
        case StaffReplied():
            cases.pass_reply(draft, event)
        case TicketTransferred():
            cases.pass_transfer(draft, event)
        case TicketClosed():
            cases.pass_closing(draft, event)
            rating.after_closing(draft, event.reference)
        case ApplicationDecided():
            decisions.pass_decision(draft, event)
        case ChecksAsked():
            draft.do(Note(action="checks_asked"))
            checks.check_again(draft, event.reference)
            members.tell_again(draft, event.reference)
        case OutcomeNoted():
            measures.note_outcome(draft, event)
            visit_ends.hear_outcome(draft, event)
        case VisitEnded():
            visit_ends.end(draft, event)
        case VisitProposed():
            visits.propose(draft, event)
        case VisitMoved():
            visits.move_by_staff(draft, event)
        case VisitCancelled():
            visits.cancel_by_staff(draft, event)
        case TicketReopened():
            cases.pass_reopening(draft, event)
            rating.after_reopening(draft, event.reference)
        case TimedOut():
            _time_out(draft, event)
        case Answered(backend=visit_acts.BACKEND):
            visits.hear_answer(draft, event)
        case Answered(backend=job_adverts.BACKEND):
            job_adverts.hear(draft, event)
        case Answered():
            register.hear(draft, event)
        case ErasureDecided():
            draft.do(Note(action="erased", detail="by the privacy officer"), Erase(reason="officer"))
        case SetAside():
            draft.say("set-aside", kind="notice")
        case _:
            assert_never(event)


def expects(
    conversation: Conversation, flows: Mapping[str, Flow] = FLOWS, *, edited: str | None = None
) -> tuple[str, ...]:
    """Which answers a message may hold: the open question's first, then every other of the form.

    An ``edited`` message may hold those to the questions that it answered before. Who has a case may speak of that.
    """
    wish = (followup.WISH,) if conversation.cases else ()
    conversation = register.settled(conversation, flows)
    return (*_expected(conversation, flows, edited), *wish)


def _expected(conversation: Conversation, flows: Mapping[str, Flow], edited: str | None) -> tuple[str, ...]:
    if edited is not None and (questions := corrections.answered_by(conversation, edited, flows)):
        return tuple(reading_name(q) for q in questions)
    offer = conversation.offer
    # A form that ended early can still be corrected where a person is offered.
    left = offer.flow if offer is not None and conversation.sent else ""
    flow = flows.get(conversation.flow or left)
    if offer is not None:
        besides = _besides(flow) if flow else _at_first(flows) if offer.step == helpful.STEP else ()
        return (offer_reading(offer), *besides)
    if flow is None or conversation.step is None:
        return (MENU, *_at_first(flows))
    question = flow.question(conversation.step)
    first = (reading_name(question),) if question else ()
    return (*first, *(step for step in _besides(flow) if step != conversation.step))


def _at_first(flows: Mapping[str, Flow]) -> tuple[str, ...]:
    """Whoever begins with everything that they can say of themselves need not say it again."""
    steps = (question.step for name in WIDEST for question in flows[name].questions)
    return (*steps, *fairness.READINGS)


def _besides(flow: Flow) -> tuple[str, ...]:
    """What else the messages of a form may say: other answers, and that one is wrong."""
    wishes = fairness.READINGS if flow.name in fairness.FLOWS else ()
    return (*(q.step for q in flow.questions), CHANGE, *wishes)


def choices(
    conversation: Conversation, flows: Mapping[str, Flow] = FLOWS, *, edited: str | None = None
) -> tuple[Choice, ...]:
    """The buttons whose words a message may say: of the open question, or of those that it answered before."""
    if edited is not None and (questions := corrections.answered_by(conversation, edited, flows)):
        return tuple(c for q in questions for c in choices_of(q))
    draft = Draft(register.settled(conversation, flows), _NOWHERE, flows)
    ask_again(draft)
    shown = next((e.choices for e in draft.effects if isinstance(e, Say)), ())
    return (*shown, *options("", RESERVED), *job_adverts.button(conversation))


def labels(conversation: Conversation, flows: Mapping[str, Flow] = FLOWS) -> tuple[Choice, ...]:
    """Every button that a press may have been of, with its words: those of cases hold however old they are."""
    return (*choices(conversation, flows), *all_buttons(conversation), *job_adverts.button(conversation))


def _open(draft: Draft, event: Started) -> None:
    if draft.now.turn == 1:
        draft.change(language=event.language)
        _introduce(draft)
    draft.change(entry=event.entry or draft.now.entry)
    if flow := ENTRIES.get(event.entry or ""):
        form.start(draft, flow, GIVEN.get(event.entry or ""))
    else:
        ask_menu(draft)


def _introduce(draft: Draft) -> None:
    """Who speaks, what is kept, what not to write, and the way to help in danger."""
    private = (Link("link-web-chat", "/chat"),) if draft.now.channel != "web" else ()
    draft.do(
        Say(
            key=f"notice-{draft.now.channel}",
            kind="notice",
            choices=(Choice("danger", Text("choice-danger")),),
            links=(*private, Link("link-privacy", "/chat/privacy")),
        )
    )
    if period := draft.context.retention.get("period"):
        draft.say("notice-period", kind="notice", period=Local(dict(period)))


def _receive(draft: Draft, event: PersonSent) -> None:
    _come_back(draft)
    enclosures.receive(draft, event)
    if event.text:
        _hear(draft, event)


def _hear(draft: Draft, event: PersonWrote | PersonEdited | PersonSent) -> None:
    _come_back(draft)
    hearing.hear(draft, event, reads=_reads(draft))


def _press(draft: Draft, event: PersonChose, *, waited: bool) -> None:
    _come_back(draft)
    if waited and event.values == ("skip",):
        # What is skipped is the wait.
        ask_again(draft)
    else:
        _choose(draft, event)


def _choose(draft: Draft, event: PersonChose) -> None:
    value = event.values[0] if len(event.values) == 1 else ""
    offer = draft.now.offer
    if event.turn is not None and event.turn != draft.now.open_turn and not _is_lasting(value):
        draft.say("stale-choice", kind="notice")
        ask_again(draft)
    elif any(press(draft, value) for press in PRESSES):
        return
    elif offer is not None and offer.step in STEPS and draft.flow is None and value in MENU_FLOWS:
        draft.change(offer=None)
        hearing.choose_from_menu(draft, value)
    elif offer is not None:
        offers.press(draft, offer, event.values)
    elif draft.question is not None:
        form.press(draft, event.values)
    elif not hearing.choose_from_menu(draft, value):
        draft.say("stale-choice", kind="notice")
        if judging.with_staff(draft.now):
            return
        ask_menu(draft)


def _is_lasting(value: str) -> bool:
    """A button that holds however old its message is."""
    return (
        value in {"danger", job_adverts.BUTTON}
        or value.startswith("language:")
        or followup.is_case_button(value)
        or is_button(value)
    )


def _time_out(draft: Draft, event: TimedOut) -> None:
    """Something was to be done at this time."""
    draft.change(timers=tuple(t for t in draft.now.timers if t != event.kind))
    if event.kind == rating.TIMER:
        rating.time_out(draft)
    elif event.kind == checks.LOOKING:
        register.time_out(draft)
    elif event.kind.startswith(members.TIMER):
        members.retry(draft, event.kind)
    elif event.kind.startswith(AGAIN):
        checks.retry(draft, event.kind)
    elif event.kind.startswith(visit_acts.TIMER):
        visits.remind(draft, event.kind)
    elif event.kind == "reminder":
        remind(draft)


def _come_back(draft: Draft) -> None:
    """Note that the person is here; after a long silence say where we were."""
    before, now = draft.now.last_seen, draft.context.now
    draft.change(last_seen=now, reachable=True)
    if before is not None and draft.question is not None and now - before > PAUSE:
        draft.say("welcome-back", kind="notice", question=question_label(draft.question, draft.now.answers))


def _reads(draft: Draft) -> bool:
    """The words hold an answer to what is open."""
    return draft.now.step is not None and bool(draft.understanding.reading(expects(draft.now, draft.flows)[0]))
