"""Promised answer times count open hours and Swedish holidays."""

from datetime import UTC, date, datetime

import pytest

from dialogs.promise import STOCKHOLM, answer_by, is_working_day, reminder_at

WEEKDAYS = {"days": {d: ["09:00", "16:00"] for d in ("mon", "tue", "wed", "thu", "fri")}, "answer_within_hours": 7}


def stockholm(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    "written, promised",
    [
        ("2026-05-20 09:00", "2026-05-20 16:00"),  # a Wednesday morning: the whole day
        ("2026-05-20 12:00", "2026-05-21 12:00"),  # goes on the next day
        ("2026-05-22 15:00", "2026-05-25 15:00"),  # Friday afternoon: Monday
        ("2026-05-23 11:00", "2026-05-25 16:00"),  # Saturday
        ("2026-06-18 15:00", "2026-06-22 15:00"),  # Midsummer Eve is a Friday on which nobody is there
        ("2026-12-23 15:00", "2026-12-28 15:00"),  # Christmas Eve, Christmas Day, a week-end
        ("2026-04-02 15:00", "2026-04-07 15:00"),  # Good Friday to Easter Monday
        ("2026-03-27 12:00", "2026-03-30 12:00"),  # the clocks change in between
    ],
)
def test_promise_counts_open_hours(written: str, promised: str) -> None:
    assert answer_by(stockholm(written), WEEKDAYS) == stockholm(promised)


@pytest.mark.parametrize("hours", [None, {}, {"days": {}, "answer_within_hours": 7}, {"days": WEEKDAYS["days"]}])
def test_no_hours_no_promise(hours: dict[str, object] | None) -> None:
    assert answer_by(stockholm("2026-05-20 09:00"), hours) is None


def test_hours_that_never_open_promise_nothing() -> None:
    assert (
        answer_by(stockholm("2026-05-20 09:00"), {"days": {"mon": ["10:00", "09:00"]}, "answer_within_hours": 1})
        is None
    )


def test_eves_are_no_working_days() -> None:
    closed = [date(2026, 12, 24), date(2026, 12, 31), date(2026, 6, 19), date(2026, 6, 6)]
    assert not any(is_working_day(day) for day in closed)
    assert is_working_day(date(2026, 12, 23))


@pytest.mark.parametrize(
    "due, moved",
    [
        ("2026-05-20 12:00", "2026-05-20 12:00"),
        ("2026-05-20 19:59", "2026-05-20 19:59"),
        ("2026-05-20 20:00", "2026-05-21 08:00"),
        ("2026-05-20 23:30", "2026-05-21 08:00"),
        ("2026-05-21 03:00", "2026-05-21 08:00"),
    ],
)
def test_nobody_is_reminded_at_night(due: str, moved: str) -> None:
    assert reminder_at(stockholm(due).astimezone(UTC)) == stockholm(moved)
