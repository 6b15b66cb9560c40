"""What the follow-up counts, in conversations: by the quarter, each cut for itself, the gender never on a ticket."""

from datetime import date, timedelta

import msgspec
import pytest

from dialogs.conversation import Answer, Inquiry
from dialogs.draft import Context, Draft
from dialogs.effects import Measure, MoveTicket, OpenTicket
from dialogs.events import Answered, ApplicationDecided, OutcomeNoted, StaffReplied, TicketTransferred
from dialogs.flows import FLOWS
from dialogs.measures import REFUSED, count_decision, count_deviation, count_sending, first_of_quarter, note_outcome
from dialogs.outcomes import Outcome
from tests.conversation import TO_REVIEW, Talk
from tests.dialogs.conftest import Opens

QUARTER = date(2026, 4, 1)


def counted(person: Talk, name: str) -> list[Measure]:
    return [measure for measure in person.did(Measure) if measure.name == name]


def sent(talk: Opens, gender: str = "woman", language: str = "uk") -> Talk:
    return talk(language).presses(*TO_REVIEW[:-1], gender).presses("send")


def staff(person: Talk, kind: type, **values: object) -> Talk:
    reference = person.conversation.cases[0].reference
    return person.gets(kind(id=f"desk-{person.turns}", at=person.now, reference=reference, staff="anna", **values))


@pytest.mark.parametrize("day,first", [("2026-01-01", 1), ("2026-03-31", 1), ("2026-04-01", 4), ("2026-12-31", 10)])
def test_a_day_belongs_to_its_quarter(day: str, first: int) -> None:
    assert first_of_quarter(date.fromisoformat(day)) == date(2026, first, 1)


def test_who_begins_the_form_is_counted_once(talk: Opens) -> None:
    person = talk("uk").presses("arrival")
    assert counted(person, "begun") == [Measure(name="begun", cuts={"language": "uk", "channel": "web"}, day=QUARTER)]
    assert counted(person.presses("restart").presses("arrival"), "begun") == []


def test_a_sent_form_is_counted_with_gender_language_channel_and_each_need_for_itself(talk: Opens) -> None:
    person = sent(talk)
    assert counted(person, "intake") == [
        Measure(name="intake", cuts={"gender": "woman", "language": "uk", "channel": "web"}, day=QUARTER)
    ]
    assert [measure.cuts for measure in counted(person, "need")] == [{"need": "work"}, {"need": "internship"}]
    who = {"gender": "woman", "language": "uk", "channel": "web"}
    (handover,) = counted(person, "handover")
    assert handover.cuts == {"queue": "etableringscentrum", "actor": "arrival", **who}
    assert counted(person, "route")


def test_the_gender_stands_on_no_ticket(talk: Opens) -> None:
    (opened,) = sent(talk).did(OpenTicket)
    assert "woman" not in {line.value for line in opened.answers}
    assert "arrival.statistics" not in {line.step for line in opened.answers}


def test_an_outcome_is_counted_by_its_own_day_with_what_the_person_said_of_themselves(talk: Opens) -> None:
    person = staff(sent(talk), OutcomeNoted, outcome="employed", day=date(2026, 2, 3), part="jobbpartner")
    cuts = {"gender": "woman", "language": "uk", "channel": "web", "form": "jobbpartner"}
    way = {"queue": "etableringscentrum", "source": "unknown"}
    (measure,) = person.did(Measure)
    assert (measure.name, measure.cuts, measure.day) == ("employed", cuts | way, date(2026, 1, 1))
    (moved,) = person.did(MoveTicket)
    assert (moved.change, moved.outcome) == ("outcome", "employed|2026-02-03|jobbpartner|1")
    assert person.heard == []


def test_what_comes_late_is_divided_in_the_quarter_in_which_it_comes(talk: Opens) -> None:
    """The tables of the quarter before are known by then: one more in them would tell of one person."""
    late = staff(sent(talk), OutcomeNoted, outcome="employed", day=date(2026, 3, 31)).did(Measure)
    now = staff(sent(talk), OutcomeNoted, outcome="employed", day=date(2026, 4, 1)).did(Measure)
    given = staff(sent(talk), OutcomeNoted, outcome="delivered", day=date(2026, 3, 31), part="apl").did(Measure)
    assert [m.divided for m in (*late, *now, *given)] == [date(2026, 4, 1), None, None]


