"""How well languages are told apart, on messages that somebody else wrote than those that were learnt from."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nlu.engine import Engine
from nlu.entities import find_entities
from nlu.language import identify
from nlu.language_model import LanguageModel
from nlu.rules import Rules
from nlu.transliterate import to_latin
from nlu.understanding import Identified
from nlu.words import fold, split

DATA = Path(__file__).parents[1] / "data" / "nlu"
SURE = 0.8
FOUR = 4
Identify = Callable[[str], Identified]


@pytest.fixture(scope="module")
def speech(engine: Engine) -> LanguageModel:
    """Learnt from all training data, as the service loads it."""
    assert engine.rules.speech is not None
    return engine.rules.speech


@pytest.fixture(scope="module")
def told(rules: Rules, speech: LanguageModel) -> Identify:
    """The language of a message."""

    def tell(text: str) -> Identified:
        words = split(text)
        names = find_entities(text, words, rules.lists.names)
        return identify(text, words, rules.lists.common, model=speech, entities=names)

    return tell


def lines(language: str) -> list[str]:
    """Blind messages in ``language``."""
    rows = [line.split("\t") for name in ("sv_en", "uk_ru") for line in _source(f"language_{name}")]
    return [text for spoken, text in rows if spoken == language]


def _source(name: str) -> list[str]:
    return [line for line in (DATA / f"{name}.tsv").read_text("utf-8").splitlines() if line and line[0] != "#"]


def intents(language: str) -> list[str]:
    """The messages of the blind set for intents."""
    return [line.split("\t")[2] for line in _source(language)]


def right(told: Identify, language: str, texts: list[str]) -> float:
    return sum(told(text).name == language for text in texts) / len(texts)


@pytest.mark.parametrize("language", ["sv", "uk", "en", "ru"])
def test_four_words_tell_the_language(told: Identify, language: str) -> None:
    texts = [t for t in lines(language) + intents(language) if len(split(t)) >= FOUR]
    assert right(told, language, texts) >= 0.97


@pytest.mark.parametrize("language", ["sv", "uk", "en", "ru"])
def test_fewer_words_mostly_do(told: Identify, language: str) -> None:
    assert right(told, language, [t for t in lines(language) if len(split(t)) < FOUR]) >= 0.9


@pytest.mark.parametrize("language", ["sv", "uk", "en", "ru"])
def test_who_is_sure_is_right(told: Identify, language: str) -> None:
    texts = lines(language) + intents(language)
    wrong = [text for text in texts if (heard := told(text)).confidence >= SURE and heard.name != language]
    assert len(wrong) <= len(texts) / 200


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_latin_letters_hide_no_language(told: Identify, language: str) -> None:
    texts = [spelling for t in lines(language) if len(split(t)) >= FOUR for spelling in to_latin(t, language)]
    found = [told(text).name for text in texts]
    assert sum(name in ("uk", "ru") for name in found) / len(found) >= 0.99
    assert found.count(language) / len(found) >= 0.93


@pytest.mark.parametrize("language", ["sv", "en"])
def test_nothing_else_is_taken_for_ukrainian_in_latin_letters(told: Identify, language: str) -> None:
    texts = lines(language) + intents(language)
    assert sum(told(text).name in ("uk", "ru") for text in texts) / len(texts) <= 0.01


def test_swedish_without_dots_is_swedish(told: Identify) -> None:
    assert right(told, "sv", [fold(t) for t in lines("sv") + intents("sv") if len(split(t)) >= FOUR]) >= 0.97


@pytest.mark.parametrize("text, language", [
    ("ні", "uk"), ("привіт", "uk"), ("шукаю роботу", "uk"), ("я з Харкова", "uk"), ("ищу работу", "ru"),
    ("dobryi den", "uk"), ("shukayu robotu", "uk"), ("mne nuzhna rabota", "ru"), ("skolko stoit kurs", "ru"),
    ("jag forstar inte", "sv"), ("tack så mycket", "sv"), ("looking for a job", "en"), ("who are you", "en"),
    ("чи є якісь новости по моему обращению", "uk"), ("Скажіть, Arbetsförmedlingen мені подзвонить?", "uk"),
    ("Jag heter Олена Коваленко och söker jobb", "sv"), ("what is Etableringscentrum", "en"),
])  # fmt: skip
def test_a_reader_would_be_sure(told: Identify, text: str, language: str) -> None:
    heard = told(text)
    assert heard.name == language
    assert heard.confidence >= SURE


@pytest.mark.parametrize("text", [
    "ok", "так", "назад", "да", "стоп", "Solna", "Södermalm", "Upplands Väsby", "Київ", "Oleksandr Petrenko",
    "Олена Коваленко", "Jan Kowalski", "Біла Церква", "UT-kort", "B2", "SFI", "070-123 45 67", "olena@example.com",
    "https://example.com/jobb", "@olena_k", "[personnummer]", "Migrationsverket", "Welcome House", "💥", "", "\ud800",
])  # fmt: skip
def test_nobody_could_know(told: Identify, text: str) -> None:
    assert told(text) == Identified("und", 0.0)


@pytest.mark.parametrize("text", [
    "undersköterska", "welder", "зварник", "hej", "tack", "yes", "no", "нет", "project manager", "senior developer",
    "Anders Ek", "не знаю",
])  # fmt: skip
def test_a_name_a_trade_or_a_courtesy_changes_no_language(told: Identify, text: str) -> None:
    assert told(text).confidence < SURE


def test_what_was_learnt_spells_words_right(speech: LanguageModel) -> None:
    typed = "Dobryi den, bud laska, ya shukaju jobb, treba personnummer"
    assert speech.to_cyrillic(typed, "uk") == "Добрий день, будь ласка, я шукаю jobb, треба personnummer"


def test_a_model_without_an_array_is_none() -> None:
    with pytest.raises(KeyError):
        LanguageModel.of({})


@pytest.mark.parametrize("text", [
    "слово word " * 373, "ﷺ" * 4096, "a" * 4096, "[" * 4096, "http" * 1024, "\ud800" * 4096, "ja " * 1366, "ʼ" * 4096,
    "a@" * 2048, "www." * 1024, "\u200b" * 4096, "я" * 4096, "ж'" * 2048, "zh4" * 1366,
])  # fmt: skip
def test_any_text_takes_a_moment(rules: Rules, speech: LanguageModel, text: str) -> None:
    text = text[:4096]
    words = split(text)
    assert _least_time(lambda: identify(text, words, rules.lists.common, model=speech)) < 0.02
    assert _least_time(lambda: speech.to_cyrillic(text, "uk")) < 0.05


def _least_time(call: Callable[[], object]) -> float:
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        call()
        spent.append(time.perf_counter() - began)
    return min(spent)
