"""Whether tickets and the lists in which they stand still fit together: only a hand in the store can part them."""

from collections.abc import Iterable

from bot.store.cases import queue_name
from bot.store.moves import HELD
from bot.store.site import Site
from bot.store.wire import Reply, items, text, texts

_FIELDS = ("queue", "status", "assignee")


class Reconciling:
    """Looks at every ticket and every list."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def faults(self) -> list[str]:
        """What does not fit, in words; nothing when all is well."""
        found: list[str] = []
        async for keys in self._site.scan("ticket"):
            found += await self._missing(keys)
        for kind in ("queue", "held"):
            async for keys in self._site.scan(kind):
                found += await self._stray(keys)
        return sorted(found)

    async def _missing(self, tickets: list[str]) -> Iterable[str]:
        """Tickets that do not stand in a list where they belong."""
        rows = await self._site.wire.run(*(("HMGET", key, *_FIELDS) for key in tickets))
        belongs = [(key, name) for key, row in zip(tickets, rows, strict=True) for name in _lists(key, row)]
        places = await self._site.wire.run(*(("ZSCORE", name, _last(key)) for key, name in belongs))
        return [
            f"{_last(key)} is missing in {name}"
            for (key, name), place in zip(belongs, places, strict=True)
            if place is None
        ]

    async def _stray(self, names: list[str]) -> Iterable[str]:
        """References in a list where they do not belong."""
        members = await self._site.wire.run(*(("ZRANGE", name, 0, -1) for name in names))
        listed = [(name, reference) for name, reply in zip(names, members, strict=True) for reference in texts(reply)]
        tickets = [f"{name.partition(':')[0]}:ticket:{reference}" for name, reference in listed]
        rows = await self._site.wire.run(*(("HMGET", key, *_FIELDS) for key in tickets))
        return [
            f"{reference} does not belong in {name}"
            for (name, reference), key, row in zip(listed, tickets, rows, strict=True)
            if name not in _lists(key, row)
        ]


def _lists(ticket: str, row: Reply) -> list[str]:
    queue, status, assignee = items(row)
    if queue is None:
        return []
    tag = ticket.partition(":")[0]
    names = [f"{tag}:queue:{queue_name(text(queue), text(status))}"]
    if assignee and text(status) in HELD:
        names.append(f"{tag}:held:{text(assignee)}")
    return names


def _last(key: str) -> str:
    return key.rpartition(":")[2]
