"""What understanding costs."""

from itertools import count

from nlu.evaluate_costs import Costs, Timed, costs, percentile
from tests.nlu.said import Said, meaning


def test_each_message_is_timed_and_understood() -> None:
    ticks = count()
    engine = Timed(Said({"hej": meaning("greet")}), lambda: next(ticks) ** 2)
    assert engine.understand("hej", language="sv").intent.name == "greet"
    engine.understand("hej då", language="sv")
    assert engine.spent == [1, 5]


def test_a_percentile_is_a_value_that_was_there() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)) == (51.0, 100.0, 0.0)
    assert percentile([7.0], 0.99) == 7.0


def test_costs_are_in_milliseconds() -> None:
    assert costs([0.001, 0.002, 0.003], load_s=1.5, memory_mb=300.0) == Costs(1.5, 2.0, 3.0, 300.0)
