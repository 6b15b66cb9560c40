"""Which language the conversation is in: noticed when somebody writes in another one, undone by a button."""

import pytest

from dialogs.events import PersonChose
from tests.conversation import MORNING
from tests.dialogs.conftest import Opens

LONG = {
    "sv": "jag behöver hjälp med att hitta ett jobb",
    "uk": "мені потрібна допомога, щоб знайти роботу",
    "en": "I need some help with finding a good job",
}
SHORT = {"sv": "jag väntar", "uk": "я чекаю", "en": "I wait"}
PAIRS = [(before, after) for before in LONG for after in LONG if before != after]


@pytest.mark.parametrize("before, after", PAIRS)
def test_four_words_are_enough(talk: Opens, before: str, after: str) -> None:
    person = talk(before).presses("arrival", "adult").says(LONG[after])
    notice = next(m for m in person.heard if m.key == "language-noticed")
    assert person.conversation.language == after
    assert [choice.value for choice in notice.choices] == [f"language:{before}"]
    assert person.answer("arrival.adult") == "adult"


def test_a_few_words_count_only_twice_in_a_row(talk: Opens) -> None:
    person = talk("en").presses("arrival").says("так, звісно")
    assert person.conversation.language == "en"
    person.says("є дозвіл")
    assert person.conversation.language == "uk"
    assert "language-noticed" in person.keys


def test_a_message_in_the_conversations_language_in_between_starts_the_count_anew(talk: Opens) -> None:
    person = talk("en").presses("arrival").says("так, звісно").says("I have no permit of any kind yet")
    person.says("є дозвіл")
    assert person.conversation.language == "en"


def test_a_name_does_not_change_the_language(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "permit").says("Solna").says("5")
    assert person.conversation.language == "en"


@pytest.mark.parametrize("before, after", PAIRS)
def test_the_button_back_holds_for_good(talk: Opens, before: str, after: str) -> None:
    person = talk(before).presses("arrival", "adult").says(LONG[after]).presses(f"language:{before}")
    assert person.conversation.language == before
    person.says(LONG[after])
    assert person.conversation.language == before
    assert "language-noticed" not in person.keys


def test_the_button_back_works_although_its_message_is_old(talk: Opens) -> None:
    person = talk("en").says("мені потрібна допомога зі школою").presses("arrival", "adult")
    stale = PersonChose(id="late", at=MORNING, values=("language:en",), turn=2)
    assert person.gets(stale).expects("arrival.stage").conversation.language == "en"


@pytest.mark.parametrize(
    "words, language", [("på svenska tack", "sv"), ("українською, будь ласка", "uk"), ("English please", "en")]
)
def test_a_language_is_asked_for_in_words(talk: Opens, words: str, language: str) -> None:
    other = "uk" if language != "uk" else "en"
    assert talk(other).presses("arrival").says(words).conversation.language == language


@pytest.mark.parametrize("before", ["sv", "uk", "en"])
def test_russian_is_answered_in_ukrainian_and_that_is_said_once(talk: Opens, before: str) -> None:
    person = talk(before).says("здравствуйте, помогите мне пожалуйста найти работу")
    notice = next(m for m in person.heard if m.key == "language-russian")
    assert (notice.language, person.conversation.language) == ("uk", "uk")
    assert [c.value for c in notice.choices] == ([] if before == "uk" else [f"language:{before}"])
    person.says("мы живём в гостинице, что нам делать")
    assert "language-russian" not in person.keys


def test_ukrainian_that_could_be_russian_is_not_taken_for_it(talk: Opens) -> None:
    person = talk("uk").presses("arrival").says("Четверо новоприбулих проходять практику")
    assert "language-russian" not in person.keys
    assert "language-russian" in person.says("мы живём в гостинице, что нам делать").keys


def test_who_undoes_that_writes_russian_and_reads_swedish(talk: Opens) -> None:
    person = talk("sv").says("здравствуйте, помогите мне пожалуйста").presses("language:sv")
    assert person.says("мы живём в гостинице, что нам делать").conversation.language == "sv"


def test_whoever_asks_for_russian_is_told_once(talk: Opens) -> None:
    person = talk("en").says("Russian please")
    assert "language-russian" in person.keys
    assert "language-russian" not in person.says("мы живём в гостинице, что нам делать").keys


def test_the_notice_promises_only_what_is_there(talk: Opens) -> None:
    words = talk("uk").says("здравствуйте, помогите мне пожалуйста").words
    assert "людиною" in words
    assert "російськомовн" not in words


def test_the_new_language_is_told_once(talk: Opens) -> None:
    person = talk("sv").presses("arrival", "adult").means("можна я писатиму українською, так легше", "change_language")
    assert "language-noticed" in person.keys
    assert "language-set" not in person.keys
    person.expects("arrival.stage")


def test_an_answer_beside_the_word_for_the_language_is_taken(talk: Opens) -> None:
    person = talk("uk").presses("arrival", "adult", "permit")
    person.says("добре, пишу українською. Ми у Веллінгбю").expects("arrival.registered")
    assert person.answer("arrival.municipality") == "stockholm"
