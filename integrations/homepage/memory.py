"""Who was visited when, and what was found: nobody is visited twice within an hour."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from integrations.homepage.page import Page
from integrations.homepage.unvisited import Unvisited

REST = timedelta(hours=1)
HOSTS = 2_000
PAGES = 50


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a visit; it stands ``until`` another may be made."""

    outcome: Page | Unvisited
    until: datetime


@dataclass(slots=True)
class Memory:
    """The newest hosts and findings of this process. They last an hour, or until whoever was away may be back."""

    _rests: OrderedDict[str, datetime] = field(default_factory=OrderedDict)
    _found: OrderedDict[str, Found] = field(default_factory=OrderedDict)

    def rests_until(self, host: str, now: datetime) -> datetime | None:
        """When ``host`` may be visited again, None: now."""
        until = self._rests.get(host)
        return until if until is not None and until > now else None

    def found(self, place: str, now: datetime) -> Found | None:
        """What is known of the page at ``place``."""
        known = self._found.get(place)
        return known if known is not None and known.until > now else None

    def keep(self, outcome: Page | Unvisited, *, places: Iterable[str], hosts: Iterable[str], now: datetime) -> Found:
        """``hosts`` were asked because of the pages at ``places``."""
        later = outcome.later if isinstance(outcome, Unvisited) else None
        found = Found(outcome, now + (REST if later is None else timedelta(seconds=later)))
        for host in hosts:
            self._rests[host] = found.until
            self._rests.move_to_end(host)
        for place in places:
            self._found[place] = found
            self._found.move_to_end(place)
        _trim(self._rests, HOSTS)
        _trim(self._found, PAGES)
        return found


def _trim(kept: "OrderedDict[str, datetime] | OrderedDict[str, Found]", most: int) -> None:
    while len(kept) > most:
        kept.popitem(last=False)
