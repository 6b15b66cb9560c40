"""Who fails several times in a row is left in peace, then tried once."""

from dataclasses import dataclass

import pytest

from integrations.breaker import Breaker
from integrations.errors import IntegrationError, Malformed, Rejected, Resting, Unavailable


@dataclass(slots=True)
class Hand:
    """A clock that is set by hand."""

    at: float = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def breaker(clock: Hand) -> Breaker:
    return Breaker(failures=3, rest=2.0, longest=7.0, now=clock)


def fail(breaker: Breaker, error: IntegrationError | None = None) -> None:
    with pytest.raises(IntegrationError), breaker.guard():
        raise error or Unavailable("away")


def succeed(breaker: Breaker) -> None:
    with breaker.guard():
        pass


def wait_of(breaker: Breaker) -> float:
    """How long it says to wait; the call is not made."""
    called: list[bool] = []
    with pytest.raises(Unavailable) as refused, breaker.guard():
        called.append(True)
    assert not called
    return refused.value.retry_after


def opened(breaker: Breaker) -> Breaker:
    for _ in range(breaker.failures):
        fail(breaker)
    return breaker


def test_it_opens_after_failures_in_a_row(breaker: Breaker) -> None:
    fail(breaker)
    fail(breaker, Malformed("nonsense"))
    assert not breaker.open
    fail(breaker)
    assert wait_of(breaker) == 2.0


def test_a_success_between_failures_closes_the_count(breaker: Breaker) -> None:
    for _ in range(5):
        fail(breaker)
        fail(breaker)
        succeed(breaker)
    assert not breaker.open


def test_a_clear_no_is_an_answer_of_a_system_that_is_well(breaker: Breaker) -> None:
    for _ in range(5):
        fail(breaker, Rejected("no"))
    assert not breaker.open


def test_after_the_rest_one_trial_decides(breaker: Breaker, clock: Hand) -> None:
    opened(breaker)
    clock.at += 2
    succeed(breaker)
    assert not breaker.open
    fail(breaker)
    assert not breaker.open


def test_the_rest_doubles_up_to_its_longest(breaker: Breaker, clock: Hand) -> None:
    opened(breaker)
    waits = []
    for _ in range(4):
        waits.append(wait_of(breaker))
        clock.at += waits[-1]
        fail(breaker)
    assert waits == [2.0, 4.0, 7.0, 7.0]


def test_while_one_tries_the_others_are_refused(breaker: Breaker, clock: Hand) -> None:
    opened(breaker)
    clock.at += 2
    with breaker.guard():
        assert wait_of(breaker) == 0.0
    assert not breaker.open


def test_a_trial_that_was_broken_off_leaves_room_for_the_next(breaker: Breaker, clock: Hand) -> None:
    """Cancelled, or an error of ours: nothing was learnt."""
    opened(breaker)
    clock.at += 2
    with pytest.raises(KeyboardInterrupt), breaker.guard():
        raise KeyboardInterrupt
    succeed(breaker)
    assert not breaker.open


def test_calls_under_way_when_it_opened_do_not_lengthen_the_rest(breaker: Breaker) -> None:
    def call() -> None:
        with breaker.guard():
            opened(breaker)
            raise Unavailable("late")

    with pytest.raises(Unavailable):
        call()
    assert wait_of(breaker) == 2.0


def test_who_asks_for_peace_gets_it_at_once_and_in_full(breaker: Breaker, clock: Hand) -> None:
    """One failure is enough, and it is longer than our own rest would be; then one trial decides."""
    fail(breaker, Unavailable("too much", retry_after=30.0))
    assert wait_of(breaker) == 30.0
    clock.at += 30
    succeed(breaker)
    assert not breaker.open


def test_a_short_peace_is_not_made_longer(breaker: Breaker, clock: Hand) -> None:
    fail(breaker, Unavailable("too much", retry_after=0.5))
    clock.at += 0.5
    succeed(breaker)


def test_it_says_that_nobody_was_asked(breaker: Breaker) -> None:
    """So that the caller need not tell of it each time."""
    opened(breaker)
    with pytest.raises(Resting) as refused, breaker.guard():
        pass
    assert not refused.value.reached