def test_an_outcome_that_is_taken_back_is_subtracted_from_the_same_numbers(talk: Opens) -> None:
    noted = {"outcome": "mentor_matched", "day": date(2026, 5, 3)}
    person = staff(sent(talk), OutcomeNoted, **noted)
    (first,) = person.did(Measure)
    (second,) = staff(person, OutcomeNoted, **noted, withdrawn=True).did(Measure)
    assert (second.cuts, second.day, second.times) == (first.cuts, first.day, -first.times)


def test_what_an_organisation_delivers_is_counted_without_anybodys_gender(talk: Opens) -> None:
    noted = {"outcome": "delivered", "day": date(2026, 5, 3), "part": "apl", "number": 12}
    (measure,) = staff(sent(talk), OutcomeNoted, **noted).did(Measure)
    assert (measure.cuts, measure.times) == ({"form": "apl"}, 12)


def test_the_first_answer_is_counted_once_by_how_long_it_took(talk: Opens) -> None:
    person = sent(talk)
    person.now += timedelta(days=2)
    first = staff(person, StaffReplied, text="Hej")
    assert [m.cuts["within"] for m in counted(first, "first_contact")] == ["3"]
    assert counted(staff(person, StaffReplied, text="Igen"), "first_contact") == []


def test_a_case_that_is_sent_on_is_counted_as_such(talk: Opens) -> None:
    person = staff(sent(talk), TicketTransferred, queue="general")
    assert [m.cuts for m in counted(person, "rerouted")] == [{"to": "etableringscentrum>general", "actor": "arrival"}]


def test_a_decision_is_counted_with_the_days_it_took(talk: Opens) -> None:
    person = talk("sv").presses("person")
    person.now += timedelta(days=10)
    assert counted(staff(person, ApplicationDecided, decision="checked"), "decided") == []
    staff(person, ApplicationDecided, decision="approved", text="")
    unasked = {"type": "unknown", "size": "unknown"}
    assert [m.cuts for m in counted(person, "decided")] == [{"decision": "approved", "within": "14", **unasked}]
    assert len(counted(person, "member")) == 1


def test_a_decision_and_a_membership_are_divided_by_what_the_application_told(talk: Opens) -> None:
    person = drafted(talk, "membership", organisation_type="association", size="10_49")
    kept = {"type": "association", "size": "10_49"}
    assert [m.cuts for m in person.effects if isinstance(m, Measure) and m.name == "application"] == [kept]
    count_decision(person, person.now.cases[0], "approved")
    told = {m.name: m.cuts for m in person.effects if isinstance(m, Measure)}
    assert told["decided"] == {"decision": "approved", "within": "1", **kept}
    assert told["member"] == kept


def test_each_kind_of_deviation_counts_once_for_an_application_and_not_for_offers(talk: Opens) -> None:
    person = drafted(talk, "membership", affirm_goals="yes", affirm_equality="no", organisation_type="public")
    for _ in range(2):
        count_deviation(person, person.now.cases[0], "homepage")
    found = [m.cuts for m in person.effects if isinstance(m, Measure) and m.name == "deviation"]
    assert found == [{"check": REFUSED, "type": "public"}, {"check": "homepage", "type": "public"}]
    offer = drafted(talk, "employer", kind="job")
    count_deviation(offer, offer.now.cases[0], "homepage")
    assert not [m for m in offer.effects if isinstance(m, Measure) and m.name == "deviation"]


def test_what_a_check_of_an_application_finds_is_a_deviation_by_the_checks_name(talk: Opens) -> None:
    person = talk("sv").presses("person")
    reference = person.conversation.cases[0].reference
    case = msgspec.structs.replace(person.conversation.cases[0], flow="membership", cuts={"type": "private"})
    asked = (Inquiry(reference, "homepage", {}, person.now), Inquiry(reference, "company_register", {}, person.now))
    person.conversation = msgspec.structs.replace(person.conversation, cases=(case,), inquiries=asked)
    for backend, result in (("homepage", "REVIEW"), ("company_register", "OK")):
        event = Answered(
            id=backend, at=person.now, call=backend, backend=backend, about=reference, result={"result": result}
        )
        person.gets(event)
        found = [m.cuts for m in counted(person, "deviation")]
        assert found == ([{"check": "homepage", "type": "private"}] if result != "OK" else [])


