"""The vocabulary of occupations: found by their names, shown in each language, with the code of SSYK 2012."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from nlu.inflection import ukrainian_label
from nlu.occupations import NOTHING, load_groups, load_occupations, load_spellings
from nlu.patterns import compile_phrase
from nlu.rules import Rules
from nlu.words import fold

ENTRIES = {name: entry for group in load_groups().values() for name, entry in group.items() if name != NOTHING}
UNIT_GROUPS = set((Path(__file__).parent / "ssyk_2012.txt").read_text(encoding="utf-8").split())


def occupations(rules: Rules, text: str) -> list[str]:
    return [e.value for e in rules.understand(text, language="sv").entities if e.entity == "occupation"]


def test_an_occupation_is_shown_in_the_language_of_the_person() -> None:
    known = load_occupations()
    assert known.label("svetsare", "uk") == "зварювальник / зварювальниця"
    assert known.label("svetsare", "en") == "welder"
    assert known.label("svetsare", "sv") == "svetsare"


def test_an_unknown_occupation_is_shown_as_it_is_and_has_no_code() -> None:
    assert load_occupations().label("drakdödare", "uk") == "drakdödare"
    assert load_occupations().code("drakdödare") is None


def test_regulated_professions_name_their_kind() -> None:
    regulated = load_occupations().regulated
    assert regulated["sjuksköterska"] == "health"
    assert regulated["grundskollärare"] == "teacher"
    assert regulated["elektriker"] == "electrician"
    assert "svetsare" not in regulated


@pytest.mark.parametrize("name, code", [
    ("svetsare", "7212"), ("undersköterska", "5321"), ("sjuksköterska", "2221"), ("städare", "9111"),
    ("lastbilschaufför", "8332"), ("systemutvecklare", "2512"), ("receptionist", "4224"), ("sömmerska", "7532"),
    ("kock", "5120"), ("grundskollärare", "2341"), ("lagerarbetare", "4322"), ("skogsarbetare", "6210"),
])  # fmt: skip
def test_an_occupation_has_the_code_of_its_unit_group(name: str, code: str) -> None:
    assert load_occupations().code(name) == code


def test_every_code_is_a_unit_group_of_the_major_group_of_its_file() -> None:
    assert len(UNIT_GROUPS) == 429
    for group, entries in load_groups().items():
        for name, entry in entries.items():
            assert name == NOTHING or (entry["code"] in UNIT_GROUPS and entry["code"][0] == group[0]), name


def test_every_name_stands_once_and_in_lower_case() -> None:
    assert len(ENTRIES) == sum(len(group) for name, group in load_groups().items() if name != "nothing")
    assert all(name == name.lower() for name in ENTRIES if "it-" not in name)
    english = [entry["en"] for entry in ENTRIES.values()]
    ukrainian = [ukrainian_label(*entry["uk"]) for entry in ENTRIES.values()]
    assert sorted(n for n in english if english.count(n) > 1) == []
    assert sorted(n for n in ukrainian if ukrainian.count(n) > 1) == []


@pytest.mark.parametrize("name", ENTRIES)
def test_an_occupation_is_found_by_each_of_its_names(rules: Rules, name: str) -> None:
    for shown in (name, fold(name), name.upper(), ENTRIES[name]["en"], *ENTRIES[name]["uk"]):
        assert occupations(rules, shown) == [name], shown


def claims() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every way to write each phrase, without its alternatives."""
    for name, sources in load_spellings().items():
        for source in sources:
            phrase = compile_phrase(name, source)
            for words in product(*(word.lstrip("+").split("|") for word in phrase.words)):
                yield name, ("=" * phrase.whole, *map(fold, words))


def test_no_two_occupations_claim_the_same_spelling() -> None:
    owners: dict[tuple[str, ...], str] = {}
    taken = {(owners.setdefault(words, name), name, words) for name, words in claims()}
    assert sorted(t for t in taken if t[0] != t[1]) == []
