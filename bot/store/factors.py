"""What staff have besides a password: the secret of a telephone's codes (RFC 6238), and codes on paper.

The secret is sealed under the keys outside the store, of the codes on paper only digests are kept. A code is taken
once: the step of time that it was made for is written down with the guard that nobody wrote it before.
"""

import hmac
import secrets
from collections import Counter
from datetime import datetime
from typing import Final

import msgspec
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from bot.store.errors import Refused
from bot.store.notices import Line, Notices
from bot.store.script import Batch
from bot.store.sealing import generation_of
from bot.store.site import Site
from bot.store.wire import blob, table

STEP: Final = 30
DIGITS: Final = 6
PAPER: Final = 10
_PARTITION: Final = 0
_PURPOSE: Final = "factor"
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class _Factor(msgspec.Struct, frozen=True):
    """``last``: the step of time of the last code that was taken."""

    secret: bytes
    last: int
    paper: tuple[bytes, ...]


class Factors:
    """One factor an account."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._key = site.keys.at(_PARTITION, "factor")

    async def has(self, account: str) -> bool:
        """Whether codes are set up."""
        return await self._envelope(account) is not None

    async def all(self) -> frozenset[str]:
        """The accounts that have codes set up."""
        return frozenset(table(await self._site.wire.one("HGETALL", self._key)))

    async def on_paper(self, account: str) -> int:
        """How many codes on paper are left."""
        envelope = await self._envelope(account)
        return len(self._open(account, envelope).paper) if envelope else 0

    async def offer(self, account: str, session: str) -> bytes:
        """A new secret for ``account``: the same for the whole session, until it is taken."""
        before = await self._envelope(account) or b""
        words = b"\x00".join((account.encode(), session.encode(), before))
        return self._site.keyring.mac("offered factor", words)[:20]

    async def set_up(self, account: str, secret: bytes, code: str, *, at: datetime) -> tuple[str, ...]:
        """``code`` shows that the telephone has ``secret``: the codes for paper. None at all when it does not."""
        before = await self._envelope(account)
        step = _step_of(secret, code, at, after=0)
        if step is None:
            return ()
        paper = tuple(_paper_code() for _ in range(PAPER))
        factor = _Factor(secret, step, tuple(self._digest(account, words) for words in paper))
        return paper if await self._put(account, before, factor, "staff.codes_set_up") else ()

    async def accepts(self, account: str, code: str, *, at: datetime) -> bool:
        """Whether ``code`` is one that ``account`` may use now; it cannot be used again."""
        envelope = await self._envelope(account)
        if envelope is None:
            return False
        factor, digest = self._open(account, envelope), self._digest(account, code)
        if digest in factor.paper:
            paper = tuple(kept for kept in factor.paper if kept != digest)
            used = msgspec.structs.replace(factor, paper=paper)
            return await self._put(account, envelope, used, "staff.paper_code_used")
        step = _step_of(factor.secret, code, at, after=factor.last)
        return step is not None and await self._put(account, envelope, msgspec.structs.replace(factor, last=step), "")

    async def remove(self, account: str, *, actor: str) -> None:
        """No codes any more."""
        batch = Batch(_PARTITION)
        batch.write("HDEL", self._key, account)
        self._note(batch, actor, "staff.codes_removed", account)
        await self._site.script.run(batch)

    async def generations(self) -> Counter[int]:
        """How many secrets need each generation of the key-encryption keys."""
        return Counter(generation_of(row) for row in table(await self._site.wire.one("HGETALL", self._key)).values())

    async def rewrap(self) -> int:
        """Wrap every secret by the current generation of keys; how many were wrapped."""
        keyring, count = self._site.keyring, 0
        for account, envelope in table(await self._site.wire.one("HGETALL", self._key)).items():
            if generation_of(envelope) == keyring.current:
                continue
            batch = Batch(_PARTITION)
            batch.field_is("changed", self._key, account, envelope)
            batch.put(self._key, {account: keyring.reenclose(_PURPOSE, account, envelope)})
            count += await self._done(batch)
        return count

    async def _put(self, account: str, before: bytes | None, factor: _Factor, action: str) -> bool:
        """False when somebody was quicker."""
        batch = Batch(_PARTITION)
        batch.field_is("changed", self._key, account, before or "")
        sealed = self._site.keyring.enclose(_PURPOSE, account, msgspec.msgpack.encode(factor))
        batch.put(self._key, {account: sealed})
        if action:
            self._note(batch, account, action)
        return await self._done(batch)

    async def _done(self, batch: Batch) -> bool:
        try:
            await self._site.script.run(batch)
        except Refused as refusal:
            if refusal.reason != "changed":
                raise
            return False
        return True

    async def _envelope(self, account: str) -> bytes | None:
        found = await self._site.wire.one("HGET", self._key, account)
        return None if found is None else blob(found)

    def _open(self, account: str, envelope: bytes) -> _Factor:
        plain = self._site.keyring.disclose(_PURPOSE, account, envelope)
        return msgspec.msgpack.decode(plain, type=_Factor)

    def _digest(self, account: str, words: str) -> bytes:
        plain = "".join(letter for letter in words.lower() if letter.isalnum())
        return self._site.keyring.mac("paper code", f"{account}\x00{plain}".encode())

    def _note(self, batch: Batch, actor: str, action: str, detail: str = "") -> None:
        line = Line(at=self._site.clock.now(), actor=actor, action=action, detail=detail)
        Notices(self._site.keys).audit(batch, line)


def code_at(secret: bytes, step: int) -> str:
    """What a telephone shows in that step of time."""
    # RFC 6238 as every telephone has it: SHA-1 is no weakness where it is keyed.
    return TOTP(secret, DIGITS, SHA1(), STEP).generate(step * STEP).decode()  # noqa: S303


def _step_of(secret: bytes, code: str, at: datetime, *, after: int) -> int | None:
    """The step of time of ``code``, at most one beside now and later than ``after``."""
    given, now = "".join(code.split()), int(at.timestamp()) // STEP
    if not (given.isascii() and given.isdigit()):
        return None
    fitting = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(code_at(secret, step), given)]
    return next((step for step in fitting if step > after), None)


def _paper_code() -> str:
    """Two groups of five, 49 bits, without letters that look like others."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"
