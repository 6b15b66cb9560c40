"""Times, durations, and other people's words as staff read them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.desk import words
from bot.desk.about import shortened
from bot.desk.passwords import make_password
from bot.desk.shown import isolated, shown
from bot.desk.ticket_view import next_working_day
from bot.desk.times import day_and_time, duration, typed_instant, typed_time
from bot.ports import QUEUES, STATUSES

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "minutes,told",
    [
        (0, "under 1 min"),
        (12, "12 min"),
        (60, "1 tim"),
        (200, "3 tim 20 min"),
        (1440 * 2 + 245, "2 dygn 4 tim"),
        (-5, "under 1 min"),
    ],
)
def test_a_duration_has_two_units_at_most(minutes: int, told: str) -> None:
    assert duration(timedelta(minutes=minutes)) == told


@pytest.mark.parametrize(
    "at,told",
    [
        (NOW, "i dag 11:00"),
        (NOW - timedelta(days=1), "i går 11:00"),
        (NOW + timedelta(hours=13, minutes=30), "i morgon 00:30"),
        (datetime(2026, 1, 2, 12, tzinfo=UTC), "2 jan 13:00"),
        (datetime(2025, 12, 24, 14, tzinfo=UTC), "24 dec 2025 15:00"),
    ],
)
def test_a_day_is_told_as_people_in_stockholm_say_it(at: datetime, told: str) -> None:
    assert day_and_time(at, NOW) == told


@pytest.mark.parametrize(
    "text,told",
    [
        ("9", "09:00"),
        ("9.30", "09:30"),
        ("0930", "09:30"),
        ("09:30", "09:30"),
        ("23 59", "23:59"),
        ("24", None),
        ("9:60", None),
        ("", None),
        ("nio", None),
        ("٩", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, told: str | None) -> None:
    found = typed_time(text)
    assert (found.strftime("%H:%M") if found else None) == told


def test_a_typed_time_is_stockholms_in_summer_and_winter() -> None:
    assert typed_instant("2026-07-01", "09:00") == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert typed_instant("2026-12-01", "09:00") == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert typed_instant("2026-02-30", "09:00") is None


def test_what_is_hidden_in_a_text_is_made_visible() -> None:
    assert shown("a\u202eb") == 'a<span class="unseen" title="right-to-left override">RLO</span>b'
    assert shown("\u0000") == '<span class="unseen" title="control character">U+0000</span>'
    assert shown("två\nrader\toch ZWJ 👩‍💻") == "två\nrader\toch ZWJ 👩‍💻"


def test_markup_in_a_text_is_only_text() -> None:
    assert isolated('<3 "><b>') == "<bdi>&lt;3 &#34;&gt;&lt;b&gt;</bdi>"


def test_a_summary_is_one_line_that_ends_where_it_is_cut() -> None:
    assert shortened("a\n b") == "a b"
    assert len(shortened("ord " * 100)) <= 80
    assert shortened("ord " * 100).endswith("…")


def test_parking_suggests_the_next_working_day() -> None:
    assert next_working_day(NOW) == "2026-05-21"
    assert next_working_day(datetime(2026, 5, 22, 9, tzinfo=UTC)) == "2026-05-25"
    assert next_working_day(datetime(2026, 5, 23, 9, tzinfo=UTC)) == "2026-05-25"


def test_every_queue_and_status_has_a_swedish_word() -> None:
    assert set(words.QUEUES) == set(QUEUES)
    assert set(words.STATUSES) == set(STATUSES)


def test_a_made_up_password_is_long_and_never_the_same() -> None:
    made = {make_password() for _ in range(100)}
    assert len(made) == 100
    assert all(len(password.replace("-", "")) == 36 for password in made)
