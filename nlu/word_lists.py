"""The word lists of ``nlu/data``, compiled."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from nlu.entities import Gazetteer
from nlu.entities.calendar import load_calendar
from nlu.entities.numerals import load_counts
from nlu.language import common_words
from nlu.occupations import load_spellings
from nlu.patterns import Matcher, Phrase, compile_phrase, load_phrases
from nlu.words import CYRILLIC, MAX_LETTERS, fold

# Shorter words of danger are one letter from too many everyday ones ("corpse", "course").
DANGER_FUZZY_FROM = 8
# Short names are too near to ordinary words to be read in a misspelling ("första", Farsta).
FUZZY_FROM = 7
NAMES_FUZZY_FROM = 10


@dataclass(frozen=True, slots=True)
class WordLists:
    """One for each thing that is looked for."""

    intents: Matcher
    danger: Matcher
    harmless: Matcher
    cries: Matcher
    choices: Mapping[str, Matcher]
    facts: Mapping[str, Matcher]
    names: Gazetteer
    common: Mapping[str, frozenset[str]]


def load_word_lists() -> WordLists:
    """All that the package carries."""
    courtesies = [fold(w) for line in read_table("courtesies")["courtesies"].values() for w in line.split()]
    danger = read_table("danger")
    choices = read_table("choices")
    return WordLists(
        intents=Matcher(load_phrases(read_table("intents")), courtesies=courtesies, fuzzy_from=FUZZY_FROM),
        danger=Matcher(load_phrases({"danger": danger["danger"]}), fuzzy_from=DANGER_FUZZY_FROM, deniable=False),
        harmless=Matcher(load_phrases({"harmless": danger["harmless"]}), fuzzy_from=MAX_LETTERS, deniable=False),
        cries=Matcher(load_phrases({"cries": danger["cries"]}), fuzzy_from=MAX_LETTERS, deniable=False),
        choices={
            step: Matcher(load_phrases(options), courtesies=courtesies, fuzzy_from=FUZZY_FROM)
            for step, options in choices.items()
        },
        facts={
            step: Matcher(load_phrases(options), fuzzy_from=FUZZY_FROM) for step, options in read_table("facts").items()
        },
        names=_gazetteer(),
        common=common_words(read_table("common")["common"]),
    )


def read_table(name: str) -> dict[str, Any]:
    """A list as it is written."""
    return tomllib.loads(files("nlu").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def _gazetteer() -> Gazetteer:
    numbers = read_table("numbers")
    return Gazetteer(
        municipalities=Matcher(_names(read_table("municipalities")["municipalities"]), fuzzy_from=NAMES_FUZZY_FROM),
        languages=Matcher(_names(read_table("languages")["languages"], latin=True), fuzzy_from=NAMES_FUZZY_FROM),
        occupations=Matcher(_names(load_spellings(), latin=True), fuzzy_from=NAMES_FUZZY_FROM),
        counts=load_counts(numbers),
        calendar=load_calendar(read_table("dates"), numbers),
    )


def _names(table: Mapping[str, list[str]], *, latin: bool = False) -> list[Phrase]:
    """Each name's spellings; with ``latin`` those in Cyrillic letters also fit when they are typed in Latin ones."""
    return [
        compile_phrase(value, s, latin=latin and bool(CYRILLIC.search(s)))
        for value, sources in table.items()
        for s in sources
    ]
