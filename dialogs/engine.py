"""The engine: a conversation and an event in, a conversation and effects out. Pure.

No clock, randomness, logging or network: what a turn needs from outside is in its ``Context``.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import assert_never

from dialogs import cases, corrections, enclosures, form, offers, steering
from dialogs.answers import reading_name
from dialogs.conversation import Conversation
from dialogs.draft import Context, Draft, Turn, options
from dialogs.effects import Choice, Erase, Joined, Link, Local, Note, Say, SetTimer, Text
from dialogs.events import (
    Answered,
    AnyEvent,
    ErasureDecided,
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
)
from dialogs.flow import Flow, FreeText
from dialogs.flows import FLOWS
from dialogs.limits import PAUSE, REMIND_AFTER
from dialogs.promise import reminder_at
from dialogs.questions import MENU, ask_again, ask_menu, ask_resume
from dialogs.summary import question_label

MENU_FLOWS = {"arrival": "arrival", "question": "question", "employer": "employer", "member": "membership"}
ENTRIES = {
    "arrival": "arrival",
    "work": "arrival",
    "employer": "employer",
    "offer": "employer",
    "member": "membership",
    "mentor": "employer",
}
WISHES = {
    "seek_work": "arrival",
    "offer_job": "employer",
    "offer_internship": "employer",
    "join_membership": "membership",
}

COMMAND_WORDS = 8
"""A message of at most so many words that holds a command is no free-text answer."""
RESERVED = ("back", "skip", "cancel", "restart", "person", "send", "change", "danger")
_NOWHERE = Context(now=datetime.min.replace(tzinfo=UTC), reference="")


def step(conversation: Conversation, event: AnyEvent, context: Context, flows: Mapping[str, Flow] = FLOWS) -> Turn:
    """One turn. Nothing outside changes; the effects say what is to be done."""
    draft = Draft(conversation, context, flows)
    draft.change(turn=conversation.turn + 1)
    _dispatch(draft, event)
    message = getattr(event, "source", None)
    draft.change(sources=corrections.remember_sources(conversation, draft.now, message, flows))
    return Turn(draft.now, tuple(draft.effects))


def _dispatch(draft: Draft, event: AnyEvent) -> None:  # noqa: C901, PLR0912  one line for each kind of event
    match event:
        case Started():
            _open(draft, event)
        case PersonWrote() | PersonEdited():
            _hear(draft, event)
        case PersonChose():
            _press(draft, event)
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
        case TicketReopened():
            cases.pass_reopening(draft, event)
        case TimedOut():
            _time_out(draft, event)
        case Answered():
            pass  # No flow of this version asks a backend for anything that the person waits for.
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

    An ``edited`` message may hold those to the questions that it answered before.
    """
    if edited is not None and (questions := corrections.answered_by(conversation, edited, flows)):
        return tuple(reading_name(q) for q in questions)
    if conversation.offer is not None:
        return ("yes_no",)
    flow = flows.get(conversation.flow or "")
    if flow is None or conversation.step is None:
        return (MENU,)
    question = flow.question(conversation.step)
    first = (reading_name(question),) if question else ()
    return (*first, *(q.step for q in flow.questions if q is not question))


def choices(
    conversation: Conversation, flows: Mapping[str, Flow] = FLOWS, *, edited: str | None = None
) -> tuple[Choice, ...]:
    """The buttons whose words a message may say: of the open question, or of those that it answered before."""
    if edited is not None and (questions := corrections.answered_by(conversation, edited, flows)):
        return tuple(c for q in questions for c in options(q.step, q.kind.options))
    draft = Draft(conversation, _NOWHERE, flows)
    ask_again(draft)
    shown = next((e.choices for e in draft.effects if isinstance(e, Say)), ())
    return (*shown, *options("", RESERVED))


def _open(draft: Draft, event: Started) -> None:
    if draft.now.turn == 1:
        draft.change(language=event.language)
        _introduce(draft)
    draft.change(entry=event.entry or draft.now.entry)
    if flow := ENTRIES.get(event.entry or ""):
        form.start(draft, flow)
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
    if event.masked:
        kinds = tuple(Text(f"masked-{kind}") for kind in event.masked)
        draft.say("masked", kind="notice", kinds=Joined(kinds, inline=True))
    heard = draft.understanding
    if heard.intent.name == "report_danger":
        steering.obey(draft, "report_danger")
        return
    steering.notice_language(draft)
    if event.masked and _only_masked(event.text):
        ask_again(draft)
    elif isinstance(event, PersonEdited) and corrections.correct(draft, event):
        return
    elif not (_commands_first(draft) and _steers(draft)):
        _answer(draft)


def _answer(draft: Draft) -> None:
    """The words belong to what is open: an offer, a question, staff's case, the menu."""
    offer = draft.now.offer
    waits = _is_free_text(draft) or _with_staff(draft) or _is_urgent(draft)
    if not _reads(draft) and not waits and _steers(draft):
        return
    if offer is not None:
        offers.hear(draft, offer)
    elif draft.question is not None:
        form.hear(draft)
    elif _with_staff(draft):
        cases.add_words(draft)
    else:
        _hear_at_menu(draft)


