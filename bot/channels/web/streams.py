"""Server-sent events: what is new in a conversation, as it happens.

A stream holds nothing but the id of the last message that it sent; told that something changed, it reads on in the
transcript. So a slow reader holds no messages in memory, and whoever reconnects with ``Last-Event-ID`` misses none.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.channels.web.chat import WebChat
from bot.ports import Entry
from bot.store import StoreError

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
# Browsers end a line of the stream at CR and LF only, but the line readers of some languages at these, too.
_SEPARATORS = tuple((mark.encode(), f"\\u{ord(mark):04x}".encode()) for mark in "\u0085\u2028\u2029")
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True, eq=False)
class Reader:
    """One open stream: ``wake`` is set when there may be something to read, ``over`` when it is to end."""

    wake: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False

    def end(self) -> None:
        """Let the stream end."""
        self.over = True
        self.wake.set()

    async def woken(self, seconds: float) -> bool:
        """Sleep until there is something, or for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self.wake.wait()
        except TimeoutError:
            return False
        self.wake.clear()
        return True


@dataclass(frozen=True, slots=True)
class Streams:
    """The open streams of this process, the oldest of a conversation first."""

    web: WebChat
    _readers: defaultdict[str, list[Reader]] = field(default_factory=lambda: defaultdict(list))

    def enter(self, conversation: str, reader: Reader) -> None:
        """Take a place. When the conversation has too many, its oldest ends: it may have been dead for long."""
        readers = self._readers[conversation]
        if len(readers) >= self.web.streams_each:
            readers.pop(0).end()
        readers.append(reader)

    def leave(self, conversation: str, reader: Reader) -> None:
        """Give the place back."""
        readers = self._readers[conversation]
        if reader in readers:
            readers.remove(reader)
        if not readers:
            del self._readers[conversation]

    async def follow(self, conversation: str, after: int, reader: Reader) -> AsyncIterator[bytes]:
        """The stream: each message after ``after``, a comment when nothing happened for a while."""
        yield b"retry: %d\n\n" % (2000 + secrets.randbelow(3000))
        with suppress(StoreError):  # The stream ends; the page comes back and goes on from the last message.
            while not reader.over:
                for entry in await self.web.store.conversations.transcript(conversation, after):
                    yield event_of(entry)
                    after = entry.message.id
                if not await reader.woken(self.web.heartbeat):
                    yield b": \n\n"

    async def attend(self, conversation: str, reader: Reader) -> None:
        """Wake ``reader`` when the conversation changes, and end it when the service does."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(conversation, reader))
            await self.web.shutdown.wait()
            reader.end()

    async def _listen(self, conversation: str, reader: Reader) -> None:
        async with aclosing(self.web.store.changes.listen(conversation)) as changes:
            async for _ in changes:
                reader.wake.set()


def event_of(entry: Entry) -> bytes:
    """A message as an event; its id is the message's."""
    data = _encode(entry.message)
    for separator, escaped in _SEPARATORS:
        data = data.replace(separator, escaped)
    return b"id: %d\ndata: %b\n\n" % (entry.message.id, data)


class EventStream(StreamingResponse):
    """A response that leaves nothing behind however it ends."""

    def __init__(self, streams: Streams, conversation: str, *, after: int) -> None:
        reader = Reader()
        super().__init__(streams.follow(conversation, after, reader), media_type="text/event-stream", headers=HEADERS)
        self._streams, self._conversation, self._reader = streams, conversation, reader

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until it is over."""
        streams, conversation, reader = self._streams, self._conversation, self._reader
        streams.enter(conversation, reader)
        attending = asyncio.create_task(streams.attend(conversation, reader))
        try:
            await super().__call__(scope, receive, send)
        finally:
            attending.cancel()
            streams.leave(conversation, reader)
            with suppress(asyncio.CancelledError):
                await attending
