"""How often somebody may try to sign in, and how a known browser gets in while others are guessing.

Failures are counted for the name at this address, for the name anywhere and for the address. A browser that has signed
in with the account before carries a mark and is counted by itself: strangers who guess can keep themselves out, and new
browsers for a while, but never the staff's own.
"""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store import Store
from bot.store.staff import WINDOW, Account


@dataclass(frozen=True, slots=True)
class Count:
    """A subject of failures and how many it may have within the window."""

    subject: str
    most: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in: what it counts against."""

    counts: Sequence[Count]

    @classmethod
    def of(cls, name: str, address: str, *, device: str = "") -> "Attempt":
        """``device`` is the mark of a known browser."""
        if device:
            return cls((Count(f"device:{device}", 10),))
        known = name.casefold()
        return cls(
            (
                Count(f"account:{known}@{network(address)}", 5),
                Count(f"account:{known}", 50),
                Count(f"address:{network(address)}", 50),
            )
        )

    @classmethod
    def at_code(cls, name: str) -> "Attempt":
        """A code after the password; a million of them are too few for many tries."""
        return cls((Count(f"code:{name}", 5),))

    @classmethod
    def at_provider(cls, address: str) -> "Attempt":
        """Going to the organisation's provider: each one is kept for ten minutes."""
        return cls((Count(f"provider:{network(address)}", 300),))

    @property
    def subjects(self) -> tuple[str, ...]:
        """Everything that it counts against, the narrowest first."""
        return tuple(count.subject for count in self.counts)

    async def blocked(self, store: Store, at: datetime) -> bool:
        """Whether there were too many failures within the window."""
        return any([await store.staff.failures(count.subject, at=at) >= count.most for count in self.counts])

    async def forgive(self, store: Store) -> None:
        """It succeeded: the failures at this name and place are forgotten, those of the address alone are not."""
        await store.staff.forgive(self.counts[0].subject)


def free_again(at: datetime) -> datetime:
    """When somebody who is blocked can be sure to be let in: the whole window later."""
    return at + WINDOW + timedelta(seconds=1)


def network(address: str) -> str:
    """The address; of IPv6 the /64, which belongs to one household."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return address if ip.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False))


def make_mark(account: Account) -> str:
    """The mark of a browser that ``account`` signed in with; a new password makes it worthless."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_seal(account, nonce)}"


def known_device(account: Account | None, mark: str) -> str:
    """The name of the known browser, empty when the mark is not one of ``account``."""
    nonce, _, seal = mark.partition(".")
    if (
        account is None
        or not account.password_hash
        or not seal
        or not hmac.compare_digest(seal.encode(), _seal(account, nonce).encode())
    ):
        return ""
    return nonce


def _seal(account: Account, nonce: str) -> str:
    return hmac.new(account.password_hash.encode(), f"{account.name}:{nonce}".encode(), hashlib.sha256).hexdigest()
