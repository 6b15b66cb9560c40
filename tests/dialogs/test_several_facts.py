"""Several facts in one message fill several answers, from the very first message on."""

import pytest

from tests.dialogs.conftest import Opens

STEPS = ("adult", "stage", "municipality", "occupation", "years", "swedish", "english")
SWEDISH = (
    "Hej! Jag är 34 år gammal och söker jobb. Jag har jobbat som svetsare i 12 år. Jag bor i Kista, har fått "
    "uppehållstillstånd och kan lite svenska."
)
UKRAINIAN = (
    "Добрий день! Мені 34 роки, шукаю роботу. Працювала кухаркою 12 років, живу в Стокгольмі, маю тимчасовий захист. "
    "Шведську трохи знаю, англійську добре."
)
ENGLISH = (
    "Hello, I am 34 and looking for work. I am a welder with 12 years of experience, I live in Kista, I have temporary "
    "protection and speak good English."
)
RUSSIAN = "здравствуйте, мне 34 года, ищу работу. работала поваром 12 лет, живу в стокгольме, есть временная защита"
SAME = {"adult": "adult", "stage": "permit", "municipality": "stockholm", "years": "12"}
LETTERS = [
    ("sv", SWEDISH, SAME | {"occupation": "svetsare", "swedish": "basic"}),
    ("uk", UKRAINIAN, SAME | {"occupation": "кухаркою", "swedish": "basic", "english": "independent"}),
    ("en", ENGLISH, SAME | {"occupation": "welder", "english": "independent"}),
    ("uk", RUSSIAN, SAME | {"occupation": "поваром"}),
    ("uk", "pryvit, shukaiu robotu, meshkaiu v Solna", {"municipality": "Solna"}),
]


@pytest.mark.parametrize("language, words, facts", LETTERS)
def test_a_first_message_fills_what_it_says(talk: Opens, language: str, words: str, facts: dict[str, str]) -> None:
    person = talk(language).means(words, "seek_work")
    assert "noted-too" in person.keys
    assert {step: person.answer(f"arrival.{step}") for step in STEPS if person.answer(f"arrival.{step}")} == facts
    assert person.conversation.step not in {f"arrival.{step}" for step in facts}


@pytest.mark.parametrize("language, words, facts", LETTERS)
def test_the_same_inside_the_form(talk: Opens, language: str, words: str, facts: dict[str, str]) -> None:
    person = talk(language).presses("arrival").means(words, "seek_work")
    assert {step: person.answer(f"arrival.{step}") for step in STEPS if person.answer(f"arrival.{step}")} == facts


def test_facts_are_said_back_in_the_words_that_were_typed(talk: Opens) -> None:
    assert "Occupation: welder" in talk("en").means("I am a welder and look for work", "seek_work").words


def test_nobody_is_sent_elsewhere_before_they_could_say_that_they_are_a_child(talk: Opens) -> None:
    person = talk("en").means("I look for work and live in Solna", "seek_work").expects("arrival.adult")
    person.presses("minor_alone").expects("offer.urgent")


def test_somebody_from_elsewhere_is_shown_the_way_after_that(talk: Opens) -> None:
    person = talk("en").means("I look for work and live in Solna", "seek_work").presses("adult", "permit")
    person.expects("offer.person", "ways")
    assert "Solna" in person.words


def test_a_fact_and_a_wish_for_a_person_are_both_taken(talk: Opens) -> None:
    person = talk("en").presses("arrival").means("I live in Kista, please let me talk to someone", "talk_to_human")
    person.expects("offer.resume", "noted-too", "handover-person")
    assert person.answer("arrival.municipality") == "stockholm"


@pytest.mark.parametrize("words, detail", [("by email, olena@example.org", "olena@example.org"),
                                           ("зателефонуйте мені 070-174 06 05", "+46701740605")])  # fmt: skip
def test_how_to_be_reached_comes_with_the_address(talk: Opens, words: str, detail: str) -> None:
    person = talk("en").presses("arrival", *["skip"] * 2)
    while person.conversation.step != "arrival.contact":
        person.presses("skip")
    person.says(words).expects("arrival.safe_time")
    assert person.answer("arrival.contact_detail") == detail


@pytest.mark.parametrize(
    "language, words",
    [
        ("sv", "hej, jag är 16 år och ensam här, kan jag få jobb"),
        ("uk", "добрий день, мені 16 років і я тут сама шукаю роботу"),
        ("en", "hi, I am 16 and I came here by myself, can I work"),
    ],
)
def test_a_child_alone_is_not_asked_the_age_again(talk: Opens, language: str, words: str) -> None:
    person = talk(language).means(words, "seek_work").expects("offer.urgent", "ways")
    assert person.answer("arrival.adult") == "minor_alone"


def test_who_came_alone_as_a_grown_up_is_grown_up(talk: Opens) -> None:
    person = talk("en").means("I am 34 and came here by myself, I look for work", "seek_work")
    assert person.answer("arrival.adult") == "adult"
