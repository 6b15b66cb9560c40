"""Conversations: read in one round trip, committed in one script."""

from dataclasses import dataclass, field

import msgspec

from bot.ports import Delivery, Entry
from bot.store.case_changes import judge_changes
from bot.store.cases import Case, read_case
from bot.store.commits import (
    REMEMBERED,
    Commit,
    Committed,
    Seen,
    read_entry,
    read_seen,
)
from bot.store.erasure import Erasure
from bot.store.errors import Conflict, OutOfMemory, Refused, StoreError
from bot.store.keys import well_formed
from bot.store.moves import Opening
from bot.store.script import Batch
from bot.store.sealing import PersonKey
from bot.store.site import Site, milliseconds
from bot.store.wire import Reply, blob, items, number, table, text
from bot.store.writer import Writer

_FIELDS = ("version", "last", "state", "address", "erased")
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A conversation as it is kept. ``tries`` counts how often this event was loaded without a commit, with now."""

    conversation: bytes | None = field(repr=False)
    version: int
    last_message: int
    person: PersonKey | None
    seen: Seen | None
    tries: int
    address: str | None = field(repr=False)
    erased: bool


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a conversation: who has the token with this digest."""

    token_digest: str | None
    channel: str


class Conversations:
    """Everything that is kept of conversations."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def load(self, conversation: str, event_id: str) -> Loaded:
        """Read everything that a turn needs, and count the try."""
        site, keys = self._site, self._site.keys
        mark, tries = site.mark(event_id), keys.of(conversation, "tries")
        epoch, seen, kept, key, *counts = await site.wire.each(
            ("GET", keys.at(keys.partition_of(conversation), "epoch")),
            ("HGET", keys.of(conversation, "seen"), mark),
            ("HMGET", keys.of(conversation, "conversation"), *_FIELDS),
            site.ask_key(conversation),
            ("HINCRBY", tries, mark, 1),
            ("PEXPIRE", tries, milliseconds(REMEMBERED.total_seconds())),
        )
        site.script.check_epoch(_sound(epoch))
        person = site.open_key(conversation, _sound(key))
        row = _sound(seen)
        return self._loaded(
            items(_sound(kept)),
            person,
            read_seen(blob(row), mark, person) if row is not None else None,
            tries=_count(counts[0]),
        )

    async def commit(self, commit: Commit) -> Committed:
        """Keep a turn. Raises ``Conflict`` or ``Refused``; an event that was committed before is a ``repeat``."""
        for _ in range(_ATTEMPTS):
            try:
                return await self._attempt(commit)
            except Refused as refusal:
                # Somebody changed a ticket between our reading and our writing; whether it still fits is judged anew.
                if refusal.reason != "ticket":
                    raise
        raise Conflict("the tickets change too quickly")

    async def clear_try(self, conversation: str, event_id: str) -> None:
        """The event failed cleanly: it did no harm and does not count as a try."""
        await self._site.wire.one("HDEL", self._site.keys.of(conversation, "tries"), self._site.mark(event_id))

    async def transcript(self, conversation: str, after: int = 0) -> list[Entry]:
        """The messages after the message ``after``; nothing when the conversation does not exist or was erased."""
        site, keys = self._site, self._site.keys
        epoch, key, log, delivery = await site.wire.run(
            ("GET", keys.at(keys.partition_of(conversation), "epoch")),
            site.ask_key(conversation),
            ("LRANGE", keys.of(conversation, "log"), max(after, 0), -1),
            ("HGETALL", keys.of(conversation, "delivery")),
        )
        site.script.check_epoch(epoch)
        person = site.open_key(conversation, key)
        if person is None:
            return []
        states = table(delivery)
        lines = enumerate(items(log), start=max(after, 0) + 1)
        return [_delivered(read_entry(person, n, blob(line)), states) for n, line in lines]

    async def open_access(self, conversation: str) -> Access | None:
        """Who may see ``conversation``; None when there is none."""
        if not well_formed(conversation):
            return None
        site, keys = self._site, self._site.keys
        epoch, kept = await site.wire.run(
            ("GET", keys.at(keys.partition_of(conversation), "epoch")),
            ("HMGET", keys.of(conversation, "conversation"), "channel", "token"),
        )
        site.script.check_epoch(epoch)
        channel, token = items(kept)
        return None if channel is None else Access(text(token) or None, text(channel))

    def _loaded(self, fields: list[Reply], person: PersonKey | None, seen: Seen | None, *, tries: int) -> Loaded:
        version, last, state, address, erased = fields
        kept = person is not None and state is not None
        return Loaded(
            conversation=_open(person, "state", state),
            version=number(version),
            last_message=number(last) if kept else 0,
            person=person,
            seen=seen,
            tries=tries,
            address=(_open(person, "address", address) or b"").decode() or None,
            erased=erased is not None or (version is not None and not kept),
        )

    async def _attempt(self, commit: Commit) -> Committed:
        site = self._site
        writer = Writer(site, commit)
        batch = Batch(site.keys.partition_of(commit.conversation), drains=commit.drains)
        cases = await self._cases(commit)
        if cases is None:
            return await self._repeat(commit)
        changes = judge_changes(commit, cases)
        writer.guard(batch)
        if commit.erase is not None:
            await Erasure(site).write_turn(batch, writer)
        else:
            writer.write(batch, changes)
        if await site.script.run(batch) is not None:
            return await self._repeat(commit)
        return Committed(commit.expected + 1)

    async def _cases(self, commit: Commit) -> dict[str, Case] | None:
        """The tickets that ``commit`` changes; None: a repeat. That and a conflict come before what tickets refuse."""
        changed = list(dict.fromkeys(w.reference for w in commit.tickets if not isinstance(w, Opening)))
        if not changed:
            return {}
        site, keys = self._site, self._site.keys
        partition = keys.partition_of(commit.conversation)
        seen, version, *rows = await site.wire.run(
            ("HGET", keys.of(commit.conversation, "seen"), site.mark(commit.event_id)),
            ("HGET", keys.of(commit.conversation, "conversation"), "version"),
            *(("HGETALL", keys.at(partition, "ticket", reference)) for reference in changed),
        )
        if seen is not None:
            return None
        if number(version) != commit.expected:
            raise Conflict("changed since it was read")
        found = zip(changed, rows, strict=True)
        return {name: read_case(name, table(row), commit.person) for name, row in found if items(row)}

    async def _repeat(self, commit: Commit) -> Committed:
        site, keys = self._site, self._site.keys
        mark = site.mark(commit.event_id)
        version, seen, key = await site.wire.run(
            ("HGET", keys.of(commit.conversation, "conversation"), "version"),
            ("HGET", keys.of(commit.conversation, "seen"), mark),
            site.ask_key(commit.conversation),
        )
        row = read_seen(blob(seen), mark, site.open_key(commit.conversation, key)) if seen is not None else None
        return Committed(number(version), repeat=True, seen=row)


def _sound(reply: Reply | StoreError) -> Reply:
    if isinstance(reply, StoreError):
        raise reply
    return reply


def _count(reply: Reply | StoreError) -> int:
    """On a full store tries cannot be counted; work that makes room goes on all the same."""
    return 1 if isinstance(reply, OutOfMemory) else number(_sound(reply))


def _open(person: PersonKey | None, name: str, sealed: Reply) -> bytes | None:
    if person is None or sealed is None:
        return None
    return person.unseal(person.person, name, blob(sealed))


def _delivered(entry: Entry, states: dict[str, bytes]) -> Entry:
    kept = states.get(str(entry.message.id))
    delivery: Delivery = "sent" if kept is None else msgspec.convert(kept.decode(), Delivery)
    if entry.message.delivery == delivery:
        return entry
    return msgspec.structs.replace(entry, message=msgspec.structs.replace(entry.message, delivery=delivery))
