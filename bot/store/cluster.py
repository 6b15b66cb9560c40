"""A store on many nodes (Redis or Valkey Cluster).

All keys of a script lie in one hash slot, so a batch always goes to one node; reads of several partitions are sent to
their nodes at the same time. Who has which slot is asked once, and again when a node says that it has not.
"""

import asyncio
from binascii import crc_hqx
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from bot.store.errors import Failed, Moved, StoreError, Unavailable
from bot.store.wire import Command, Reply, Wire, Word, items, number, text

_SLOTS = 16384
_ATTEMPTS = 3
_KEYLESS = frozenset(
    {"PING", "CONFIG", "INFO", "DBSIZE", "SCAN", "KEYS", "BGREWRITEAOF", "CLUSTER", "SCRIPT", "CLIENT"}
)


async def connect(url: str) -> Wire:
    """A wire to the store at ``url``, whether it is one server or a cluster."""
    wire = Wire(url)
    if urlsplit(url).scheme == "unix":
        return wire
    try:
        about = text(await wire.one("INFO", "cluster"))
    except Failed:
        return wire
    except BaseException:
        await wire.close()
        raise
    if "cluster_enabled:1" not in about:
        return wire
    await wire.close()
    return Cluster(url)


class Cluster(Wire):
    """One wire for each node. The node of the URL is only where the others are asked for first."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._url = url
        self._wires: dict[str, Wire] = {urlsplit(url).netloc.rpartition("@")[2]: Wire(url)}
        self._owners: dict[int, str] = {}
        self._learning = asyncio.Lock()

    async def nodes(self) -> list[Wire]:
        """The nodes that have slots."""
        await self._know()
        return [self._wires[address] for address in sorted(set(self._owners.values()))]

    async def each(self, *commands: Command) -> list[Reply | StoreError]:
        """Send each command to the node of its key; errors of single commands stand among the replies."""
        replies: dict[int, Reply | StoreError] = {}
        waiting = dict(enumerate(commands))
        for _ in range(_ATTEMPTS):
            replies |= await self._send(waiting)
            waiting = {n: command for n, command in waiting.items() if isinstance(replies[n], Moved)}
            if not waiting:
                return [replies[n] for n in range(len(commands))]
            self._owners = {}
        raise Unavailable("the cluster of the store moves its data")

    async def wait(self, words: Command, seconds: float) -> Reply:
        """Send one command that may block, to the node of its key."""
        await self._know()
        try:
            return await self._wires[self._owner(words)].wait(words, seconds)
        except (Moved, Unavailable) as error:
            self._owners = {}
            raise Unavailable(str(error)) from None

    async def close(self) -> None:
        """Close the connections to all nodes."""
        for wire in self._wires.values():
            await wire.close()

    async def homes(self, keys: Sequence[str]) -> list[tuple[Wire, list[str]]]:
        """The nodes on which ``keys`` lie, each with its keys."""
        await self._know()
        found: defaultdict[str, list[str]] = defaultdict(list)
        for key in keys:
            found[self._owner(("GET", key))].append(key)
        return [(self._wires[address], mine) for address, mine in found.items()]

    async def _send(self, commands: dict[int, Command]) -> dict[int, Reply | StoreError]:
        await self._know()
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for n, command in commands.items():
            groups[self._owner(command)].append(n)
        sent = (self._wires[address].each(*(commands[n] for n in group)) for address, group in groups.items())
        try:
            answers = await asyncio.gather(*sent)
        except Unavailable:
            # The node may be gone for good, and another have its slots.
            self._owners = {}
            raise
        pairs = zip(groups.values(), answers, strict=True)
        return {n: reply for group, answer in pairs for n, reply in zip(group, answer, strict=True)}

    def _owner(self, command: Command) -> str:
        key = key_of(command)
        slot = 0 if key is None else slot_of(key)
        try:
            return self._owners[slot]
        except KeyError:
            raise Unavailable("the cluster of the store is not complete") from None

    async def _know(self) -> None:
        async with self._learning:
            if not self._owners:
                self._owners = await self._learn()

    async def _learn(self) -> dict[int, str]:
        for wire in list(self._wires.values()):
            try:
                ranges = items(await wire.one("CLUSTER", "SLOTS"))
            except Unavailable:
                continue
            return {slot: address for part in ranges for slot, address in self._read_range(items(part))}
        raise Unavailable("no node of the store answers")

    def _read_range(self, part: list[Reply]) -> list[tuple[int, str]]:
        first, last, owner, *_ = part
        host, port, *_ = items(owner)
        address = f"{text(host) or urlsplit(self._url).hostname}:{number(port)}"
        if address not in self._wires:
            self._wires[address] = Wire(_with_address(self._url, address))
        return [(slot, address) for slot in range(number(first), number(last) + 1)]


def key_of(command: Command) -> str | None:
    """The key that decides to which node ``command`` goes; None when any node will do."""
    name: Word = command[0]
    match name:
        case "EVALSHA" | "EVAL":
            return str(command[3])
        case "XREADGROUP":
            return str(command[command.index("STREAMS") + 1])
        case "XGROUP":
            return str(command[2])
        case _:
            return None if name in _KEYLESS else str(command[1])


def slot_of(key: str) -> int:
    """The hash slot: CRC16 of what stands in the first braces, or of the whole key."""
    tag = key.partition("{")[2].partition("}")[0]
    return crc_hqx((tag or key).encode(), 0) % _SLOTS


def _with_address(url: str, address: str) -> str:
    parts = urlsplit(url)
    user = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{user}@{address}" if user else address))
