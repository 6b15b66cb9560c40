"""What the follow-up counts, written with the turn that brought it. Nothing of it leads back to a person.

Everything is kept by the quarter, and each cut for itself: nobody can be found by day, nor by two things at once.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from dialogs.conversation import Answer, Case, Conversation
from dialogs.draft import Draft
from dialogs.effects import Change, Measure, MoveTicket
from dialogs.events import OutcomeNoted
from dialogs.outcomes import OF_PEOPLE, UNFILLED, Outcome
from dialogs.promise import STOCKHOLM

UNKNOWN = "unknown"
WITHIN = ((1, "1"), (3, "3"), (7, "7"), (14, "14"), (30, "30"))
"""Days, and the name of who needed no more."""
LATER = "later"
_STATISTICS = "arrival.statistics"


def count(
    draft: Draft, name: str, cuts: Mapping[str, str] | None = None, *, times: int = 1, on: date | None = None
) -> None:
    """Count under ``name``, and each of ``cuts`` for itself."""
    day = on or draft.context.now.astimezone(STOCKHOLM).date()
    draft.do(Measure(name=name, cuts=dict(cuts or {}), day=first_of_quarter(day), times=times))


def first_of_quarter(day: date) -> date:
    """The day on which the quarter of ``day`` begins."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def count_beginning(draft: Draft, flow: str) -> None:
    """Somebody began the form, for the first time in this conversation."""
    if flow == "arrival" and draft.once("counted:begun"):
        count(draft, "begun", {"language": draft.now.language, "channel": draft.now.channel})


def count_sending(draft: Draft, flow: str, answers: dict[str, Answer], reference: str) -> None:
    """A form was sent; sent again for the same case it counts once."""
    if not draft.once(f"counted:{reference}"):
        return
    if flow == "arrival":
        gender = answers.get(_STATISTICS, Answer(()))
        draft.change(gender=gender.value)
        count(draft, "intake", _who(draft.now))
        for need in answers.get("arrival.needs", Answer(())).values:
            count(draft, "need", {"need": need})
    elif flow == "employer":
        kind = _value(answers, "employer.kind")
        count(draft, "request", {"kind": kind})
        if kind == "mentorship":
            count(draft, "mentor_offered")
    elif flow == "membership":
        asked = {"type": "membership.organisation_type", "size": "membership.size"}
        count(draft, "application", {cut: _value(answers, step) for cut, step in asked.items()})
        _count_promises(draft, answers)


def count_handover(draft: Draft, queue: str) -> None:
    """A case went to staff."""
    count(draft, "handover", {"queue": queue})


def count_ways(draft: Draft, ways: tuple[str, ...]) -> None:
    """Ways that somebody was told."""
    for way in ways:
        count(draft, "route", {"route": way})


def count_transfer(draft: Draft, case: Case | None, queue: str) -> None:
    """Staff sent a case on: it had come to the wrong place."""
    if case is not None and case.queue != queue:
        count(draft, "rerouted", {"to": f"{case.queue}>{queue}"})


def count_first_contact(draft: Draft, case: Case | None) -> None:
    """Staff answer for the first time, so long after the case came in."""
    if case is not None and case.opened is not None and not case.staff_wrote:
        count(draft, "first_contact", {"within": _within(draft.context.now - case.opened), "queue": case.queue})


def count_decision(draft: Draft, case: Case | None, decision: str) -> None:
    """An application is decided; a decision that only changes what was decided counts again as what it is."""
    final = decision in {"approved", "declined"}
    if final and case is not None and case.opened is not None and case.decision != decision:
        count(draft, "decided", {"decision": decision, "within": _within(draft.context.now - case.opened)})
        if decision == "approved":
            count(draft, "member")


def note_outcome(draft: Draft, event: OutcomeNoted) -> None:
    """What staff say came of a case, or that they take it back. The person is told nothing."""
    outcome = Outcome(event.outcome, event.day, event.part, event.number)
    sign = -1 if event.withdrawn else 1
    part = {"reason" if event.outcome == UNFILLED else "form": event.part} if event.part else {}
    who = _who(draft.now) if event.outcome in OF_PEOPLE else {}
    count(draft, event.outcome, who | part, times=sign * event.number, on=event.day)
    change: Change = "outcome_withdrawn" if event.withdrawn else "outcome"
    draft.do(MoveTicket(reference=event.reference, change=change, staff=event.staff, outcome=outcome.words()))


def _who(now: Conversation) -> dict[str, str]:
    return {"gender": now.gender or UNKNOWN, "language": now.language, "channel": now.channel}


def _count_promises(draft: Draft, answers: dict[str, Answer]) -> None:
    stem, number = "membership.commitment_form", "membership.commitment_number"
    for step, answer in answers.items():
        if step == stem or step.removeprefix(f"{stem}_").isdecimal():
            said = _value(answers, number + step.removeprefix(stem))
            count(draft, "promised", {"form": answer.value}, times=int(said) if said.isdecimal() else 1)


def _value(answers: dict[str, Answer], step: str) -> str:
    answer = answers.get(step)
    return answer.value if answer and answer.value else UNKNOWN


def _within(waited: timedelta) -> str:
    return next((name for days, name in WITHIN if waited <= timedelta(days=days)), LATER)
