"""Dead letters: events that nobody could take, kept sealed and shown on the desk as open work."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from bot.store.commits import BLANK_SEEN
from bot.store.notices import Line, Notices
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.wire import blob, items, number, text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event as it came in, and why it was set aside."""

    id: str
    conversation: str
    at: datetime
    reason: str
    event_id: str
    event: bytes = field(repr=False)


class _Body(msgspec.Struct, frozen=True, array_like=True):
    reason: str
    event_id: str
    event: bytes


class DeadLetters:
    """All dead letters. Each lies in an envelope: there may be no person yet whose key could seal it."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def add(self, conversation: str, event_id: str, event: bytes, reason: str) -> bool:
        """Set an event aside and mark it seen, at once. False when it was seen before."""
        site, keys, mark, now = self._site, self._site.keys, self._site.mark(event_id), self._site.clock.now()
        name = f"{conversation}|{mark}"
        envelope = site.keyring.enclose("dead", name, msgspec.msgpack.encode(_Body(reason, event_id, event)))
        batch = Batch(keys.partition_of(conversation))
        batch.unless_seen(keys.of(conversation, "seen"), mark)
        batch.put(keys.of(conversation, "seen"), {mark: BLANK_SEEN})
        batch.write("HDEL", keys.of(conversation, "tries"), mark)
        batch.put(keys.of(conversation, "dead"), {mark: envelope})
        batch.write("ZADD", keys.at(batch.partition, "setaside"), milliseconds(now.timestamp()), name)
        self._note(batch, conversation, "bot", "event.set_aside")
        return await site.script.run(batch) is None

    async def count(self) -> int:
        """How many there are."""
        keys = self._site.keys
        counts = await self._site.wire.run(*(("ZCARD", keys.at(p, "setaside")) for p in keys.all()))
        return sum(number(count) for count in counts)

    async def list(self, limit: int = 100) -> "list[DeadLetter]":
        """The dead letters, oldest first."""
        keys, wire = self._site.keys, self._site.wire
        asked = (("ZRANGE", keys.at(p, "setaside"), 0, limit - 1, "WITHSCORES") for p in keys.all())
        found: list[tuple[int, str]] = []
        for reply in await wire.run(*asked):
            pairs = iter(items(reply))
            found += [(int(float(text(at))), text(name)) for name, at in zip(pairs, pairs, strict=True)]
        letters = [await self.get(name) for _, name in sorted(found)[:limit]]
        return [letter for letter in letters if letter is not None]

    async def get(self, letter_id: str) -> DeadLetter | None:
        """The dead letter with this id."""
        conversation, _, mark = letter_id.rpartition("|")
        keys = self._site.keys
        at, envelope = await self._site.wire.run(
            ("ZSCORE", keys.at(keys.partition_of(conversation), "setaside"), letter_id),
            ("HGET", keys.of(conversation, "dead"), mark),
        )
        if at is None or envelope is None:
            return None
        plain = self._site.keyring.disclose("dead", letter_id, blob(envelope))
        body = msgspec.msgpack.decode(plain, type=_Body)
        return DeadLetter(
            id=letter_id,
            conversation=conversation,
            at=datetime.fromtimestamp(float(text(at)) / 1000, UTC),
            reason=body.reason,
            event_id=body.event_id,
            event=body.event,
        )

    async def release(self, letter_id: str, *, actor: str) -> None:
        """Let the event be taken again: it counts as not seen. The letter stays until it is removed.

        Refused with ``done`` when the event was taken since; then the letter only has to be removed.
        """
        conversation, _, mark = letter_id.rpartition("|")
        seen = self._site.keys.of(conversation, "seen")
        batch = Batch(self._site.keys.partition_of(conversation))
        batch.field_is("done", seen, mark, BLANK_SEEN, "")
        batch.write("HDEL", seen, mark)
        self._note(batch, conversation, actor, "event.replayed")
        await self._site.script.run(batch)

    async def remove(self, letter_id: str, *, actor: str) -> None:
        """Forget a dead letter: it was taken, or somebody decided that it needs nothing."""
        conversation, _, mark = letter_id.rpartition("|")
        keys = self._site.keys
        batch = Batch(keys.partition_of(conversation), drains=True)
        batch.write("HDEL", keys.of(conversation, "dead"), mark)
        batch.write("ZREM", keys.at(batch.partition, "setaside"), letter_id)
        self._note(batch, conversation, actor, "event.removed")
        await self._site.script.run(batch)

    def _note(self, batch: Batch, conversation: str, actor: str, action: str) -> None:
        line = Line(at=self._site.clock.now(), actor=actor, action=action, conversation=conversation)
        Notices(self._site.keys).audit(batch, line)
