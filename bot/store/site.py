"""What every part of the store works with."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.ports import Clock
from bot.store.errors import Unreadable
from bot.store.keys import Keys, Kind
from bot.store.script import Script
from bot.store.sealing import Keyring, PersonKey
from bot.store.wire import Command, Reply, Wire, blob, items, number, text, texts

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Site:
    """Connections (``blocking`` for reads that wait), script, keys of the store, keys of encryption, time."""

    wire: Wire
    blocking: Wire
    script: Script
    keys: Keys
    keyring: Keyring
    clock: Clock

    def mark(self, event_id: str) -> str:
        """The name under which an event id is kept: the id is the client's and may say anything."""
        return self.keyring.mac("event", event_id.encode())[:16].hex()

    def index_key(self, partition: int, kind: str, value: str) -> str:
        """The key of the index row of ``value``, under a keyed digest of it."""
        plain = f"{kind}\x00{''.join(value.split()).casefold()}"
        return self.keys.at(partition, "index", self.keyring.mac("index", plain.encode())[:16].hex())

    def ask_key(self, conversation: str) -> Command:
        """The command that reads the wrapped key of the person of ``conversation``."""
        return ("HMGET", self.keys.of(conversation, "person"), "id", "generation", "wrapped")

    def open_key(self, conversation: str, reply: Reply) -> PersonKey | None:
        """The key from the answer to ``ask_key``; None when there is none (any more)."""
        key_id, generation, wrapped = items(reply)
        if key_id is None:
            return None
        return self.keyring.unwrap(conversation, text(key_id), number(generation), blob(wrapped))

    async def key_of(self, conversation: str) -> PersonKey | None:
        """The key of the person of ``conversation``."""
        return self.open_key(conversation, await self.wire.one(*self.ask_key(conversation)))

    async def keys_of(self, conversations: list[str]) -> dict[str, PersonKey]:
        """The keys of the persons of ``conversations``, without those that are gone or cannot be opened."""
        unique = list(dict.fromkeys(conversations))
        replies = await self.wire.run(*map(self.ask_key, unique))
        keys: dict[str, PersonKey] = {}
        for conversation, reply in zip(unique, replies, strict=True):
            try:
                key = self.open_key(conversation, reply)
            except Unreadable:
                continue
            if key is not None:
                keys[conversation] = key
        return keys

    async def scan(self, kind: Kind) -> AsyncIterator[list[str]]:
        """All keys of ``kind``, in pages; one may come twice."""
        for node in await self.wire.nodes():
            cursor = b""
            while cursor != b"0":
                reply = await node.one("SCAN", cursor or 0, "MATCH", f"{{p??}}:{kind}:*", "COUNT", _PAGE)
                head, names = items(reply)
                cursor = blob(head)
                if items(names):
                    yield texts(names)


def milliseconds(instant: float) -> int:
    """Seconds of the epoch as milliseconds."""
    return round(instant * 1000)
