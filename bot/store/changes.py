"""Word of what changed, for live pages: one subscription per process, handed on to any number of listeners.

Word may be lost (a reconnect, a listener that is too slow); then the listener gets ``resync`` and reads everything
that it shows again. That is also the first word of every listener.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from functools import partial

import msgspec
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import RedisError

from bot.store.errors import StoreError
from bot.store.notices import Change
from bot.store.site import Site
from bot.store.wire import Wire, blob, items

_WAITING = 100
_SILENCE = 10.0
_PAUSE = 0.2
RESYNC = Change(resync=True)
_ALL = ""


class Listener:
    """The bounded queue of one listener."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Change] = asyncio.Queue(_WAITING)

    def put(self, change: Change) -> None:
        """Add ``change``; who is too slow has missed something and reads everything again."""
        if self._queue.full():
            while not self._queue.empty():
                self._queue.get_nowait()
            change = RESYNC
        self._queue.put_nowait(change)

    async def get(self) -> Change:
        """The next change."""
        return await self._queue.get()


class Changes:
    """Listens to all partitions, from the first listener on until it is closed."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._subscribed = False

    async def listen(self, conversation: str | None = None) -> AsyncGenerator[Change, None]:
        """Changes of ``conversation``; None: all that concerns tickets or content. Close it when you are done."""
        listener, topic = Listener(), conversation or _ALL
        self._listeners[topic].add(listener)
        if self._subscribed:
            listener.put(RESYNC)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            while True:
                yield await listener.get()
        finally:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        while True:
            try:
                await self._follow()
            except* (StoreError, RedisError, OSError, TimeoutError):
                self._subscribed = False
            await asyncio.sleep(_PAUSE)

    async def _follow(self) -> None:
        """Listen to each channel where it is published: what a cluster passes on from node to node can get lost."""
        homes = await self._site.blocking.homes([self._site.keys.channel(p) for p in self._site.keys.all()])
        missing = set(range(len(homes)))
        async with asyncio.TaskGroup() as group:
            for n, (node, channels) in enumerate(homes):
                group.create_task(self._follow_node(node, channels, partial(self._arrive, missing, n)))

    async def _follow_node(self, node: Wire, channels: list[str], arrive: Callable[[], None]) -> None:
        async with node.connection() as connection:
            try:
                await connection.send_command("SUBSCRIBE", *channels)
                for _ in channels:
                    await asyncio.wait_for(connection.read_response(), _SILENCE)
                arrive()
                while True:
                    self._hand_on(await _next(connection))
            finally:
                # It is subscribed: nobody else can use it.
                await connection.disconnect(nowait=True)

    def _arrive(self, missing: set[int], node: int) -> None:
        missing.discard(node)
        if not missing:
            self._subscribed = True
            self._tell_all(RESYNC)

    def _hand_on(self, words: bytes | None) -> None:
        if words is None:
            return
        change = msgspec.json.decode(words, type=Change)
        for listener in self._listeners.get(change.conversation, ()) if change.conversation else ():
            listener.put(change)
        if change.tickets or change.content:
            for listener in self._listeners.get(_ALL, ()):
                listener.put(change)

    def _tell_all(self, change: Change) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.put(change)


async def _next(connection: AbstractConnection) -> bytes | None:
    """The next message; None for anything else. A connection that stays silent is asked whether it lives."""
    reply = await connection.read_response(timeout=_SILENCE)
    if reply is None:
        await connection.send_command("PING", check_health=False)
        reply = await connection.read_response(timeout=_SILENCE)
        if reply is None:
            raise TimeoutError
    kind, *_, words = items(reply)
    return blob(words) if kind == b"message" else None
