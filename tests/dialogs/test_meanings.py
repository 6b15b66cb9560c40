"""The table of what each intent leads to: whole, and in plain words in three languages."""

import pytest

from dialogs.flows import FLOWS
from dialogs.meanings import MEANINGS, Ask, Start, Steer, Unknown, asked, meaning_of, wanted, yes_or_no
from dialogs.steering import _ACTIONS
from dialogs.texts import LANGUAGES, read_catalogue
from nlu.corpus import read_corpus
from nlu.understanding import Intent, Reading, Understanding

BUTTON = 40
"""Characters of a button that fit on a small phone."""


def heard(intent: str, *also: str, readings: tuple[Reading, ...] = ()) -> Understanding:
    return Understanding(text="x", intent=Intent(intent, 0.9), also=also, readings=readings)


def test_it_covers_exactly_the_intents_that_are_learnt() -> None:
    assert set(MEANINGS) == {example.intent for example in read_corpus()}


def test_what_steers_is_carried_out() -> None:
    steering = {name for name, meaning in MEANINGS.items() if isinstance(meaning, Steer)}
    assert set(_ACTIONS) == steering


def test_forms_and_queues_exist() -> None:
    led = {meaning.flow for meaning in MEANINGS.values() if isinstance(meaning, Start | Ask)}
    assert led <= set(FLOWS)
    catalogue = read_catalogue("sv")
    queues = {meaning.queue for meaning in MEANINGS.values() if isinstance(meaning, Ask)}
    assert [queue for queue in queues if catalogue.get(f"queue-{queue}") is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_has_a_short_label(language: str) -> None:
    catalogue = read_catalogue(language)
    labels = {name: catalogue.get(f"intent-{name}") for name in MEANINGS}
    words = {name: str(label.string) if label else "" for name, label in labels.items()}
    assert [name for name, label in words.items() if not 0 < len(label) <= BUTTON] == []


def test_labels_can_be_told_apart() -> None:
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        words = [str(label.string) for name in MEANINGS if (label := catalogue.get(f"intent-{name}"))]
        assert len(words) == len(set(words)) == len(MEANINGS)


def test_courtesies_count_only_alone() -> None:
    assert wanted(heard("greet", "ask_housing")) == ("ask_housing",)
    assert wanted(heard("greet", "thanks")) == ("greet", "thanks")


def test_what_is_no_wish_is_not_wanted() -> None:
    assert wanted(heard("affirm", "out_of_scope")) == ()


def test_a_name_that_nobody_knows_means_nothing() -> None:
    assert meaning_of("elephants") == Unknown()
    assert wanted(heard("elephants")) == ()


def test_questions_are_told_from_wishes() -> None:
    assert asked(heard("seek_work", "ask_housing", "ask_school")) == ("ask_housing", "ask_school")


@pytest.mark.parametrize(
    "said, answer",
    [
        (heard("affirm"), "yes"),
        (heard("deny"), "no"),
        (heard("greet"), None),
        (heard("deny", readings=(Reading("yes_no", ("yes",)),)), "yes"),
        (heard("affirm", readings=(Reading("yes_no", ("yes", "no")),)), None),
    ],
)
def test_yes_and_no(said: Understanding, answer: str | None) -> None:
    assert yes_or_no(said) == answer
