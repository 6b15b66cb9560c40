"""The web server: uvicorn with the patience it lacks.

A request must have arrived within ``PATIENCE`` seconds of its first byte, headers and body; a connection must send
its first byte in that time and must take what it is sent. So nobody holds a connection by being slow. When asked to
stop, the server takes no new work, ends event streams, finishes what runs and is gone within the grace period.
"""

import asyncio
import contextlib
import gc
import os
import resource
import socket
from asyncio.events import TimerHandle
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import structlog
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from bot.settings_values import Address
from bot.stop import Stop

Application = Callable[[Any, Any, Any], Awaitable[None]]

PATIENCE = 10.0
GRACE = 8.0
HEAD_BYTES = 32_768
HEAD_LINES = 100
KEEP_ALIVE = 15
BACKLOG = 1024
FILES = 65_536

log = structlog.get_logger()


class CannotListen(Exception):
    """The address is taken or not ours."""


class ImpatientProtocol(HttpToolsProtocol):
    """One connection that ends when it is too slow or its head too large.

    ``_deadline`` runs from the first byte of a request to its last, and from the connection's start to the first byte.
    ``_stalled`` runs while the other side does not read what it was sent.
    """

    patience = PATIENCE
    _deadline: TimerHandle | None = None
    _stalled: TimerHandle | None = None
    _unread = 0
    _head = 0
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first byte."""
        super().connection_made(transport)
        self._arm()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._disarm()
        self._unstall()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has arrived, unless it is a head without end."""
        if self._idle:
            self._arm()
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("Request head too large.")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._arm()
        self._in_head, self._head = True, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one line of the head, unless there are too many. The parser answers an error with 400."""
        super().on_header(name, value)
        self._head += len(name) + len(value)
        if len(self.headers) > HEAD_LINES or self._head > 2 * HEAD_BYTES:
            raise ValueError

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._in_head, self._head = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there."""
        self._disarm()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The other side reads too slowly; give it some time."""
        super().pause_writing()
        self._unread = self.transport.get_write_buffer_size()
        self._stalled = self.loop.call_later(self.patience, self._give_up_writing)

    def resume_writing(self) -> None:
        """It reads again."""
        self._unstall()
        super().resume_writing()

    @property
    def _idle(self) -> bool:
        """No answer is owed."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is None or cycle.response_complete

    def _arm(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.patience, self._give_up_reading)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _unstall(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _give_up_reading(self) -> None:
        self._deadline = None
        if self.transport.is_closing():
            return
        if self._owes_408():
            self.transport.write(b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def _owes_408(self) -> bool:
        """Something of a request is there and none of an answer."""
        if self._in_head:
            return self._idle and self._head > 0
        return not self.cycle.response_started

    def _give_up_writing(self) -> None:
        left = self.transport.get_write_buffer_size()
        if left >= self._unread:
            self.transport.abort()
            return
        self._unread = left
        self._stalled = self.loop.call_later(self.patience, self._give_up_writing)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell when connections are taken."""
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ``Stop``'s."""
        yield


def allow_many_files() -> None:
    """Every open event stream is a file; the usual limit of 1,024 is for programs that are not servers."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def bind(address: Address) -> socket.socket:
    """A listening socket, or a reason in words."""
    try:
        family = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((address.host, address.port), family=family, backlog=BACKLOG)
    except OSError as error:
        number = error.errno or 0
        reason = os.strerror(number).lower() if number > 0 else "it is not an address of this machine"
        raise CannotListen(f"Cannot listen on {address}: {reason}.") from error


def free_address() -> Address:
    """Where a server of this machine's own may listen; nobody does just now."""
    with bind(Address("127.0.0.1", 0)) as found:
        return Address(*found.getsockname())


@asynccontextmanager
async def serving(app: Application, listener: socket.socket, **options: Any) -> AsyncIterator[_Server]:
    """``app`` answers on ``listener`` inside the block; at its end requests are finished, or cut after ``GRACE``."""
    settings: dict[str, Any] = {
        "http": ImpatientProtocol,
        "ws": "none",
        "lifespan": "off",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": KEEP_ALIVE,
        "timeout_graceful_shutdown": GRACE,
    }
    server = _Server(uvicorn.Config(app, **(settings | options)))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    await server.ready.wait()
    try:
        yield server
    finally:
        server.should_exit = True
        await running
        await _cut(server.server_state)


async def _cut(state: ServerState) -> None:
    """End what is still open after the grace period, or in a hurry."""
    tasks = list(state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for connection in list(state.connections):
        connection.transport.abort()


async def serve(
    app: Application, listener: socket.socket, stop: Stop, *, shutdown: asyncio.Event, **options: Any
) -> None:
    """Serve until asked to stop. ``shutdown`` tells the application: streams end, new work is refused."""
    async with serving(app, listener, **options) as server:
        # What start-up made lives as long as the process: the collector need not look at it again.
        gc.collect()
        gc.freeze()
        log.info("listening", listen=_name(listener))
        await stop.asked.wait()
        shutdown.set()
        hurry = asyncio.create_task(_hurry(server, stop))
    hurry.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await hurry
    log.info("stopped_listening")


async def _hurry(server: _Server, stop: Stop) -> None:
    await stop.hurried.wait()
    server.force_exit = True


def _name(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return str(Address(host, port))
