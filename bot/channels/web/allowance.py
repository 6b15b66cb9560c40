"""How often one address may open a conversation. Kept in this process's memory: each process counts for itself."""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.channels.web.problems import Problem

PRIVATE = tuple(map(ipaddress.ip_network, "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7".split()))


@dataclass(slots=True)
class Bucket:
    """What an address has left, and when that was counted."""

    left: float
    at: float


@dataclass(slots=True, kw_only=True)
class Allowance:
    """``burst`` at once, then one every ``interval`` seconds, for each address.

    A whole reception centre shares an address, hence the generous burst. Who comes from this machine or a private
    network is not counted: that is a proxy, behind which everybody would share one allowance; it has to count itself.
    """

    now: Callable[[], float]
    burst: int = 100
    interval: float = 1.0
    remembered: int = 10_000
    _buckets: OrderedDict[str, Bucket] = field(default_factory=OrderedDict)

    def spend(self, address: str) -> None:
        """Count one; refuse it when nothing is left."""
        name = _network(address)
        if name is None:
            return
        bucket = self._refilled(name)
        if bucket.left < 1:
            raise Problem("crowd", "Too many conversations from this address.", retry_after=self.interval)
        bucket.left -= 1

    def _refilled(self, name: str) -> Bucket:
        now = self.now()
        bucket = self._buckets.setdefault(name, Bucket(float(self.burst), now))
        self._buckets.move_to_end(name)
        if len(self._buckets) > self.remembered:
            self._buckets.popitem(last=False)
        bucket.left = min(self.burst, bucket.left + (now - bucket.at) / self.interval)
        bucket.at = now
        return bucket


def _network(address: str) -> str | None:
    """The address, of IPv6 the network of a household; nothing for this machine and private networks."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.is_loopback or any(ip in network for network in PRIVATE if network.version == ip.version):
        return None
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
