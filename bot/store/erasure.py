"""Erasure: the person's key is destroyed, and with it everything that it seals, in the live store and in its log.

Deleting the rows is not enough (an append-only file keeps them until it is rewritten), so the commit also queues the
rewrite. The ledger tells a restored backup whom to forget again.
"""

from dataclasses import dataclass

import msgspec

from bot.ports import Message
from bot.store.cases import Case, drop_case, guard_case, park_member, read_case
from bot.store.commits import REMEMBERED, audit_of
from bot.store.keys import Kind, timer_member
from bot.store.notices import Change, Notices
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.wire import Word, items, table, text, texts
from bot.store.writer import Writer

_GONE: tuple[Kind, ...] = ("person", "log", "delivery", "rows", "tries", "dead", "cases", "translation")
_KEPT = ("channel", "token", "version")
_TIMER = "timer:"


class Farewell(msgspec.Struct, frozen=True):
    """The last message to somebody whose key is gone: kept in an envelope of its own until it is delivered."""

    address: str
    message: Message


@dataclass(frozen=True, slots=True)
class Traces:
    """What is kept of one conversation besides its own keys."""

    fields: dict[str, bytes]
    index: list[str]
    cases: list[Case]
    dead: list[str]
    key_id: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """Finds and destroys all traces of a conversation."""

    site: Site

    async def write_turn(self, batch: Batch, writer: Writer) -> None:
        """Add the writes of a turn that erases; ``writer`` has added its guards."""
        commit = writer.commit
        traces = await self.find(commit.conversation)
        self.write(batch, commit.conversation, traces, version=commit.expected + 1)
        reason = commit.erase.reason if commit.erase else ""
        batch.put(self._of(commit.conversation, "conversation"), {"erased": reason})
        writer.remember(batch)
        batch.write("PEXPIRE", self._of(commit.conversation, "seen"), milliseconds(REMEMBERED.total_seconds()))
        self._write_farewells(batch, writer, traces)
        self._write_notices(batch, writer, traces)

    async def find(self, conversation: str) -> Traces:
        """All traces of ``conversation``."""
        run, at = self.site.wire.run, self.site.keys.at
        kept, index, cases, dead, key = await run(
            ("HGETALL", self._of(conversation, "conversation")),
            ("SMEMBERS", self._of(conversation, "rows")),
            ("SMEMBERS", self._of(conversation, "cases")),
            ("HKEYS", self._of(conversation, "dead")),
            ("HGET", self._of(conversation, "person"), "id"),
        )
        partition, references = self.site.keys.partition_of(conversation), texts(cases)
        rows = await run(*(("HGETALL", at(partition, "ticket", reference)) for reference in references))
        found = [read_case(r, table(row), None) for r, row in zip(references, rows, strict=True) if items(row)]
        return Traces(table(kept), texts(index), found, texts(dead), text(key))

    def write(self, batch: Batch, conversation: str, traces: Traces, *, version: int) -> None:
        """Add the writes that destroy ``traces``. What stays says only that there was something."""
        for case in traces.cases:
            guard_case(batch, self.site.keys, case)
            drop_case(batch, self.site.keys, case, at=self.site.clock.now())
            batch.write("ZREM", self._at(batch, "timers"), park_member(case))
        for key in traces.index:
            batch.write("SREM", key, conversation)
        for name in traces.fields:
            if name.startswith(_TIMER):
                batch.write("ZREM", self._at(batch, "timers"), timer_member(conversation, name.removeprefix(_TIMER)))
        for mark in traces.dead:
            batch.write("ZREM", self._at(batch, "setaside"), f"{conversation}|{mark}")
        for kind in _GONE:
            batch.write("DEL", self._of(conversation, kind))
        self._write_tombstone(batch, conversation, traces, version)
        self._write_ledger(batch, conversation, traces)

    def _write_tombstone(self, batch: Batch, conversation: str, traces: Traces, version: int) -> None:
        key = self._of(conversation, "conversation")
        kept: dict[str, Word] = {name: traces.fields[name] for name in _KEPT if name in traces.fields}
        batch.write("DEL", key)
        batch.put(key, kept | {"version": version, "erased": "erased"})
        batch.write("PEXPIRE", key, milliseconds(REMEMBERED.total_seconds()))

    def _write_ledger(self, batch: Batch, conversation: str, traces: Traces) -> None:
        batch.write("XADD", self._at(batch, "ledger"), "*", "c", conversation, "k", traces.key_id)
        words = ("c", conversation, "b", "store", "o", "rewrite", "k", f"{conversation}:{traces.key_id}:rewrite")
        batch.write("XADD", self._at(batch, "call"), "*", *words)

    def _write_farewells(self, batch: Batch, writer: Writer, traces: Traces) -> None:
        commit = writer.commit
        address = commit.address or _address(writer, traces)
        for entry in commit.entries:
            if address is None or entry.message.id not in commit.deliver:
                continue
            plain = msgspec.json.encode(Farewell(address, entry.message))
            envelope = self.site.keyring.enclose("farewell", commit.conversation, plain)
            words = ("c", commit.conversation, "m", entry.message.id, "n", commit.channel, "x", envelope)
            batch.write("XADD", self._at(batch, "out"), "*", *words)

    def _write_notices(self, batch: Batch, writer: Writer, traces: Traces) -> None:
        commit, notices, now = writer.commit, Notices(self.site.keys), self.site.clock.now()
        references = tuple(case.ticket.reference for case in traces.cases)
        reason = commit.erase.reason if commit.erase else ""
        closed = [("ticket.closed", "erased", reference) for reference in references]
        for line in audit_of(commit, now, [("person.erased", reason, ""), *closed]):
            notices.audit(batch, line)
        queues = tuple(sorted({case.ticket.queue for case in traces.cases}))
        notices.tell(batch, Change(commit.conversation, commit.last, references, queues))

    def _of(self, conversation: str, kind: Kind) -> str:
        return self.site.keys.of(conversation, kind)

    def _at(self, batch: Batch, kind: Kind) -> str:
        return self.site.keys.at(batch.partition, kind)


def _address(writer: Writer, traces: Traces) -> str | None:
    sealed = traces.fields.get("address")
    if sealed is None:
        return None
    return writer.commit.person.unseal(writer.commit.conversation, "address", sealed).decode()
