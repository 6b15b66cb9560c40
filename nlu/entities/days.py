"""Arithmetic of days: what "next Monday" or "in a month" is, counted from a day."""

from calendar import monthrange
from datetime import date, timedelta

EARLIEST, LATEST = 1900, 2100
_LEAP_YEARS_WITHIN = 9


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
    if not (EARLIEST <= year <= LATEST and 1 <= month <= 12):
        return None
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def next_day(today: date, month: int, day: int) -> date | None:
    """The first such day from ``today`` on."""
    years = range(today.year, today.year + _LEAP_YEARS_WITHIN)
    days = (make_day(year, month, day) for year in years)
    return next((found for found in days if found and found >= today), None)


def next_day_of_month(today: date, day: int) -> date | None:
    """The first day with this number from ``today`` on."""
    months = (add_months(today.replace(day=1), n) for n in range(3))
    days = (make_day(first.year, first.month, day) for first in months)
    return next((found for found in days if found and found >= today), None)


def coming_weekday(today: date, weekday: int) -> date:
    """The first such day after ``today``; Monday is 0."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def last_weekday(today: date, weekday: int) -> date:
    """The last such day before ``today``."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def weekday_of_next_week(today: date, weekday: int) -> date:
    """The day of the week, from Monday to Sunday, that follows the one of ``today``."""
    return today + timedelta(days=7 - today.weekday() + weekday)


def add_months(today: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
