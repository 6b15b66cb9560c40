"""What follows an answer: for whom, for which situation, and more of it; in three languages and as people type."""

import pytest
from msgspec.structs import replace

from dialogs.conversation import Answer
from dialogs.effects import WakeTicket
from dialogs.guide import situation
from dialogs.guide.book import authorities, entries
from tests.dialogs.conftest import Opens


@pytest.mark.parametrize(
    "language, words",
    [("en", "and for my child?"), ("uk", "а для дитини?"), ("sv", "och för mitt barn?"), ("uk", "а для ребенка?"),
     ("uk", "a dlia dytyny"), ("sv", "och barnen?")],
)  # fmt: skip
def test_for_a_child(talk: Opens, language: str, words: str) -> None:
    person = talk(language).means("får man jobba?", "ask_right_to_work").says(words)
    person.expects("offer.helpful", "guide-ask_right_to_work-child")


def test_where_nothing_is_said_of_children_what_else_may_be_meant(talk: Opens) -> None:
    person = talk("en").means("sfi?", "ask_sfi").says("and for my child?").expects("offer.helpful", "guide-no-child")
    assert person.buttons[:2] == ["ask_school", "ask_healthcare"]
    person.presses("ask_school").expects("offer.helpful", "guide-ask_school")


@pytest.mark.parametrize("words, part", [("and in Solna?", "elsewhere"), ("and if I am registered?", "registered"),
                                         ("what if I live in another city", "elsewhere")])  # fmt: skip
def test_for_a_situation(talk: Opens, words: str, part: str) -> None:
    person = talk("en").means("sfi?", "ask_sfi").says(words).expects("offer.helpful", f"guide-ask_sfi-{part}")
    # It was only asked about.
    assert "registered" not in person.conversation.situation


@pytest.mark.parametrize(
    "language, words, part",
    [("en", "I am registered", "registered"), ("en", "I am not registered", "not_registered"),
     ("sv", "Jag är inte folkbokförd", "not_registered"), ("uk", "Мене немає в реєстрі населення", "not_registered"),
     ("uk", "я зареєстрована", "registered"), ("uk", "я не зарегистрирован", "not_registered")],
)  # fmt: skip
def test_what_a_person_says_of_themselves_is_remembered(talk: Opens, language: str, words: str, part: str) -> None:
    person = talk(language).means("personnummer?", "ask_personal_number").says(words).expects("offer.helpful")
    assert person.conversation.situation == (part,)
    assert person.conversation.offer is not None
    assert not {"registered", "not_registered"} & set(person.conversation.offer.choices)


def test_a_button_tells_its_part_and_later_answers_know(talk: Opens) -> None:
    person = talk().means("sfi?", "ask_sfi")
    assert person.buttons[:3] == ["registered", "not_registered", "elsewhere"]
    person.presses("registered").expects("offer.helpful", "guide-ask_sfi-registered")
    assert person.buttons[:2] == ["elsewhere", "yes"]
    person.presses("yes").means("sfi?", "ask_sfi").expects("offer.helpful", "guide-ask_sfi", "guide-ask_sfi-registered")
    person.presses("yes").means("sfi?", "ask_sfi").says("men jag är inte folkbokförd")
    assert person.conversation.situation == ("not_registered",)


@pytest.mark.parametrize(
    "answers, parts",
    [
        ({"arrival.registered": "registered"}, {"registered"}),
        ({"arrival.registered": "under_12_months"}, {"not_registered"}),
        ({"arrival.registered": "12_months_or_more"}, {"not_registered"}),
        ({"arrival.municipality": "Solna"}, {"elsewhere"}),
        ({"arrival.municipality": "stockholm"}, set()),
        ({"arrival.municipality": "unsure"}, set()),
    ],
)
@pytest.mark.parametrize("where", ["answers", "aside"])
def test_what_forms_know_is_used(talk: Opens, where: str, answers: dict[str, str], parts: set[str]) -> None:
    person = talk()
    kept = {step: Answer((value,)) for step, value in answers.items()}
    person.conversation = replace(person.conversation, **{where: kept})
    assert situation.known(person.conversation) == parts
    sfi = entries()["ask_sfi"]
    person.means("sfi?", "ask_sfi")
    assert {p for p in sfi.parts if f"guide-ask_sfi-{p}" in person.keys} == parts & set(sfi.parts)
    assert not parts & set(person.buttons)


