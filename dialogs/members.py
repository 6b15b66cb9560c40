"""What the registry of members is told: applications, what staff decide about them, and what members offer.

Nothing of it is given up: the registry is asked again for as long as the ticket is there, later once a day. One thing
is told of a ticket at a time, so that the last decision is the last one there, too.
"""

from datetime import datetime

import msgspec

from dialogs.answers import NONE
from dialogs.case_status import find_case
from dialogs.cases import update_case
from dialogs.conversation import Answer, Inquiry
from dialogs.draft import Draft
from dialogs.effects import Call, Moment, SetTimer, Text
from dialogs.events import Answered, ApplicationDecided
from dialogs.flow import Answers, name_of
from dialogs.inquiries import AGAIN, NOT_CHECKED, found, next_try, result_of, timer_of, write
from dialogs.limits import CASES
from dialogs.routing import routes_of_offer

BACKEND = "membership"
TIMER = f"{AGAIN}{BACKEND}."
"""What the timers begin with that tell it again; the reference follows."""
APPLY, DECIDE, OFFER = "apply", "decide", "offer"
BY_HAND = Text("check-reason-by_hand")
UNKNOWABLE = frozenset({"wrong_number", "sole_trader"})
"""Numbers under which the registry knows nobody: none at all, and that of a person."""
_NONE = Answer(())


def tell(draft: Draft, flow: str, reference: str) -> None:
    """A form was sent: an application, or a member's offer that is an activity.

    The registry knows organisations by their numbers; what has none it leaves to staff.
    """
    answers, now = draft.now.answers, draft.context.now
    if flow == "membership":
        _apply(draft, reference, _application(answers, reference, now))
    elif flow == "employer" and "activity" in routes_of_offer(answers):
        _tell(draft, OFFER, _activity(answers, reference, now))


def tell_decision(draft: Draft, event: ApplicationDecided) -> None:
    """What staff have decided; it waits while something else is on its way."""
    case, known = find_case(draft.now, event.reference), _entry(draft, event.reference)
    if case is None or case.flow != "membership":
        return
    told = known.payload if known is not None else _nobody(event.reference)
    _tell(draft, DECIDE, told | {"decision": event.decision, "decided_at": draft.context.now.isoformat()})


def tell_again(draft: Draft, reference: str) -> None:
    """Staff want it to be told now; what has changed meanwhile is told after what is on its way."""
    known = _entry(draft, reference)
    if known is not None and not known.changed:
        _call(draft, known)


def retry(draft: Draft, kind: str) -> None:
    """The time has come to tell what could not be told."""
    reference = kind.removeprefix(TIMER)
    known = _entry(draft, reference)
    if known is not None and not (known.done or known.asking) and find_case(draft.now, reference):
        _call(draft, known)


def take_result(draft: Draft, event: Answered) -> None:
    """What the registry answers stands on the ticket, and the person hears the numbers that are theirs."""
    known = _entry(draft, event.about)
    if known is None or not known.asking:
        return
    _take_numbers(draft, event)
    answered = msgspec.structs.replace(known, asking=False, changed=False)
    if known.changed:
        _call(draft, answered)
    elif result_of(event) == NOT_CHECKED:
        _put_off(draft, answered, event)
    else:
        _keep(draft, msgspec.structs.replace(answered, done=True))
        write(draft, answered, event, _words(answered, event))


def _apply(draft: Draft, reference: str, told: dict[str, str]) -> None:
    """One ticket is one application: sent once more it is the one that is there, for another number it is staff's."""
    known = _entry(draft, reference)
    before = known.payload if known is not None else {"name": "", "number": ""}
    if "name" in before and not before["number"]:
        _tell(draft, APPLY, told)
    elif "name" in before and before["number"] != told["number"]:
        _tell(draft, APPLY, _nobody(reference))


def _nobody(reference: str) -> dict[str, str]:
    """What the registry does not get by itself: if there is one, staff read that they enter it."""
    return {"reference": reference, "number": ""}


