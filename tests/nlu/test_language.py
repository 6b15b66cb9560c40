"""The language of a short message; a conversation switches only on sure evidence."""

import pytest

from nlu.rules import Rules
from nlu.understanding import Identified

SURE = 0.8


def identify(rules: Rules, text: str) -> Identified:
    return rules.understand(text, language="sv").language


@pytest.mark.parametrize("text, language", [
    ("jag vill prata med en person", "sv"), ("jag forstar inte", "sv"), ("hjälper ni till med boende", "sv"),
    ("vi soker tva elektriker", "sv"), ("I want to talk to a human", "en"), ("how do I apply", "en"),
    ("looking for a job", "en"), ("я із Харкова, шукаю роботу", "uk"), ("немає телефону", "uk"), ("шукаю роботу", "uk"),
    ("хочу поговорити з людиною", "uk"), ("ищу работу", "ru"), ("не понимаю вопрос", "ru"),
    ("как подать заявление", "ru"),
    ("меня зовут Елена", "ru"), ("shukayu robotu bud laska", "uk"), ("ishu rabotu", "ru"), ("ні", "uk"),
])  # fmt: skip
def test_a_sentence_tells_its_language(rules: Rules, text: str, language: str) -> None:
    found = identify(rules, text)
    assert found.name == language
    assert found.confidence >= SURE


@pytest.mark.parametrize("text", [
    "ok", "так", "назад", "стоп", "да", "нет", "Solna", "Södermalm", "Hägersten", "Upplands Väsby", "undersköterska",
    "UT-kort", "B2", "sfi", "welder", "svetsare", "зварник", "12", "olena@example.com", "070-123 45 67", "💥", "",
    "hej", "tack", "yes", "no", "Welcome House", "Migrationsverket",
])  # fmt: skip
def test_a_name_or_a_single_word_changes_no_language(rules: Rules, text: str) -> None:
    assert identify(rules, text).confidence < SURE


def test_a_mix_of_ukrainian_and_russian_is_ukrainian(rules: Rules) -> None:
    assert identify(rules, "я уже подала документи, что дальше, чекаю на відповідь").name == "uk"


def test_an_english_sentence_with_a_swedish_place_is_english(rules: Rules) -> None:
    assert identify(rules, "I live in Hägersten and work there") == Identified("en", 0.9)


def test_no_words_give_no_evidence(rules: Rules) -> None:
    assert identify(rules, "💥") == Identified("und", 0.0)
