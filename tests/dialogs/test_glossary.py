"""The glossary is complete, stands in the documents as it is, and the texts keep to it."""

from itertools import product
from pathlib import Path

import pytest

from dialogs.glossary import LANGUAGES, Exemption, Term, avoided, page, pairs, plain, terms
from dialogs.glossary_check import all_texts, faults, has_term, terms_in
from dialogs.texts import read_catalogue

DOCUMENT = Path(__file__).parents[2] / "docs" / "glossary.md"


def term(word: str) -> Term:
    return next(term for term in terms() if term.word("sv") == word)


def told(sv: str, uk: str, en: str, *allowed: Exemption) -> list[str]:
    return faults({"key": {"sv": sv, "uk": uk, "en": en}}, allowed)


def test_the_document_is_the_glossary() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == page()


def test_every_term_has_a_word_in_every_language_and_none_twice() -> None:
    for language in LANGUAGES:
        words = [plain(word) for term in terms() for word in term.words[language]]
        assert all(word.strip() == word != "" for word in words)
        assert len(set(words)) == len(words)


def test_every_text_keeps_to_the_glossary() -> None:
    texts = all_texts()
    assert {"notice-web", "guide-ask_sfi", "authority-vuxenutbildning-how"} <= set(texts)
    assert faults(texts) == []


def test_counted_texts_are_looked_at_in_every_form() -> None:
    counted = [message for message in read_catalogue("uk") if isinstance(message.id, tuple)]
    assert [m.id[0] for m in counted if all_texts()[m.id[0]]["uk"].count("\n") < 2] == []


def test_a_translation_is_given_the_terms_of_its_two_languages() -> None:
    assert pairs("sv", "uk")["uppehållstillstånd"] == "дозвіл на проживання"
    assert pairs("uk", "sv")["посвідка на проживання"] == "uppehållstillstånd"
    assert pairs("ru", "sv")["личный номер"] == "personnummer"
    assert pairs("en", "uk")["Welcome House"] == "Welcome House"


@pytest.mark.parametrize("source,target", [(a, b) for a, b in product(LANGUAGES, LANGUAGES) if a != b])
def test_a_translation_is_given_plain_words(source: str, target: str) -> None:
    found = pairs(source, target)
    assert len(found) >= len(terms())
    assert [word for pair in found.items() for word in pair if not word or set(word) & set("|\t\n")] == []


@pytest.mark.parametrize(
    "text,language,words",
    [
        ("Du söker uppehållstillståndet hos Migrationsverket.", "sv", ["uppehållstillstånd", "Migrationsverket"]),
        ("Visa uppehållstillståndskortet.", "sv", ["uppehållstillståndskort"]),
        ("Har du en e-legitimation?", "sv", ["e-legitimation"]),
        ("Tolkar finns. De nyanländas lön.", "sv", ["tolk", "nyanländ", "lön"]),
        ("Reglerade yrken, mänskliga rättigheterna", "sv", ["reglerat yrke", "mänskliga rättigheter"]),
        ("Kommunal trafik är lönsam för praktikanter i asylrätt.", "sv", []),
        ("без дозволу на\nпроживання", "uk", ["uppehållstillstånd"]),
        ("із шістьма роботодавцями, профспілок, договорів", "uk", ["arbetsgivare", "fackförbund"]),
        ("зобов'язань", "uk", ["åtagande"]),
        ("The employers’ municipalities", "en", ["arbetsgivare", "kommun"]),
        ("{queue} {kommun}", "sv", []),
    ],
)
def test_terms_are_met_in_their_inflected_forms(text: str, language: str, words: list[str]) -> None:
    assert [term.word("sv") for term in terms_in(text, language)] == words


def test_a_word_that_passes_is_enough() -> None:
    assert has_term("Наші працівники допоможуть.", term("handläggare"), "uk")
    assert "працівник" not in pairs("uk", "sv")


def test_a_missing_word_is_noticed_in_either_language() -> None:
    assert told("Fråga din kommun.", "Запитайте в місті.", "Ask your municipality.") == [
        "key: Swedish has “kommun”; Ukrainian has no “муніципалітет”."
    ]
    assert told("Fråga din kommun.", "Запитайте у муніципалітеті.", "Ask your town.") == [
        "key: Swedish has “kommun”; English has no “municipality”."
    ]
    assert told("Fråga din kommun.", "Запитайте у муніципалітеті.", "Ask your municipality.") == []


@pytest.mark.parametrize(
    "sv,uk,en,found",
    [
        ("Är du invandrare?", "Так", "Yes", "Swedish has “invandrare”; better: den som är ny i Sverige, nyanländ."),
        ("Ja", "Це міграційне агентство.", "Yes", "Ukrainian has “міграційне агентство”; better: Міграційна служба"),
        ("Ja", "У слідуючому місяці.", "Yes", "Ukrainian has “слідуючий”; better: наступний."),
        ("Ja", "Так", "For aliens", "English has “alien”; better: a person from another country."),
    ],
)
def test_a_word_to_avoid_is_noticed(sv: str, uk: str, en: str, found: str) -> None:
    (fault,) = told(sv, uk, en)
    assert found in fault


def test_a_word_to_avoid_may_stand_in_a_name() -> None:
    assert told("Svenska för invandrare", "Шведська для іммігрантів", "Swedish for immigrants") == []


@pytest.mark.parametrize("word", avoided(), ids=lambda word: f"{word.language}-{plain(word.word)}")
def test_every_word_to_avoid_is_found(word: object) -> None:
    bad = next(a for a in avoided() if a is word)
    texts = {"sv": "Ja", "uk": "Так", "en": "Yes"} | {bad.language: f"X {plain(bad.word)} y"}
    assert any("better:" in fault for fault in faults({"key": texts}, ()))


def test_an_exception_is_told_apart_and_must_be_needed() -> None:
    reason = Exemption(text="key", term="kommun", language="uk", why="a test")
    assert told("Fråga din kommun.", "Запитайте в місті.", "Ask your municipality.", reason) == []
    assert told("Fråga oss.", "Запитайте нас.", "Ask us.", reason) == [
        "key: the exception for “kommun” (uk) is not needed."
    ]