def _tell(draft: Draft, operation: str, payload: dict[str, str]) -> None:
    """Now, or after what is on its way."""
    known, now = _entry(draft, payload["reference"]), draft.context.now
    told = Inquiry(payload["reference"], BACKEND, payload, now, operation=operation)
    if known is not None and known.asking:
        _keep(draft, msgspec.structs.replace(told, asking=True, changed=True))
    else:
        _call(draft, told)


def _call(draft: Draft, told: Inquiry) -> None:
    _keep(draft, msgspec.structs.replace(told, asking=True))
    draft.do(Call(backend=BACKEND, operation=told.operation, payload=told.payload, about=told.reference))


def _put_off(draft: Draft, told: Inquiry, event: Answered) -> None:
    if event.result.get("reason") == "not_configured" and not told.tries:
        # Nobody has such a registry here: staff and the person hear nothing of it.
        _keep(draft, msgspec.structs.replace(told, done=True))
        return
    at = next_try(told, event, draft.context.now)
    _keep(draft, msgspec.structs.replace(told, tries=told.tries + 1))
    draft.do(SetTimer(kind=timer_of(told), at=at))
    waits = Text(f"members-waits-{told.operation}", {"since": Moment(told.since)})
    again = Text("members-again-at", {"at": Moment(at)})
    write(draft, told, event, (waits, *found(event), again, *_known_number(draft, told.reference)))


def _words(told: Inquiry, event: Answered) -> tuple[Text, ...]:
    """In words for staff; what the registry cannot take, they enter."""
    words = found(event) if told.payload["number"] else ()
    return (*words, BY_HAND) if event.result.get("reason") in UNKNOWABLE else words


def _known_number(draft: Draft, reference: str) -> tuple[Text, ...]:
    """The number of an application that is there already, while a decision about it is not."""
    case = find_case(draft.now, reference)
    known = case.application if case else ""
    return (Text("check-application_number", {"application_number": known}),) if known else ()


def _take_numbers(draft: Draft, event: Answered) -> None:
    """A new number is told once; that of a member where staff have approved the application."""
    case = find_case(draft.now, event.about)
    if case is None:
        return
    for name in ("application", "member", "activity"):
        number = event.result.get(f"{name}_number", "")
        if number and number != getattr(case, name) and (name != "member" or case.decision == "approved"):
            update_case(draft, case.reference, **{name: number})
            draft.say(f"{name}-number", kind="notice", reference=case.reference, number=number)


def _application(answers: Answers, reference: str, now: datetime) -> dict[str, str]:
    number = _number(answers, "membership")
    registered = answers.get(name_of("membership.organisation_number"), _NONE).value
    confirmed = "" if _value(answers, "membership.organisation") == "no" else registered
    name = confirmed or _value(answers, "membership.organisation_name") or number
    publish = "yes" if _value(answers, "membership.publish") == "yes" else "no"
    told = {"reference": reference, "number": number, "name": name, "publish": publish}
    return told | {"at": now.isoformat()}


def _activity(answers: Answers, reference: str, now: datetime) -> dict[str, str]:
    """Nothing of whom to call: only what is offered, where and from when."""
    steps = ("occupation", "places", "workplace", "start")
    text = ", ".join(filter(None, (", ".join(answers.get(f"employer.{s}", _NONE).values) for s in steps)))
    kind = _value(answers, "employer.form") or _value(answers, "employer.kind")
    told = {"reference": reference, "number": _number(answers, "employer"), "kind": kind, "text": text or kind}
    return told | {"at": now.isoformat()}


def _number(answers: Answers, flow: str) -> str:
    number = _value(answers, f"{flow}.organisation_number")
    return "" if number == NONE else number


def _value(answers: Answers, step: str) -> str:
    return answers.get(step, _NONE).value


def _entry(draft: Draft, reference: str) -> Inquiry | None:
    return next((told for told in draft.now.registrations if told.reference == reference), None)


def _keep(draft: Draft, told: Inquiry) -> None:
    others = tuple(other for other in draft.now.registrations if other.reference != told.reference)
    draft.change(registrations=(*others, told)[-CASES:])
