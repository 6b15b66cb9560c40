"""Corrections in words: the right answer is changed, it is said so, and the form goes on where it was."""

import pytest

from dialogs.effects import OpenTicket
from tests.conversation import Talk
from tests.dialogs.conftest import Opens

LAST = "arrival.swedish"


@pytest.fixture
def person(talk: Opens) -> Talk:
    return under_way(talk("en"))


def under_way(person: Talk) -> Talk:
    """A welder of twelve years in Stockholm, asked how much Swedish they know."""
    person.presses("arrival", "adult", "permit", "stockholm", "under_12_months", "work").says("welder")
    return person.presses("yes").says("12").presses("primary").expects(LAST)


def to_contact(person: Talk) -> Talk:
    """Further on, to the review, with a telephone number."""
    person.presses("none", "basic", "phone").says("+46701740605").presses("skip", "no", "prefer_not")
    return person.expects("arrival.review")


@pytest.mark.parametrize(
    "words, step, value",
    [
        ("no, 6 years, not 12", "arrival.years", "6"),
        ("ні, не 12 а 6 років", "arrival.years", "6"),
        ("nej, 6 år, inte 12", "arrival.years", "6"),
        ("нет, не 12, а шесть", "arrival.years", "6"),
        ("not 12 but 6", "arrival.years", "6"),
        ("six, not 12", "arrival.years", "6"),
        ("wrong, I have 6 years of experience", "arrival.years", "6"),
        ("actually I am a nurse", "arrival.occupation", "nurse"),
        ("насправді я кухар", "arrival.occupation", "кухар"),
        ("fel, jag är kock", "arrival.occupation", "kock"),
        ("not a welder but a cook", "arrival.occupation", "cook"),
    ],
)
def test_the_right_answer_is_changed(person: Talk, words: str, step: str, value: str) -> None:
    person.says(words)
    assert "correction-taken" in person.keys
    assert person.answer(step) == value
    assert person.answer(LAST) is None


def test_it_is_said_and_the_open_question_comes_again(person: Talk) -> None:
    person.says("no, 6 years, not 12").expects(LAST, "correction-taken", "arrival-swedish-ask")
    assert "Years of experience: 6" in person.words


@pytest.mark.parametrize(
    "language, words",
    [("sv", "fel, jag bor i Solna inte Nacka"), ("uk", "ні, я живу в Сольні, а не в Нацці"),
     ("en", "no, I live in Solna, not in Nacka"), ("en", "I meant Solna, not Nacka")],
)  # fmt: skip
def test_the_place_after_not_is_never_taken(talk: Opens, language: str, words: str) -> None:
    lived = {"sv": "jag bor i Nacka", "uk": "я живу в Nacka", "en": "I live in Nacka"}
    person = talk(language).presses("arrival").says(lived[language])
    assert person.answer("arrival.municipality") == "Nacka"
    person.says(words).expects("arrival.adult", "correction-taken")
    assert person.answer("arrival.municipality") == "Solna"


def test_a_denied_value_is_no_answer_either(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "permit").says("I do not live in Nacka")
    assert person.answer("arrival.municipality") is None


@pytest.mark.parametrize(
    "words",
    [
        "my phone is wrong, it is 070-174 06 06",
        "fel nummer, det är 0701740606",
        "телефон неправильний, має бути +46701740606",
        "it should be 0701740606, not 0701740605",
    ],
)
def test_a_number_is_corrected_at_the_review(person: Talk, words: str) -> None:
    to_contact(person).says(words).expects("arrival.review", "correction-taken")
    assert person.answer("arrival.contact_detail") == "+46701740606"


@pytest.mark.parametrize(
    "words, step",
    [
        ("my phone number is wrong", "arrival.contact_detail"),
        ("fel yrke", "arrival.occupation"),
        ("неправильно вказано освіту", "arrival.education"),
        ("not 12", "arrival.years"),
    ],
)
def test_what_is_only_called_wrong_is_asked_again(person: Talk, words: str, step: str) -> None:
    to_contact(person).says(words).expects(step)


