"""How often something was so: whole numbers by day, name and value, written with the turn that brought them.

Nothing of a person stands in them, and nothing leads back to a conversation. Days are Stockholm's.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from bot.store.script import Batch
from bot.store.site import Site
from bot.store.wire import number, table
from dialogs.effects import Measure, Tally
from dialogs.promise import STOCKHOLM

KEPT = timedelta(days=800)
"""Two years, so that a year can be compared with the one before."""
MEASURED_KEPT = timedelta(days=3700)
"""Ten years: follow-up compares the years of the activity plans."""
MEASURED, WHOLE = "kpi.", "all"
"""How a number of the follow-up begins, and the value of the whole; a cut is ``gender=woman``."""
_AT_ONCE = 500


class Count(msgspec.Struct, frozen=True):
    """``value`` of ``name`` on one day, ``times`` times."""

    day: date
    name: str
    value: str
    times: int


class Tallies:
    """Counts of all partitions."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def write(self, batch: Batch, tallies: Iterable[Tally]) -> None:
        """Count with everything else that ``batch`` writes."""
        counted, day = Counter((tally.name, tally.value) for tally in tallies), self._today().isoformat()
        for (name, value), times in counted.items():
            batch.write("HINCRBY", self._key(batch.partition), f"{day}|{name}|{value}", times)

    def write_measures(self, batch: Batch, measures: Iterable[Measure]) -> None:
        """Count for the follow-up, by the quarter: the whole, and each cut for itself."""
        counted: Counter[tuple[str, str, str]] = Counter()
        for one in measures:
            name, divided = MEASURED + one.name, one.divided or one.day
            counted[one.day.isoformat(), name, WHOLE] += one.times
            for cut, value in one.cuts.items():
                counted[divided.isoformat(), name, f"{cut}={value}"] += one.times
        for (day, name, value), times in counted.items():
            batch.write("HINCRBY", self._key(batch.partition), f"{day}|{name}|{value}", times)

    async def read(self, since: date) -> list[Count]:
        """What was counted from ``since`` on, over all partitions, in the order of days, names and values."""
        rows = await self._site.wire.run(*(("HGETALL", self._key(p)) for p in self._site.keys.all()))
        total: Counter[tuple[date, str, str]] = Counter()
        for row in rows:
            for field, times in table(row).items():
                if (what := _parse(field))[0] >= since:
                    total[what] += number(times)
        return [Count(*what, times) for what, times in sorted(total.items())]

    async def prune(self) -> None:
        """Forget what is older than it is kept."""
        today = self._today()
        for partition in self._site.keys.all():
            fields = list(table(await self._site.wire.one("HGETALL", self._key(partition))))
            gone = [field for field in fields if _is_old(field, today)]
            for start in range(0, len(gone), _AT_ONCE):
                batch = Batch(partition, drains=True)
                batch.write("HDEL", self._key(partition), *gone[start : start + _AT_ONCE])
                await self._site.script.run(batch)

    def _key(self, partition: int) -> str:
        return self._site.keys.at(partition, "tally")

    def _today(self) -> date:
        return self._site.clock.now().astimezone(STOCKHOLM).date()


def _parse(field: str) -> tuple[date, str, str]:
    day, name, value = field.split("|", 2)
    return date.fromisoformat(day), name, value


def _is_old(field: str, today: date) -> bool:
    day, name, _ = _parse(field)
    return day < today - (MEASURED_KEPT if name.startswith(MEASURED) else KEPT)
