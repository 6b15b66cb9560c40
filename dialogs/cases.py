"""Handovers: opening a ticket, what the person adds to it, what staff do with it."""

import msgspec

from dialogs.case_status import find_case
from dialogs.conversation import Case, Offer
from dialogs.draft import Draft
from dialogs.effects import (
    AnswerLine,
    Moment,
    MoveTicket,
    Note,
    OpenTicket,
    Original,
    Say,
    Text,
    WakeTicket,
)
from dialogs.events import InOwnWords, StaffReplied, TicketClosed, TicketReopened, TicketTransferred
from dialogs.limits import CASES
from dialogs.measures import count_first_contact, count_handover, count_transfer
from dialogs.promise import answer_by
from dialogs.questions import ask_again, ask_resume
from dialogs.summary import goes_along, ticket_lines, wish_lines

PRIVACY_REQUEST = "privacy"
DECIDED = frozenset({"membership"})
"""Forms on which staff decide."""
SEVERAL = frozenset({"employer"})
"""Forms that one conversation may send several times; each is a case of its own."""


def hand_over(
    draft: Draft,
    *,
    queue: str,
    flow: str,
    routes: tuple[str, ...] = (),
    key: str = "handover",
    lines: tuple[AnswerLine, ...] = (),
    complete: bool = False,
) -> str:
    """Give the conversation to a queue: a new ticket, or the open one of that queue with what is new; its reference.

    ``lines`` stand on the ticket instead of the answers of the form. ``complete``: a form was sent, not left.
    """
    form = draft.flows.get(flow)
    lines = lines or (ticket_lines(form, draft.now.answers) if form else ())
    known = _taken_up(draft, queue, flow, complete=complete)
    if known is None or (lines and _may_replace(known, flow)):
        lines = (*lines, *wish_lines(draft.now.wishes, flow))
    else:
        lines = ()
    draft.change(unread=(), misses=0, wishes=tuple(w for w in draft.now.wishes if not goes_along(w, flow)))
    if known is not None:
        update_case(draft, known.reference, answered=False, complete=known.complete or complete)
        draft.do(WakeTicket(reference=known.reference, answers=lines, routes=routes))
        tell_case(draft, known, "handover-known")
        return known.reference
    now = draft.context.now
    due = answer_by(now, draft.context.hours.get(queue))
    case = Case(draft.context.reference, queue, flow, due=due, opened=now, urgent=queue == "urgent", complete=complete)
    draft.change(cases=(*draft.now.cases, case)[-CASES:])
    count_handover(draft, queue, flow)
    draft.do(
        OpenTicket(
            reference=case.reference,
            queue=queue,
            priority="urgent" if queue == "urgent" else "normal",
            flow=flow,
            answers=lines,
            routes=routes,
            due=due,
        )
    )
    tell_case(draft, case, key)
    return case.reference


def call_person(draft: Draft) -> None:
    """The person asks for a person: a ticket in the queue of the open form, else ``general``."""
    flow, step = draft.flow, draft.now.step
    draft.change(offer=None)
    hand_over(
        draft, queue=flow.queue if flow else "general", flow=flow.name if flow else "general", key="handover-person"
    )
    if flow and step:
        ask_resume(draft, step)
    else:
        draft.change(step=None)


def call_interpreter(draft: Draft) -> None:
    """The person asks staff for an interpreter; whatever is open stays open. Without a case it becomes one."""
    if not draft.now.open_cases:
        call_person(draft)
        return
    for case in draft.now.open_cases:
        update_case(draft, case.reference, answered=False)
        draft.do(WakeTicket(reference=case.reference))
    draft.say("interpreter-called", kind="notice", reference=draft.now.open_cases[-1].reference)
    ask_again(draft)


def add_words(draft: Draft) -> None:
    """What the person writes while staff have the case goes to the case."""
    for case in draft.now.open_cases:
        update_case(draft, case.reference, answered=False)
        draft.do(WakeTicket(reference=case.reference))
    if not any(c.staff_wrote for c in draft.now.open_cases):
        draft.say("case-added", kind="notice", reference=draft.now.open_cases[-1].reference)


def pass_reply(draft: Draft, event: StaffReplied) -> None:
    """Staff's answer, in their words; a language that is not the person's is named before it."""
    count_first_contact(draft, find_case(draft.now, event.reference))
    update_case(draft, event.reference, staff_wrote=True, answered=True, due=None)
    draft.do(MoveTicket(reference=event.reference, change="replied", staff=event.staff))
    if event.standard is not None:
        draft.do(Say(key=event.standard, sender="staff", author=event.staff, step=draft.now.step))
        return
    translated = _original(event) is not None
    if not translated:
        _offer_interpreter(draft, event)
    quote(draft, event)
    if translated:
        _offer_interpreter(draft, event)