def test_words_in_a_letter_are_exchanged(talk: Opens) -> None:
    person = talk("uk").presses("question").means("Нас двоє кухарів, ми з міста Київ").says("не Київ а Харків")
    person.expects("question.review", "correction-taken")
    assert person.answer("question.message") == "Нас двоє кухарів, ми з міста Харків"


def test_where_it_is_unclear_which_answer_is_meant_it_asks(person: Talk) -> None:
    person.says("не Київ а Харків").expects(LAST, "correction-which")
    assert "change:arrival.years" in person.buttons
    person.presses("change:arrival.years").expects("arrival.years")


def test_an_answer_beside_a_correction_is_taken_too(person: Talk) -> None:
    person.says("no, 6 years, not 12. I know a little Swedish").expects("arrival.english", "correction-taken")
    assert (person.answer("arrival.years"), person.answer(LAST)) == ("6", "basic")


def test_in_free_text_a_correction_is_no_answer(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "permit", "stockholm", "under_12_months", "work")
    person.says("actually I am waiting for a decision")
    assert person.answer("arrival.stage") == "waiting"
    assert person.answer("arrival.occupation") is None


def test_what_is_said_again_is_no_correction(person: Talk) -> None:
    person.says("I have 12 years of experience").expects(LAST)
    assert "correction-taken" not in person.keys


def test_an_answer_that_only_sounds_like_one_is_an_answer(person: Talk) -> None:
    person.says("actually a little").expects("arrival.english")
    assert person.answer(LAST) == "basic"


def test_a_correction_that_leads_out_of_the_form_ends_it(person: Talk) -> None:
    person.says("actually I am still waiting for a decision").expects("offer.person", "correction-taken", "ways")


def test_a_correction_at_an_offer_leaves_the_offer_open(person: Talk) -> None:
    person.says("qwerty").says("uiop").expects("offer.person").says("no, 6 years, not 12")
    person.expects("offer.person", "correction-taken")
    assert person.answer("arrival.years") == "6"


def test_a_correction_without_a_form_is_told_that_there_is_nothing(talk: Opens) -> None:
    talk("en").says("I want to change my answer").expects("menu", "change-nothing")


@pytest.mark.parametrize("language, first, wrong", [
    ("sv", "jag är svetsare med 8 års erfarenhet", "nej, inte 8 utan 9 år"),
    ("uk", "я зварювальник, 8 років досвіду", "ні, не 8 а 9 років"),
    ("en", "I'm a welder, 8 years of experience", "no, not 8 but 9 years"),
])  # fmt: skip
def test_after_an_early_end_the_no_of_a_correction_is_not_the_answer(
    talk: Opens, language: str, first: str, wrong: str
) -> None:
    person = talk(language).presses("arrival", "adult").says(first)
    if person.conversation.step != "offer.person":
        person.presses("not_applied").expects("offer.person")
    person.says(wrong).expects("offer.person", "correction-taken", "offer-not_applied-ask")
    assert person.answer("arrival.years") == "9"
    person.presses("no").expects("menu")


def test_a_correction_that_undoes_the_early_end_goes_on_with_the_form(talk: Opens) -> None:
    person = talk("sv").presses("arrival", "minor_alone").expects("offer.urgent")
    person.says("nej, jag är 26, inte 16").expects("arrival.stage", "correction-taken")
    assert person.answer("arrival.adult") == "adult"


@pytest.mark.parametrize("said", ["nej, inte i Solna, i Stockholm", "nej, inte Solna utan Stockholm"])
def test_another_municipality_undoes_the_early_end(talk: Opens, said: str) -> None:
    person = talk("sv").presses("arrival", "adult", "permit").says("Solna").expects("offer.person")
    person.says(said).expects("arrival.registered", "correction-taken")
    assert person.answer("arrival.municipality") == "stockholm"


def test_a_plain_no_after_an_early_end_is_a_no(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "not_applied").says("no, thank you").expects("menu")
    assert person.did(OpenTicket) == []
