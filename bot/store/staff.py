"""The book of staff: accounts, sessions, failed sign-ins, service accounts."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from bot.store.errors import Conflict, Refused, Unreadable
from bot.store.notices import Line, Notices
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.wire import blob, number, table

Role = Literal["case_worker", "lead", "privacy", "admin"]
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
HALF = timedelta(minutes=10)
"""How long somebody has for the code that their password is not enough without."""
WINDOW = timedelta(minutes=15)
# Every request of a page would be a write; the minute is taken off the idle time instead.
_TOUCH = timedelta(minutes=1)
_PARTITION = 0


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the staff. ``revision`` counts edits; ``era`` counts what ends all sessions (password, leaving).

    ``identity``: a digest of who it is at the organisation's provider; such an account has no password here.
    ``needs_code``: a password alone does not let it in.
    """

    name: str
    password_hash: str
    queues: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("case_worker",)
    active: bool = True
    revision: int = 0
    era: int = 0
    identity: str = ""
    needs_code: bool = False

    def __repr__(self) -> str:
        return f"Account(name={self.name!r}, roles={self.roles}, active={self.active})"


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A program that uses the desk API under its own name."""

    name: str
    queues: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("case_worker",)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session. ``form_token`` belongs into every form; ``until`` is when it ends at the latest."""

    account: Account
    form_token: str
    idle_until: datetime
    until: datetime