def _hear_at_menu(draft: Draft) -> None:
    heard = draft.understanding
    chosen = heard.reading(MENU)
    if len(chosen) == 1 and _choose_from_menu(draft, chosen[0]):
        return
    if flow := WISHES.get(heard.intent.name):
        form.start(draft, flow)
        return
    draft.change(step=MENU)
    form.miss(draft)


def _press(draft: Draft, event: PersonChose) -> None:
    _come_back(draft)
    value = event.values[0] if len(event.values) == 1 else ""
    if event.turn is not None and event.turn != draft.now.open_turn and value != "danger":
        draft.say("stale-choice", kind="notice")
        ask_again(draft)
    elif steering.press(draft, value):
        return
    elif draft.now.offer is not None:
        offers.press(draft, draft.now.offer, event.values)
    elif draft.question is not None:
        form.press(draft, event.values)
    elif not _choose_from_menu(draft, value):
        draft.say("stale-choice", kind="notice")
        if _with_staff(draft):
            return
        ask_menu(draft)


def _choose_from_menu(draft: Draft, value: str) -> bool:
    if flow := MENU_FLOWS.get(value):
        form.start(draft, flow)
        return True
    return steering.press(draft, value)


def _time_out(draft: Draft, event: TimedOut) -> None:
    """The reminder of an open form: once, and only after a whole day of silence."""
    draft.change(timers=tuple(t for t in draft.now.timers if t != event.kind))
    if event.kind != "reminder" or draft.flow is None or "no-reminders" in draft.now.told:
        return
    since = draft.now.last_seen or draft.context.now
    if since + REMIND_AFTER > draft.context.now:
        draft.change(timers=(*draft.now.timers, "reminder"))
        draft.do(SetTimer(kind="reminder", at=reminder_at(since + REMIND_AFTER)))
        return
    if draft.once("reminded"):
        resume = draft.now.offer.resume if draft.now.offer else draft.now.step
        draft.say("reminder", kind="notice")
        ask_resume(draft, resume)


def _come_back(draft: Draft) -> None:
    """Note that the person is here; after a long silence say where we were."""
    before, now = draft.now.last_seen, draft.context.now
    draft.change(last_seen=now, reachable=True)
    if before is not None and draft.question is not None and now - before > PAUSE:
        draft.say("welcome-back", kind="notice", question=question_label(draft.question, draft.now.answers))


def _commands_first(draft: Draft) -> bool:
    """The message is a command rather than an answer to what is open."""
    heard, name = draft.understanding, _wish(draft)
    if heard.text.startswith("/") and heard.whole:
        return True
    if _is_free_text(draft):
        short = len(heard.text.split()) <= COMMAND_WORDS
        return (heard.whole and name in steering.FIRST) or (short and name in steering.INSISTENT)
    if _names_a_language(draft):
        return True
    if not heard.whole or name in steering.OVER_ANSWERS:
        return heard.whole
    if _is_urgent(draft):
        return name == "talk_to_human"
    return not _reads(draft) and (name in steering.FIRST or not _with_staff(draft))


def _names_a_language(draft: Draft) -> bool:
    """A wish such as "in Swedish, please" where Swedish is also something to need; the bare name is an answer."""
    heard = draft.understanding
    if heard.intent.name != "change_language" or heard.intent.confidence < 1 or not _reads(draft):
        return False
    read = heard.reading(expects(draft.now, draft.flows)[0])
    return set(read) <= {"swedish", "english"} and len(heard.text.split()) > 1


def _is_urgent(draft: Draft) -> bool:
    """Somebody in danger was asked whether they want a person: whatever they write is about that."""
    return draft.now.offer is not None and draft.now.offer.step == "offer.urgent"


def _reads(draft: Draft) -> bool:
    """The words hold an answer to what is open."""
    return draft.now.step is not None and bool(draft.understanding.reading(expects(draft.now, draft.flows)[0]))


def _steers(draft: Draft) -> bool:
    """Words that hold a command beside other things, where no answer is read."""
    return steering.obey(draft, _wish(draft))


def _wish(draft: Draft) -> str:
    """The intent. Whoever says "go back, I wrote it wrong" goes back, although it also is about changing an answer."""
    ranking = [intent.name for intent in draft.understanding.intent_ranking]
    name = draft.understanding.intent.name
    return "back" if name == "change_answer" and "back" in ranking else name


def _is_free_text(draft: Draft) -> bool:
    return draft.now.offer is None and draft.question is not None and isinstance(draft.question.kind, FreeText)


def _with_staff(draft: Draft) -> bool:
    """Staff have the case and no question is open: what is written is for them."""
    return draft.now.step is None and bool(draft.now.open_cases)


def _only_masked(text: str) -> bool:
    """Nothing is left of the message but what stands for the masked number."""
    return not re.sub(r"\[[a-z_]+\]|\W", "", text)
