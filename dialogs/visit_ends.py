"""How a visit went, once its time has come: staff say it, it is counted, and a mapping that was made is an outcome.

The person is told nothing: whoever was there knows it, and nobody is told off for not coming.
"""

from datetime import date, datetime

import msgspec

from dialogs.case_status import find_case
from dialogs.conversation import Met
from dialogs.draft import Draft
from dialogs.effects import Call, Change, Moment, MoveTicket, Text
from dialogs.events import OutcomeNoted, VisitEnded
from dialogs.limits import VISITS_MET
from dialogs.measures import count_visit, note_outcome
from dialogs.outcomes import MAPPED
from dialogs.promise import STOCKHOLM
from dialogs.visit_acts import BACKEND

ENDING = "end"
_CHANGES: dict[str, Change] = {"mapped": "visit_mapped", "met": "visit_met", "absent": "visit_absent"}


def end(draft: Draft, event: VisitEnded) -> None:
    """Staff say how it went, or take that back. What was said first holds until it is taken back."""
    known = next((met for met in draft.now.met if (met.reference, met.at) == (event.reference, event.time)), None)
    if event.withdrawn:
        if known is not None:
            _take_back(draft, event, known)
        return
    if known is not None or event.time > draft.context.now:
        return
    met = Met(event.reference, event.time, event.came, noted=event.came == "mapped" and not event.noted)
    draft.change(met=(*draft.now.met, met)[-VISITS_MET:])
    _settle(draft, event)
    _tell(draft, event, _CHANGES[event.came], event.came)
    count_visit(draft, find_case(draft.now, event.reference), event.came, _day(event.time))
    if met.noted:
        note_outcome(draft, _outcome(event))


def hear_outcome(draft: Draft, event: OutcomeNoted) -> None:
    """A mapping that staff take back elsewhere is not taken back again with the visit's answer."""
    if event.withdrawn and event.outcome == MAPPED:
        same = next((m for m in draft.now.met if _is_about(m, event)), None)
        draft.change(met=tuple(msgspec.structs.replace(m, noted=False) if m is same else m for m in draft.now.met))


def _take_back(draft: Draft, event: VisitEnded, known: Met) -> None:
    draft.change(met=tuple(met for met in draft.now.met if met is not known))
    _tell(draft, event, "visit_answer_withdrawn", "")
    count_visit(draft, find_case(draft.now, event.reference), known.came, _day(event.time), times=-1)
    if known.noted:
        note_outcome(draft, _outcome(event, withdrawn=True))


def _settle(draft: Draft, event: VisitEnded) -> None:
    """The visit is over, unless another time is being looked for."""
    draft.change(
        visits=tuple(
            msgspec.structs.replace(visit, over=True)
            if (visit.reference, visit.at, visit.times, visit.wanted) == (event.reference, event.time, (), None)
            else visit
            for visit in draft.now.visits
        )
    )


def _tell(draft: Draft, event: VisitEnded, change: Change, came: str) -> None:
    """The ticket's history, and the calendar, so that nobody is asked again."""
    start = event.time.isoformat()
    told = Text("visit-history-at", {"place": Text(f"authority-{event.place}"), "at": Moment(event.time)})
    draft.do(
        MoveTicket(reference=event.reference, change=change, staff=event.staff, outcome=start, told=told),
        Call(
            backend=BACKEND,
            operation=ENDING,
            payload={"reference": event.reference, "place": event.place, "start": start, "came": came},
            about=event.reference,
        ),
    )


def _outcome(event: VisitEnded, *, withdrawn: bool = False) -> OutcomeNoted:
    return OutcomeNoted(
        id=event.id,
        at=event.at,
        reference=event.reference,
        staff=event.staff,
        outcome=MAPPED,
        day=_day(event.time),
        withdrawn=withdrawn,
    )


def _is_about(met: Met, event: OutcomeNoted) -> bool:
    return met.noted and met.reference == event.reference and _day(met.at) == event.day


def _day(at: datetime) -> date:
    return at.astimezone(STOCKHOLM).date()
