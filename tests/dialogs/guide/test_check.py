"""Each rule of the guide reports what breaks it: a good entry and a good authority are broken in one way at a time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.app import check_guide
from bot.settings import BadSetting
from dialogs.guide.book import Authority, Entry
from dialogs.guide.check import (
    AUTHORITY_MAY,
    AUTHORITY_NEEDS,
    ENTRY_MAY,
    ENTRY_NEEDS,
    QUESTIONS,
    authority_faults,
    coverage_faults,
    entry_faults,
    file_faults,
    name_faults,
)

PARTS = ("does", "when", "how")
WORDS = {"sv": "Vi hjälper dig.", "uk": "Ми допоможемо Вам.", "en": "We help you."}
DAY, LATER = date(2026, 11, 22), date(2027, 5, 22)
ENTRY = Entry(
    intent="ask_sfi",
    answer=WORDS,
    parts={"child": WORDS},
    about=("uhr",),
    doors=("arrival", "person"),
    source="AMN 2022",
    link="https://www.uhr.se/en",
    checked=DAY,
    review_by=LATER,
)
AUTHORITY = Authority(
    id="uhr",
    name={"sv": "UHR", "uk": "UHR", "en": "UHR"},
    parts=dict.fromkeys(PARTS, WORDS),
    also=("Högskolerådet",),
    source="UHR",
    link=None,
    phone="1177",
    checked=DAY,
    review_by=LATER,
)
OTHER = replace(AUTHORITY, id="other", name=dict.fromkeys(("sv", "uk", "en"), "Other"), also=("Annat",))
LONG = "Vi hjälper dig. " * 31


def with_words(language: str, text: str) -> dict[str, str]:
    return {**WORDS, language: text}


def test_a_good_entry_and_a_good_authority_have_no_fault() -> None:
    assert list(entry_faults(ENTRY, ("uhr",))) == []
    assert list(authority_faults(AUTHORITY)) == []
    assert list(name_faults((AUTHORITY, OTHER))) == []


BAD_ENTRIES: list[tuple[dict[str, Any], str]] = [
    ({"about": ("nobody",)}, "ask_sfi is about nobody, which is no authority"),
    ({"doors": ("window", "person")}, "ask_sfi has no door window"),
    ({"doors": ("arrival",)}, "ask_sfi leads to no person"),
    ({"source": " "}, "ask_sfi has no source"),
    ({"review_by": DAY}, "ask_sfi is to be reviewed before it was checked"),
    ({"link": "http://www.uhr.se"}, "leads to a page that is not known: http://www.uhr.se"),
    ({"link": "https://www.uhr.se.example.org"}, "leads to a page that is not known"),
    ({"link": "https://uhr.se@example.org/"}, "leads to a page that is not known"),
    ({"link": "www.uhr.se"}, "leads to a page that is not known"),
    ({"answer": with_words("uk", "")}, "ask_sfi answer in uk is empty"),
    ({"answer": {"sv": WORDS["sv"], "uk": WORDS["uk"]}}, "ask_sfi answer in en is empty"),
    ({"answer": with_words("sv", LONG)}, "ask_sfi answer in sv has 496 characters, at most 480"),
    ({"parts": {"child": with_words("en", "We help you. " * 46)}}, "child in en has 611 characters, at most 600"),
    ({"parts": {"child": with_words("uk", "Ми допоможемо вам.")}}, "answer with child in uk writes Ви with a small"),
    ({"answer": with_words("sv", "Arbetsförmedlingens kompetenskartläggning.")}, "answer in sv is hard to read"),
]  # fmt: skip


@pytest.mark.parametrize("change, fault", BAD_ENTRIES)
def test_a_broken_entry_is_named(change: Mapping[str, Any], fault: str) -> None:
    assert any(fault in found for found in entry_faults(replace(ENTRY, **change), ("uhr",)))


BAD_AUTHORITIES: list[tuple[dict[str, Any], str]] = [
    ({"name": {"sv": "UHR", "uk": "", "en": "UHR"}}, "uhr has no name in uk"),
    ({"parts": {"does": WORDS, "when": WORDS}}, "uhr does not say how"),
    ({"parts": dict.fromkeys(PARTS, with_words("sv", LONG))}, "uhr in sv has 1490 characters, at most 420"),
    ({"parts": dict.fromkeys(PARTS, with_words("en", "Hurry!"))}, "uhr in en has a dash or an exclamation"),
    ({"source": ""}, "uhr has no source"),
    ({"checked": LATER}, "uhr is to be reviewed before it was checked"),
    ({"link": "https://example.org"}, "uhr leads to a page that is not known: https://example.org"),
    ({"phone": "ask"}, "uhr has no telephone number ask"),
]  # fmt: skip


@pytest.mark.parametrize("change, fault", BAD_AUTHORITIES)
def test_a_broken_authority_is_named(change: Mapping[str, Any], fault: str) -> None:
    assert any(fault in found for found in authority_faults(replace(AUTHORITY, **change)))


def test_a_name_belongs_to_one_authority() -> None:
    twice = replace(OTHER, also=("högskolerådet ",))
    assert list(name_faults((AUTHORITY, twice))) == ["högskolerådet means both uhr and other"]
    assert list(name_faults((replace(AUTHORITY, also=("UHR", "uhr")),))) == []
    assert list(name_faults((replace(AUTHORITY, also=(" ",)),))) == ["uhr is also called nothing"]


def test_questions_and_answers_belong_together() -> None:
    assert list(coverage_faults(QUESTIONS)) == []
    assert list(coverage_faults(QUESTIONS - {"ask_sfi"})) == ["no entry answers ask_sfi"]
    assert list(coverage_faults(QUESTIONS | {"greet"})) == ["greet answers no question"]


def test_wishes_that_people_ask_about_are_questions_too() -> None:
    assert {
        "ask_sfi",
        "ask_events",
        "ask_competence_mapping",
        "ask_validation",
        "seek_mentor",
        "seek_internship",
    } <= QUESTIONS
    assert not {"greet", "offer_job", "report_danger"} & QUESTIONS


ROW = {"answer": WORDS, "doors": ["person"], "source": "AMN", "checked": DAY, "review_by": LATER}


@pytest.mark.parametrize(
    "change, fault",
    [
        ({"answer": {"sv": "Ja."}}, "ask_sfi: answer is not in uk"),
        ({"answer": "Ja."}, "ask_sfi: answer is not in sv"),
        ({"child": WORDS | {"ru": "Да."}}, "ask_sfi: child is in ru, too"),
        ({"chlid": WORDS}, "ask_sfi has chlid, which nobody reads"),
        ({"checked": "2026-11-22"}, "ask_sfi: checked is no date"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(change: Mapping[str, Any], fault: str) -> None:
    assert fault in list(file_faults("ask_sfi", {**ROW, **change}, ENTRY_NEEDS, ENTRY_MAY))


def test_a_file_needs_all_that_is_read() -> None:
    assert list(file_faults("ask_sfi", ROW, ENTRY_NEEDS, ENTRY_MAY)) == []
    without = {key: value for key, value in ROW.items() if key != "doors"}
    assert list(file_faults("ask_sfi", without, ENTRY_NEEDS, ENTRY_MAY)) == ["ask_sfi has no doors"]
    assert "uhr has no does" in list(file_faults("uhr", {"name": WORDS}, AUTHORITY_NEEDS, AUTHORITY_MAY))


def test_the_service_does_not_start_with_a_broken_guide() -> None:
    with pytest.raises(BadSetting, match="The guide is broken: ask_sfi has no source; uhr does not say how"):
        check_guide(["ask_sfi has no source", "uhr does not say how"])
    check_guide([])
