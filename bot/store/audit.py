"""The audit trail: written in the script that does what it tells, chained once a minute, anchored outside the store.

Each link is a keyed digest of the entry and the link before it. Whoever can write to the store but has not the key
cannot change, remove, insert or reorder a chained entry unseen. Cutting the tail together with its links is seen by
the anchor: the head of each chain, kept in a file beside the key file.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec

from bot.store.errors import UnsafeStore
from bot.store.files import read_file, replace_file
from bot.store.leases import Lease, guard_lease
from bot.store.notices import Line, Notices
from bot.store.script import Batch
from bot.store.site import Site
from bot.store.wire import Reply, blob, items, table, text

_PAGE = 400
_HEAD = "head"


@dataclass(frozen=True, slots=True)
class Record:
    """An audit entry as it was read."""

    id: str
    partition: int
    line: Line


class Head(msgspec.Struct, frozen=True):
    """The end of a chain: the last entry, how many there are, the last link."""

    entry: str = "0-0"
    count: int = 0
    link: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A folder beside the key file that keeps the head of each partition's chain."""

    folder: Path | None

    @classmethod
    def beside(cls, key_file: Path | None) -> Self:
        """The anchor that belongs to ``key_file``."""
        return cls(key_file.with_name(f"{key_file.name}.audit") if key_file else None)

    def read(self, partition: int) -> Head:
        """The head that was last seen of ``partition``."""
        content = None if self.folder is None else read_file(self.folder / f"{partition:02}")
        try:
            return _read_head(content or b"")
        except msgspec.MsgspecError:
            raise UnsafeStore(f"the anchor of the audit trail in {self.folder} cannot be understood") from None

    def write(self, partition: int, head: Head) -> None:
        """Keep ``head``."""
        if self.folder is not None:
            replace_file(self.folder / f"{partition:02}", msgspec.json.encode(head))


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    fields: dict[str, bytes]


class Audit:
    """Writes, reads, chains and verifies audit entries."""

    def __init__(self, site: Site, anchor: Anchor) -> None:
        self._site = site
        self._anchor = anchor

    async def write(self, line: Line) -> None:
        """Write an entry for something that changes nothing, such as reading or exporting."""
        keys = self._site.keys
        partition = keys.partition_of_case(line.reference) if line.reference else None
        if partition is None:
            partition = keys.partition_of(line.conversation) if line.conversation else 0
        batch = Batch(partition)
        Notices(keys).audit(batch, line)
        await self._site.script.run(batch)

    async def read(self, *, limit: int = 100, reference: str = "", actor: str = "") -> list[Record]:
        """The newest entries first; only those of a ticket or an actor when one is given."""
        keys = self._site.keys
        partition = keys.partition_of_case(reference) if reference else None
        found: list[Record] = []
        for p in keys.all() if partition is None else [partition]:
            found += await self._newest(p, limit, reference, actor)
        return sorted(found, key=lambda record: (record.line.at, record.id), reverse=True)[:limit]

    async def seal(self, partition: int, lease: Lease) -> Head:
        """Chain the entries that are not chained yet; the new head. Refused with ``lease`` after a takeover."""
        key = self._site.keys.at(partition, "chain")
        while True:
            kept = await self._site.wire.one("HGET", key, _HEAD)
            head = _read_head(blob(kept))
            page = await self._page(partition, head.entry)
            if not page:
                return head
            batch = Batch(partition)
            guard_lease(batch, self._site, lease)
            batch.field_is("head", key, _HEAD, blob(kept))
            new = head
            links: dict[str, str | bytes] = {}
            for entry in page:
                new = self._extend(partition, new, entry)
                links[entry.id] = new.link
            batch.put(key, {**links, _HEAD: msgspec.json.encode(new)})
            await self._site.script.run(batch)
            await asyncio.to_thread(self._anchor.write, partition, new)

    async def verify(self, partition: int) -> str | None:
        """The id of the first entry that is not as it was written, or None."""
        links = table(await self._site.wire.one("HGETALL", self._site.keys.at(partition, "chain")))
        anchor = await asyncio.to_thread(self._anchor.read, partition)
        head = _read_head(links.pop(_HEAD, b""))
        bad = await self._walk(partition, links, head)
        if bad is None and anchor.count and links.get(anchor.entry, b"").decode() != anchor.link:
            return anchor.entry
        return bad

    async def _walk(self, partition: int, links: dict[str, bytes], head: Head) -> str | None:
        """Go along entries and links together; the first place where they differ."""
        run, names = Head(), iter(sorted(links, key=_order))
        async for entry in self._entries(partition, head.entry):
            name = next(names, None)
            if name is not None and _order(name) < _order(entry.id):
                return name
            run = self._extend(partition, run, entry)
            if name != entry.id or links[name].decode() != run.link:
                return entry.id
        return next(names, None) or (None if run == head else head.entry)

    async def _entries(self, partition: int, last: str) -> AsyncIterator[_Entry]:
        after = "0-0"
        while page := [e for e in await self._page(partition, after) if _order(e.id) <= _order(last)]:
            for entry in page:
                yield entry
            after = page[-1].id

    async def _page(self, partition: int, after: str) -> list[_Entry]:
        key = self._site.keys.at(partition, "audit")
        return _read_entries(await self._site.wire.one("XRANGE", key, f"({after}", "+", "COUNT", _PAGE))

    async def _newest(self, partition: int, limit: int, reference: str, actor: str) -> list[Record]:
        found: list[Record] = []
        before, key = "+", self._site.keys.at(partition, "audit")
        while len(found) < limit:
            page = _read_entries(await self._site.wire.one("XREVRANGE", key, before, "-", "COUNT", _PAGE))
            if not page:
                break
            records = [Record(e.id, partition, msgspec.json.decode(e.fields["line"], type=Line)) for e in page]
            found += [r for r in records if reference in {"", r.line.reference} and actor in {"", r.line.actor}]
            before = f"({page[-1].id}"
        return found

    def _extend(self, partition: int, head: Head, entry: _Entry) -> Head:
        words = msgspec.msgpack.encode((partition, head.link, entry.id, sorted(entry.fields.items())))
        return Head(entry.id, head.count + 1, self._site.keyring.mac("audit", words).hex())


def _read_head(words: bytes) -> Head:
    return msgspec.json.decode(words, type=Head) if words else Head()


def _read_entries(reply: Reply) -> list[_Entry]:
    pairs = (items(entry) for entry in items(reply))
    return [_Entry(text(entry_id), table(fields)) for entry_id, fields in pairs]


def _order(entry_id: str) -> tuple[int, int]:
    at, _, n = entry_id.partition("-")
    return int(at), int(n)
