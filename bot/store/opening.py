"""What is checked before a store is used: that it keeps what it is given, and that it is the one we know."""

import asyncio
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.store.errors import Failed, UnsafeStore
from bot.store.files import read_file, replace_file
from bot.store.keys import STORE, Keys
from bot.store.sealing import Keyring
from bot.store.wire import Wire, number, table, text

SCHEMA = 1
_WANTED = {
    "appendonly": ("yes", "it keeps nothing on disk"),
    "appendfsync": ("always", "it may forget what it has acknowledged"),
    "maxmemory-policy": ("noeviction", "it throws data away when memory is short"),
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A file beside the key file that names the life (epoch) of the store: data have existed."""

    path: Path | None

    @classmethod
    def beside(cls, key_file: Path | None) -> Self:
        """The marker that belongs to ``key_file``."""
        return cls(key_file.with_name(f"{key_file.name}.store") if key_file else None)

    def read(self) -> str:
        """The epoch, or nothing when no store was seen yet."""
        content = read_file(self.path) if self.path is not None else None
        return (content or b"").decode().strip()

    def write(self, epoch: str) -> None:
        """Remember that there is a store of this epoch."""
        if self.path is not None and self.read() != epoch:
            replace_file(self.path, f"{epoch}\n".encode())


async def check_config(wire: Wire) -> None:
    """Raise ``UnsafeStore`` when the server would lose or evict what it acknowledged."""
    for node in await wire.nodes():
        await _check_node(node)


async def _check_node(wire: Wire) -> None:
    try:
        replies = await wire.run(*(("CONFIG", "GET", name) for name in _WANTED))
    except Failed:
        raise UnsafeStore("the store does not say how it is configured (CONFIG GET is not allowed)") from None
    found = {name: value.decode() for reply in replies for name, value in table(reply).items()}
    for name, (wanted, danger) in _WANTED.items():
        if found.get(name) != wanted:
            raise UnsafeStore(f"the store has {name} {found.get(name)}, not {wanted}: {danger}")


async def open_epoch(wire: Wire, keys: Keys, keyring: Keyring) -> str:
    """The epoch of the store; an empty store starts a new one, unless data are known to have existed."""
    marker = Marker.beside(keyring.path)
    known = await asyncio.to_thread(marker.read)
    kept = table(await wire.one("HGETALL", STORE))
    if not kept:
        await _refuse_loss(wire, known, marker)
    if "ready" not in kept:
        kept = await _begin(wire, keys, keyring)
    epoch = kept["epoch"].decode()
    _check_kept(kept, keys)
    if known and known != epoch:
        raise UnsafeStore(f"this is another store than the one that was used before ({marker.path}): check REDIS_URL")
    if kept["keyring"].decode() != _proof(keyring, epoch):
        raise UnsafeStore("the key file is not the one of this store: nothing in it could be read")
    await _check_partitions(wire, keys, epoch)
    await asyncio.to_thread(marker.write, epoch)
    return epoch


def _check_kept(kept: dict[str, bytes], keys: Keys) -> None:
    if int(kept["schema"]) != SCHEMA:
        raise UnsafeStore(f"the store has schema {kept['schema'].decode()}, this version knows {SCHEMA}")
    if int(kept["partitions"]) != keys.partitions:
        partitions = kept["partitions"].decode()
        raise UnsafeStore(f"the store has {partitions} partitions, STRA_PARTITIONS says {keys.partitions}")


async def _refuse_loss(wire: Wire, known: str, marker: Marker) -> None:
    if known:
        raise UnsafeStore(
            "the store is empty, but there were data: restore a backup before you start "
            f"(or remove {marker.path}, if it shall begin anew)"
        )
    if any([number(await node.one("DBSIZE")) for node in await wire.nodes()]):
        raise UnsafeStore("the store holds data of something else: check REDIS_URL")


async def _begin(wire: Wire, keys: Keys, keyring: Keyring) -> dict[str, bytes]:
    """Two processes may start at once, or one may have died half-way: each step is done by whoever comes first."""
    await wire.one("HSETNX", STORE, "epoch", secrets.token_hex(8))
    await wire.run(("HSETNX", STORE, "schema", SCHEMA), ("HSETNX", STORE, "partitions", keys.partitions))
    kept = table(await wire.one("HGETALL", STORE))
    await wire.one("HSETNX", STORE, "keyring", _proof(keyring, kept["epoch"].decode()))
    await wire.run(*(("SETNX", keys.at(p, "epoch"), kept["epoch"]) for p in keys.all()))
    await wire.one("HSET", STORE, "ready", 1)
    return table(await wire.one("HGETALL", STORE))


def _proof(keyring: Keyring, epoch: str) -> str:
    return keyring.mac("store", epoch.encode()).hex()


async def _check_partitions(wire: Wire, keys: Keys, epoch: str) -> None:
    found = await wire.run(*(("GET", keys.at(p, "epoch")) for p in keys.all()))
    missing = [p for p, value in enumerate(found) if text(value) != epoch]
    if missing:
        raise UnsafeStore(f"partitions {missing} are not of this store: restore a backup before you start")