def test_who_lives_in_stockholm_is_not_asked_where(talk: Opens) -> None:
    person = talk().presses("arrival", "adult", "permit", "stockholm", "cancel").means("sfi?", "ask_sfi")
    assert person.buttons[:3] == ["registered", "not_registered", "yes"]


def test_a_form_knows_better_than_what_was_said_before(talk: Opens) -> None:
    person = talk().means("sfi?", "ask_sfi").presses("elsewhere", "yes", "arrival", "adult", "permit", "stockholm")
    assert situation.known(person.conversation) == frozenset()


@pytest.mark.parametrize("language, words", [("en", "more"), ("en", "tell me more"), ("sv", "berätta mer"),
                                             ("uk", "розкажіть докладніше"), ("uk", "подробнее")])  # fmt: skip
def test_more_tells_of_those_who_decide_one_by_one(talk: Opens, language: str, words: str) -> None:
    person = talk(language).means("sfi?", "ask_sfi")
    for name in entries()["ask_sfi"].about:
        person.says(words).expects("offer.helpful", "guide-authority")
        assert authorities()[name].parts["does"][language] in person.words
    person.says(words).expects("offer.helpful", "guide-no-more")


def test_what_followed_goes_to_staff_with_the_question(talk: Opens) -> None:
    person = talk("en").means("sfi?", "ask_sfi").says("tell me more").says("and for my child?").presses("no")
    assert person.conversation.offer is not None
    assert person.conversation.offer.heard is not None
    assert person.conversation.offer.heard.text == "sfi?\nand for my child?"


def test_inside_a_form_it_goes_on_after_what_followed(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult").means("may I work?", "ask_right_to_work").says("and for my child?")
    person.expects("arrival.stage", "guide-ask_right_to_work-child")
    assert person.heard[0].kind == "notice"
    assert person.conversation.misses == 0


def test_an_answer_to_the_form_is_no_follow_up(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "permit").means("may I work?", "ask_right_to_work").says("Solna")
    assert person.answer("arrival.municipality") == "Solna"


def test_later_the_same_words_follow_nothing(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult").means("may I work?", "ask_right_to_work").presses("permit")
    assert "guide-ask_right_to_work-child" not in person.says("and for my child?").keys


def test_where_no_answer_says_anything_of_it_staff_know(talk: Opens) -> None:
    person = talk("en").means("BankID?", "ask_bankid")
    assert not {"elsewhere"} & set(entries()["ask_bankid"].parts)
    person.says("and in Solna?").expects("offer.helpful", "guide-no-part")


def test_a_question_for_a_child_is_answered_for_the_child(talk: Opens) -> None:
    person = talk("en").means("Can my son work in a shop?", "ask_right_to_work")
    person.expects("offer.helpful", "guide-ask_right_to_work", "guide-ask_right_to_work-child")


def test_what_a_question_speaks_of_is_not_taken_for_the_persons_own(talk: Opens) -> None:
    person = talk("en").means("How do I get registered?", "ask_personal_number")
    assert person.conversation.situation == ()
    assert "guide-ask_personal_number-registered" not in person.keys


def test_while_staff_have_the_case_what_follows_is_for_them(talk: Opens) -> None:
    person = talk("en").presses("person").means("may I work?", "ask_right_to_work").says("and for my child?")
    person.expects(None, "case-added")
    assert person.did(WakeTicket)
