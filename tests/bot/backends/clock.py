"""When the tests of the systems behind us begin."""

from datetime import UTC, datetime

from tests.valkey import HandClock

BEGIN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def hand_clock() -> HandClock:
    """A clock that goes when a test moves it."""
    return HandClock(BEGIN)
