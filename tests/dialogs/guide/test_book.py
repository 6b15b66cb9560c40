"""The written guide as it is: every question has an answer, and all of it keeps to the rules."""

from datetime import date
from pathlib import Path

import pytest

from dialogs.guide.book import LANGUAGES, authorities, entries, rows, texts
from dialogs.guide.check import HOSTS, QUESTIONS, inspect_guide
from dialogs.meanings import MEANINGS

NAMED = {
    "arbetsformedlingen", "civil_society", "etableringscentrum", "forsakringskassan", "intro_stockholm", "jobbtorg",
    "migrationsverket", "region_stockholm", "servicecenter", "skatteverket", "socialstyrelsen", "uhr",
    "vuxenutbildning", "welcome_house",
}  # fmt: skip


def test_the_guide_keeps_to_its_rules() -> None:
    assert inspect_guide() == []


def test_every_question_has_an_answer_and_no_answer_is_without_a_question() -> None:
    assert set(entries()) == QUESTIONS
    assert set(MEANINGS) >= QUESTIONS


def test_all_authorities_are_told_about() -> None:
    assert set(authorities()) >= NAMED


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_languages_say_the_same_things(language: str) -> None:
    assert set(texts(language)) == set(texts("sv"))
    assert [key for key, words in texts(language).items() if not words] == []


def test_the_languages_are_not_copies() -> None:
    answers = [entry.answer for entry in entries().values()]
    assert [a for a in answers if len(set(a.values())) < len(LANGUAGES)] == []
    parts = [words for a in authorities().values() for words in a.parts.values()]
    assert [words for words in parts if len(set(words.values())) < len(LANGUAGES)] == []


@pytest.mark.parametrize("language", ["uk", "en"])
def test_names_on_signs_stay_swedish(language: str) -> None:
    signs = (
        "migrationsverket",
        "arbetsformedlingen",
        "skatteverket",
        "servicecenter",
        "forsakringskassan",
        "skolverket",
    )
    missing = [n for n in signs if authorities()[n].name["sv"].split(" (")[0] not in authorities()[n].name[language]]
    assert missing == []


def test_every_host_says_where_it_comes_from() -> None:
    assert [host for host, origin in HOSTS.items() if not origin or host.startswith("www.")] == []


def test_only_published_numbers_are_told() -> None:
    assert {a.id: a.phone for a in authorities().values() if a.phone} == {"region_stockholm": "1177"}


def test_what_rests_on_the_permit_is_reviewed_before_protection_ends() -> None:
    told = {entry.key: entry.review_by for entry in entries().values() if "migrationsverket" in entry.about}
    told["authority-migrationsverket"] = authorities()["migrationsverket"].review_by
    assert "guide-ask_hiring_rules" in told
    assert [key for key, review_by in told.items() if review_by > date(2027, 3, 4)] == []


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "ask_sfi.toml").write_text("answer = \n", encoding="utf-8")
    with pytest.raises(ValueError) as failed:
        dict(rows("entries", tmp_path))
    assert failed.value.__notes__ == ["in ask_sfi.toml"]
