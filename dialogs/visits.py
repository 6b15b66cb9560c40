"""Visits: staff propose times, the person takes one, moves it or cancels it; whoever is quicker has a time.

Times are taken by the calendar, not here: each change is a request with a number that counts up, and only the answer to
the last request counts. The number is the invitation's sequence, too.
"""

from datetime import datetime

import msgspec

from dialogs import visit_acts
from dialogs.cases import quote, update_case
from dialogs.conversation import Visit
from dialogs.draft import Draft
from dialogs.effects import DropTimer, Moment, Note, SetTimer, WakeTicket
from dialogs.events import Answered, VisitCancelled, VisitMoved, VisitProposed
from dialogs.visit_acts import TIMER
from dialogs.visit_words import MOST_TIMES, find_visit, reminder_of


def propose(draft: Draft, event: VisitProposed) -> None:
    """Staff propose times. A visit that is agreed holds until another time is taken."""
    known = find_visit(draft.now, event.reference)
    same = known if known is not None and known.coming and known.place == event.place else None
    visit = Visit(
        reference=event.reference,
        place=event.place,
        minutes=event.minutes,
        host=event.host,
        times=event.times,
        at=same.at if same else None,
        number=known.number if known else 0,
    )
    if known is not None and same is None and known.coming:
        visit = visit_acts.give_back(draft, visit)
    visit_acts.keep(draft, visit)
    update_case(draft, event.reference, staff_wrote=True, answered=True, due=None)
    visit_acts.tell_ticket(draft, visit, "visit_proposed")
    if event.text:
        quote(draft, event)
    visit_acts.put_times(draft, visit)


def move_by_staff(draft: Draft, event: VisitMoved) -> None:
    """Staff give the visit another time; the person hears it once the calendar has taken it."""
    visit = find_visit(draft.now, event.reference)
    if visit is None:
        return
    draft.do(Note(action="visit_moving"))
    visit_acts.request(draft, visit, event.time, by_staff=True)


def cancel_by_staff(draft: Draft, event: VisitCancelled) -> None:
    """Staff cancel; nobody waits for a time any more."""
    visit = find_visit(draft.now, event.reference)
    if visit is None or visit.over:
        return
    visit_acts.end(draft, visit, "visit-cancelled-staff" if visit.coming else "visit-withdrawn")
    if event.text:
        quote(draft, event)
    visit_acts.close_offer(draft, visit.reference)


def hear_answer(draft: Draft, event: Answered) -> None:
    """The calendar has answered. Only the answer to the last request counts."""
    visit = find_visit(draft.now, event.about)
    if visit is None or event.operation == "end" or event.result.get("number", str(visit.number)) != str(visit.number):
        return
    free = _times(event.result.get("free", ""))
    match event.result.get("result"):
        case "booked" if visit.wanted is not None:
            _booked(draft, visit, visit.wanted)
        case "taken" if visit.wanted is not None:
            _taken(draft, visit, free)
        case "free" if visit.wanted is None:
            _offer_times(draft, visit, free)
        case None:
            _unanswered(draft, visit)


def remind(draft: Draft, kind: str) -> None:
    """The day before: when and where, once more."""
    visit = find_visit(draft.now, kind.removeprefix(TIMER))
    if visit is None or not visit.coming or visit.at is None or visit.at <= draft.context.now:
        return
    visit_acts.announce(draft, visit, "visit-reminder")


def _booked(draft: Draft, visit: Visit, at: datetime) -> None:
    moved = visit.coming
    visit = msgspec.structs.replace(visit, at=at, wanted=None, times=(), over=False)
    visit_acts.keep(draft, visit)
    reminded = _set_reminder(draft, visit, at)
    visit_acts.tell_ticket(draft, visit, "visit_moved" if moved else "visit_booked")
    key = "visit-moved-staff" if visit.by_staff else "visit-moved" if moved else "visit-booked"
    visit_acts.announce(draft, visit, key, reminded=reminded)
    visit_acts.send_file(draft, visit)


def _taken(draft: Draft, visit: Visit, free: tuple[datetime, ...]) -> None:
    at, by_staff = visit.wanted, visit.by_staff
    visit = msgspec.structs.replace(visit, wanted=None)
    visit_acts.keep(draft, visit)
    if by_staff:
        visit_acts.tell_ticket(draft, visit, "visit_refused", at=at)
        return
    draft.say("visit-taken", kind="notice")
    _offer_times(draft, visit, free)


def _offer_times(draft: Draft, visit: Visit, free: tuple[datetime, ...]) -> None:
    others = tuple(at for at in free if at > draft.context.now and not (visit.coming and at == visit.at))
    visit = msgspec.structs.replace(visit, times=others[:MOST_TIMES])
    visit_acts.keep(draft, visit)
    if visit.times:
        visit_acts.put_times(draft, visit)
        return
    draft.say("visit-none-left", kind="notice")
    draft.do(WakeTicket(reference=visit.reference))
    update_case(draft, visit.reference, answered=False)
    visit_acts.close_offer(draft, visit.reference)


def _unanswered(draft: Draft, visit: Visit) -> None:
    """The calendar did not answer for a whole day: staff are told, and so is the person, whose old time holds."""
    visit_acts.keep(draft, msgspec.structs.replace(visit, wanted=None))
    draft.do(WakeTicket(reference=visit.reference))
    draft.say("visit-failed", kind="notice")
    if visit.coming and visit.at:
        draft.say("visit-yours", kind="notice", at=Moment(visit.at))


def _set_reminder(draft: Draft, visit: Visit, at: datetime) -> bool:
    """Whether there will be one: a visit of tomorrow may be too soon for it."""
    kind, when = f"{TIMER}{visit.reference}", reminder_of(at)
    comes = when > draft.context.now
    draft.do(SetTimer(kind=kind, at=when) if comes else DropTimer(kind=kind))
    return comes


def _times(text: str) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(part) for part in text.split(",") if part)