def pass_transfer(draft: Draft, event: TicketTransferred) -> None:
    """The case goes to other staff; the person is told who has it now."""
    count_transfer(draft, find_case(draft.now, event.reference), event.queue)
    due = answer_by(draft.context.now, draft.context.hours.get(event.queue))
    update_case(draft, event.reference, queue=event.queue, due=due)
    draft.do(
        MoveTicket(
            reference=event.reference,
            change="transferred",
            staff=event.staff,
            queue=event.queue,
            note=event.note,
            due=due,
        )
    )
    draft.say("case-moved", kind="notice", reference=event.reference, queue=Text(f"queue-{event.queue}"))


def pass_closing(draft: Draft, event: TicketClosed) -> None:
    """The case is closed with staff's last words; the bot takes over again and says so."""
    update_case(draft, event.reference, open=False, closed=draft.context.now, outcome=event.outcome, asked=False)
    draft.do(MoveTicket(reference=event.reference, change="closed", staff=event.staff, outcome=event.outcome))
    if event.text:
        quote(draft, event)
    draft.say("case-closed", kind="notice", reference=event.reference)


def pass_reopening(draft: Draft, event: TicketReopened) -> None:
    """Staff took the case up again."""
    update_case(draft, event.reference, open=True, closed=None, outcome=None)
    draft.do(MoveTicket(reference=event.reference, change="reopened", staff=event.staff))
    draft.say("case-reopened", kind="notice", reference=event.reference)


def request_erasure(draft: Draft) -> None:
    """The city's rule keeps the case: the wish goes to the privacy officer as a ticket of its own."""
    draft.do(Note(action="erasure_requested"))
    draft.change(offer=None, step=None)
    case = Case(draft.context.reference, "general", PRIVACY_REQUEST, opened=draft.context.now)
    draft.change(cases=(*draft.now.cases, case)[-CASES:])
    draft.do(OpenTicket(reference=case.reference, queue=case.queue, flow=PRIVACY_REQUEST))
    draft.do(_handover("erasure-requested", case))


def update_case(draft: Draft, reference: str, **values: object) -> None:
    """The case as the conversation knows it from now on."""
    changed = tuple(msgspec.structs.replace(c, **values) if c.reference == reference else c for c in draft.now.cases)
    draft.change(cases=changed)


def urgent_offer(draft: Draft) -> Offer:
    """The offer of a person after danger; whatever was open comes back when it is declined."""
    resume = draft.now.offer.resume if draft.now.offer else draft.now.step
    return Offer("offer.urgent", queue="urgent", flow=draft.now.flow or "general", resume=resume)


def _taken_up(draft: Draft, queue: str, flow: str, *, complete: bool) -> Case | None:
    """The open case that takes in what is new. What staff decide stands apart from all else; so does each offer."""
    found = (c for c in draft.now.open_cases if c.queue == queue)
    if complete and flow in SEVERAL:
        found = (c for c in found if not c.complete)
    return next((c for c in found if flow not in DECIDED or c.flow == flow), None)


def _may_replace(known: Case, flow: str) -> bool:
    """Whether answers of ``flow`` may take the place of the ticket's. Others stay; staff read on in the chat."""
    return known.flow == "general" or (known.flow == flow and flow != "question")


def tell_case(draft: Draft, case: Case, key: str) -> None:
    """Which case has it now, and by when staff answer."""
    draft.do(_handover(key, case))
    if case.due:
        draft.say("promise", kind="notice", due=Moment(case.due), queue=Text(f"queue-{case.queue}"))


def _handover(key: str, case: Case) -> Say:
    return Say(
        key=key,
        kind="handover",
        args={"reference": case.reference, "queue": Text(f"queue-{case.queue}")},
        ticket=(case.reference, case.queue),
    )


def quote(draft: Draft, event: InOwnWords) -> None:
    """Staff's own words, or what was made of them in another language, with the original beside.

    Words in a language that is not the person's are named as such before.
    """
    foreign = event.language != draft.now.language
    original = _original(event) if foreign else None
    if foreign and original is None:
        queue = _case(draft, event.reference).queue
        draft.say(f"staff-wrote-{event.language}", kind="notice", queue=Text(f"queue-{queue}"))
    draft.do(
        Say(
            key="staff-reply",
            sender="staff",
            author=event.staff,
            verbatim=event.translation if original else event.text,
            language=event.target if original else event.language,
            original=original,
            step=draft.now.step,
        )
    )


def _original(event: InOwnWords) -> Original | None:
    """What the translation was made of, if there is one."""
    if event.translation is None or event.engine is None or event.target is None:
        return None
    return Original(event.text, event.language, event.engine, event.edited)


def _offer_interpreter(draft: Draft, event: InOwnWords) -> None:
    """Who reads another language than staff write is told once how to ask for an interpreter.

    Beside a translation that is said after it; what cannot be read comes last.
    """
    if event.language != draft.now.language and draft.once("interpreter"):
        draft.say("interpreter-offer", kind="notice")


def _case(draft: Draft, reference: str) -> Case:
    found = next((c for c in draft.now.cases if c.reference == reference), None)
    return found or Case(reference, "general", "general")
