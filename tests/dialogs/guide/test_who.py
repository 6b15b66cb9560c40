"""Which authority does what, and how a place is reached."""

import pytest

from dialogs.effects import Tally
from dialogs.guide.book import authorities, entries
from dialogs.guide.naming import names
from tests.conversation import Talk
from tests.dialogs.conftest import Opens

DAYS = {"checked": "2026-04-01", "review_by": "2027-04-01"}
OPEN = {"sv": "mån–fre 9–16", "uk": "пн–пт 9–16", "en": "Mon–Fri 9–16"}


def reached(person: Talk, *places: str) -> Talk:
    person.content["contacts"] = {name: {"phone": "+46850825000", "hours": OPEN, **DAYS} for name in places}
    return person


@pytest.mark.parametrize(
    "language, words",
    [("sv", "vad gör Skatteverket?"), ("en", "What does the Tax Agency do?"), ("uk", "чим займається податкова?"),
     ("uk", "Що таке Skatteverket"), ("uk", "чем занимается налоговая?"), ("sv", "Skatteverket")],
)  # fmt: skip
def test_what_an_authority_does(talk: Opens, language: str, words: str) -> None:
    person = talk(language).says(words).expects("offer.helpful", "guide-authority")
    told = authorities()["skatteverket"]
    assert all(told.parts[part][language] in person.words for part in ("does", "when", "how"))
    assert told.link in [link.url for message in person.heard for link in message.links]
    assert person.did(Tally) == [Tally(name="guide.answered", value="ask_who_does_what")]


def test_three_of_them_at_most(talk: Opens) -> None:
    words = "vad gör Skatteverket, Migrationsverket, Arbetsförmedlingen och Försäkringskassan?"
    assert talk().means(words, "ask_who_does_what").keys.count("guide-authority") == 3


def test_one_after_the_other(talk: Opens) -> None:
    person = talk().says("vad gör Skatteverket?").says("och Migrationsverket?")
    person.expects("offer.helpful", "guide-authority")
    assert authorities()["migrationsverket"].parts["does"]["sv"] in person.words


def test_none_named_there_is_a_list(talk: Opens) -> None:
    person = talk().means("vem ska jag fråga?", "ask_who_does_what").expects("offer.helpful", "guide-ask_who_does_what")
    about = entries()["ask_who_does_what"].about
    assert person.buttons[: len(about)] == [f"authority:{name}" for name in about]
    labels = [choice.label for choice in person.heard[-1].choices]
    assert authorities()[about[0]].name["sv"] in labels
    person.presses(f"authority:{about[0]}").expects("offer.helpful", "guide-authority")


def test_a_topic_goes_before_the_authority_that_it_names(talk: Opens) -> None:
    person = talk().means("Hur får jag personnummer av Skatteverket?", "ask_personal_number")
    person.expects("offer.helpful", "guide-ask_personal_number")
    assert "guide-authority" not in person.keys


def test_a_place_with_an_answer_of_its_own_keeps_it(talk: Opens) -> None:
    talk().means("Vad är Welcome House?", "ask_welcome_house").expects("offer.helpful", "guide-ask_welcome_house")


def test_a_place_that_is_named_in_an_answer_is_no_question(talk: Opens) -> None:
    person = talk("en").presses("arrival", "adult", "permit", "stockholm", "under_12_months", "work")
    person.says("I was a clerk at Skatteverket")
    assert person.answer("arrival.occupation") == "I was a clerk at Skatteverket"


def test_how_our_places_are_reached_as_staff_have_filled_in(talk: Opens) -> None:
    person = reached(talk("en"), "etableringscentrum", "welcome_house").means("opening hours?", "ask_contact")
    assert person.expects("offer.helpful").keys.count("contact-told") == 2
    assert "Mon–Fri 9–16" in person.words
    assert "tel:+46850825000" in [link.url for message in person.heard for link in message.links]


def test_how_the_place_that_is_named_is_reached(talk: Opens) -> None:
    person = reached(talk(), "etableringscentrum", "skatteverket").means("När har Skatteverket öppet?", "ask_contact")
    assert person.keys.count("contact-told") == 1
    assert authorities()["skatteverket"].name["sv"] in person.words


def test_with_what_our_places_are_stands_how_they_are_reached(talk: Opens) -> None:
    person = reached(talk(), "welcome_house").means("Var är Welcome House?", "ask_welcome_house")
    assert [key for key in person.keys if key][:2] == ["guide-ask_welcome_house", "contact-told"]


def test_nothing_filled_in_staff_know(talk: Opens) -> None:
    person = talk().means("När har ni öppet?", "ask_contact").expects("offer.helpful", "guide-ask_contact")
    assert "person" in person.buttons


def test_the_number_that_staff_keep_goes_before_the_published_one(talk: Opens) -> None:
    person = reached(talk(), "region_stockholm").means("läkare?", "ask_healthcare")
    assert "tel:+46850825000" in [link.url for link in person.heard[0].links]


def test_every_authority_has_the_names_that_people_use() -> None:
    assert set(names()) == set(authorities())
    assert {"Skatteverket", "Swedish Tax Agency", "податкова"} <= set(names()["skatteverket"])
