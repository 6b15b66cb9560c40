"""Timers: found here when they are due, popped only inside the commit or ticket script that acts on them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.store.errors import Refused
from bot.store.keys import split_timer
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.wire import items, text


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer. ``id`` is the id of its event; ``kind`` is ``park:<reference>`` for a ticket that was set aside."""

    id: str
    conversation: str
    kind: str
    due: datetime


class Timers:
    """Timers of all partitions."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def due(self, partition: int, now: datetime, limit: int = 100) -> list[DueTimer]:
        """Timers of ``partition`` that are due, the earliest first."""
        key, latest = self._site.keys.at(partition, "timers"), milliseconds(now.timestamp())
        reply = await self._site.wire.one("ZRANGE", key, "-inf", latest, "BYSCORE", "LIMIT", 0, limit, "WITHSCORES")
        pairs = iter(items(reply))
        return [_timer(text(member), int(float(text(due)))) for member, due in zip(pairs, pairs, strict=True)]

    async def drop(self, timer: DueTimer) -> None:
        """Forget a timer of a conversation that is no more."""
        key = self._site.keys.of(timer.conversation, "conversation")
        batch = Batch(self._site.keys.partition_of(timer.conversation), drains=True)
        timers = self._site.keys.at(batch.partition, "timers")
        member, due = split_timer(timer.id)
        batch.scored("timer", timers, member, due)
        batch.write("ZREM", timers, member)
        batch.write("HDEL", key, f"timer:{timer.kind}")
        try:
            await self._site.script.run(batch)
        except Refused as refusal:
            if refusal.reason != "timer":
                raise


def _timer(member: str, due: int) -> DueTimer:
    conversation, _, kind = member.partition("|")
    return DueTimer(f"{member}|{due}", conversation, kind, datetime.fromtimestamp(due / 1000, UTC))
