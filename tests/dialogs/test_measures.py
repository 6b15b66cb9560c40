"""What the follow-up counts, in conversations: by the quarter, each cut for itself, the gender never on a ticket."""

from datetime import date, timedelta

import pytest

from dialogs.effects import Measure, MoveTicket, OpenTicket
from dialogs.events import ApplicationDecided, OutcomeNoted, StaffReplied, TicketTransferred
from dialogs.measures import first_of_quarter
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
    assert [measure.cuts for measure in counted(person, "handover")] == [{"queue": "etableringscentrum"}]
    assert counted(person, "route")


def test_the_gender_stands_on_no_ticket(talk: Opens) -> None:
    (opened,) = sent(talk).did(OpenTicket)
    assert "woman" not in {line.value for line in opened.answers}
    assert "arrival.statistics" not in {line.step for line in opened.answers}


def test_an_outcome_is_counted_by_its_own_day_with_what_the_person_said_of_themselves(talk: Opens) -> None:
    person = staff(sent(talk), OutcomeNoted, outcome="employed", day=date(2026, 2, 3), part="jobbpartner")
    cuts = {"gender": "woman", "language": "uk", "channel": "web", "form": "jobbpartner"}
    assert person.did(Measure) == [Measure(name="employed", cuts=cuts, day=date(2026, 1, 1))]
    (moved,) = person.did(MoveTicket)
    assert (moved.change, moved.outcome) == ("outcome", "employed|2026-02-03|jobbpartner|1")
    assert person.heard == []


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
    assert [m.cuts for m in counted(person, "rerouted")] == [{"to": "etableringscentrum>general"}]


def test_a_decision_is_counted_with_the_days_it_took(talk: Opens) -> None:
    person = talk("sv").presses("person")
    person.now += timedelta(days=10)
    assert counted(staff(person, ApplicationDecided, decision="checked"), "decided") == []
    staff(person, ApplicationDecided, decision="approved", text="")
    assert [m.cuts for m in counted(person, "decided")] == [{"decision": "approved", "within": "14"}]
    assert len(counted(person, "member")) == 1
