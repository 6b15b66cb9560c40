"""Looking at an organisation: what the register says in the chat, and every check of a ticket. Nobody is refused here.

A check that could not be made is made again later by itself, for a week.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import msgspec

from dialogs import standing
from dialogs.case_status import find_case
from dialogs.conversation import Answer, Inquiry, Organisation
from dialogs.draft import Draft
from dialogs.effects import Call, DropTimer, Moment, SetTimer, Text
from dialogs.events import Answered
from dialogs.flow import Answers, Flow, OrganisationNumber, Question, name_of
from dialogs.inquiries import AGAIN, NOT_CHECKED, OK, found, next_try, result_of, timer_of, write
from dialogs.limits import INQUIRIES
from dialogs.measures import count_deviation

REGISTER, HOMEPAGE, SANCTIONS = "company_register", "homepage", "sanctions"
OPERATIONS: Mapping[str, str] = MappingProxyType({REGISTER: "look_up", HOMEPAGE: "visit", SANCTIONS: "screen"})
NONE = "none"
"""The answer of an organisation that has no number."""
LOOKING = "register"
"""The timer that ends the wait for the register in the chat."""
LOOK_FOR = timedelta(seconds=3)
GIVEN_UP = timedelta(days=7)


def number_question(flow: Flow) -> Question | None:
    """The question for the organisation's number, if the form has one."""
    return next((q for q in flow.questions if isinstance(q.kind, OrganisationNumber)), None)


def look_up(draft: Draft, flow: Flow) -> bool:
    """Ask the register about a number that it was not asked about yet; the form waits for a moment. False: no need."""
    question = number_question(flow)
    given = draft.now.answers.get(question.step) if question else None
    known = draft.now.organisation
    if given is None or question is None:
        return False
    if known is not None and known.number == given.value:
        recall(draft, question)
        standing.fill(draft, flow)
        return _look_up_member(draft, flow)
    draft.change(organisation=Organisation(given.value, asked=given.value != NONE))
    if given.value == NONE:
        return False
    draft.do(Call(backend=REGISTER, operation=OPERATIONS[REGISTER], payload={"number": given.value}, about=given.value))
    _wait(draft, flow, "register-looking", awaited=standing.seek(draft, flow))
    return True


def _look_up_member(draft: Draft, flow: Flow) -> bool:
    """Ask whether they are a member; the form waits for that where nobody has said so."""
    if not standing.seek(draft, flow) or not standing.is_open(draft, flow):
        return False
    _wait(draft, flow, "members-looking", awaited=True)
    return True


def _wait(draft: Draft, flow: Flow, key: str, *, awaited: bool) -> None:
    known = draft.now.organisation
    if known is not None:
        draft.change(organisation=msgspec.structs.replace(known, awaited=awaited))
    draft.change(step=f"{flow.name}.organisation", open_turn=draft.now.turn)
    draft.say(key, kind="notice")
    draft.do(SetTimer(kind=LOOKING, at=draft.context.now + LOOK_FOR))


def recall(draft: Draft, question: Question) -> None:
    """The register's name for a number that it was asked about before."""
    known, name = draft.now.organisation, name_of(question.step)
    if known is not None and known.name and name not in draft.now.answers:
        draft.change(answers={**draft.now.answers, name: Answer((known.name,))})


def hear_register(draft: Draft, event: Answered) -> bool:
    """What the register says while the chat waits for it; False when nobody waits for this any more."""
    known = draft.now.organisation
    if known is None or not known.asked or event.about != known.number:
        return False
    name, result = event.result.get("name", ""), event.result.get("result", NOT_CHECKED)
    known = msgspec.structs.replace(known, name=name, checked=result, asked=False)
    draft.change(organisation=known)
    drop_timer(draft)
    flow = draft.flow
    question = number_question(flow) if flow else None
    if question is None:
        return True
    if name:
        draft.change(answers={**draft.now.answers, name_of(question.step): Answer((name,))})
    if key := _told(result, event.result.get("reason", "")):
        draft.say(key, kind="notice")
    return True


def drop_timer(draft: Draft, *, waited: bool = True) -> None:
    """Once nothing is awaited in the chat any longer."""
    known = draft.now.organisation
    if waited and (known is None or not known.waits):
        draft.do(DropTimer(kind=LOOKING))


def stop_looking(draft: Draft) -> bool:
    """The chat does not wait for any answer any longer; False when it did not wait."""
    known = draft.now.organisation
    if known is None or not known.waits:
        return False
    checked = NOT_CHECKED if known.asked else known.checked
    draft.change(organisation=msgspec.structs.replace(known, asked=False, awaited=False, checked=checked))
    if known.asked:
        draft.say("register-away", kind="notice")
    return True


