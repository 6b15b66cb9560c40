"""How a visit went, as staff say it: counted once, an outcome where a mapping was made, and nothing for the person."""

from datetime import date, timedelta
from typing import Any

import pytest

from dialogs.effects import Call, Measure, MoveTicket
from dialogs.events import Answered, OutcomeNoted, VisitEnded
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.test_visits import LATER, TIMES, booked, button, propose, reference_of, staff, visit, with_case

THAT_DAY = date(2026, 5, 25)


def over(talk: Opens) -> Talk:
    """The agreed visit was an hour ago."""
    person = booked(with_case(talk))
    person.now = TIMES[0] + timedelta(hours=1)
    return person


def ends(person: Talk, **more: Any) -> Talk:
    told = {"place": "welcome_house", "time": TIMES[0], "came": "mapped", **more}
    return person.gets(VisitEnded(**staff(person), **told))


def counted(person: Talk) -> list[tuple[str, int]]:
    return [(m.cuts.get("came", m.name), m.times) for m in person.did(Measure)]


def test_a_mapping_is_counted_with_its_visit_on_the_visits_day_and_the_person_hears_nothing(talk: Opens) -> None:
    person = ends(over(talk))
    assert counted(person) == [("mapped", 1), ("mapping_done", 1)]
    assert {m.cuts["gender"] for m in person.did(Measure)} == {"unknown"}
    changes = [(m.change, m.outcome) for m in person.did(MoveTicket)]
    assert changes == [("visit_mapped", TIMES[0].isoformat()), ("outcome", f"mapping_done|{THAT_DAY}||1")]
    assert person.heard == []
    assert visit(person).over
    (call,) = person.did(Call)
    assert call.operation == "end"
    assert call.payload == {
        "reference": reference_of(person), "place": "welcome_house", "start": TIMES[0].isoformat(), "came": "mapped",
    }  # fmt: skip


@pytest.mark.parametrize("came", ["met", "absent"])
def test_a_visit_without_a_mapping_is_no_outcome(talk: Opens, came: str) -> None:
    person = ends(over(talk), came=came)
    assert counted(person) == [(came, 1)]
    assert [m.change for m in person.did(MoveTicket)] == [f"visit_{came}"]


def test_what_was_said_first_holds_until_it_is_taken_back(talk: Opens) -> None:
    person = ends(over(talk))
    assert ends(person, came="absent").effects == []
    assert counted(ends(person, withdrawn=True)) == [("mapped", -1), ("mapping_done", -1)]
    assert ends(person, withdrawn=True).effects == []
    assert counted(ends(person, came="absent")) == [("absent", 1)]


def test_a_visit_that_is_still_to_come_has_not_ended(talk: Opens) -> None:
    person = booked(with_case(talk))
    assert ends(person).effects == []
    assert visit(person).coming


def test_an_outcome_that_stands_is_neither_noted_again_nor_taken_back(talk: Opens) -> None:
    person = ends(over(talk), noted=True)
    assert counted(person) == [("mapped", 1)]
    assert counted(ends(person, withdrawn=True)) == [("mapped", -1)]


def test_an_outcome_that_was_taken_back_by_hand_is_not_taken_back_again(talk: Opens) -> None:
    person = ends(over(talk))
    person.gets(OutcomeNoted(**staff(person), outcome="mapping_done", day=THAT_DAY, withdrawn=True))
    assert counted(ends(person, withdrawn=True)) == [("mapped", -1)]


def test_who_is_choosing_another_time_goes_on_doing_so(talk: Opens) -> None:
    person = ends(propose(over(talk), times=LATER), came="absent")
    assert not visit(person).over
    person.presses(button(person, LATER[0]))
    assert [call.operation for call in person.did(Call)] == ["book"]


def test_a_calendar_that_cannot_note_the_end_is_nothing_for_the_person(talk: Opens) -> None:
    person, failed = ends(over(talk)), {"failed": "no_answer"}
    about = reference_of(person)
    told = Answered(id="x", at=person.now, call="x", result=failed, backend="visits", operation="end", about=about)
    person.gets(told)
    assert person.heard == []
    assert person.effects == []
