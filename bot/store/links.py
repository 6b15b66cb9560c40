"""Tickets whose case is also in another case system: where, how far it has come, and when it is looked at next.

What is kept has no word of a person and nothing that a person is known by: it outlasts an erasure, so that staff know
which case of the other system it concerns.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from bot.store.cases import queue_name
from bot.store.keys import Keys
from bot.store.moves import HELD
from bot.store.notices import Change, Notices
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.wire import Command, blob, items, text, texts

DUE, LATE = "due", "late"
_OPEN = ("new", *HELD)


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket and its case in ``system``; ``case`` is its id there, ``number`` what staff there call it.

    ``stage`` counts its cases: a ticket that was closed there and opened again, or moved to another system, gets a new
    one, and ``before`` has the numbers of those. ``begun``: one was asked for, and may be there; ``asked`` is when, for
    as long as it may still be on its way. ``state`` is how the case stood when it was looked at last, ``closings`` how
    often it was closed there.
    ``said`` and ``acts`` are the last message and line of history that went over, ``form`` a digest of the answers that
    did, ``cursor`` the place up to which answers came back.
    ``since`` and ``why``: something could not go over since then; ``tries`` is how often in a row.
    """

    reference: str
    system: str = ""
    stage: int = 0
    case: str = ""
    number: str = ""
    before: tuple[str, ...] = ()
    begun: bool = False
    asked: datetime | None = None
    state: str = ""
    closings: int = 0
    said: int = 0
    acts: int = 0
    form: str = ""
    cursor: str | None = None
    since: datetime | None = None
    why: str = ""
    tries: int = 0


class Links:
    """All of them. Writing is for one process at a time."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def get(self, reference: str) -> Link | None:
        """What is known; None where nothing was ever handed over."""
        keys = self._site.keys
        partition = keys.partition_of_case(reference)
        if partition is None:
            return None
        kept = blob(await self._site.wire.one("GET", keys.at(partition, "link", reference)))
        return msgspec.json.decode(kept, type=Link) if kept else None

    async def enrol(self, references: Iterable[str]) -> None:
        """There is something new on these tickets; to be looked at soon, whatever else is going on."""
        for partition, names in _by_partition(self._site.keys, references).items():
            batch = Batch(partition)
            batch.write("SADD", self._site.keys.at(partition, "fresh"), *names)
            await self._site.script.run(batch)

    async def due(self, at: datetime, *, busy: Collection[str] = ()) -> list[str]:
        """Tickets to be looked at now; what was enrolled is due from now on, and until it is scheduled anew.

        ``busy`` are looked at this moment: what is new there may have come too late to be seen, and waits for the next.
        """
        keys, wire = self._site.keys, self._site.wire
        replies = await wire.run(*(("SMEMBERS", keys.at(p, "fresh")) for p in keys.all()))
        for partition, reply in zip(keys.all(), replies, strict=True):
            if names := [name for name in texts(reply) if name not in busy]:
                await self._make_due(partition, names, at)
        latest = milliseconds(at.timestamp())
        commands: list[Command] = [
            ("ZRANGE", keys.at(p, "transfers", DUE), "-inf", latest, "BYSCORE", "LIMIT", 0, 100) for p in keys.all()
        ]
        return [name for reply in await wire.run(*commands) for name in texts(reply)]

    async def schedule(self, reference: str, at: datetime | None) -> None:
        """To be looked at next at ``at``; None: only when something new is enrolled."""
        partition = self._partition(reference)
        batch, key = Batch(partition, drains=True), self._site.keys.at(partition, "transfers", DUE)
        if at is None:
            batch.write("ZREM", key, reference)
        else:
            batch.write("ZADD", key, milliseconds(at.timestamp()), reference)
        await self._site.script.run(batch)

    async def keep(self, link: Link, *, conversation: str, queue: str) -> None:
        """Keep it, and tell whoever looks at the ticket."""
        keys, partition = self._site.keys, self._partition(link.reference)
        batch, late = Batch(partition, drains=True), keys.at(partition, "transfers", LATE)
        batch.write("SET", keys.at(partition, "link", link.reference), msgspec.json.encode(link))
        if link.since is None:
            batch.write("ZREM", late, link.reference)
        else:
            batch.write("ZADD", late, milliseconds(link.since.timestamp()), link.reference)
        change = Change(conversation=conversation, tickets=(link.reference,), queues=(queue,))
        Notices(keys).tell(batch, change)
        await self._site.script.run(batch)

    async def settle(self, reference: str) -> None:
        """Nothing more is to go over, and nothing is missing."""
        partition = self._partition(reference)
        batch = Batch(partition, drains=True)
        for name in (DUE, LATE):
            batch.write("ZREM", self._site.keys.at(partition, "transfers", name), reference)
        await self._site.script.run(batch)

    async def missing(self, queues: Collection[str]) -> list[str]:
        """Open tickets of ``queues`` that nobody looks at yet."""
        found: list[str] = []
        keys = self._site.keys
        for partition in keys.all():
            names = [keys.at(partition, "queue", queue_name(queue, status)) for queue in queues for status in _OPEN]
            known = ("ZRANGE", keys.at(partition, "transfers", DUE), 0, -1)
            watched, *lists = await self._site.wire.run(known, *(("ZRANGE", name, 0, -1) for name in names))
            seen = set(texts(watched))
            found += [name for reply in lists for name in texts(reply) if name not in seen]
        return found

    async def late(self) -> tuple[int, datetime | None]:
        """How many tickets have something that could not go over, and since when the oldest."""
        keys = self._site.keys
        lists = [keys.at(p, "transfers", LATE) for p in keys.all()]
        replies = await self._site.wire.run(*(("ZRANGE", name, 0, -1, "WITHSCORES") for name in lists))
        scores = [int(float(text(score))) for reply in replies for score in items(reply)[1::2]]
        oldest = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=min(scores)) if scores else None
        return len(scores), oldest

    async def _make_due(self, partition: int, names: list[str], at: datetime) -> None:
        batch, now = Batch(partition, drains=True), milliseconds(at.timestamp())
        names = names[:400]
        words = [word for name in names for word in (now, name)]
        batch.write("ZADD", self._site.keys.at(partition, "transfers", DUE), *words)
        batch.write("SREM", self._site.keys.at(partition, "fresh"), *names)
        await self._site.script.run(batch)

    def _partition(self, reference: str) -> int:
        partition = self._site.keys.partition_of_case(reference)
        if partition is None:
            raise ValueError("no reference of a ticket")
        return partition


def _by_partition(keys: Keys, references: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name in references:
        partition = keys.partition_of_case(name)
        if partition is not None and len(found.setdefault(partition, [])) < 400:
            found[partition].append(name)
    return found