@pytest.mark.parametrize("period,year", [("hösten 2027", "2027"), ("löpande", "unknown"), ("12026", "unknown")])
def test_a_promise_is_counted_for_the_year_that_it_names(talk: Opens, period: str, year: str) -> None:
    person = drafted(talk, "membership", commitment_form="apl", commitment_number="3", commitment_period=period)
    (promised,) = [m for m in person.effects if isinstance(m, Measure) and m.name == "promised"]
    assert (promised.cuts, promised.times) == ({"form": "apl", "period": year}, 3)


@pytest.mark.parametrize(
    "named,places,branch,counted_places",
    [
        (("4 kock",), "", "5", [("5", 4)]),
        (("2 kock", "svetsare"), "", "several", [("5", 2), ("7", 1)]),
        (("kock", "svetsare"), "6", "several", [("several", 6)]),
        (("något annat",), "2", "unknown", [("unknown", 2)]),
        (("99999999999999999999 något",), "2", "unknown", [("unknown", 2)]),
        (("10000 något",), "", "unknown", [("unknown", 1)]),
        ((), "", "unknown", []),
    ],
)
def test_an_offer_and_its_places_are_divided_by_the_field_of_the_work(
    talk: Opens, named: tuple[str, ...], places: str, branch: str, counted_places: list[tuple[str, int]]
) -> None:
    person = drafted(talk, "employer", kind="job", occupation=named, places=places)
    found = [m for m in person.effects if isinstance(m, Measure)]
    assert [m.cuts for m in found if m.name == "request"] == [{"kind": "job", "branch": branch}]
    assert [(m.cuts["branch"], m.times) for m in found if m.name == "place"] == counted_places
    reference = person.now.cases[0].reference
    note_outcome(
        person,
        OutcomeNoted(
            id="o", at=person.context.now, reference=reference, staff="a", outcome="request_filled", day=QUARTER
        ),
    )
    filled = person.effects[-2]
    assert isinstance(filled, Measure)
    assert filled.cuts == {"branch": branch}


def test_a_placement_is_divided_by_the_field_of_the_persons_own_occupation(talk: Opens) -> None:
    person = talk("sv").presses(*TO_REVIEW[:6]).says("kock").presses("yes")
    while person.conversation.step != "arrival.review":
        person.presses("here" if person.conversation.step == "arrival.contact" else "skip")
    person = staff(person.presses("send"), OutcomeNoted, outcome="internship_started", day=date(2026, 5, 3))
    assert [m.cuts["branch"] for m in counted(person, "internship_started")] == ["5"]


def test_where_somebodys_work_came_from_is_counted_and_kept_in_the_line(talk: Opens) -> None:
    person = staff(sent(talk), OutcomeNoted, outcome="employed", day=date(2026, 5, 3), source="own")
    assert [m.cuts["source"] for m in counted(person, "employed")] == ["own"]
    (moved,) = person.did(MoveTicket)
    assert moved.outcome is not None
    assert Outcome.parse(moved.outcome) == Outcome("employed", date(2026, 5, 3), source="own")


def test_a_line_that_was_written_before_sources_were_is_still_read() -> None:
    assert Outcome.parse("employed|2026-02-03|apl|1") == Outcome("employed", date(2026, 2, 3), "apl")


def drafted(talk: Opens, flow: str, **given: str | tuple[str, ...]) -> Draft:
    """A form with these answers is sent in a conversation that has a case for it."""
    person = talk("sv").presses("person")
    case = msgspec.structs.replace(person.conversation.cases[0], flow=flow)
    answers = {
        f"{flow}.{name}": Answer(value if isinstance(value, tuple) else (value,))
        for name, value in given.items()
        if value
    }
    branches = person.occupations.branches
    now = msgspec.structs.replace(person.conversation, cases=(case,), answers=answers)
    draft = Draft(now, Context(now=person.now, reference=case.reference, branches=branches), FLOWS)
    count_sending(draft, flow, answers, case.reference)
    return draft
