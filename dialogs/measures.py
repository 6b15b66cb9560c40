"""What the follow-up counts, written with the turn that brought it. Nothing of it leads back to a person.

Everything is kept by the quarter, and each cut for itself: nobody can be found by day, nor by two things at once.
What a form tells of a case (``cuts_of``) is kept with it, so that what comes of it much later is divided alike.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import msgspec

from dialogs.case_status import find_case
from dialogs.conversation import Answer, Case, Conversation
from dialogs.draft import Draft
from dialogs.effects import Change, Measure, MoveTicket
from dialogs.events import OutcomeNoted
from dialogs.outcomes import OF_PEOPLE, OF_REQUESTS, OF_WORK, PLACED, UNFILLED, Outcome
from dialogs.promise import STOCKHOLM

UNKNOWN, SEVERAL = "unknown", "several"
WITHIN = ((1, "1"), (3, "3"), (7, "7"), (14, "14"), (30, "30"))
"""Days, and the name of who needed no more."""
LATER = "later"
REFUSED = "refused"
"""The kind of deviation that is an affirmation answered with no; the others have the names of their checks."""
_STATISTICS = "arrival.statistics"
_PLACES = re.compile(r"[0-9]{1,4}", re.ASCII)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_PEOPLE = frozenset({"gender", "language", "channel"})
_KEPT = ("type", "size", "branch")
"""What is kept with a case."""
ORGANISATIONS = ("employer", "membership")
"""The forms of whoever speaks for an organisation."""


def count(
    draft: Draft, name: str, cuts: Mapping[str, str] | None = None, *, times: int = 1, on: date | None = None
) -> None:
    """Count under ``name``, and each of ``cuts`` for itself.

    By what people are told apart is shown once a quarter is over: what comes after that counts in the quarter in which
    it comes, or the table before and the table after it would tell of one person.
    """
    now = first_of_quarter(draft.context.now.astimezone(STOCKHOLM).date())
    day = first_of_quarter(on) if on else now
    late = now if day < now and not _PEOPLE.isdisjoint(cuts or ()) else None
    draft.do(Measure(name=name, cuts=dict(cuts or {}), day=day, times=times, divided=late))


def first_of_quarter(day: date) -> date:
    """The day on which the quarter of ``day`` begins."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def count_beginning(draft: Draft, flow: str) -> None:
    """Somebody began the form, for the first time in this conversation."""
    if flow == "arrival" and draft.once("counted:begun"):
        count(draft, "begun", _talk(draft.now))


def count_sending(draft: Draft, flow: str, answers: dict[str, Answer], reference: str) -> None:
    """A form was sent; sent again for the same case it counts once."""
    cuts = cuts_of(draft, flow, answers)
    _keep(draft, reference, {name: value for name, value in cuts.items() if name in _KEPT})
    if not draft.once(f"counted:{reference}"):
        return
    if flow == "arrival":
        draft.change(gender=answers.get(_STATISTICS, Answer(())).value)
        count(draft, "intake", _who(draft.now))
        for need in answers.get("arrival.needs", Answer(())).values:
            count(draft, "need", {"need": need})
    elif flow == "employer":
        count(draft, "request", cuts)
        if cuts["kind"] == "mentorship":
            count(draft, "mentor_offered")
        _count_places(draft, answers, cuts["kind"])
    elif flow == "membership":
        count(draft, "application", cuts)
        _count_promises(draft, answers)
        if any(step.startswith("membership.affirm_") and _value(answers, step) == "no" for step in answers):
            count_deviation(draft, find_case(draft.now, reference), REFUSED)


def cuts_of(draft: Draft, flow: str, answers: Mapping[str, Answer]) -> dict[str, str]:
    """What a form tells of its case that numbers are divided by."""
    match flow:
        case "arrival":
            return {"branch": _branch_of(draft, _values(answers, "arrival.occupation_concept"))}
        case "employer":
            places = _values(answers, "employer.occupation")
            return {
                "kind": _value(answers, "employer.kind"),
                "branch": _branch_of(draft, tuple(_counted(place)[0] for place in places)),
            }
        case "membership":
            return {
                "type": _value(answers, "membership.organisation_type"),
                "size": _value(answers, "membership.size"),
            }
    return {}


def count_handover(draft: Draft, queue: str, flow: str) -> None:
    """A case went to staff."""
    count(draft, "handover", {"queue": queue, "actor": flow, **_of_case(draft.now, flow)})


def count_deviation(draft: Draft, case: Case | None, kind: str) -> None:
    """A check of an application found something that is not as expected; the same kind counts once for each."""
    if case is not None and case.flow == "membership" and draft.once(f"deviates:{case.reference}:{kind}"):
        count(draft, "deviation", {"check": kind, **_part(case.cuts, "type")})


def count_ways(draft: Draft, ways: tuple[str, ...]) -> None:
    """Ways that somebody was told."""
    for way in ways:
        count(draft, "route", {"route": way})


def count_transfer(draft: Draft, case: Case | None, queue: str) -> None:
    """Staff sent a case on: it had come to the wrong place."""
    if case is not None and case.queue != queue:
        count(draft, "rerouted", {"to": f"{case.queue}>{queue}", "actor": case.flow})


def count_first_contact(draft: Draft, case: Case | None) -> None:
    """Staff answer for the first time, so long after the case came in."""
    if case is not None and case.opened is not None and not case.staff_wrote:
        cuts = {"within": _within(draft.context.now - case.opened), "queue": case.queue}
        count(draft, "first_contact", cuts | _of_case(draft.now, case.flow))


