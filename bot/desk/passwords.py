"""Passwords of staff: argon2id, in a thread of its own, as long for a name that does not exist as for one that does."""

import secrets
from typing import Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 12
LONGEST: Final = 200
# Syllables that can be read out over the telephone without spelling them.
SYLLABLES: Final = ("ba", "da", "fi", "go", "ha", "ji", "ko", "lu", "me", "no", "pi", "ra", "sa", "ti", "vo", "ve")


class Passwords:
    """Makes and checks password hashes. Two at a time: each takes a processor and 64 MB."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())
        self._turn = CapacityLimiter(2)

    async def hash(self, password: str) -> str:
        """The hash to keep."""
        return await run_sync(self._hasher.hash, password, limiter=self._turn)

    async def fits(self, kept: str | None, password: str) -> bool:
        """Whether ``password`` is the one kept; without one kept it takes as long and is never so."""
        found = await run_sync(self._verify, kept or self._nobody, password[:LONGEST], limiter=self._turn)
        return found and kept is not None

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def make_password() -> str:
    """A password to hand over once: 18 syllables in groups, 72 bits."""
    words = ("".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(6))
    return "-".join(words)
