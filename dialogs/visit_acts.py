"""What can be done with a visit, whoever asks for it: a time is requested, given back, told; the ticket hears of it."""

from datetime import datetime

import msgspec

from dialogs.case_acts import leave, put
from dialogs.case_status import find_case
from dialogs.cases import update_case
from dialogs.conversation import Case, Visit
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
    Say,
    Text,
    WakeTicket,
)
from dialogs.limits import CASES
from dialogs.questions import ask_again
from dialogs.visit_words import CANCEL, MOVE, VISIT, acts, address_words, place_name

BACKEND = "visits"
TIMER = "visit."
"""What the timers of reminders begin with; the case follows."""


def take(draft: Draft, visit: Visit, at: datetime | None) -> None:
    """The person chose a time: the calendar is asked for it."""
    if visit.wanted is not None:
        draft.say("visit-wait", kind="notice")
    elif at is not None and visit.coming and at == visit.at:
        draft.say("visit-already", kind="notice", at=Moment(at))
        close_offer(draft, visit.reference)
    elif visit.over or at is None or at not in visit.times or at <= draft.context.now:
        draft.say("visit-over" if visit.over else "visit-time-gone", kind="notice")
        ask_free(draft, visit)
    else:
        draft.say("visit-asking", kind="notice", at=Moment(at))
        request(draft, visit, at)
        close_offer(draft, visit.reference)


def act(draft: Draft, visit: Visit, name: str) -> None:
    """The person wants another time, none of these, or none at all."""
    if name == MOVE:
        draft.say("visit-looking", kind="notice")
        ask_free(draft, visit)
    elif name == CANCEL and visit.coming:
        end(draft, visit, "visit-cancelled")
        draft.do(WakeTicket(reference=visit.reference))
        update_case(draft, visit.reference, answered=False)
        close_offer(draft, visit.reference)
    elif name == CANCEL:
        draft.say("visit-none", kind="notice")
        ask_again(draft)
    else:
        tell_ticket(draft, visit, "visit_unsuited")
        draft.do(WakeTicket(reference=visit.reference))
        update_case(draft, visit.reference, answered=False)
        draft.say("visit-none-fits", kind="notice")
        close_offer(draft, visit.reference)


def request(draft: Draft, visit: Visit, at: datetime, *, by_staff: bool = False) -> None:
    """Ask the calendar for a time; its answer says whether it is this visit's."""
    visit = msgspec.structs.replace(visit, wanted=at, number=visit.number + 1, by_staff=by_staff)
    keep(draft, visit)
    _call(draft, visit, "book", start=at.isoformat())


def end(draft: Draft, visit: Visit, key: str) -> None:
    """The visit is off; ``key`` is how that is said."""
    agreed = visit.coming
    visit = give_back(draft, msgspec.structs.replace(visit, over=True, wanted=None, times=()))
    keep(draft, visit)
    tell_ticket(draft, visit, "visit_cancelled")
    links = _calendar_link(draft, visit, "visit-calendar-remove") if agreed else ()
    args: Args = {"at": Moment(visit.at)} if agreed and visit.at else {}
    draft.do(Say(key=key, args=args, kind="notice", choices=acts(visit), links=links, step=draft.now.step))
    if agreed:
        send_file(draft, visit)


def give_back(draft: Draft, visit: Visit) -> Visit:
    """The calendar has the time for others again."""
    visit = msgspec.structs.replace(visit, number=visit.number + 1)
    _call(draft, visit, "cancel")
    draft.do(DropTimer(kind=f"{TIMER}{visit.reference}"))
    return visit


def ask_free(draft: Draft, visit: Visit) -> None:
    """Ask the calendar what is free."""
    _call(draft, visit, "free", place=visit.place, minutes=str(visit.minutes))


def _call(draft: Draft, visit: Visit, operation: str, **more: str) -> None:
    told = {"reference": visit.reference, "number": str(visit.number)}
    if operation == "book":
        told |= {"place": visit.place, "minutes": str(visit.minutes)}
    draft.do(Call(backend=BACKEND, operation=operation, payload={**told, **more}, about=visit.reference))


def announce(draft: Draft, visit: Visit, key: str, *, reminded: bool = False) -> None:
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


def send_file(draft: Draft, visit: Visit) -> None:
    """Where there is no page to download it from, the channel sends the file."""
    if draft.now.channel == "web":
        return
    told = {"conversation": draft.now.id, "reference": visit.reference}
    draft.do(Call(backend=draft.now.channel, operation="send_visit", payload=told))


def tell_ticket(draft: Draft, visit: Visit, change: Change, *, at: datetime | None = None) -> None:
    """A line in the ticket's history."""
    when = at or (visit.at if change != "visit_proposed" else None)
    place, staff = place_name(visit), Text("visit-history", {"place": place_name(visit)})
    told = Text("visit-history-at", {"place": place, "at": Moment(when)}) if when else staff
    draft.do(MoveTicket(reference=visit.reference, change=change, told=told))


def put_times(draft: Draft, visit: Visit) -> None:
    """Put the times to choose from."""
    put(draft, VISIT, case_of(draft, visit))


def close_offer(draft: Draft, reference: str) -> None:
    """Nothing is to be chosen any more; what else is open is asked again."""
    offer = draft.now.offer
    if offer is not None and offer.step == VISIT and offer.reference == reference:
        leave(draft, to_staff=True)
    else:
        ask_again(draft)


def case_of(draft: Draft, visit: Visit) -> Case:
    """Whose visit it is."""
    return find_case(draft.now, visit.reference) or Case(visit.reference, "general", "general")


def keep(draft: Draft, visit: Visit) -> None:
    """The conversation knows the visit as it is now."""
    others = tuple(v for v in draft.now.visits if v.reference != visit.reference)
    draft.change(visits=(*others, visit)[-CASES:])
