"""Unsure between two or three meanings: the person is asked, in plain words, and the choice is acted upon."""

import pytest

from dialogs.check import CALLBACK_BYTES
from dialogs.effects import OpenTicket
from dialogs.meanings import MEANINGS
from tests.conversation import TO_REVIEW
from tests.dialogs.conftest import Opens

LETTERS = {"sv": "något om papper från skolan", "uk": "щось про папери зі школи", "en": "something about school papers"}
TWO = ("ask_school", "ask_validation")


@pytest.mark.parametrize("language", LETTERS)
def test_it_asks_with_a_button_for_each_meaning(talk: Opens, language: str) -> None:
    person = talk(language).means(LETTERS[language], rivals=TWO).expects("offer.intent", "offer-intent-ask")
    assert person.buttons == [*TWO, "other"]
    person.presses("ask_school").expects("offer.helpful")
    assert LETTERS[language] in person.presses("no").words


@pytest.mark.parametrize(
    "language, words, step",
    [
        ("sv", "den första", "offer.helpful"),
        ("sv", "det andra", "arrival.adult"),
        ("sv", "skola eller förskola för barn", "offer.helpful"),
        ("uk", "перше", "offer.helpful"),
        ("uk", "друге", "arrival.adult"),
        ("uk", "2", "arrival.adult"),
        ("en", "the first one", "offer.helpful"),
        ("en", "the second", "arrival.adult"),
        ("en", "the last", "arrival.adult"),
        ("en", "have my education assessed", "arrival.adult"),
        ("uk", "pershe", "offer.helpful"),
    ],
)
def test_a_typed_choice_is_taken(talk: Opens, language: str, words: str, step: str) -> None:
    talk(language).means(LETTERS[language], rivals=TWO).says(words).expects(step)


@pytest.mark.parametrize("language, words", [("sv", "något annat"), ("sv", "ingen av dem"), ("uk", "щось інше"),
                                             ("uk", "жодне"), ("uk", "ні"), ("en", "neither"),
                                             ("en", "none of these")])  # fmt: skip
def test_none_of_these_counts_as_not_understood(talk: Opens, language: str, words: str) -> None:
    person = talk(language).means(LETTERS[language], rivals=TWO).says(words).expects("menu", "menu-example")
    assert person.conversation.unread == (LETTERS[language],)


def test_the_second_time_in_a_row_a_person_is_offered(talk: Opens) -> None:
    person = talk().means("elefant").means("blå papper", rivals=TWO).presses("other").expects("offer.person")
    assert person.presses("yes").did(OpenTicket)


@pytest.mark.parametrize("language, yes", [("sv", "ja"), ("uk", "так"), ("en", "yes")])
def test_one_meaning_is_asked_about_with_yes_and_no(talk: Opens, language: str, yes: str) -> None:
    person = (
        talk(language).means(LETTERS[language], rivals=("seek_work",)).expects("offer.intent", "offer-intent_one-ask")
    )
    assert person.buttons == ["yes", "no"]
    person.says(yes).expects("arrival.adult")


def test_words_that_point_at_one_of_them_choose_it(talk: Opens) -> None:
    person = talk("en").means("about papers", rivals=TWO).means("for my son", rivals=("ask_school", "ask_money"))
    assert "about papers\nfor my son" in person.expects("offer.helpful").presses("no").words


def test_something_else_that_is_sure_is_done(talk: Opens) -> None:
    talk().means("papper", rivals=TWO).means("jag vill ha jobb", "seek_work").expects("arrival.adult")


def test_words_that_choose_nothing_are_asked_again_then_handed_over(talk: Opens) -> None:
    person = talk().means("papper", rivals=TWO).means("elefant").expects("offer.intent", "offer-intent-example")
    person.means("elefant")
    assert "papper" in person.did(OpenTicket)[0].answers[0].value


def test_in_a_form_it_goes_on_where_it_was(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").means("något om papper", rivals=("ask_school", "ask_money"))
    person.expects("offer.intent").presses("ask_money").expects("arrival.stage", "guide-ask_money")


def test_the_answer_to_the_question_before_is_taken(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "permit").means("något om papper", rivals=TWO).means("Solna")
    person.expects("offer.person")
    assert person.answer("arrival.municipality") == "Solna"


def test_a_command_among_the_meanings_is_done(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").means("nä backa den där", rivals=("back", "cancel"))
    person.presses("back").expects("arrival.adult")


def test_an_offer_that_waits_behind_comes_back(talk: Opens) -> None:
    person = talk().means("elefant").means("elefant").expects("offer.person").means("papper", rivals=TWO)
    person.expects("offer.intent").presses("other").expects("offer.person")


def test_an_answer_is_not_asked_about(talk: Opens) -> None:
    person = talk().presses(*TO_REVIEW[:6]).means("papper och penna", rivals=TWO)
    assert person.answer("arrival.occupation") == "papper och penna"
    person.presses("back").expects("arrival.occupation")


def test_what_cannot_be_wanted_is_not_asked_about(talk: Opens) -> None:
    talk().means("hm", rivals=("affirm", "thanks")).expects("menu", "menu-example")


def test_a_meaning_that_was_chosen_keeps_what_the_words_stated(talk: Opens) -> None:
    person = talk("en").means("I am a welder, 12 years, something with work", rivals=("seek_work", "ask_cv"))
    person.presses("seek_work").expects("arrival.adult", "noted-too")
    assert person.answer("arrival.years") == "12"


def test_a_person_is_reached_from_a_doubt(talk: Opens) -> None:
    person = talk().means("papper", rivals=TWO).presses("person")
    assert person.did(OpenTicket)[0].answers[0].value == "papper"


def test_few_words_at_a_question_are_answered_with_an_example(talk: Opens) -> None:
    person = talk().presses("arrival", "adult").means("papper", rivals=TWO)
    person.expects("arrival.stage", "arrival-stage-example")


def test_every_button_fits_into_a_telegram_button() -> None:
    longest = max(MEANINGS, key=len)
    assert len(f"v1:{'9' * 10}:offer.intent:{longest}".encode()) <= CALLBACK_BYTES


def test_between_two_it_asks_although_a_word_of_the_menu_is_there(talk: Opens) -> None:
    person = talk("en").means("our company wonders about hiring", rivals=("offer_job", "ask_hiring_rules"))
    person.expects("offer.intent")
