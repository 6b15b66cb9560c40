"""Time comes from the system, or stands still in a file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import FileClock, SystemClock, choose_clock


def test_the_system_clock_is_aware_and_utc() -> None:
    """Naive times would be misread."""
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


@pytest.mark.parametrize("written", ["2026-05-20T10:00:00", "2026-05-20T10:00:00Z\n", "2026-05-20T12:00:00+02:00"])
def test_a_file_holds_the_time(tmp_path: Path, written: str) -> None:
    """Any ISO instant does; without an offset it is UTC."""
    file = tmp_path / "now"
    file.write_text(written)
    assert choose_clock(file).now() == datetime(2026, 5, 20, 10, tzinfo=UTC)


def test_the_file_is_read_each_time(tmp_path: Path) -> None:
    """A test moves time by writing the file."""
    file = tmp_path / "now"
    clock = FileClock(file)
    file.write_text("2026-05-20T10:00:00Z")
    first = clock.now()
    file.write_text("2026-05-20T11:00:00Z")
    assert clock.now() - first == timedelta(hours=1)


def test_without_a_file_the_system_is_asked() -> None:
    """The usual case."""
    assert choose_clock(None) == SystemClock()
