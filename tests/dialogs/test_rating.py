"""One question about how it went: when it is asked, when it never is, and what becomes of the answer."""

import pytest

from dialogs.effects import DropTimer, MoveTicket, SetTimer, Tally
from dialogs.events import ReachChanged, TicketClosed, TicketReopened
from tests.conversation import Talk
from tests.dialogs.conftest import Opens
from tests.dialogs.test_cases import staff, with_case
from tests.dialogs.test_followup import reference, two_cases


def closes(person: Talk) -> Talk:
    return staff(person, TicketClosed, outcome="helped")


@pytest.mark.parametrize("language", ["sv", "uk", "en"])
@pytest.mark.parametrize("value", ["helped", "partly", "not_helped"])
def test_the_answer_is_counted_and_stands_on_the_ticket(talk: Opens, language: str, value: str) -> None:
    person = closes(with_case(talk, language)).expects("offer.rating")
    assert person.buttons == ["helped", "partly", "not_helped", "skip"]
    person.presses(value)
    assert person.did(Tally) == [Tally(name="case.rating", value=f"{language}:general:{value}:general")]
    (moved,) = person.did(MoveTicket)
    assert (moved.change, moved.outcome, moved.staff) == ("rated", value, "")


@pytest.mark.parametrize("said, value", [
    ("ja, tack", "helped"), ("delvis", "partly"), ("det hjälpte inte", "not_helped"), ("nej", "not_helped"),
])  # fmt: skip
def test_it_can_be_answered_in_words(talk: Opens, said: str, value: str) -> None:
    person = closes(with_case(talk, "sv")).says(said)
    assert [tally.value for tally in person.did(Tally)] == [f"sv:general:{value}:general"]


def test_who_skips_is_not_asked_again(talk: Opens) -> None:
    person = closes(with_case(talk, "en")).presses("skip").expects("menu")
    assert person.did(Tally) == []
    person.presses(f"reopen:{reference(person)}")
    assert "offer-rating-ask" not in closes(person).keys
    assert "offer-rating-ask" not in person.waits(days=1).timer("rating").keys


def test_who_was_not_helped_may_say_what_was_missing_and_open_the_case_again(talk: Opens) -> None:
    person = closes(with_case(talk, "en")).presses("not_helped").expects("offer.rating_words")
    person.says("Nobody called me back").expects("offer.reopen", "rating-passed-on")
    (moved,) = person.did(MoveTicket)
    assert (moved.change, moved.note) == ("commented", "Nobody called me back")
    person.says("yes").expects(None, "case-reopened-person")
    assert person.did(MoveTicket)[0].change == "reopened_by_person"


@pytest.mark.parametrize("skip", ["button", "words"])
def test_the_sentence_is_optional(talk: Opens, skip: str) -> None:
    person = closes(with_case(talk, "en")).presses("not_helped")
    (person.presses("skip") if skip == "button" else person.says("skip")).expects("menu")
    assert person.did(MoveTicket) == []


def test_an_offer_to_open_again_may_be_declined(talk: Opens) -> None:
    person = closes(with_case(talk, "en")).presses("not_helped").says("It took too long").presses("no")
    person.expects("menu")
    assert person.conversation.open_cases == ()


def test_danger_is_never_rated(talk: Opens) -> None:
    urgent = talk("en").presses("danger", "yes")
    assert urgent.conversation.cases[0].queue == "urgent"
    assert "offer-rating-ask" not in closes(urgent).keys
    spoken_of = with_case(talk, "en").presses("danger", "no")
    assert "offer-rating-ask" not in closes(spoken_of).keys
    assert "offer-rating-ask" not in spoken_of.waits(days=1).timer("rating").keys


def test_a_wish_for_erasure_is_never_rated(talk: Opens) -> None:
    person = with_case(talk, "en").says("/delete").presses("yes")
    last = person.conversation.cases[-1]
    assert last.flow == "privacy"
    person.gets(TicketClosed(id="d", at=person.now, reference=last.reference, staff="anna", outcome="other"))
    assert "offer-rating-ask" not in person.keys


def test_at_night_nobody_is_asked_before_the_morning(talk: Opens) -> None:
    person = closes(with_case(talk, "en").waits(hours=11)).expects("menu", "case-closed", "menu-again")
    (timer,) = person.did(SetTimer)
    assert (timer.kind, timer.at.isoformat()) == ("rating", "2026-05-21T08:00:00+02:00")
    person.now = timer.at
    person.timer("rating").expects("offer.rating")


def test_at_night_who_writes_is_asked_with_the_answer_and_not_in_the_morning(talk: Opens) -> None:
    person = closes(with_case(talk, "en").waits(hours=11)).says("thank you").expects("offer.rating", "thanks")
    assert [timer.kind for timer in person.did(DropTimer)] == ["rating"]
    assert person.presses("helped").waits(hours=12).timer("rating").keys == []


def test_a_form_is_not_interrupted(talk: Opens) -> None:
    person = with_case(talk, "en").says("/menu").presses("arrival", "adult")
    closes(person).expects("arrival.stage", "case-closed")
    (timer,) = person.did(SetTimer)
    assert (timer.at - person.now).days == 1
    person.waits(days=1).timer("rating").expects("arrival.stage")
    assert [timer.kind for timer in person.did(SetTimer)] == ["rating"]
    person.says("/menu").waits(days=1).timer("rating").expects("offer.rating")


def test_after_a_week_nobody_is_asked_any_more(talk: Opens) -> None:
    person = closes(with_case(talk, "en").says("/menu").presses("arrival", "adult"))
    person.waits(days=8).says("/menu").timer("rating")
    assert person.keys == []
    assert "offer-rating-ask" not in person.says("hello").keys


def test_who_cannot_be_reached_is_asked_later(talk: Opens) -> None:
    person = with_case(talk, "en").gets(ReachChanged(id="gone", at=with_case(talk).now, reachable=False))
    assert "offer-rating-ask" not in closes(person).keys
    assert [timer.kind for timer in person.did(SetTimer)] == ["rating"]


def test_a_case_that_is_open_again_is_not_rated(talk: Opens) -> None:
    person = closes(with_case(talk, "en").waits(hours=11))
    staff(person, TicketReopened).waits(hours=11).timer("rating")
    assert person.keys == []


def test_other_words_are_heard_as_if_nothing_were_asked(talk: Opens) -> None:
    person = closes(with_case(talk, "en")).means("the paper never came to my place").expects("offer.about")
    assert person.did(Tally) == []
    closes(with_case(talk, "en")).presses("arrival").expects("arrival.adult")


def test_with_another_case_open_words_go_to_staff(talk: Opens) -> None:
    person = closes(two_cases(talk)).expects("offer.rating")
    person.means("I have sent the papers to you by post")
    assert person.conversation.step is None
    assert "case-added" in person.keys
