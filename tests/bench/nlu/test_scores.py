"""The figures of the comparison are what they are called."""

import pytest

from bench.nlu.engines import Example
from bench.nlu.report import ratios, wins
from bench.nlu.scores import best, by_language, macro_f1, percentile, refused, scores
from nlu.understanding import OUT_OF_SCOPE


def test_confidence_in_out_of_scope_is_confidence_in_nothing() -> None:
    assert best([(OUT_OF_SCOPE, 0.9), ("greet", 0.1)]) == ("greet", 0.1)
    assert best([]) == (OUT_OF_SCOPE, 0.0)


def test_what_is_found_in_vain_lowers_the_f1_of_what_it_was_taken_for() -> None:
    pairs = [("a", "a"), ("a", "a"), ("b", "a"), ("b", "b")]
    assert macro_f1(pairs) == pytest.approx((2 * 2 / 5 + 2 * 1 / 3) / 2)


def test_refused_is_measured_where_nearly_all_in_scope_is_accepted() -> None:
    inside = [n / 100 for n in range(100)]
    assert refused(inside, [0.04, 0.049, 0.05, 0.9]) == 0.5


def test_languages_are_scored_apart_and_together() -> None:
    right, wrong = [("greet", 0.9)], [("deny", 0.9)]
    answers = [(Example("greet", "sv", "hej"), right), (Example("greet", "uk", "привіт"), wrong)]
    found = by_language(answers)
    assert [found[name]["accuracy"] for name in ("sv", "uk", "all")] == [1.0, 0.0, 0.5]


def test_without_messages_out_of_scope_there_is_no_such_figure() -> None:
    assert "out_of_scope_recall" not in scores([(Example("greet", "sv", "hej"), [("greet", 0.9)])])


def test_p99_is_near_the_slowest() -> None:
    assert percentile([float(n) for n in range(100)], 0.99) == 99.0
    assert percentile([1.0], 0.99) == 1.0


def test_ratios_are_ours_by_theirs_and_know_which_way_is_better() -> None:
    figures = {
        "ours": {"quality": {"sv": {"accuracy": 0.9}}, "cost": {"p50_ms": 5.0}},
        "rasa": {"quality": {"sv": {"accuracy": 0.6}}, "cost": {"p50_ms": 10.0}},
    }
    found = ratios(figures)
    assert found == {"sv accuracy": pytest.approx(1.5), "p50_ms": 0.5}
    assert all(wins(name, ratio) for name, ratio in found.items())
    assert not wins("sv accuracy", 0.99)
