"""Leases: each partition has one worker at a time.

No server clock is trusted: a lease has no expiry date. Its holder counts up a beat; whoever waits takes over when the
beat stood still for the holder's whole term by the waiter's own monotonic clock. The token of the new lease is higher,
and every script that acts for a holder checks it, so a holder that was only asleep is refused.
"""

import time
from dataclasses import dataclass, field, replace

from bot.store.errors import Refused
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.wire import items, number, text

TERM = 10.0


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on ``partition``, until ``until`` on this process's monotonic clock."""

    partition: int
    owner: str
    token: int
    beat: int = 0
    term: float = TERM
    until: float = field(default=0.0, compare=False)

    @property
    def alive(self) -> bool:
        """Whether nobody can have taken over yet."""
        return time.monotonic() < self.until


@dataclass(frozen=True, slots=True)
class _Seen:
    token: int
    beat: int
    term: float
    since: float = field(compare=False)


class Leases:
    """The leases of this process, and what it has seen of others."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._held: dict[int, Lease] = {}
        self._watched: dict[int, _Seen] = {}

    def held(self) -> dict[int, Lease]:
        """The leases that this process holds."""
        return {partition: lease for partition, lease in self._held.items() if lease.alive}

    async def acquire(self, partition: int, owner: str, ttl: float = TERM) -> Lease | None:
        """The lease of ``partition``, or None while somebody else holds it; to be asked again and again."""
        started = time.monotonic()
        token, beat, term, fence = await self._look(partition)
        if token and not self._stands_still(partition, _Seen(token, beat, term, started)):
            return None
        lease = Lease(partition, owner, fence + 1, term=ttl, until=started + ttl)
        batch = Batch(partition, drains=True)
        batch.value_is("lease", self._site.keys.at(partition, "fence"), *((fence, "") if fence == 0 else (fence,)))
        self._guard(batch, token, beat)
        batch.write("SET", self._site.keys.at(partition, "fence"), lease.token)
        return await self._keep(batch, lease)

    async def renew(self, lease: Lease) -> Lease:
        """The same lease for another term. Refused with ``lease`` when somebody took over."""
        started = time.monotonic()
        batch = Batch(lease.partition, drains=True)
        self._guard(batch, lease.token, lease.beat)
        renewed = await self._keep(batch, replace(lease, beat=lease.beat + 1, until=started + lease.term))
        if renewed is None:
            self._held.pop(lease.partition, None)
            raise Refused("lease")
        return renewed

    async def release(self, lease: Lease) -> None:
        """Give the lease back, so that nobody has to wait."""
        self._held.pop(lease.partition, None)
        batch = Batch(lease.partition, drains=True)
        key = self._site.keys.at(lease.partition, "lease")
        batch.field_is("lease", key, "token", lease.token)
        batch.write("DEL", key)
        await _tried(self._site, batch)

    async def _look(self, partition: int) -> tuple[int, int, float, int]:
        keys = self._site.keys
        kept, fence = await self._site.wire.run(
            ("HMGET", keys.at(partition, "lease"), "token", "beat", "term"), ("GET", keys.at(partition, "fence"))
        )
        token, beat, term = items(kept)
        return number(token), number(beat), number(term) / 1000, int(text(fence) or 0)

    def _stands_still(self, partition: int, seen: _Seen) -> bool:
        before = self._watched.get(partition)
        if before != seen:
            self._watched[partition] = seen
            return False
        return seen.since - before.since >= seen.term

    def _guard(self, batch: Batch, token: int, beat: int) -> None:
        key = self._site.keys.at(batch.partition, "lease")
        batch.field_is("lease", key, "token", token or "")
        batch.field_is("lease", key, "beat", beat if token else "")

    async def _keep(self, batch: Batch, lease: Lease) -> Lease | None:
        key, term = self._site.keys.at(lease.partition, "lease"), milliseconds(lease.term)
        batch.put(key, {"token": lease.token, "owner": lease.owner, "beat": lease.beat, "term": term})
        if not await _tried(self._site, batch):
            return None
        self._held[lease.partition] = lease
        return lease


def guard_lease(batch: Batch, site: Site, lease: Lease) -> None:
    """Refuse with ``lease`` when somebody else took the partition over."""
    batch.field_is("lease", site.keys.at(batch.partition, "lease"), "token", lease.token)


async def _tried(site: Site, batch: Batch) -> bool:
    try:
        await site.script.run(batch)
    except Refused as refusal:
        if refusal.reason != "lease":
            raise
        return False
    return True
