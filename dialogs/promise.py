"""When an answer is promised: working hours of the queue, Swedish holidays left out.

No hours set by staff means no promise.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from dialogs.limits import PROMISE_DAYS, QUIET_FROM, QUIET_TO

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_working_day(day: date) -> bool:
    """False on public holidays and on the eves that Swedish offices keep (Midsummer, Christmas, New Year)."""
    return day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def answer_by(now: datetime, hours: Mapping[str, Any] | None) -> datetime | None:
    """The instant by which staff answer.

    ``hours`` = ``{"days": {"mon": ["09:00", "16:00"]}, "answer_within_hours": 8}``. Open hours count, in Stockholm's
    time. None when hours are not set or nothing opens within the horizon.
    """
    if not hours or not hours.get("days") or not hours.get("answer_within_hours"):
        return None
    left = timedelta(hours=float(hours["answer_within_hours"]))
    for opens, closes in _open_spans(now.astimezone(STOCKHOLM), hours["days"]):
        # Differences between aware times of one zone are wall-clock differences: bring them to real time.
        span = closes.timestamp() - opens.timestamp()
        if left.total_seconds() <= span:
            return datetime.fromtimestamp(opens.timestamp() + left.total_seconds(), tz=STOCKHOLM)
        left -= timedelta(seconds=span)
    return None


def _open_spans(start: datetime, days: Mapping[str, Any]) -> Iterator[tuple[datetime, datetime]]:
    for offset in range(PROMISE_DAYS):
        day = start.date() + timedelta(days=offset)
        hours = days.get(DAYS[day.weekday()])
        if not hours or not is_working_day(day):
            continue
        opens, closes = (datetime.combine(day, time.fromisoformat(h), STOCKHOLM) for h in hours)
        if closes > start and closes > opens:
            yield max(opens, start), closes


def reminder_at(due: datetime) -> datetime:
    """``due``, moved to the morning when it falls into the quiet hours."""
    local = due.astimezone(STOCKHOLM)
    if QUIET_TO <= local.hour < QUIET_FROM:
        return due
    day = local.date() + timedelta(days=1 if local.hour >= QUIET_FROM else 0)
    return datetime.combine(day, time(QUIET_TO), STOCKHOLM)
