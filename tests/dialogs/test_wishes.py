"""Two wishes in one message: the first is acted upon, the other is kept and comes next."""

import pytest

from dialogs import limits
from dialogs.effects import OpenTicket
from tests.conversation import TO_REVIEW
from tests.dialogs.conftest import Opens

BOTH = {
    "sv": "Jag söker jobb, och min man vill erbjuda praktik i sin firma",
    "uk": "Я шукаю роботу, а чоловік хоче запропонувати стажування у своїй фірмі",
    "en": "I look for work, and my husband wants to offer internships in his firm",
}


@pytest.mark.parametrize("language", BOTH)
def test_the_other_wish_comes_when_the_first_is_done(talk: Opens, language: str) -> None:
    person = talk(language).means(BOTH[language], "seek_work", also=("offer_internship",))
    person.expects("arrival.adult", "also-kept").presses(*TO_REVIEW[1:], "send")
    person.expects("offer.next", "handover", "offer-next-ask").presses("yes").expects("employer.organisation_number")


def test_the_other_wish_can_be_declined(talk: Opens) -> None:
    person = talk().means(BOTH["sv"], "seek_work", also=("offer_internship",)).presses(*TO_REVIEW[1:], "send", "no")
    person.expects(None, "next-declined")
    assert person.conversation.wishes == ()


@pytest.mark.parametrize("first, other", [("seek_work", "ask_school"), ("ask_school", "seek_work")])
def test_a_question_beside_a_wish_is_answered_at_once(talk: Opens, first: str, other: str) -> None:
    words = "Я шукаю роботу. А де записати дитину до школи?"
    person = talk("uk").means(words, first, also=(other,)).expects("arrival.adult", "guide-ask_school")
    assert "also-kept" not in person.keys


def test_a_question_that_goes_to_staff_beside_another_wish_is_kept(talk: Opens) -> None:
    person = talk().means("var bor man?", "ask_housing").presses("no").means("två jobb i ett bageri", "offer_job")
    assert [wish.words for wish in person.conversation.wishes if wish.intent == "ask_housing"] == ["var bor man?"]


def test_a_greeting_beside_a_wish_is_no_wish(talk: Opens) -> None:
    person = talk().means("Hej! Jag söker jobb", "greet", also=("seek_work",)).expects("arrival.adult")
    assert "also-kept" not in person.keys


def test_who_wants_a_person_and_asks_gets_the_person(talk: Opens) -> None:
    person = talk().means("Var bor man? Ring mig", "ask_housing", also=("talk_to_human",))
    assert person.did(OpenTicket)[0].answers[0].value == "Var bor man? Ring mig"


def test_what_was_kept_comes_when_the_form_is_stopped(talk: Opens) -> None:
    person = talk().presses("arrival").means("var kan jag bo?", "ask_housing").presses("unhelpful", "cancel")
    person.expects("offer.next", "cancelled").presses("yes").expects("offer.question").presses("send")
    assert person.did(OpenTicket)[0].answers[0].value == "var kan jag bo?"


def test_what_was_kept_goes_along_when_the_form_ends_early(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").means("var kan jag bo?", "ask_housing")
    person.presses("unhelpful", "waiting", "yes")
    assert "var kan jag bo?" in {line.value for line in person.did(OpenTicket)[0].answers}


def test_a_question_on_its_own_does_not_replace_what_staff_have(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "waiting", "yes", "arrival", "cancel")
    person.means("var kan jag bo?", "ask_housing").presses("no", "send").expects(None, "handover-known")


def test_starting_over_forgets_what_was_kept(talk: Opens) -> None:
    person = talk().means("var kan jag bo?", "ask_housing", also=("seek_work",)).presses("no", "no", "restart")
    assert person.conversation.wishes == ()


def test_what_is_kept_is_bounded(talk: Opens) -> None:
    person = talk().presses("arrival")
    for n in range(limits.WISHES + 5):
        person.means(f"fråga {n}?", "ask_housing")
    assert len(person.conversation.wishes) == limits.WISHES