class StaffBook:
    """Everything that is kept of staff. Times are the caller's, so that a test can let them pass."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._accounts = site.keys.at(_PARTITION, "account")
        self._tokens = site.keys.at(_PARTITION, "token")

    async def accounts(self) -> list[Account]:
        """All accounts by name."""
        rows = table(await self._site.wire.one("HGETALL", self._accounts))
        return [msgspec.json.decode(rows[name], type=Account) for name in sorted(rows)]

    async def account(self, name: str) -> Account | None:
        """The account ``name``."""
        row = await self._site.wire.one("HGET", self._accounts, name)
        return None if row is None else msgspec.json.decode(blob(row), type=Account)

    async def add(self, account: Account, *, actor: str) -> Account:
        """A new account. Refused with ``taken`` when there is one of this name."""
        new = msgspec.structs.replace(account, revision=1, era=1)
        batch = Batch(_PARTITION)
        batch.field_is("taken", self._accounts, account.name, "")
        self._write_account(batch, new, actor, "staff.added")
        await self._site.script.run(batch)
        return new

    async def save(self, account: Account, *, actor: str, end_sessions: bool = False) -> Account:
        """Keep an edited account. A new password, or leaving, ends its sessions.

        Raises ``Conflict`` when somebody edited it since it was read.
        """
        row = await self._site.wire.one("HGET", self._accounts, account.name)
        old = msgspec.json.decode(blob(row), type=Account) if row is not None else None
        if row is None or old is None or old.revision != account.revision:
            raise Conflict("the account was edited meanwhile")
        ends = end_sessions or old.password_hash != account.password_hash or not account.active
        new = msgspec.structs.replace(account, revision=old.revision + 1, era=old.era + ends)
        batch = Batch(_PARTITION)
        batch.field_is("account", self._accounts, account.name, blob(row))
        self._write_account(batch, new, actor, "staff.saved")
        try:
            await self._site.script.run(batch)
        except Refused as refusal:
            raise Conflict("the account was edited meanwhile") from refusal
        return new

    def identity(self, key: str) -> str:
        """What an account keeps of ``key``, by which the organisation's provider knows its owner."""
        return self._site.keyring.mac("identity", key.encode()).hex()

    async def open_session(self, account: Account, *, at: datetime, proof: str = "") -> str:
        """Sign ``account`` in; the token for its cookie. Only a digest of it is kept.

        ``proof`` is what the organisation's provider said, to be shown there when signing out.
        """
        token = secrets.token_urlsafe(32)
        batch, key = Batch(_PARTITION), self._session(token)
        now = milliseconds(at.timestamp())
        batch.put(key, {"account": account.name, "era": account.era, "created": now, "seen": now})
        if proof:
            batch.put(key, {"proof": self._site.keyring.enclose("proof", _digest(token), proof.encode())})
        batch.write("PEXPIRE", key, milliseconds(LONGEST.total_seconds()))
        self._note(batch, account.name, "staff.signed_in")
        await self._site.script.run(batch)
        return token

    async def open_half(self, account: Account, *, at: datetime) -> str:
        """``account`` has shown its password and must still show a code; nothing else is open to this token."""
        token = secrets.token_urlsafe(32)
        batch, key, now = Batch(_PARTITION), self._session(token), milliseconds(at.timestamp())
        batch.put(key, {"account": account.name, "era": account.era, "created": now, "seen": now, "lacks": "code"})
        batch.write("PEXPIRE", key, milliseconds(HALF.total_seconds()))
        await self._site.script.run(batch)
        return token

    async def half(self, token: str, *, at: datetime) -> Account | None:
        """Who has shown a password with ``token`` and no code yet."""
        fields = table(await self._site.wire.one("HGETALL", self._session(token)))
        account = await self._of_session(fields) if "lacks" in fields else None
        return account if account and at < _instant(fields["created"]) + HALF else None

    async def proof(self, token: str) -> str | None:
        """What the provider said when the session began; empty when it cannot be read any more; None: it did not."""
        sealed = await self._site.wire.one("HGET", self._session(token), "proof")
        if sealed is None:
            return None
        try:
            return self._site.keyring.disclose("proof", _digest(token), blob(sealed)).decode()
        except Unreadable:
            return ""

    async def session(self, token: str, *, at: datetime, active: bool = True) -> SignedIn | None:
        """The live session of ``token``; ``active`` says that it is being used, not only watched."""
        key = self._session(token)
        fields = table(await self._site.wire.one("HGETALL", key))
        account = await self._of_session(fields) if "lacks" not in fields else None
        if account is None:
            return None
        seen, until = _instant(fields["seen"]), _instant(fields["created"]) + LONGEST
        if at >= seen + IDLE or at >= until:
            return None
        if active and at - seen >= _TOUCH:
            await self._touch(key, account.name, at)
            seen = at
        return SignedIn(account, self._form_token(token), min(seen + IDLE, until), until)

    async def close_session(self, token: str) -> None:
        """Sign out; who was not quite in yet was not signed in."""
        key = self._session(token)
        fields = table(await self._site.wire.one("HGETALL", key))
        batch = Batch(_PARTITION)
        batch.write("DEL", key)
        if fields and "lacks" not in fields:
            self._note(batch, fields["account"].decode(), "staff.signed_out")
        await self._site.script.run(batch)

    async def failed(self, *subjects: str, at: datetime) -> None:
        """A sign-in failed for these accounts and addresses."""
        batch, now = Batch(_PARTITION), milliseconds(at.timestamp())
        for subject in subjects:
            key = self._attempts(subject)
            batch.write("ZADD", key, now, f"{now}-{secrets.token_hex(4)}")
            batch.write("PEXPIRE", key, milliseconds(WINDOW.total_seconds()))
        await self._site.script.run(batch)

    async def failures(self, subject: str, *, at: datetime, within: timedelta = WINDOW) -> int:
        """How many sign-ins failed for ``subject`` lately."""
        since = milliseconds((at - within).timestamp())
        return number(await self._site.wire.one("ZCOUNT", self._attempts(subject), f"({since}", "+inf"))

    async def forgive(self, *subjects: str) -> None:
        """A sign-in succeeded: forget the failures before it."""
        await self._site.wire.run(*(("DEL", self._attempts(subject)) for subject in subjects))

    async def services(self) -> list[Service]:
        """All service accounts."""
        rows = table(await self._site.wire.one("HGETALL", self._tokens))
        return sorted((msgspec.json.decode(row, type=Service) for row in rows.values()), key=lambda s: s.name)

    async def service(self, token: str) -> Service | None:
        """The service account that has ``token``."""
        row = await self._site.wire.one("HGET", self._tokens, _digest(token))
        return None if row is None else msgspec.json.decode(blob(row), type=Service)

    async def add_service(self, service: Service, token: str, *, actor: str) -> None:
        """Give ``service`` a token; others of the same name end."""
        batch = Batch(_PARTITION)
        await self._drop_tokens(batch, service.name)
        batch.put(self._tokens, {_digest(token): msgspec.json.encode(service)})
        self._note(batch, actor, "service.added", service.name)
        await self._site.script.run(batch)

    async def remove_service(self, name: str, *, actor: str) -> None:
        """End all tokens of the service account ``name``."""
        batch = Batch(_PARTITION)
        await self._drop_tokens(batch, name)
        self._note(batch, actor, "service.removed", name)
        await self._site.script.run(batch)

    async def _drop_tokens(self, batch: Batch, name: str) -> None:
        rows: Mapping[str, bytes] = table(await self._site.wire.one("HGETALL", self._tokens))
        for digest, row in rows.items():
            if msgspec.json.decode(row, type=Service).name == name:
                batch.write("HDEL", self._tokens, digest)

    async def _of_session(self, fields: Mapping[str, bytes]) -> Account | None:
        """The account of a session that was not ended by a new password or by leaving."""
        account = await self.account(fields["account"].decode()) if fields else None
        return account if account and account.active and account.era == int(fields["era"]) else None

    async def _touch(self, key: str, name: str, at: datetime) -> None:
        batch = Batch(_PARTITION)
        # Somebody may have signed out meanwhile: a session must not come back.
        batch.field_is("session", key, "account", name)
        batch.put(key, {"seen": milliseconds(at.timestamp())})
        try:
            await self._site.script.run(batch)
        except Refused as refusal:
            if refusal.reason != "session":
                raise

    def _write_account(self, batch: Batch, account: Account, actor: str, action: str) -> None:
        batch.put(self._accounts, {account.name: msgspec.json.encode(account)})
        self._note(batch, actor, action, account.name)

    def _note(self, batch: Batch, actor: str, action: str, detail: str = "") -> None:
        line = Line(at=self._site.clock.now(), actor=actor, action=action, detail=detail)
        Notices(self._site.keys).audit(batch, line)

    def _session(self, token: str) -> str:
        return self._site.keys.at(_PARTITION, "session", _digest(token))

    def _attempts(self, subject: str) -> str:
        return self._site.keys.at(_PARTITION, "attempts", self._site.keyring.mac("attempts", subject.encode()).hex())

    def _form_token(self, token: str) -> str:
        return self._site.keyring.mac("form", token.encode()).hex()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _instant(words: bytes) -> datetime:
    return datetime.fromtimestamp(int(words) / 1000, UTC)
