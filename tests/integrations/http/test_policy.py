"""When to try once more, without any clock or chance of its own."""

from datetime import UTC, datetime

import pytest

from integrations.http.policy import LONGEST_REST, Schedule, retry_after

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_waits_double_up_to_the_longest_and_end() -> None:
    """With the greatest chance each."""
    schedule = Schedule(tries=6, first=0.5, longest=3.0)
    assert [schedule.wait(attempt, lambda: 1.0) for attempt in range(1, 7)] == [0.5, 1.0, 2.0, 3.0, 3.0, None]


def test_half_of_a_wait_is_chance() -> None:
    """Many who failed together do not come back together."""
    schedule = Schedule(tries=2, first=1.0)
    draws = iter((0.0, 0.5, 1.0))
    assert [schedule.wait(1, lambda: next(draws)) for _ in range(3)] == [0.5, 0.75, 1.0]


def test_what_was_asked_for_is_waited_in_full() -> None:
    assert Schedule(tries=2, first=1.0).wait(1, lambda: 0.0, asked=7.0) == 7.5


def test_one_try_means_one() -> None:
    assert Schedule(tries=1).wait(1, lambda: 0.5) is None


@pytest.mark.parametrize(
    "value,seconds",
    [
        ("5", 5.0),
        (" 37 ", 37.0),
        ("0", 0.0),
        ("Sun, 22 Nov 2026 12:00:09 GMT", 9.0),
        ("Sunday, 22-Nov-26 12:00:09 GMT", 9.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun, 22 Nov 2066 11:00:00 GMT", LONGEST_REST),
        ("99999999999999999999999999", LONGEST_REST),
        ("9" * 10_000, LONGEST_REST),
        ("-5", 0.0),
        ("٥", 0.0),
        ("1.5", 0.0),
        ("soon", 0.0),
        ("Sun, 99 Foo 2026 99:99:99 GMT", 0.0),
        ("", 0.0),
        (None, 0.0),
    ],
)
def test_retry_after_in_both_forms(value: str | None, seconds: float) -> None:
    """And absurd ones."""
    assert retry_after(value, NOW) == seconds
