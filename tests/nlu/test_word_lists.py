"""The word lists are whole: every value, every language, every municipality, and nothing that contradicts itself."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pytest

from dialogs.answers import reading_name
from dialogs.flow import Choose, ChooseSeveral, YesNo
from dialogs.flows import FLOWS
from nlu.hits import NOTHING
from nlu.language import NEUTRAL
from nlu.patterns import compile_phrase
from nlu.rules import Rules
from nlu.words import fold

LANGUAGES = {"sv", "uk", "en", "ru"}
STEERING = (
    "greet goodbye thanks affirm deny help restart cancel back change_answer skip repeat change_language ask_status "
    "talk_to_human bot_challenge complaint ask_privacy delete_my_data export_my_data"
).split()
WISHES = ["seek_work", "offer_job", "join_membership"]
MENU = {"arrival", "question", "employer", "member", "person"}
COUNTIES = {
    "Stockholms": 26, "Uppsala": 8, "Södermanlands": 9, "Östergötlands": 13, "Jönköpings": 13, "Kronobergs": 8,
    "Kalmar": 12, "Gotlands": 1, "Blekinge": 5, "Skåne": 33, "Hallands": 6, "Västra Götalands": 49, "Värmlands": 16,
    "Örebro": 12, "Västmanlands": 10, "Dalarnas": 15, "Gävleborgs": 10, "Västernorrlands": 7, "Jämtlands": 8,
    "Västerbottens": 15, "Norrbottens": 14,
}  # fmt: skip


def source(name: str) -> str:
    return files("nlu").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(source(name))


def steps(name: str) -> list[tuple[str, Mapping[str, Mapping[str, list[str]]]]]:
    lists = table(name)
    return [("intents", lists)] if name == "intents" else list(lists.items())


PHRASES = [(f"{name}: {step}", labels) for name in ("intents", "choices", "facts") for step, labels in steps(name)]


@pytest.mark.parametrize("labels", [labels for _, labels in PHRASES], ids=[name for name, _ in PHRASES])
def test_every_label_speaks_four_languages(labels: Mapping[str, Mapping[str, list[str]]]) -> None:
    for label, languages in labels.items():
        assert set(languages) == LANGUAGES, label
        assert all(languages.values()), label


@pytest.mark.parametrize("labels", [labels for _, labels in PHRASES], ids=[name for name, _ in PHRASES])
def test_no_phrase_stands_under_two_labels(labels: Mapping[str, Mapping[str, list[str]]]) -> None:
    owners: dict[tuple[str, ...], str] = {}
    for label, languages in labels.items():
        for phrase in (p for phrases in languages.values() for p in phrases):
            compiled = compile_phrase(label, phrase)
            key = ("=" * compiled.whole, *map(fold, compiled.words))
            assert owners.setdefault(key, label) == label, phrase


@pytest.mark.parametrize("labels", [labels for _, labels in PHRASES], ids=[name for name, _ in PHRASES])
def test_no_phrase_is_written_twice(labels: Mapping[str, Mapping[str, list[str]]]) -> None:
    for label, languages in labels.items():
        for phrases in languages.values():
            assert len(phrases) == len(set(phrases)), (label, sorted(p for p in phrases if phrases.count(p) > 1))


def test_every_steering_intent_and_wish_has_words() -> None:
    assert set(table("intents")) - {NOTHING} == {*STEERING, *WISHES}


def test_every_value_of_the_arrival_has_words() -> None:
    choices = table("choices")
    for question in FLOWS["arrival"].questions:
        if isinstance(question.kind, Choose | ChooseSeveral | YesNo):
            narrowed = {said for said, _ in getattr(question.kind, "narrowed", ())}
            labels = {*question.kind.options, *narrowed}
            assert set(choices[reading_name(question)]) - {NOTHING} == labels, question.step
    assert "unsure" in choices["arrival.municipality"]
    assert set(choices["arrival.review"]) - {NOTHING} == {"send", "change"}
    assert set(choices["menu"]) - {NOTHING} == MENU


def test_there_are_290_municipalities_in_21_counties() -> None:
    counts: dict[str, int] = {}
    county = ""
    for line in source("municipalities").splitlines():
        if line.startswith("# ") and line.endswith(" län"):
            county = line.removeprefix("# ").removesuffix(" län")
        elif line.startswith('"') and county:
            counts[county] = counts.get(county, 0) + 1
    assert counts == COUNTIES
    assert len(set(table("municipalities")["municipalities"]) - {NOTHING}) == 290


def test_each_municipality_is_found_by_its_name(rules: Rules) -> None:
    for name in set(table("municipalities")["municipalities"]) - {NOTHING}:
        for text in (name, name.upper(), f"jag bor i {name}", f"{name} kommun", f"I live in {name}"):
            assert rules.understand(text, language="sv").entity("municipality") == name, text


def test_numbers_are_counted_up_in_words() -> None:
    numbers = table("numbers")["numbers"]
    assert {str(n) for n in (*range(21), 30, 40, 50)} <= set(numbers)
    owners: dict[str, str] = {}
    for number, line in numbers.items():
        assert all(owners.setdefault(fold(word), number) == number for word in line.split())


@pytest.mark.parametrize("name", ["languages", "common", "courtesies"])
def test_a_list_for_each_language(name: str) -> None:
    assert set(table(name)[name]) - {NEUTRAL} == LANGUAGES


@pytest.mark.parametrize("pair", [("sv", "en"), ("uk", "ru")])
def test_a_common_word_speaks_for_one_language_only(pair: tuple[str, str]) -> None:
    common = table("common")["common"]
    one, other = ({fold(w) for w in common[language].split()} for language in pair)
    assert len(one) >= 110
    assert not one & other
