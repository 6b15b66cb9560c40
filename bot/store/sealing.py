"""Encryption at rest.

AES-256-GCM everywhere. Each person has a data key of their own; it is kept wrapped by a key-encryption key (KEK) of the
current generation. Data are bound to where they belong: purpose, person, record, field, key id and schema version are
associated data, so a value that is read for the wrong person or from the wrong place does not decrypt.

What belongs to no person is kept in an envelope: a data key of its own, wrapped by the KEK, beside the data.
"""

import base64
import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.errors import Unreadable, UnsafeStore
from bot.store.files import create_file, locked, read_file, replace_file

SCHEMA = 1
_MARK = bytes([SCHEMA])
_NONCE = 12
_KEY = 32
_WRAPPED = 1 + _NONCE + _KEY + 16


def _bond(*parts: str | int) -> bytes:
    return "\x00".join(("stra", *map(str, parts), str(SCHEMA))).encode()


def _seal(cipher: AESGCM, plain: bytes, bond: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return _MARK + nonce + cipher.encrypt(nonce, plain, bond)


def _unseal(cipher: AESGCM, sealed: bytes, bond: bytes) -> bytes:
    if sealed[:1] != _MARK:
        raise Unreadable(f"unknown schema {sealed[:1].hex() or 'none'}")
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bond)
    except (InvalidTag, ValueError):
        raise Unreadable("wrong key, wrong place, or changed data") from None


@dataclass(frozen=True, slots=True)
class PersonKey:
    """The open data key of one person. ``wrapped`` is how it is kept; ``fresh`` when it is not kept yet."""

    person: str
    id: str
    generation: int
    wrapped: bytes = field(repr=False)
    cipher: AESGCM = field(repr=False, compare=False)
    fresh: bool = False

    def seal(self, record: str, name: str, plain: bytes) -> bytes:
        """Encrypt the field ``name`` of ``record``."""
        return _seal(self.cipher, plain, self._bond(record, name))

    def unseal(self, record: str, name: str, sealed: bytes) -> bytes:
        """Decrypt what ``seal`` gave for the same record and field. Raises ``Unreadable``."""
        return _unseal(self.cipher, sealed, self._bond(record, name))

    def _bond(self, record: str, name: str) -> bytes:
        return _bond("person", self.person, record, name, self.id)


