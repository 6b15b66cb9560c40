"""The outbox: messages to deliver and backends to call, kept with the turn that wants them.

Each partition has two streams with one group and one fixed consumer: whoever holds the lease. After a takeover the
consumer's own unacknowledged entries come first, from the beginning, then new ones. A sweep reads the unacknowledged
ones again from time to time: one may have been read by a holder that had just lost its lease. So an entry can come
twice; the reader passes over those that it still holds.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.store.errors import Failed, OutOfMemory, Refused, StoreError, Unreadable
from bot.store.leases import Lease, guard_lease
from bot.store.notices import Change, Notices
from bot.store.out_entries import OutEntry, Raw, Stream, ToSend, asks_for, complete
from bot.store.script import Batch
from bot.store.site import Site
from bot.store.wire import Command, Reply, items, number, table, text

GROUP = "workers"
CONSUMER = "holder"
SWEEP = 30.0
_BLOCK = 1.0
_COUNT = 100
_STREAMS: tuple[Stream, ...] = ("out", "call")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits, and since when the oldest of it."""

    deliveries: int
    calls: int
    oldest: datetime | None


@dataclass(slots=True)
class _Cursor:
    """Where the holder with ``token`` reads: ``again`` its own unacknowledged entries after these ids, or new ones."""

    token: int
    swept: float
    again: dict[Stream, str] | None


