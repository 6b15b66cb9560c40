"""Danger is seen, and what only sounds like it is not.

Two collections, each ``label<TAB>message`` per language: ``known`` lies beside this file and may be read while the word
lists are worked on; ``held out`` (``tests/data/danger``) may not, or it measures nothing. So a failure names lines of
it by their numbers only.
"""

from dataclasses import dataclass
from math import nextafter
from pathlib import Path

import pytest

from nlu.danger import AGAIN, ENOUGH, ENOUGH_IN_ANSWER, ENOUGH_IN_WORDS, LISTED, OUTVOTED, Witness
from nlu.rules import Rules
from nlu.understanding import DANGER

HERE = Path(__file__).parent
KNOWN = HERE / "danger"
HELD_OUT = HERE.parent / "data" / "danger"
# Share of dangers that must be seen, share of harmless messages that may be taken for one. A miss costs more.
HELD_OUT_GATES = {"sv": (0.86, 0.10), "uk": (0.93, 0.07), "en": (0.90, 0.04), "ru": (0.93, 0.14)}
KNOWN_GATES = (0.98, 0.02)


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of a collection without its text."""

    number: int
    danger: bool
    seen: bool


def judge(rules: Rules, path: Path) -> list[Judged]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        Judged(number, label == "danger", sees_line(rules, text, f"{path.name}:{number}"))
        for number, (label, _, text) in enumerate((line.partition("\t") for line in lines), start=1)
        if text
    ]


def sees(rules: Rules, text: str, language: str) -> bool:
    return rules.understand(text, language=language).intent.name == DANGER


def sees_line(rules: Rules, text: str, place: str) -> bool:
    try:
        return sees(rules, text, "uk")
    except Exception as error:  # noqa: BLE001 - a traceback would show the message
        pytest.fail(f"{place}: {type(error).__name__}", pytrace=False)


def check(judged: list[Judged], least: float, most: float) -> None:
    dangers = [j for j in judged if j.danger]
    others = [j for j in judged if not j.danger]
    missed = [j.number for j in dangers if not j.seen]
    alarms = [j.number for j in others if j.seen]
    assert 1 - len(missed) / len(dangers) >= least, f"dangers that were not seen stand in the lines {missed}"
    assert len(alarms) / len(others) <= most, f"false alarms stand in the lines {alarms}"


@pytest.mark.parametrize("language", sorted(HELD_OUT_GATES))
def test_danger_is_seen_in_messages_that_the_lists_were_not_written_for(rules: Rules, language: str) -> None:
    check(judge(rules, HELD_OUT / f"{language}.tsv"), *HELD_OUT_GATES[language])


@pytest.mark.parametrize("language", sorted(HELD_OUT_GATES))
def test_danger_stays_seen_in_messages_that_are_known(rules: Rules, language: str) -> None:
    check(judge(rules, KNOWN / f"{language}.tsv"), *KNOWN_GATES)


@pytest.mark.parametrize(
    "text",
    [
        "Jag orkar inte mer, han slår mig",
        "I can't do this anymore. No. He hits me",
        "Більше не можу, чоловік б'є",
        "нет, помогите, он меня бьет",
    ],
)
def test_a_denial_undoes_no_danger(rules: Rules, text: str) -> None:
    assert sees(rules, text, "uk")


@pytest.mark.parametrize(
    "text",
    [
        "cholovik mene bje",  # Ukrainian in Latin letters
        "muzh menya byet",
        "han slar mig",  # without å
        'чоловік мене б"є',  # a quotation mark for the apostrophe
        "чoловік мене бʼє.допоможіть",  # a Latin o; no space behind the full stop
        "ЧОЛОВІК МЕНЕ Б’Є!!!",
        "my husband is agressive",
    ],
)
def test_danger_is_seen_however_it_is_typed(rules: Rules, text: str) -> None:
    assert sees(rules, text, "uk")


def test_danger_at_the_end_of_the_longest_message_is_seen(rules: Rules) -> None:
    text = "а " * 800 + "чоловік мене б'є"
    assert sees(rules, text, "uk")


def test_likeness_alone_is_enough_where_it_is_strong() -> None:
    assert Witness(ENOUGH, phrases=0).says_danger
    assert not Witness(nextafter(ENOUGH, 0), phrases=0).says_danger


def test_a_listed_phrase_lowers_what_is_needed() -> None:
    """But it is not enough where everything else speaks against it."""
    assert Witness(ENOUGH - LISTED + 1e-9, phrases=1).says_danger
    assert not Witness(ENOUGH - LISTED - 1e-9, phrases=1).says_danger


def test_a_second_phrase_or_a_cry_for_help_adds_more() -> None:
    assert Witness(ENOUGH - LISTED - AGAIN + 1e-9, phrases=2).says_danger
    assert not Witness(ENOUGH - LISTED - AGAIN - 1e-9, phrases=3).says_danger


@pytest.mark.parametrize(
    "text, phrases",
    [
        ("han slår mig", 1),
        ("han slår mig, jag vill inte leva längre", 2),
        ("han slår mig, hjälp!", 2),
        ("he beats me please help", 2),
        ("він мене б'є рятуйте", 2),
        ("он меня бьет помогите", 2),
        ("hjälp!", 0),
        ("help me with my CV", 0),
    ],
)
def test_a_cry_for_help_counts_beside_a_phrase_only(rules: Rules, text: str, phrases: int) -> None:
    assert rules.hear(text).danger_phrases == phrases


def test_by_words_alone_a_listed_phrase_is_enough() -> None:
    assert Witness(0.0, phrases=1, by_words=True).says_danger
    assert Witness(ENOUGH_IN_WORDS, phrases=0, by_words=True).says_danger
    assert not Witness(nextafter(ENOUGH_IN_WORDS, 0), phrases=0, by_words=True).says_danger


def test_what_is_more_like_something_else_needs_more_to_be_danger() -> None:
    assert Witness(ENOUGH + OUTVOTED + 1e-9, phrases=0, outvoted=True).says_danger
    assert not Witness(ENOUGH + OUTVOTED - 1e-9, phrases=0, outvoted=True).says_danger


def test_a_few_words_that_answer_the_question_need_more_to_be_danger_unless_they_are_listed() -> None:
    assert Witness(ENOUGH_IN_ANSWER, phrases=0, in_answer=True).says_danger
    assert not Witness(nextafter(ENOUGH_IN_ANSWER, 0), phrases=0, in_answer=True).says_danger
    assert Witness(ENOUGH - LISTED + 1e-9, phrases=1, in_answer=True).says_danger
