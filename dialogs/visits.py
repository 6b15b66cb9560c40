"""Visits: staff propose times, the person takes one, moves it or cancels it; whoever is quicker has a time.

Times are taken by the calendar, not here: each change is a request with a number that counts up, and only the answer to
the last request counts. The number is the invitation's sequence, too.
"""

from datetime import datetime

import msgspec

from dialogs.case_acts import add, leave, put
from dialogs.case_status import ADDING, RATING_WORDS, find_case
from dialogs.cases import quote, update_case
from dialogs.clock_words import clocks_said
from dialogs.conversation import Case, Offer, Visit
from dialogs.draft import Draft
from dialogs.effects import (
    Args,
    Call,
    Change,
    DropTimer,
    Joined,
    Link,
    Moment,
    MoveTicket,
    Note,
    Say,
    SetTimer,
    Text,
    WakeTicket,
)
from dialogs.events import Answered, VisitCancelled, VisitMoved, VisitProposed
from dialogs.flow import FreeText, Places
from dialogs.limits import CASES, MISSES
from dialogs.meanings import wanted
from dialogs.questions import ask_again
from dialogs.visit_words import (
    CANCEL,
    MOST_TIMES,
    MOVE,
    NONE,
    TAKE,
    VISIT,
    acts,
    address_words,
    cannot_come,
    find_visit,
    is_button,
    meant_time,
    mentions,
    place_name,
    read_time,
    reminder_of,
)

BACKEND = "visits"
TIMER = "visit."
"""What the timers of reminders begin with; the case follows."""
SHORT = 14
"""A message of at most so many words may be about moving or cancelling a visit and nothing else."""


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
        visit = _give_back(draft, visit)
    _keep(draft, visit)
    update_case(draft, event.reference, staff_wrote=True, answered=True, due=None)
    _tell_ticket(draft, visit, "visit_proposed")
    if event.text:
        quote(draft, event)
    _put(draft, visit)


def move_by_staff(draft: Draft, event: VisitMoved) -> None:
    """Staff give the visit another time; the person hears it once the calendar has taken it."""
    visit = find_visit(draft.now, event.reference)
    if visit is None:
        return
    draft.do(Note(action="visit_moving"))
    _request(draft, visit, event.time, by_staff=True)


def cancel_by_staff(draft: Draft, event: VisitCancelled) -> None:
    """Staff cancel; nobody waits for a time any more."""
    visit = find_visit(draft.now, event.reference)
    if visit is None or visit.over:
        return
    _end(draft, visit, "visit-cancelled-staff" if visit.coming else "visit-withdrawn")
    if event.text:
        quote(draft, event)
    _close_offer(draft, visit.reference)


def press(draft: Draft, value: str) -> bool:
    """A button about a visit; False when it is none, or of no visit of this conversation."""
    if not is_button(value):
        return False
    name, reference, *at = value.split(":", 2)
    visit = find_visit(draft.now, reference)
    if visit is None:
        return False
    if name == TAKE:
        _take(draft, visit, read_time(at[0] if at else ""))
    else:
        _act(draft, visit, name)
    return True


def hear_words(draft: Draft) -> bool:
    """Words that move or cancel a visit wherever they are said; False when they are about something else."""
    visit = next((v for v in reversed(draft.now.visits) if not v.over), None)
    heard, offer = draft.understanding, draft.now.offer
    if visit is not None and offer is not None and offer.step == VISIT and _hear_clock(draft, offer):
        return True
    if visit is None or len(heard.text.split()) > SHORT or heard.text.startswith("/"):
        return False
    if offer is not None and offer.step in (ADDING, RATING_WORDS):
        return False
    if offer is None and draft.question is not None and isinstance(draft.question.kind, FreeText | Places):
        return False
    name = mentions(heard)
    if name not in (MOVE, CANCEL) or not (visit.coming or (offer is not None and offer.step == VISIT)):
        return False
    if name == CANCEL and visit.coming:
        _keep(draft, msgspec.structs.replace(visit, times=()))
        put(draft, VISIT, _case(draft, visit), key="visit-cancel-ask")
    else:
        _act(draft, visit, NONE if name == CANCEL else name)
    return True


def _hear_clock(draft: Draft, offer: Offer) -> bool:
    """A time of day is one, whatever else it sounds like ("о першій" like "from the first")."""
    visit, heard = find_visit(draft.now, offer.reference), draft.understanding
    if visit is None or not clocks_said(heard.text) or len(heard.text.split()) > SHORT:
        return False
    at = meant_time(visit.times, heard)
    if at is not None:
        _take(draft, visit, at)
    return at is not None


