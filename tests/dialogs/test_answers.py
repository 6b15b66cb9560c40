"""Every kind of answer: what it takes, by words and by button, and what it does not."""

import pytest

from dialogs.answers import read_choice, read_text
from dialogs.conversation import Answer
from dialogs.flow import (
    Choose,
    ChooseSeveral,
    Contact,
    Day,
    Email,
    FreeText,
    Kind,
    Municipality,
    Number,
    OrganisationNumber,
    Phone,
    Places,
    Question,
    Review,
    Uncounted,
    Url,
    YesNo,
)
from dialogs.limits import ANSWER_LENGTH
from nlu.rules import Rules, load_rules
from nlu.understanding import Entity, Reading, Understanding

STEP = "f.q"
THREE = ("a", "b", "c")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def ask(kind: Kind) -> Question:
    return Question(step=STEP, kind=kind)


def heard(text: str = "words", *values: str, name: str = STEP, **entities: str) -> Understanding:
    found = tuple(Entity(entity=e, value=v, start=0, end=1) for e, v in entities.items())
    readings = (Reading(name, values),) if values else ()
    return Understanding(text=text, entities=found, readings=readings)


WORDS = [
    (Choose(THREE), heard("x", "b"), ("b",)),
    (Choose(THREE), heard("x", "a", "b"), None),
    (Choose(THREE), heard("x", "z"), None),
    (Choose(THREE), heard("x"), None),
    (ChooseSeveral(THREE), heard("x", "c", "a"), ("a", "c")),
    (ChooseSeveral(THREE), heard("x", "z"), None),
    (YesNo(), heard("x", "yes", name="yes_no"), ("yes",)),
    (YesNo(), heard("x", "yes", "no", name="yes_no"), None),
    (Number(1, 40), heard("x", number="12"), ("12",)),
    (Number(1, 40), heard("x", number="41"), None),
    (Number(1, 40), heard("x"), None),
    (Number(1, 40), heard("x", "9", number="34"), ("9",)),
    (FreeText(), heard("  some words "), ("some words",)),
    (FreeText(), heard("   "), None),
    (FreeText(), heard("x" * 5000), ("x" * ANSWER_LENGTH,)),
    (Phone(), heard("x", phone="+46701740605"), ("+46701740605",)),
    (Phone(), heard("x", email="a@example.org"), None),
    (Email(), heard("x", email="a@example.org"), ("a@example.org",)),
    (Email(), heard("x", phone="+46701740605"), None),
    (Contact(chosen_in="f.how"), heard("x", phone="+46701740605"), ("+46701740605",)),
    (Contact(chosen_in="f.how"), heard("x", email="a@example.org"), ("a@example.org",)),
    (Contact(chosen_in="f.how"), heard("call me"), None),
    (Municipality(), heard("x", municipality="Stockholm"), ("stockholm",)),
    (Municipality(), heard("x", municipality="Solna"), ("Solna",)),
    (Municipality(), heard("x", "unsure"), ("unsure",)),
    (Municipality(), heard("work in Solna, live in Kista", "Stockholm", municipality="Solna"), ("stockholm",)),
    (Municipality(), heard("x"), None),
    (OrganisationNumber(), heard("x", organisation_number="556002-1361"), ("556002-1361",)),
    (OrganisationNumber(), heard("we have none", "none", name="none"), ("none",)),
    (OrganisationNumber(), heard("5560021362"), None),
    (Url(), heard("x", url="www.kok.example"), ("https://www.kok.example",)),
    (Url(), heard("x", url="http://kok.example/om"), ("http://kok.example/om",)),
    (Url(), heard("we have none", "none", name="none"), ("none",)),
    (Url(), heard("x"), None),
    (Day(), heard("x", date="2026-06-01"), ("2026-06-01",)),
    (Day(("soon",)), heard("x", "soon"), ("soon",)),
    (Day(), heard("after the summer"), None),
    (Day(loose=True), heard("after the summer"), ("after the summer",)),
    (Day(loose=True), heard("when may they begin?"), None),
    (Places(), heard("somebody for the garden"), ("somebody for the garden",)),
    (Review(), heard("x", "send", name="arrival.review"), ("send",)),
]


@pytest.mark.parametrize("kind, said, values", WORDS)
def test_words_give_an_answer_or_none(kind: Kind, said: Understanding, values: tuple[str, ...] | None) -> None:
    answer = read_text(ask(kind), said)
    assert (answer.values if answer else None) == values


BUTTONS = [
    (Choose(THREE), ("b",), ("b",)),
    (Choose(THREE), ("a", "b"), None),
    (Choose(THREE), ("z",), None),
    (Choose(THREE), (), None),
    (ChooseSeveral(THREE), ("c", "a"), ("a", "c")),
    (ChooseSeveral(THREE), ("c", "z"), None),
    (YesNo(), ("no",), ("no",)),
    (Number(1, 40), ("12",), None),
    (FreeText(), ("hello",), None),
    (Municipality(), ("stockholm",), ("stockholm",)),
    (Municipality(), ("Solna",), None),
]


@pytest.mark.parametrize("kind, pressed, values", BUTTONS)
def test_buttons_give_an_answer_or_none(kind: Kind, pressed: tuple[str, ...], values: tuple[str, ...] | None) -> None:
    answer = read_choice(ask(kind), pressed)
    assert (answer.values if answer else None) == values


def test_what_else_was_said_is_kept_where_it_matters() -> None:
    said = heard("university, economics", "b")
    kept, dropped = read_text(ask(Choose(THREE, words=True)), said), read_text(ask(Choose(THREE)), said)
    assert kept is not None
    assert kept.words == "university, economics"
    assert dropped is not None
    assert dropped.words is None


PLACES = [
    ("4 cooks and 2 welders", ("4 kock", "2 svetsare")),
    ("2 svetsare och 3 kockar", ("2 svetsare", "3 kock")),
    ("чотири кухарі та два зварники", ("4 kock", "2 svetsare")),
    ("kockar 4 st, diskare 2 st", ("4 kock", "2 diskare")),
    ("kockar: 4", ("4 kock",)),
    ("2 svetsare, 1 kock och en undersköterska", ("2 svetsare", "1 kock", "1 undersköterska")),
    ("kockar", ("kock",)),
    ("kockar och svetsare", ("kock", "svetsare")),
    ("2 svetsare med 3 års erfarenhet", ("2 svetsare",)),
    ("svetsare med 3 års erfarenhet", ("svetsare",)),
    ("a cook", ("kock",)),
]


@pytest.mark.parametrize("text, values", PLACES)
def test_each_occupation_has_its_number(text: str, values: tuple[str, ...], rules: Rules) -> None:
    answer = read_text(ask(Places()), rules.understand(text, language="en"))
    assert answer is not None
    assert answer.values == values


def test_an_uncounted_occupation_is_one_that_has_no_number() -> None:
    asked = Uncounted("f.q")
    assert asked.holds({"f.q": Answer(("3 kock", "svetsare"))})
    assert not asked.holds({"f.q": Answer(("3 kock",))})
    assert not asked.holds({})