class Outbox:
    """Reads and acknowledges entries for the holder of a lease."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._cursors: dict[int, _Cursor] = {}

    async def read(self, partition: int, lease: Lease) -> list[OutEntry]:
        """The next entries of ``partition``; waits up to a second for new ones. Nothing when the lease is over."""
        cursor = self._cursor(partition, lease)
        raws = await self._read_again(partition, cursor, cursor.again) if cursor.again else []
        if not raws:
            raws = await self._read_new(partition)
        if not lease.alive:
            return []
        return await self._resolve(partition, lease, raws)

    async def ack(self, entry: OutEntry, lease: Lease, delivery: str = "sent") -> None:
        """The entry is done; a delivery was ``sent`` or ``failed``. Refused with ``lease`` after a takeover."""
        try:
            await self._ack(entry, lease, delivery)
        except Refused as refusal:
            if refusal.reason != "person":
                raise
            # Erased meanwhile: there is no log that could say how the delivery went.
            await self._drop(entry.partition, lease, [Raw(entry.stream, entry.id)])

    async def backlog(self) -> Backlog:
        """What waits in all partitions."""
        keys = self._site.keys
        streams = [keys.at(p, stream) for p in keys.all() for stream in _STREAMS]
        replies = await self._site.wire.run(
            *(("XLEN", key) for key in streams), *(("XRANGE", key, "-", "+", "COUNT", 1) for key in streams)
        )
        lengths, firsts = [number(r) for r in replies[: len(streams)]], replies[len(streams) :]
        since = [Raw("out", text(items(entry)[0])).since for first in firsts for entry in items(first)]
        return Backlog(sum(lengths[::2]), sum(lengths[1::2]), min(since, default=None))

    async def _ack(self, entry: OutEntry, lease: Lease, delivery: str) -> None:
        keys = self._site.keys
        batch = Batch(entry.partition, drains=True)
        guard_lease(batch, self._site, lease)
        self._write_done(batch, entry.stream, entry.id)
        match entry.item:
            case ToSend(farewell=True):
                # The envelope is still in the append-only file.
                words = ("c", entry.conversation, "b", "store", "o", "rewrite", "k", f"{entry.conversation}:{entry.id}")
                batch.write("XADD", keys.at(entry.partition, "call"), "*", *words)
            case ToSend(message=message, key_id=key_id):
                batch.field_is("person", keys.of(entry.conversation, "person"), "id", key_id)
                if delivery == "sent":
                    batch.write("HDEL", keys.of(entry.conversation, "delivery"), str(message.id))
                else:
                    batch.put(keys.of(entry.conversation, "delivery"), {str(message.id): delivery})
                Notices(keys).tell(batch, Change(conversation=entry.conversation, message=message.id))
        await self._site.script.run(batch)

    def _write_done(self, batch: Batch, stream: Stream, entry_id: str) -> None:
        key = self._site.keys.at(batch.partition, stream)
        batch.write("XACK", key, GROUP, entry_id)
        batch.write("XDEL", key, entry_id)

    async def _drop(self, partition: int, lease: Lease, raws: list[Raw]) -> None:
        """Acknowledge entries that have nobody to go to any more."""
        if not raws:
            return
        batch = Batch(partition, drains=True)
        guard_lease(batch, self._site, lease)
        for raw in raws:
            self._write_done(batch, raw.stream, raw.id)
        await self._site.script.run(batch)

    def _cursor(self, partition: int, lease: Lease) -> _Cursor:
        cursor = self._cursors.get(partition)
        if cursor is None or cursor.token != lease.token:
            cursor = self._cursors[partition] = _Cursor(lease.token, time.monotonic(), _from_start())
        elif cursor.again is None and time.monotonic() - cursor.swept >= SWEEP:
            cursor.swept, cursor.again = time.monotonic(), _from_start()
        return cursor

    async def prepare(self) -> None:
        """Make the groups of all partitions; those that exist stay as they are."""
        keys = [self._site.keys.at(p, stream) for p in self._site.keys.all() for stream in _STREAMS]
        for reply in await self._site.wire.each(*(("XGROUP", "CREATE", k, GROUP, "0", "MKSTREAM") for k in keys)):
            # A full server makes no groups, but work on those that exist must go on.
            known = isinstance(reply, OutOfMemory) or (isinstance(reply, Failed) and "BUSYGROUP" in str(reply))
            if isinstance(reply, StoreError) and not known:
                raise reply

    async def _read_new(self, partition: int) -> list[Raw]:
        command = self._command(partition, dict.fromkeys(_STREAMS, ">"), block=True)
        return list(_raws(await self._site.blocking.wait(command, _BLOCK)))

    async def _read_again(self, partition: int, cursor: _Cursor, after: dict[Stream, str]) -> list[Raw]:
        raws = list(_raws(await self._site.wire.one(*self._command(partition, after))))
        cursor.again = {**after, **{raw.stream: raw.id for raw in raws}} if raws else None
        return raws

    def _command(self, partition: int, after: dict[Stream, str], *, block: bool = False) -> Command:
        keys = [self._site.keys.at(partition, stream) for stream in _STREAMS]
        wait = ("BLOCK", round(_BLOCK * 1000)) if block else ()
        ids = (after[stream] for stream in _STREAMS)
        return ("XREADGROUP", "GROUP", GROUP, CONSUMER, "COUNT", _COUNT, *wait, "STREAMS", *keys, *ids)

    async def _resolve(self, partition: int, lease: Lease, raws: list[Raw]) -> list[OutEntry]:
        """Entries with what they need. Those whose person was erased are acknowledged; unreadable ones stay."""
        asked = [asks_for(self._site, raw) for raw in raws]
        replies = iter(await self._site.wire.run(*(command for commands in asked for command in commands)))
        entries: list[OutEntry] = []
        gone: list[Raw] = []
        for raw, commands in zip(raws, asked, strict=True):
            found = [next(replies) for _ in commands]
            try:
                entry = complete(self._site, partition, raw, found)
            except Unreadable:
                log.exception("outbox_entry_unreadable", partition=partition, entry=raw.id)
                continue
            if entry is None:
                gone.append(raw)
            else:
                entries.append(entry)
        await self._drop(partition, lease, gone)
        return entries


def _from_start() -> dict[Stream, str]:
    return dict.fromkeys(_STREAMS, "0")


def _raws(reply: Reply) -> Iterator[Raw]:
    for stream in items(reply):
        key, entries = items(stream)
        name: Stream = "out" if text(key).endswith(":out") else "call"
        for entry in items(entries):
            entry_id, fields = items(entry)
            yield Raw(name, text(entry_id), table(fields))