def count_decision(draft: Draft, case: Case | None, decision: str) -> None:
    """An application is decided; a decision that only changes what was decided counts again as what it is."""
    final = decision in {"approved", "declined"}
    if final and case is not None and case.opened is not None and case.decision != decision:
        kept = _part(case.cuts, "type", "size")
        count(draft, "decided", {"decision": decision, "within": _within(draft.context.now - case.opened), **kept})
        if decision == "approved":
            count(draft, "member", kept)


def note_outcome(draft: Draft, event: OutcomeNoted) -> None:
    """What staff say came of a case, or that they take it back. The person is told nothing."""
    outcome = Outcome(event.outcome, event.day, event.part, event.number, event.source)
    sign = -1 if event.withdrawn else 1
    cuts = dict(_cuts_of_outcome(draft.now, event))
    count(draft, event.outcome, cuts, times=sign * event.number, on=event.day)
    change: Change = "outcome_withdrawn" if event.withdrawn else "outcome"
    draft.do(MoveTicket(reference=event.reference, change=change, staff=event.staff, outcome=outcome.words()))


def count_visit(draft: Draft, case: Case | None, came: str, day: date, *, times: int = 1) -> None:
    """A visit's time is past, and staff say how it went, or (``times`` is -1) that this was wrong."""
    who = _who(draft.now) if case is None or case.flow not in ORGANISATIONS else {}
    count(draft, "visit", {"came": came} | who, times=times, on=day)


def _cuts_of_outcome(now: Conversation, event: OutcomeNoted) -> Iterator[tuple[str, str]]:
    case = find_case(now, event.reference)
    if event.outcome in OF_PEOPLE:
        yield from _who(now).items()
    if event.outcome in OF_WORK:
        yield "queue", case.queue if case else UNKNOWN
        yield "source", event.source or UNKNOWN
    if event.outcome in PLACED or event.outcome in OF_REQUESTS[:2]:
        yield "branch", _branch_in(now, case)
    if event.part:
        yield "reason" if event.outcome == UNFILLED else "form", event.part


def _branch_in(now: Conversation, case: Case | None) -> str:
    """The field of work of the case; else of the person's form, wherever that was sent to."""
    if case is not None and "branch" in case.cuts:
        return case.cuts["branch"]
    told = [other.cuts["branch"] for other in now.cases if other.flow == "arrival" and "branch" in other.cuts]
    return told[-1] if told and (case is None or case.flow not in ORGANISATIONS) else UNKNOWN


def _branch_of(draft: Draft, occupations: tuple[str, ...]) -> str:
    found = {draft.context.branches.get(name, UNKNOWN) for name in occupations} or {UNKNOWN}
    return found.pop() if len(found) == 1 else SEVERAL


def _who(now: Conversation) -> dict[str, str]:
    return {"gender": now.gender or UNKNOWN, **_talk(now)}


def _talk(now: Conversation) -> dict[str, str]:
    return {"language": now.language, "channel": now.channel}


def _of_case(now: Conversation, flow: str) -> dict[str, str]:
    """The gender of whoever wants something for themselves; it may have been told in the form that is being sent."""
    told = now.gender or _value(now.answers, _STATISTICS)
    return _talk(now) if flow in ORGANISATIONS else {"gender": told, **_talk(now)}


def _keep(draft: Draft, reference: str, cuts: dict[str, str]) -> None:
    changed = tuple(
        msgspec.structs.replace(case, cuts=case.cuts | cuts) if case.reference == reference else case
        for case in draft.now.cases
    )
    draft.change(cases=changed)


def _part(cuts: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: cuts.get(name, UNKNOWN) for name in names}


def _count_places(draft: Draft, answers: Mapping[str, Answer], kind: str) -> None:
    """Each place that an organisation offers, by what it is and in which field."""
    offered = [_counted(place) for place in _values(answers, "employer.occupation")]
    rows = [(_branch_of(draft, (name,)), number or 1) for name, number in offered]
    asked = _value(answers, "employer.places")
    if asked.isdecimal() and not any(number for _, number in offered):
        # Asked for in all, where the occupations came without their numbers.
        rows = [(_branch_of(draft, tuple(name for name, _ in offered)), int(asked))]
    for branch, number in rows:
        count(draft, "place", {"kind": kind, "branch": branch}, times=number)


def _counted(place: str) -> tuple[str, int]:
    """``2 kock`` is an occupation and a number. Whatever else begins with digits is as somebody typed it."""
    number, _, name = place.partition(" ")
    return (name, int(number)) if _PLACES.fullmatch(number) else (place, 0)


def _count_promises(draft: Draft, answers: dict[str, Answer]) -> None:
    stem, number = "membership.commitment_form", "membership.commitment_number"
    for step, answer in answers.items():
        if step == stem or step.removeprefix(f"{stem}_").isdecimal():
            said = _value(answers, number + step.removeprefix(stem))
            year = _YEAR.search(_value(answers, "membership.commitment_period" + step.removeprefix(stem)))
            cuts = {"form": answer.value, "period": year[0] if year else UNKNOWN}
            count(draft, "promised", cuts, times=int(said) if said.isdecimal() else 1)


def _value(answers: Mapping[str, Answer], step: str) -> str:
    answer = answers.get(step)
    return answer.value if answer and answer.value else UNKNOWN


def _values(answers: Mapping[str, Answer], step: str) -> tuple[str, ...]:
    answer = answers.get(step)
    return answer.values if answer else ()


def _within(waited: timedelta) -> str:
    return next((name for days, name in WITHIN if waited <= timedelta(days=days)), LATER)
