"""How long, how much and how often: the numbers of an exchange, and when to try once more. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_REST = 3600.0
"""Seconds that anybody can make us wait by ``Retry-After``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """At most ``tries``; the wait between them doubles from ``first`` to ``longest`` seconds."""

    tries: int = 1
    first: float = 0.25
    longest: float = 8.0

    def wait(self, attempt: int, draw: Callable[[], float], *, asked: float = 0.0) -> float | None:
        """Seconds between try ``attempt`` (from 1) and the next, None: there is no next.

        ``draw`` gives a chance from 0 to 1: half of the wait is chance, so that many who failed together do not come
        back together. ``asked``: what the other side asked to be left in peace for.
        """
        if attempt >= self.tries:
            return None
        pause = min(self.first * 2.0 ** (attempt - 1), self.longest)
        return asked + pause * (1 + draw()) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """``deadline``: seconds for all tries of a call together. ``most_raw``, ``most``: bytes as sent, and unpacked.

    ``rests``: statuses that mean "not for a long time", and how long, in seconds.
    """

    deadline: float = 10.0
    most_raw: int = 1_000_000
    most: int = 5_000_000
    connections: int = 20
    keep_alive: float = 4.0
    schedule: Schedule = Schedule()
    rests: Mapping[int, float] = field(default_factory=dict)


def retry_after(value: str | None, now: datetime) -> float:
    """Seconds that a ``Retry-After`` asks for, as seconds or as a date; nonsense asks for none."""
    if not value:
        return 0.0
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_REST)
    instant = http_date(value)
    return min(max((instant - now).total_seconds(), 0.0), LONGEST_REST) if instant else 0.0


def http_date(value: str | None) -> datetime | None:
    """The instant of an HTTP date."""
    try:
        instant = parsedate_to_datetime(value or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