def about(flow: Flow, answers: Answers) -> dict[str, dict[str, str]]:
    """What each system is asked about the organisation that sent this form; who has no number is not looked up."""

    def given(name: str) -> str:
        answer = answers.get(f"{flow.name}.{name}")
        return "" if answer is None or answer.value == NONE else answer.value

    number, url = given("organisation_number"), given("homepage")
    confirmed = "" if given("organisation") == "no" else given("organisation_number_name")
    name, domain = confirmed or given("organisation_name"), given("contact_email").rpartition("@")[2]
    asked = {
        REGISTER: {"number": number} if number else {},
        HOMEPAGE: {"url": url, "name": name, "number": number, "domain": domain} if url else {},
        SANCTIONS: {"name": name, "number": number} if name else {},
    }
    return {backend: payload for backend, payload in asked.items() if payload}


def check(draft: Draft, reference: str, asked: Mapping[str, Mapping[str, str]]) -> None:
    """Make these checks for the ticket; they say by themselves what they found."""
    others = tuple(i for i in draft.now.inquiries if (i.reference, i.backend) not in {(reference, b) for b in asked})
    new = tuple(Inquiry(reference, backend, dict(p), draft.context.now) for backend, p in asked.items())
    draft.change(inquiries=(*others, *new)[-INQUIRIES:])
    for inquiry in new:
        _call(draft, inquiry)


def check_again(draft: Draft, reference: str) -> None:
    """Staff want the ticket's checks made anew."""
    check(draft, reference, {i.backend: i.payload for i in draft.now.inquiries if i.reference == reference})


def retry(draft: Draft, kind: str) -> None:
    """The time of a check that could not be made has come."""
    backend, _, reference = kind.removeprefix(AGAIN).partition(".")
    inquiry = _open(draft, reference, backend)
    if inquiry is not None:
        _call(draft, inquiry)


def take_result(draft: Draft, event: Answered) -> None:
    """What a check found goes on its ticket; one that could not be made is put off."""
    inquiry = _open(draft, event.about, event.backend)
    if inquiry is None:
        return
    if result_of(event) == NOT_CHECKED:
        _put_off(draft, inquiry, event)
        return
    _keep(draft, msgspec.structs.replace(inquiry, done=True))
    if result_of(event) != OK:
        count_deviation(draft, find_case(draft.now, inquiry.reference), inquiry.backend)
    write(draft, inquiry, event, found(event))


def _call(draft: Draft, inquiry: Inquiry) -> None:
    # The person is still there: what takes long is left for later, when nobody waits.
    first = {"first": "yes"} if inquiry.backend == HOMEPAGE and not inquiry.tries else {}
    draft.do(
        Call(
            backend=inquiry.backend,
            operation=OPERATIONS[inquiry.backend],
            payload=inquiry.payload | first,
            about=inquiry.reference,
        )
    )


def _put_off(draft: Draft, inquiry: Inquiry, event: Answered) -> None:
    at = next_try(inquiry, event, draft.context.now)
    off = event.result.get("reason") == "not_configured"
    over = off or at - inquiry.since > GIVEN_UP
    _tell_once(draft, inquiry, off=off)
    _keep(draft, msgspec.structs.replace(inquiry, tries=inquiry.tries + 1, done=over))
    told = found(event)
    if not over:
        draft.do(SetTimer(kind=timer_of(inquiry), at=at))
        told = (*told, Text("check-again-at", {"at": Moment(at)}))
    elif not off:
        told = (*told, Text("check-reason-given_up"))
    write(draft, inquiry, event, told)


def _tell_once(draft: Draft, inquiry: Inquiry, *, off: bool) -> None:
    """The person hears it once for a ticket, and not where it was said in the chat, nor where nothing will come."""
    told = any(i.tries for i in draft.now.inquiries if i.reference == inquiry.reference)
    known = draft.now.organisation
    said = known is not None and inquiry.backend == REGISTER and known.checked == NOT_CHECKED
    if not (told or said or off):
        draft.say("check-later", kind="notice", reference=inquiry.reference)


def _told(result: str, reason: str) -> str | None:
    """What the person hears of the register's answer: nothing where all is well, or where nothing can be asked."""
    match result:
        case "NOT_CHECKED":
            return None if reason == "not_configured" else "register-away"
        case "NOT_FOUND":
            return "register-other_register" if reason == "other_register" else "register-not-found"
        case "REVIEW":
            return f"register-{reason}" if reason in _SPOKEN else "register-review"
        case _:
            return None


_SPOKEN = frozenset("deregistered bankrupt liquidation restructuring inactive sole_trader".split())


def _open(draft: Draft, reference: str, backend: str) -> Inquiry | None:
    kept = (i for i in draft.now.inquiries if (i.reference, i.backend) == (reference, backend))
    return next((i for i in kept if not i.done), None)


def _keep(draft: Draft, inquiry: Inquiry) -> None:
    name = (inquiry.reference, inquiry.backend)
    draft.change(inquiries=tuple(inquiry if (i.reference, i.backend) == name else i for i in draft.now.inquiries))
