"""The one place that speaks to Redis or Valkey: typed replies, deadlines, and the client's errors mapped to ours.

A connection serves one exchange at a time. One that was cancelled or failed in the middle is closed, never used again:
its unread replies would be taken for the answers to somebody else's questions.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from hiredis import pack_command
from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    AskError,
    BusyLoadingError,
    ClusterError,
    MovedError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as NoConnection

from bot.store.errors import (
    Failed,
    Moved,
    NoScript,
    OutOfMemory,
    Refused,
    StoreError,
    Unavailable,
    UnsafeStore,
)

Reply = bytes | int | None | list["Reply"]
Word = bytes | str | int
Command = tuple[Word, ...]
DEADLINE = 2.0
CONNECTIONS = 64


_PASSING = {"MISCONF", "LOADING", "BUSY", "NOREPLICAS"}
_UNUSABLE: dict[type[Exception], str] = {
    BusyLoadingError: "the store is still loading",
    ReadOnlyError: "the store is a read-only replica",
}


class Wire:
    """A pool of connections with a deadline for every exchange."""

    def __init__(self, url: str, *, deadline: float = DEADLINE, connections: int = CONNECTIONS) -> None:
        try:
            self._pool = ConnectionPool.from_url(
                url,
                protocol=2,
                socket_timeout=None,
                socket_connect_timeout=None,
                driver_info=None,
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError as error:
            raise UnsafeStore(f"REDIS_URL cannot be understood: {error}") from None
        self._idle: list[AbstractConnection] = []
        self._free = asyncio.Semaphore(connections)
        self._deadline = deadline

    async def run(self, *commands: Command) -> list[Reply]:
        """Send ``commands`` in one round trip; the first error of any of them is raised."""
        replies = await self.each(*commands)
        for reply in replies:
            if isinstance(reply, StoreError):
                raise reply
        return [r for r in replies if not isinstance(r, StoreError)]

    async def one(self, *words: Word) -> Reply:
        """Send one command."""
        return (await self.run(words))[0]

    async def each(self, *commands: Command) -> list[Reply | StoreError]:
        """Send ``commands`` in one round trip; errors of single commands stand among the replies."""
        return await self._exchange(commands, self._deadline)

    async def wait(self, words: Command, seconds: float) -> Reply:
        """Send one command that may block for ``seconds``."""
        (reply,) = await self._exchange([words], seconds + self._deadline)
        if isinstance(reply, StoreError):
            raise reply
        return reply

    async def nodes(self) -> list["Wire"]:
        """All servers that hold data, for what is asked of each of them."""
        return [self]

    async def homes(self, keys: Sequence[str]) -> list[tuple["Wire", list[str]]]:
        """The servers on which ``keys`` lie, each with its keys."""
        return [(self, list(keys))]

    async def close(self) -> None:
        """Close all idle connections."""
        while self._idle:
            await self._idle.pop().disconnect()

    async def _exchange(self, commands: Sequence[Command], deadline: float) -> list[Reply | StoreError]:
        if not commands:
            return []
        try:
            async with asyncio.timeout(deadline), self.connection() as connection:
                await connection.send_packed_command(_pack(commands), check_health=False)
                return [await _read(connection) for _ in commands]
        except TimeoutError:
            raise Unavailable(f"the store did not answer within {deadline:.0f} s") from None
        except (RedisError, OSError) as error:
            raise mapped(error) from None

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AbstractConnection]:
        """Lend a connection; it is closed when the borrower fails or is cancelled."""
        async with self._free:
            connection = await self._take()
            try:
                yield connection
            except BaseException:
                await connection.disconnect(nowait=True)
                raise
            self._idle.append(connection)

    async def _take(self) -> AbstractConnection:
        while self._idle:
            connection = self._idle.pop()
            # True for a connection that the server closed, or that holds a reply nobody asked for.
            if connection.is_connected and not await connection.can_read():
                return connection
            await connection.disconnect(nowait=True)
        return await self._connect()

    async def _connect(self) -> AbstractConnection:
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        return connection


def _pack(commands: Sequence[Command]) -> bytes:
    # Packed in C: redis-py packs in Python, which took more than half of the time of a turn.
    return b"".join(pack_command(command) for command in commands)  # type: ignore[arg-type]


async def _read(connection: AbstractConnection) -> Reply | StoreError:
    try:
        reply: Reply = await connection.read_response()
    except NoConnection:
        raise
    except ResponseError as error:
        return mapped(error)
    return reply


def mapped(error: Exception) -> StoreError:
    """The store's error for an error of the client library. Its own words are left out: they may quote data."""
    match error:
        case NoScriptError():
            return NoScript("unknown script")
        case OutOfMemoryError():
            return OutOfMemory("the store is full")
        case MovedError():
            return Moved("on another node")
        case ClusterError() | AskError() | TryAgainError():
            return Unavailable("the cluster of the store is not complete")
        case ResponseError() if not isinstance(error, ReadOnlyError):
            return _rejected(str(error).split(" ", 1)[0])
        case _:
            return Unavailable(_UNUSABLE.get(type(error), "no connection to the store"))


def _rejected(word: str) -> StoreError:
    if word == "WRONGTYPE":
        return Refused("type")
    if word == "NOGROUP":
        return Unavailable("the store lost its data", retry_after=30.0)
    if word in _PASSING:
        return Unavailable(f"the store cannot be used: {word}")
    return Failed(f"the store rejected a command: {word}")


def blob(reply: Reply) -> bytes:
    """``reply`` as bytes; nothing is empty."""
    if reply is None:
        return b""
    if not isinstance(reply, bytes):
        raise Failed(f"expected bytes, not {type(reply).__name__}")
    return reply


def text(reply: Reply) -> str:
    """``reply`` as text; nothing is empty."""
    return blob(reply).decode()


def number(reply: Reply) -> int:
    """``reply`` as a whole number; nothing is 0."""
    if isinstance(reply, list):
        raise Failed("expected a number, not a list")
    return int(reply or 0)


def items(reply: Reply) -> list[Reply]:
    """``reply`` as a list; nothing is empty."""
    if reply is None:
        return []
    if not isinstance(reply, list):
        raise Failed(f"expected a list, not {type(reply).__name__}")
    return reply


def texts(reply: Reply) -> list[str]:
    """``reply`` as a list of texts."""
    return [text(r) for r in items(reply)]


def table(reply: Reply) -> dict[str, bytes]:
    """``reply`` (names and values in turn) as a mapping."""
    pairs = iter(items(reply))
    return {text(name): blob(value) for name, value in zip(pairs, pairs, strict=True)}
