"""Interruptions: what a person can ask for at any time, by button, command or in words."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dialogs import followup, form, offers
from dialogs.case_acts import tell_status
from dialogs.cases import call_interpreter, call_person
from dialogs.conversation import Offer
from dialogs.draft import Draft
from dialogs.effects import Call, Link
from dialogs.guide import helpful
from dialogs.languages import LANGUAGES, ask_language, press_language
from dialogs.questions import ask_again, ask_menu, ask_offer
from dialogs.safety import help_exploited, help_now
from dialogs.wishes import keep
from nlu.understanding import OUT_OF_SCOPE

# As the whole message a command even where any words are an answer, or where staff have the case.
FIRST = frozenset(
    "restart cancel back skip repeat ask_status talk_to_human change_answer change_language delete_my_data "
    "export_my_data ask_privacy bot_challenge help".split()
)
# Wins over an answer that the same words would give.
OVER_ANSWERS = frozenset({"restart", "cancel", "back", "delete_my_data"})
# Meant as a command in any short message.
INSISTENT = frozenset({"restart", "cancel", "back", "skip", "repeat"})


def obey(draft: Draft, intent: str) -> bool:
    """Carry out the intent if it steers the conversation; False when it does not."""
    action = _ACTIONS.get(intent)
    if action is None:
        return False
    action(draft)
    return True


def press(draft: Draft, value: str) -> bool:
    """A reserved button, accepted at any time; False when the value is not one."""
    if value.startswith("language:") and value[9:] in LANGUAGES:
        press_language(draft, value[9:])
        return True
    if value == "change" or value.startswith("change:"):
        _change(draft, value.partition(":")[2] or None)
        return True
    action = _RESERVED.get(value)
    if action is None:
        return False
    action(draft)
    return True


def _call(draft: Draft) -> None:
    offer = draft.now.offer
    if offer is not None and offer.step == helpful.STEP:
        helpful.send(draft, offer)
        return
    if offer is not None and (offers.accept_call(draft, offer) or followup.accept_call(draft)):
        return
    if offer is not None and offer.heard is not None:
        keep(draft, OUT_OF_SCOPE, offer.heard.text)
    call_person(draft)


def _start_over(draft: Draft) -> None:
    draft.change(misses=0, unread=(), offer=None)
    flow = draft.flow
    if flow is not None:
        draft.say("restarted", kind="notice")
        form.begin(draft, flow)
        return
    draft.change(answers={}, aside={}, wishes=(), skipped=(), trail=(), sent=False)
    ask_menu(draft, "menu-again")


def _cancel(draft: Draft) -> None:
    if draft.flow is not None and followup.leave_open(draft):
        return
    if draft.flow is not None:
        draft.change(offer=None)
        form.cancel(draft)
    else:
        ask_menu(draft, "menu-again")


def _back(draft: Draft) -> None:
    if followup.leave_open(draft):
        return
    if draft.now.offer is not None:
        form.resume(draft, draft.now.offer.resume)
    elif draft.question is not None:
        form.go_back(draft)
    else:
        ask_menu(draft, "menu-again")


def _skip(draft: Draft) -> None:
    if followup.leave_open(draft):
        return
    if draft.now.offer is not None:
        draft.say("offer-declined", kind="notice")
        form.resume(draft, draft.now.offer.resume)
    elif draft.question is not None:
        form.skip(draft)
    else:
        ask_menu(draft, "menu-again")


def _repeat(draft: Draft) -> None:
    if draft.now.step is None:
        tell_status(draft)
    else:
        ask_again(draft, example=True)


def _send(draft: Draft) -> None:
    if draft.question is not None and draft.now.offer is None:
        form.send(draft)
    else:
        _stale(draft)


def _keep_question(draft: Draft) -> None:
    if not helpful.keep_unanswered(draft):
        _stale(draft)


def _change(draft: Draft, step: str | None) -> None:
    if draft.question is not None and draft.now.offer is None:
        form.change_answer(draft, step)
    else:
        _stale(draft)


def _correct(draft: Draft) -> None:
    """In words; where no form is open there is nothing to correct."""
    if draft.question is not None and draft.now.offer is None:
        form.change_answer(draft, None)
    else:
        draft.say("change-nothing", kind="notice")
        ask_again(draft)


def _stale(draft: Draft) -> None:
    draft.say("stale-choice", kind="notice")
    if draft.now.step is None and not draft.now.open_cases:
        ask_menu(draft)
    else:
        ask_again(draft)


def _help(draft: Draft) -> None:
    draft.say("help", kind="notice")
    ask_again(draft)


def _status(draft: Draft) -> None:
    tell_status(draft)


def _privacy(draft: Draft) -> None:
    draft.say("privacy", kind="notice", links=(Link("link-privacy", "/chat/privacy"),))
    ask_again(draft)


def _data(draft: Draft) -> None:
    if draft.now.channel == "web":
        draft.say("data-copy", kind="notice", links=(Link("link-data", "/chat/data"),))
    else:
        draft.say("data-copy-file", kind="notice")
        draft.do(Call(backend=draft.now.channel, operation="send_copy", payload={"conversation": draft.now.id}))
    ask_again(draft)


def _delete(draft: Draft) -> None:
    resume = draft.now.offer.resume if draft.now.offer else draft.now.step
    rule = draft.context.retention.get("ticket" if draft.now.cases else "draft", "ask")
    ask_offer(draft, Offer("offer.delete", resume=resume), None if rule == "erase" else "offer-delete-request")


def _challenge(draft: Draft) -> None:
    draft.say("bot-challenge")
    ask_again(draft)


def _greet(draft: Draft) -> None:
    draft.say("greeting")
    if draft.now.step is None and not draft.now.open_cases:
        ask_menu(draft)
    else:
        ask_again(draft)


def _thanks(draft: Draft) -> None:
    offer = draft.now.offer
    if offer is not None and offer.step == helpful.STEP:
        helpful.decide(draft, offer, "yes")
        return
    draft.say("thanks")
    ask_again(draft)


def _goodbye(draft: Draft) -> None:
    draft.say("goodbye")


def _complain(draft: Draft) -> None:
    resume = draft.now.offer.resume if draft.now.offer else draft.now.step
    keep(draft, "complaint", draft.understanding.text)
    draft.say("complaint")
    ask_offer(draft, Offer("offer.person", flow=draft.now.flow or "general", resume=resume))


_ACTIONS: Mapping[str, Callable[[Draft], None]] = MappingProxyType(
    {
        "report_danger": help_now,
        "report_exploitation": help_exploited,
        "restart": _start_over,
        "cancel": _cancel,
        "back": _back,
        "skip": _skip,
        "repeat": _repeat,
        "help": _help,
        "change_answer": _correct,
        "change_language": ask_language,
        "ask_status": _status,
        "talk_to_human": _call,
        "bot_challenge": _challenge,
        "ask_privacy": _privacy,
        "export_my_data": _data,
        "delete_my_data": _delete,
        "greet": _greet,
        "thanks": _thanks,
        "goodbye": _goodbye,
        "complaint": _complain,
    }
)
_RESERVED: Mapping[str, Callable[[Draft], None]] = MappingProxyType(
    {
        "back": _back,
        "skip": _skip,
        "cancel": _cancel,
        "restart": _start_over,
        "person": _call,
        "danger": help_now,
        "interpreter": call_interpreter,
        "send": _send,
        "unhelpful": _keep_question,
    }
)
