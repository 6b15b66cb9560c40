"""Handovers: opening a ticket, what the person adds to it, what staff do with it."""

from datetime import datetime

import msgspec

from dialogs.conversation import Case, Offer
from dialogs.draft import Draft
from dialogs.effects import AnswerLine, Args, Joined, Moment, MoveTicket, Note, OpenTicket, Say, Text, WakeTicket
from dialogs.events import StaffReplied, TicketClosed, TicketReopened, TicketTransferred
from dialogs.limits import CASES
from dialogs.promise import answer_by
from dialogs.questions import ask_menu, ask_resume
from dialogs.summary import goes_along, ticket_lines, wish_lines

PRIVACY_REQUEST = "privacy"


def hand_over(
    draft: Draft,
    *,
    queue: str,
    flow: str,
    routes: tuple[str, ...] = (),
    key: str = "handover",
    lines: tuple[AnswerLine, ...] = (),
) -> None:
    """Give the conversation to a queue: a new ticket, or the open one of that queue with what is new.

    ``lines`` stand on the ticket where no form was filled in.
    """
    form = draft.flows.get(flow)
    lines = lines or (ticket_lines(form, draft.now.answers) if form else ())
    known = next((c for c in draft.now.open_cases if c.queue == queue), None)
    if known is None or (lines and _may_replace(known, flow)):
        lines = (*lines, *wish_lines(draft.now.wishes, flow))
    else:
        lines = ()
    draft.change(unread=(), misses=0, wishes=tuple(w for w in draft.now.wishes if not goes_along(w, flow)))
    if known is not None:
        draft.do(WakeTicket(reference=known.reference, answers=lines, routes=routes))
        _tell(draft, known, "handover-known")
        return
    due = answer_by(draft.context.now, draft.context.hours.get(queue))
    case = Case(draft.context.reference, queue, flow, due=due)
    draft.change(cases=(*draft.now.cases, case)[-CASES:])
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
    _tell(draft, case, key)


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


def add_words(draft: Draft) -> None:
    """What the person writes while staff have the case goes to the case."""
    for case in draft.now.open_cases:
        draft.do(WakeTicket(reference=case.reference))
    if not any(c.staff_wrote for c in draft.now.open_cases):
        draft.say("case-added", kind="notice", reference=draft.now.open_cases[-1].reference)


def tell_status(draft: Draft) -> None:
    """What is known of the person's cases."""
    if not draft.now.cases:
        draft.say("status-none")
        return
    now = draft.context.now
    draft.say("status", cases=Joined(tuple(_status_line(c, now) for c in draft.now.cases[-5:])))


def pass_reply(draft: Draft, event: StaffReplied) -> None:
    """Staff's answer, in their words; a language that is not the person's is named before it."""
    _update(draft, event.reference, staff_wrote=True)
    draft.do(MoveTicket(reference=event.reference, change="replied", staff=event.staff))
    if event.standard is not None:
        draft.do(Say(key=event.standard, sender="staff", author=event.staff, step=draft.now.step))
        return
    _quote(draft, event)


def pass_transfer(draft: Draft, event: TicketTransferred) -> None:
    """The case goes to other staff; the person is told who has it now."""
    due = answer_by(draft.context.now, draft.context.hours.get(event.queue))
    _update(draft, event.reference, queue=event.queue, due=due)
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
    _update(draft, event.reference, open=False)
    draft.do(MoveTicket(reference=event.reference, change="closed", staff=event.staff, outcome=event.outcome))
    if event.text:
        _quote(draft, event)
    draft.say("case-closed", kind="notice", reference=event.reference)
    if draft.now.step is None and not draft.now.open_cases:
        ask_menu(draft, "menu-again")


def pass_reopening(draft: Draft, event: TicketReopened) -> None:
    """Staff took the case up again."""
    _update(draft, event.reference, open=True)
    draft.do(MoveTicket(reference=event.reference, change="reopened", staff=event.staff))
    draft.say("case-reopened", kind="notice", reference=event.reference)


def request_erasure(draft: Draft) -> None:
    """The city's rule keeps the case: the wish goes to the privacy officer as a ticket of its own."""
    draft.do(Note(action="erasure_requested"))
    draft.change(offer=None, step=None)
    case = Case(draft.context.reference, "general", PRIVACY_REQUEST)
    draft.change(cases=(*draft.now.cases, case)[-CASES:])
    draft.do(OpenTicket(reference=case.reference, queue=case.queue, flow=PRIVACY_REQUEST))
    draft.do(_handover("erasure-requested", case))


def urgent_offer(draft: Draft) -> Offer:
    """The offer of a person after danger; whatever was open comes back when it is declined."""
    resume = draft.now.offer.resume if draft.now.offer else draft.now.step
    return Offer("offer.urgent", queue="urgent", flow=draft.now.flow or "general", resume=resume)


def _may_replace(known: Case, flow: str) -> bool:
    """Whether answers of ``flow`` may take the place of the ticket's. Others stay; staff read on in the chat."""
    return known.flow == "general" or (known.flow == flow and flow != "question")


def _tell(draft: Draft, case: Case, key: str) -> None:
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


def _status_line(case: Case, now: datetime) -> Text:
    state = "closed" if not case.open else "answered" if case.staff_wrote else "waiting"
    key = f"status-{state}"
    if state == "waiting" and case.due:
        key = "status-late" if case.due < now else "status-waiting-due"
    args: Args = {"reference": case.reference, "queue": Text(f"queue-{case.queue}")}
    if case.due:
        args["due"] = Moment(case.due)
    return Text(key, args)


def _quote(draft: Draft, event: StaffReplied | TicketClosed) -> None:
    """Staff's own words; a language that is not the person's is named before them."""
    if event.language != draft.now.language:
        queue = _case(draft, event.reference).queue
        draft.say(f"staff-wrote-{event.language}", kind="notice", queue=Text(f"queue-{queue}"))
    draft.do(
        Say(
            key="staff-reply",
            sender="staff",
            author=event.staff,
            verbatim=event.text,
            language=event.language,
            step=draft.now.step,
        )
    )


def _case(draft: Draft, reference: str) -> Case:
    found = next((c for c in draft.now.cases if c.reference == reference), None)
    return found or Case(reference, "general", "general")


def _update(draft: Draft, reference: str, **values: object) -> None:
    changed = tuple(msgspec.structs.replace(c, **values) if c.reference == reference else c for c in draft.now.cases)
    draft.change(cases=changed)
