"""Instants as staff in Stockholm read them, and what they type back."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_TIME = re.compile(r"([01]?[0-9]|2[0-3])(?:[:. ]?([0-5][0-9]))?", re.ASCII)
SOON = 30
"""How many days before its review something is worth a look."""
MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def local(at: datetime) -> datetime:
    """``at`` on the clock of Stockholm."""
    return at.astimezone(STOCKHOLM)


def clock_time(at: datetime) -> str:
    """``14:05``."""
    return local(at).strftime("%H:%M")


def day_and_time(at: datetime, now: datetime) -> str:
    """``i dag 14:05``, ``i går 09:30``, ``i morgon 08:00`` or ``3 mars 14:05``, with the year when it is another."""
    there, here = local(at), local(now)
    near = {0: "i dag", -1: "i går", 1: "i morgon"}.get((there.date() - here.date()).days)
    year = "" if there.year == here.year else f" {there.year}"
    return f"{near or f'{there.day} {MONTHS[there.month - 1]}{year}'} {there:%H:%M}"


def duration(length: timedelta) -> str:
    """``12 min``, ``3 tim 20 min``, ``2 dygn 4 tim``: two units at most, rounded down."""
    minutes = max(0, int(length.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "dygn"), (hours, "tim"), (rest, "min")]
    told = [f"{amount} {unit}" for amount, unit in parts if amount][:2]
    return " ".join(told) or "under 1 min"


def typed_time(text: str) -> time | None:
    """The time that ``9``, ``9.30``, ``0930`` or ``09:30`` mean; nothing when they mean none."""
    found = _TIME.fullmatch(text)
    return time(int(found.group(1)), int(found.group(2) or 0)) if found else None


def typed_instant(day: str, hour: str) -> datetime | None:
    """The instant that ``2026-03-02`` and ``14:05`` mean in Stockholm; nothing when they mean none."""
    at = typed_time(hour)
    try:
        return datetime.combine(date.fromisoformat(day), at, STOCKHOLM).astimezone(UTC) if at else None
    except (ValueError, OverflowError):
        return None


def day_words(day: date) -> str:
    """``3 mars``; the year stands in no list that reaches back ninety days only."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def review_word(review_by: date, today: date) -> str:
    """Whether something is to be looked at again: past its day, soon, or empty."""
    if today > review_by:
        return "Ska ses över"
    return "Ses över snart" if (review_by - today).days <= SOON else ""
