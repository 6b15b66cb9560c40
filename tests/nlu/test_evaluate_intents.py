"""Which intents are recognised, and which are taken for which."""

import pytest

from nlu.evaluate import Answer
from nlu.evaluate_intents import Confusion, IntentScore, confusions, evaluate_intents


def answers(*pairs: tuple[str, str]) -> list[Answer]:
    return [Answer(expected, "sv", found) for expected, found in pairs]


def test_each_intent_has_precision_and_recall() -> None:
    scores = evaluate_intents(answers(("b", "b"), ("b", "b"), ("b", "a"), ("a", "a")))
    assert list(scores) == ["b", "a"]
    assert scores["b"] == IntentScore(messages=3, found=2, precision=1.0, recall=2 / 3, f1=4 / 5)
    assert scores["a"].precision == 0.5


def test_an_intent_that_is_never_or_only_found_scores_nothing() -> None:
    scores = evaluate_intents(answers(("a", "c")))
    assert scores["a"] == IntentScore(messages=1, found=0, precision=0.0, recall=0.0, f1=0.0)
    assert scores["c"] == IntentScore(messages=0, found=1, precision=0.0, recall=0.0, f1=0.0)


def test_the_most_frequent_confusions_come_first() -> None:
    found = confusions(answers(("a", "b"), ("c", "d"), ("c", "d"), ("a", "a"), ("b", "a")), most=2)
    assert found == [Confusion("c", "d", 2), Confusion("a", "b", 1)]


def test_ten_confusions_are_enough() -> None:
    assert len(confusions(answers(*[(str(n), "x") for n in range(12)]))) == 10


@pytest.mark.parametrize("nothing", [[], answers(("a", "a"))])
def test_what_is_right_is_no_confusion(nothing: list[Answer]) -> None:
    assert confusions(nothing) == []
