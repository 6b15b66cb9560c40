"""Everything that a store holds, to compare before with after."""

from bot.store import Store
from bot.store.wire import blob, text, texts

Snapshot = dict[str, tuple[str, object]]


async def keyspace(store: Store) -> Snapshot:
    """Each key with its type and its dump."""
    wire = store._site.wire
    names = sorted(texts(await wire.one("KEYS", "*")))
    kinds = [text(kind) for kind in await wire.run(*(("TYPE", name) for name in names))]
    values = await wire.run(*(_read(name, kind) for name, kind in zip(names, kinds, strict=True)))
    found: Snapshot = {}
    for name, kind, value in zip(names, kinds, values, strict=True):
        found[name] = (kind, _ordered(kind, value))
    return found


def _read(name: str, kind: str) -> tuple[str, ...]:
    return {
        "hash": ("HGETALL", name),
        "list": ("LRANGE", name, "0", "-1"),
        "set": ("SMEMBERS", name),
        "stream": ("XRANGE", name, "-", "+"),
        "string": ("GET", name),
        "zset": ("ZRANGE", name, "0", "-1", "WITHSCORES"),
    }[kind]


def _ordered(kind: str, value: object) -> object:
    if kind in {"hash", "set"} and isinstance(value, list):
        step = 2 if kind == "hash" else 1
        return sorted(tuple(value[n : n + step]) for n in range(0, len(value), step))
    return value


async def dumps(store: Store) -> dict[str, bytes]:
    """All keys, so that ``restore`` can bring them back."""
    names = texts(await store._site.wire.one("KEYS", "*"))
    replies = await store._site.wire.run(*(("DUMP", name) for name in names))
    return {name: blob(reply) for name, reply in zip(names, replies, strict=True)}


async def restore(store: Store, kept: dict[str, bytes]) -> None:
    """Bring a store back to ``dumps``."""
    await store._site.wire.run(("FLUSHALL",), *(("RESTORE", name, 0, dump) for name, dump in kept.items()))
