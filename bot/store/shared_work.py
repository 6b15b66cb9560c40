"""What colleagues see of each other on a ticket: unsent replies are kept, and who reads or writes is shown."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from bot.store.errors import Refused
from bot.store.notices import Change, Notices
from bot.store.script import Batch
from bot.store.sealing import PersonKey
from bot.store.site import Site, milliseconds
from bot.store.wire import blob, items, table, text

Doing = Literal["reading", "writing"]
PRESENT = timedelta(seconds=30)
_KEPT = timedelta(days=30)


class Drafts:
    """Unsent replies of staff, sealed with the key of the person whom they are for."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def get(self, reference: str, account: str) -> str | None:
        """What ``account`` has begun to write on the ticket."""
        partition = self._site.keys.partition_of_case(reference)
        if partition is None:
            return None
        key = await self._key(partition, reference)
        sealed = await self._site.wire.one("HGET", self._site.keys.at(partition, "draft", reference), account)
        if key is None or sealed is None:
            return None
        return key.unseal(reference, f"draft:{account}", blob(sealed)).decode()

    async def save(self, reference: str, account: str, words: str) -> None:
        """Keep ``words``; empty ones are forgotten. Refused with ``missing`` when there is no such ticket."""
        partition = self._site.keys.partition_of_case(reference)
        key = None if partition is None else await self._key(partition, reference)
        if partition is None or key is None:
            raise Refused("missing")
        batch, name = Batch(partition), self._site.keys.at(partition, "draft", reference)
        if words:
            batch.put(name, {account: key.seal(reference, f"draft:{account}", words.encode())})
            batch.write("PEXPIRE", name, milliseconds(_KEPT.total_seconds()))
        else:
            batch.write("HDEL", name, account)
        await self._site.script.run(batch)

    async def _key(self, partition: int, reference: str) -> PersonKey | None:
        ticket = self._site.keys.at(partition, "ticket", reference)
        conversation, body = items(await self._site.wire.one("HMGET", ticket, "conversation", "body"))
        return await self._site.key_of(text(conversation)) if body is not None else None


class Presence:
    """Who is looking at a ticket just now."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def appear(self, reference: str, account: str, doing: Doing, *, at: datetime) -> None:
        """``account`` is on the ticket; to be repeated while it stays."""
        partition = self._site.keys.partition_of_case(reference)
        if partition is None:
            return
        before = (await self.on([reference], at=at))[reference].get(account)
        batch, key = Batch(partition), self._site.keys.at(partition, "presence", reference)
        batch.put(key, {account: f"{doing}|{milliseconds((at + PRESENT).timestamp())}"})
        batch.write("PEXPIRE", key, milliseconds(PRESENT.total_seconds()))
        if before != doing:
            Notices(self._site.keys).tell(batch, Change(tickets=(reference,)))
        await self._site.script.run(batch)

    async def leave(self, reference: str, account: str) -> None:
        """``account`` went away."""
        partition = self._site.keys.partition_of_case(reference)
        if partition is None:
            return
        batch = Batch(partition)
        batch.write("HDEL", self._site.keys.at(partition, "presence", reference), account)
        Notices(self._site.keys).tell(batch, Change(tickets=(reference,)))
        await self._site.script.run(batch)

    async def on(self, references: Collection[str], *, at: datetime) -> dict[str, dict[str, Doing]]:
        """Who is on these tickets, and what they do."""
        now, keys = milliseconds(at.timestamp()), self._site.keys
        placed = {r: p for r in references if (p := keys.partition_of_case(r)) is not None}
        rows = await self._site.wire.run(*(("HGETALL", keys.at(p, "presence", r)) for r, p in placed.items()))
        found: dict[str, dict[str, Doing]] = {reference: {} for reference in references}
        for reference, row in zip(placed, rows, strict=True):
            for account, words in table(row).items():
                doing, _, until = words.decode().partition("|")
                if int(until) > now:
                    found[reference][account] = "writing" if doing == "writing" else "reading"
        return found
