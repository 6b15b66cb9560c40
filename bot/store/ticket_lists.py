"""Lists of tickets: every partition is asked, the answers are merged."""

import base64
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self

from bot.ports import STATUSES, Status, Ticket
from bot.store.cases import Case, queue_name, read_case
from bot.store.errors import Refused, Unreadable
from bot.store.moves import HELD
from bot.store.sealing import PersonKey
from bot.store.site import Site
from bot.store.wire import Command, Reply, items, number, table, text

MOST = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Some tickets; ``next`` continues after the last of them, None when there are no more."""

    tickets: tuple[Ticket, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    score: int
    reference: str

    @classmethod
    def parse(cls, words: str) -> Self:
        try:
            score, _, reference = base64.urlsafe_b64decode(words.encode()).decode().partition(" ")
            return cls(int(score), reference)
        except ValueError:
            raise Refused("after") from None

    def words(self) -> str:
        return base64.urlsafe_b64encode(f"{self.score} {self.reference}".encode()).decode()


class TicketLists:
    """Reads pages and counts."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def page(
        self,
        *,
        queues: Collection[str],
        statuses: Collection[str],
        assignee: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page:
        """A page of the lists; ``after`` is the ``next`` of the page before. Raises ``Refused("after")``."""
        start = _Place.parse(after) if after else None
        limit = max(1, min(limit, MOST))
        found: list[Ticket] = []
        while True:
            places = await self._places(self._sources(queues, statuses, assignee), start, limit + 1)
            tickets = await self._tickets(places[:limit])
            found += [t for t in tickets if t.queue in queues and t.status in statuses]
            start = places[limit - 1] if len(places) > limit else None
            # The lists of an account hold all queues and statuses: go on until something is found or all is read.
            if found or start is None:
                return Page(tuple(found), start.words() if start else None)

    async def counts(self, queues: Collection[str]) -> dict[Status, int]:
        """The number of tickets of each status."""
        wanted = [(status, key) for status in STATUSES for key in self._sources(queues, [status], None)]
        replies = await self._site.wire.run(*(("ZCARD", key) for _, key in wanted))
        counts: dict[Status, int] = dict.fromkeys(STATUSES, 0)
        for (status, _), reply in zip(wanted, replies, strict=True):
            counts[status] += number(reply)
        return counts

    async def mine(self, account: str) -> int:
        """The number of open tickets that ``account`` holds."""
        replies = await self._site.wire.run(*(("ZCARD", key) for key in self._sources([], HELD, account)))
        return sum(number(reply) for reply in replies)

    def _sources(self, queues: Iterable[str], statuses: Iterable[str], assignee: str | None) -> list[str]:
        keys = self._site.keys
        if assignee is not None:
            return [keys.at(p, "held", assignee) for p in keys.all()]
        names = [queue_name(queue, status) for queue in queues for status in statuses]
        return [keys.at(p, "queue", name) for p in keys.all() for name in names]

    async def _places(self, sources: list[str], start: _Place | None, limit: int) -> list[_Place]:
        commands: list[Command] = []
        for key in sources:
            if start is None:
                commands.append(("ZRANGE", key, 0, limit - 1, "WITHSCORES"))
                continue
            # Of equal scores some may be on the page before: all of them are read, and compared by reference.
            commands.append(("ZRANGE", key, start.score, start.score, "BYSCORE", "WITHSCORES"))
            later: Command = ("ZRANGE", key, f"({start.score}", "+inf", "BYSCORE", "LIMIT", 0, limit, "WITHSCORES")
            commands.append(later)
        found = (place for reply in await self._site.wire.run(*commands) for place in _places(reply))
        return sorted(place for place in found if start is None or place > start)[:limit]

    async def _tickets(self, places: list[_Place]) -> list[Ticket]:
        site, keys = self._site, self._site.keys
        partitions = {place.reference: keys.partition_of_case(place.reference) or 0 for place in places}
        rows = await site.wire.run(*(("HGETALL", keys.at(p, "ticket", r)) for r, p in partitions.items()))
        found = {r: fields for r, row in zip(partitions, rows, strict=True) if (fields := table(row))}
        people = await site.keys_of([fields["conversation"].decode() for fields in found.values()])
        cases = (self._case(r, fields, people) for r, fields in found.items())
        return [case.ticket for case in cases]

    def _case(self, reference: str, fields: dict[str, bytes], people: dict[str, PersonKey]) -> Case:
        key = people.get(fields["conversation"].decode())
        try:
            return read_case(reference, fields, key)
        except Unreadable:
            # One unreadable ticket must not hide all others; opening it says what is wrong.
            return read_case(reference, fields, None)


def _places(reply: Reply) -> Iterable[_Place]:
    pairs = iter(items(reply))
    for reference, score in zip(pairs, pairs, strict=True):
        yield _Place(int(float(text(score))), text(reference))
