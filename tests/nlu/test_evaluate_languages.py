"""How often a language is told right."""

from nlu.evaluate import UNTOLD, Answer
from nlu.evaluate_languages import LanguageScore, Spoken, evaluate_languages, listen, told
from nlu.understanding import Identified
from tests.nlu.said import Said, meaning

UKRAINIAN, UNKNOWN = Identified("uk", 0.9), Identified("und", 0.0)


def test_long_and_short_messages_are_counted_apart() -> None:
    tellings = [
        told(Answer("a", "uk", "a", heard=UKRAINIAN, words=4)),
        told(Answer("a", "uk", "b", heard=UNKNOWN, words=5)),
        told(Answer("a", "uk", "a", heard=UKRAINIAN, words=3)),
    ]
    scores = evaluate_languages(tellings)
    assert scores["uk"] == scores["all"] == LanguageScore(long=2, long_right=0.5, short=1, short_right=1.0)


def test_without_messages_there_is_no_share() -> None:
    assert evaluate_languages([])["all"] == LanguageScore(long=0, long_right=None, short=0, short_right=None)


def test_a_message_without_an_intent_tells_of_its_language_too() -> None:
    engine = Said({"шукаю роботу": meaning("seek_work", language=UKRAINIAN)})
    heard = listen(engine, Spoken("uk", "шукаю роботу"))
    assert heard.right
    assert heard.words == 2
    assert engine.languages == [UNTOLD]