def hear_absence(draft: Draft) -> bool:
    """Who has a visit and cannot come is in no danger because of that; False when more is said, or there is none."""
    return any(v.coming for v in draft.now.visits) and cannot_come(draft.understanding.text) and hear_words(draft)


def hear(draft: Draft, case: Case) -> bool:
    """Words while a time is to be chosen; False when they ask for something else."""
    visit = find_visit(draft.now, case.reference)
    if visit is None:
        return False
    if (at := meant_time(visit.times, draft.understanding)) is not None:
        _take(draft, visit, at)
    elif (name := mentions(draft.understanding)) and visit.times:
        _act(draft, visit, name)
    elif wanted(draft.understanding):
        return False
    elif draft.now.misses + 1 < MISSES:
        draft.change(misses=draft.now.misses + 1)
        ask_again(draft, example=True)
    else:
        # Not a time, twice: it is for staff to read, and the times stay open.
        draft.change(misses=0)
        add(draft, case)
        ask_again(draft)
    return True


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
    _announce(draft, visit, "visit-reminder")


def _take(draft: Draft, visit: Visit, at: datetime | None) -> None:
    if visit.wanted is not None:
        draft.say("visit-wait", kind="notice")
    elif at is not None and visit.coming and at == visit.at:
        draft.say("visit-already", kind="notice", at=Moment(at))
        _close_offer(draft, visit.reference)
    elif visit.over or at is None or at not in visit.times or at <= draft.context.now:
        draft.say("visit-over" if visit.over else "visit-time-gone", kind="notice")
        _ask_free(draft, visit)
    else:
        draft.say("visit-asking", kind="notice", at=Moment(at))
        _request(draft, visit, at)
        _close_offer(draft, visit.reference)


def _act(draft: Draft, visit: Visit, name: str) -> None:
    if name == MOVE:
        draft.say("visit-looking", kind="notice")
        _ask_free(draft, visit)
    elif name == CANCEL and visit.coming:
        _end(draft, visit, "visit-cancelled")
        draft.do(WakeTicket(reference=visit.reference))
        update_case(draft, visit.reference, answered=False)
        _close_offer(draft, visit.reference)
    elif name == CANCEL:
        draft.say("visit-none", kind="notice")
        ask_again(draft)
    else:
        _tell_ticket(draft, visit, "visit_unsuited")
        draft.do(WakeTicket(reference=visit.reference))
        update_case(draft, visit.reference, answered=False)
        draft.say("visit-none-fits", kind="notice")
        _close_offer(draft, visit.reference)


def _request(draft: Draft, visit: Visit, at: datetime, *, by_staff: bool = False) -> None:
    visit = msgspec.structs.replace(visit, wanted=at, number=visit.number + 1, by_staff=by_staff)
    _keep(draft, visit)
    _call(draft, visit, "book", start=at.isoformat())


def _booked(draft: Draft, visit: Visit, at: datetime) -> None:
    moved = visit.coming
    visit = msgspec.structs.replace(visit, at=at, wanted=None, times=(), over=False)
    _keep(draft, visit)
    reminded = _set_reminder(draft, visit, at)
    _tell_ticket(draft, visit, "visit_moved" if moved else "visit_booked")
    key = "visit-moved-staff" if visit.by_staff else "visit-moved" if moved else "visit-booked"
    _announce(draft, visit, key, reminded=reminded)
    _send_file(draft, visit)


def _taken(draft: Draft, visit: Visit, free: tuple[datetime, ...]) -> None:
    at, by_staff = visit.wanted, visit.by_staff
    visit = msgspec.structs.replace(visit, wanted=None)
    _keep(draft, visit)
    if by_staff:
        _tell_ticket(draft, visit, "visit_refused", at=at)
        return
    draft.say("visit-taken", kind="notice")
    _offer_times(draft, visit, free)


def _offer_times(draft: Draft, visit: Visit, free: tuple[datetime, ...]) -> None:
    others = tuple(at for at in free if at > draft.context.now and not (visit.coming and at == visit.at))
    visit = msgspec.structs.replace(visit, times=others[:MOST_TIMES])
    _keep(draft, visit)
    if visit.times:
        _put(draft, visit)
        return
    draft.say("visit-none-left", kind="notice")
    draft.do(WakeTicket(reference=visit.reference))
    update_case(draft, visit.reference, answered=False)
    _close_offer(draft, visit.reference)