@dataclass(frozen=True, slots=True)
class _Secrets:
    current: int
    keks: Mapping[int, AESGCM] = field(repr=False)
    raw: Mapping[int, bytes] = field(repr=False)
    hmac: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> Self:
        return cls.of(1, {1: secrets.token_bytes(_KEY)}, secrets.token_bytes(_KEY))

    @classmethod
    def of(cls, current: int, raw: Mapping[int, bytes], mac: bytes) -> Self:
        return cls(current, {generation: AESGCM(key) for generation, key in raw.items()}, raw, mac)

    @classmethod
    def parse(cls, document: bytes) -> Self:
        try:
            kept = json.loads(document)
            raw = {int(generation): _key(words) for generation, words in kept["kek"].items()}
            if kept["schema"] != SCHEMA or kept["current"] not in raw:
                raise UnsafeStore("the key file is of an unknown schema or has no current generation")
            return cls.of(kept["current"], raw, _key(kept["hmac"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UnsafeStore("the key file cannot be understood") from None

    def document(self) -> bytes:
        keks = {str(generation): base64.b64encode(key).decode() for generation, key in self.raw.items()}
        kept = {"schema": SCHEMA, "current": self.current, "kek": keks, "hmac": base64.b64encode(self.hmac).decode()}
        return json.dumps(kept, indent=1).encode() + b"\n"


def _key(words: str) -> bytes:
    key = base64.b64decode(words, validate=True)
    if len(key) != _KEY:
        raise ValueError("a key of the wrong length")
    return key


class Keyring:
    """The keys that lie outside the store: KEK generations, and one HMAC key that never rotates with them."""

    def __init__(self, kept: _Secrets, path: Path | None = None) -> None:
        self.path = path
        self._kept = kept
        self._stamp = _stamp(path)
        self._macs: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return f"Keyring(generations={sorted(self._kept.raw)}, current={self._kept.current})"

    @classmethod
    def fresh(cls) -> Self:
        """New keys that live in memory only."""
        return cls(_Secrets.fresh())

    @classmethod
    def open(cls, path: Path, *, create: bool = False, data: Path | None = None, exposed: bool = False) -> Self:
        """The keys in the file ``path``.

        ``data`` is the folder of the embedded store; a key file inside of it is refused when ``exposed`` (others can
        reach the service): whoever copies the folder would have the keys too.
        """
        if exposed and data is not None and path.resolve().is_relative_to(data.resolve()):
            raise UnsafeStore(f"the key file {path} lies beside the data: set STRA_KEY_FILE to a place outside {data}")
        if create and not path.exists():
            create_file(path, _Secrets.fresh().document())
        return cls(_read(path), path)

    @property
    def current(self) -> int:
        """The KEK generation that wraps new keys."""
        return self._kept.current

    @property
    def generations(self) -> tuple[int, ...]:
        """All KEK generations that are still kept."""
        return tuple(sorted(self._kept.raw))

    def new_key(self, person: str) -> PersonKey:
        """A new data key for ``person``, not kept anywhere yet."""
        self.refresh()
        data, key_id, generation = secrets.token_bytes(_KEY), secrets.token_hex(8), self.current
        wrapped = _seal(self._kek(generation), data, _bond("wrap", person, key_id, generation))
        return PersonKey(person, key_id, generation, wrapped, AESGCM(data), fresh=True)

    def unwrap(self, person: str, key_id: str, generation: int, wrapped: bytes) -> PersonKey:
        """The data key of ``person`` as it is kept. Raises ``Unreadable``."""
        data = _unseal(self._kek(generation), wrapped, _bond("wrap", person, key_id, generation))
        return PersonKey(person, key_id, generation, wrapped, AESGCM(data))

    def rewrap(self, key: PersonKey) -> PersonKey:
        """The same data key, wrapped by the current generation."""
        bond = _bond("wrap", key.person, key.id, key.generation)
        data = _unseal(self._kek(key.generation), key.wrapped, bond)
        wrapped = _seal(self._kek(self.current), data, _bond("wrap", key.person, key.id, self.current))
        return PersonKey(key.person, key.id, self.current, wrapped, key.cipher)

    def enclose(self, purpose: str, record: str, plain: bytes) -> bytes:
        """An envelope: generation, wrapped data key, sealed ``plain``."""
        self.refresh()
        data = secrets.token_bytes(_KEY)
        return self._wrap(purpose, record, data) + _seal(AESGCM(data), plain, _bond(purpose, record))

    def disclose(self, purpose: str, record: str, envelope: bytes) -> bytes:
        """What ``enclose`` was given for the same purpose and record. Raises ``Unreadable``."""
        data, sealed = self._split(purpose, record, envelope)
        return _unseal(AESGCM(data), sealed, _bond(purpose, record))

    def reenclose(self, purpose: str, record: str, envelope: bytes) -> bytes:
        """The same envelope, wrapped by the current generation."""
        data, sealed = self._split(purpose, record, envelope)
        return self._wrap(purpose, record, data) + sealed

    def mac(self, purpose: str, data: bytes) -> bytes:
        """A keyed digest of ``data``; each purpose has a key of its own."""
        key = self._macs.get(purpose)
        if key is None:
            key = self._macs[purpose] = hmac.digest(self._kept.hmac, b"stra " + purpose.encode(), "sha256")
        return hmac.digest(key, data, "sha256")

    def advance(self) -> int:
        """Make a new KEK generation the current one, in the file first."""
        with self._changing():
            generation = max(self.generations) + 1
            raw = {**self._kept.raw, generation: secrets.token_bytes(_KEY)}
            self._replace(_Secrets.of(generation, raw, self._kept.hmac))
        return generation

    def destroy(self, generation: int) -> None:
        """Forget a KEK generation: what is still wrapped by it (old backups) can never be read again."""
        with self._changing():
            if generation == self.current:
                raise ValueError("the current generation cannot be destroyed")
            kept = {g: key for g, key in self._kept.raw.items() if g != generation}
            self._replace(_Secrets.of(self.current, kept, self._kept.hmac))

    def refresh(self) -> None:
        """Read the file again when another process changed it."""
        stamp = _stamp(self.path)
        if self.path is not None and stamp != self._stamp:
            self._kept, self._stamp = _read(self.path), stamp

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Two processes must not make different keys of the same generation: what the first wrapped would be lost.

        The file is always read: a stamp can be the same after a change within one tick of the file system's clock.
        """
        with locked(self.path) if self.path is not None else nullcontext():
            if self.path is not None:
                self._kept, self._stamp = _read(self.path), _stamp(self.path)
            yield

    def _replace(self, kept: _Secrets) -> None:
        if self.path is not None:
            replace_file(self.path, kept.document())
        self._kept, self._stamp = kept, _stamp(self.path)

    def _kek(self, generation: int) -> AESGCM:
        if generation not in self._kept.keks:
            self.refresh()
        try:
            return self._kept.keks[generation]
        except KeyError:
            raise Unreadable(f"KEK generation {generation} is not in the key file") from None

    def _wrap(self, purpose: str, record: str, data: bytes) -> bytes:
        generation = self.current
        bond = _bond("wrap", purpose, record, generation)
        return generation.to_bytes(4, "big") + _seal(self._kek(generation), data, bond)

    def _split(self, purpose: str, record: str, envelope: bytes) -> tuple[bytes, bytes]:
        generation = generation_of(envelope)
        bond = _bond("wrap", purpose, record, generation)
        data = _unseal(self._kek(generation), envelope[4 : 4 + _WRAPPED], bond)
        return data, envelope[4 + _WRAPPED :]


def generation_of(envelope: bytes) -> int:
    """The KEK generation that an envelope needs."""
    return int.from_bytes(envelope[:4], "big")


def _stamp(path: Path | None) -> tuple[int, int] | None:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def _read(path: Path) -> _Secrets:
    document = read_file(path)
    if document is None:
        raise UnsafeStore(f"there is no key file {path}")
    if path.stat().st_mode & 0o077:
        raise UnsafeStore(f"the key file {path} can be read by others: chmod 600 {path}")
    return _Secrets.parse(document)
