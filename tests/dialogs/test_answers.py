"""Every kind of answer: what it takes, by words and by button, and what it does not."""

import pytest

from dialogs.answers import read_choice, read_text
from dialogs.flow import (
    Choose,
    ChooseSeveral,
    Contact,
    Email,
    FreeText,
    Kind,
    Municipality,
    Number,
    Phone,
    Question,
    Review,
    YesNo,
)
from dialogs.limits import ANSWER_LENGTH
from nlu.understanding import Entity, Reading, Understanding

STEP = "f.q"
THREE = ("a", "b", "c")


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