def _unanswered(draft: Draft, visit: Visit) -> None:
    """The calendar did not answer for a whole day: staff are told, and so is the person, whose old time holds."""
    _keep(draft, msgspec.structs.replace(visit, wanted=None))
    draft.do(WakeTicket(reference=visit.reference))
    draft.say("visit-failed", kind="notice")
    if visit.coming and visit.at:
        draft.say("visit-yours", kind="notice", at=Moment(visit.at))


def _end(draft: Draft, visit: Visit, key: str) -> None:
    agreed = visit.coming
    visit = _give_back(draft, msgspec.structs.replace(visit, over=True, wanted=None, times=()))
    _keep(draft, visit)
    _tell_ticket(draft, visit, "visit_cancelled")
    links = _calendar_link(draft, visit, "visit-calendar-remove") if agreed else ()
    args: Args = {"at": Moment(visit.at)} if agreed and visit.at else {}
    draft.do(Say(key=key, args=args, kind="notice", choices=acts(visit), links=links, step=draft.now.step))
    if agreed:
        _send_file(draft, visit)


def _give_back(draft: Draft, visit: Visit) -> Visit:
    """The calendar has the time for others again."""
    visit = msgspec.structs.replace(visit, number=visit.number + 1)
    _call(draft, visit, "cancel")
    draft.do(DropTimer(kind=f"{TIMER}{visit.reference}"))
    return visit


def _ask_free(draft: Draft, visit: Visit) -> None:
    _call(draft, visit, "free", place=visit.place, minutes=str(visit.minutes))


def _call(draft: Draft, visit: Visit, operation: str, **more: str) -> None:
    told = {"reference": visit.reference, "number": str(visit.number)}
    if operation == "book":
        told |= {"place": visit.place, "minutes": str(visit.minutes)}
    draft.do(Call(backend=BACKEND, operation=operation, payload={**told, **more}, about=visit.reference))


def _announce(draft: Draft, visit: Visit, key: str, *, reminded: bool = False) -> None:
    """When and where, with what can be done about it; whatever is open is asked once more below."""
    if visit.at is None:
        return
    reminder = (Text("visit-reminded"),) if reminded else ()
    draft.do(
        Say(
            key=key,
            args={
                "at": Moment(visit.at),
                "place": place_name(visit),
                "minutes": visit.minutes,
                "address": Joined((address_words(visit, draft.context.contacts), *reminder)),
            },
            kind="notice",
            choices=acts(visit),
            links=_calendar_link(draft, visit, "visit-calendar"),
            step=draft.now.step,
        )
    )
    if draft.now.step is not None:
        ask_again(draft)


def _calendar_link(draft: Draft, visit: Visit, label: str) -> tuple[Link, ...]:
    if draft.now.channel != "web":
        return ()
    return (Link(label, f"/chat/visit/{visit.reference}.ics"),)


def _send_file(draft: Draft, visit: Visit) -> None:
    """Where there is no page to download it from, the channel sends the file."""
    if draft.now.channel == "web":
        return
    told = {"conversation": draft.now.id, "reference": visit.reference}
    draft.do(Call(backend=draft.now.channel, operation="send_visit", payload=told))


def _set_reminder(draft: Draft, visit: Visit, at: datetime) -> bool:
    """Whether there will be one: a visit of tomorrow may be too soon for it."""
    kind, when = f"{TIMER}{visit.reference}", reminder_of(at)
    comes = when > draft.context.now
    draft.do(SetTimer(kind=kind, at=when) if comes else DropTimer(kind=kind))
    return comes


def _tell_ticket(draft: Draft, visit: Visit, change: Change, *, at: datetime | None = None) -> None:
    when = at or (visit.at if change != "visit_proposed" else None)
    place, staff = place_name(visit), Text("visit-history", {"place": place_name(visit)})
    told = Text("visit-history-at", {"place": place, "at": Moment(when)}) if when else staff
    draft.do(MoveTicket(reference=visit.reference, change=change, told=told))


def _put(draft: Draft, visit: Visit) -> None:
    put(draft, VISIT, _case(draft, visit))


def _close_offer(draft: Draft, reference: str) -> None:
    """Nothing is to be chosen any more; what else is open is asked again."""
    offer = draft.now.offer
    if offer is not None and offer.step == VISIT and offer.reference == reference:
        leave(draft, to_staff=True)
    else:
        ask_again(draft)


def _case(draft: Draft, visit: Visit) -> Case:
    return find_case(draft.now, visit.reference) or Case(visit.reference, "general", "general")


def _keep(draft: Draft, visit: Visit) -> None:
    others = tuple(v for v in draft.now.visits if v.reference != visit.reference)
    draft.change(visits=(*others, visit)[-CASES:])


def _times(text: str) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(part) for part in text.split(",") if part)
