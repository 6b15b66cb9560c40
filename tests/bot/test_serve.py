"""The server's patience ends; nobody holds a connection by being slow, and a stop finishes what runs."""

import asyncio
import contextlib
import resource
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.serve import CannotListen, ImpatientProtocol, allow_many_files, bind, serve, serving
from bot.settings_values import Address
from bot.stop import Stop

pytestmark = pytest.mark.asyncio

PATIENCE = 0.4


class Hasty(ImpatientProtocol):
    patience = PATIENCE


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def deaf(_request: Request) -> Response:
    return PlainTextResponse("I do not read what I am sent")


async def slow(_request: Request) -> Response:
    await asyncio.sleep(3)
    return PlainTextResponse("at last")


async def flood(_request: Request) -> Response:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(2000):
            yield b"x" * 65536

    return StreamingResponse(body())


async def drip(_request: Request) -> Response:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"data: tick\n\n"
            await asyncio.sleep(PATIENCE / 2)

    return StreamingResponse(body(), media_type="text/event-stream")


APP = Starlette(
    routes=[
        Route("/echo", echo, methods=["GET", "POST"]),
        Route("/deaf", deaf, methods=["POST"]),
        Route("/slow", slow),
        Route("/flood", flood),
        Route("/drip", drip),
    ]
)


@asynccontextmanager
async def server(http: type[ImpatientProtocol] = Hasty) -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with serving(APP, listener, http=http):
            yield listener.getsockname()[1]


async def talk(port: int, *pieces: bytes, every: float = 0.0) -> tuple[bytes, float]:
    """Send the pieces one after the other; what came back before the connection was closed, and after how long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()

    async def send() -> None:
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(every)

    sending = asyncio.create_task(send())
    try:
        async with asyncio.timeout(8):
            answer = await reader.read()
    except ConnectionResetError:
        answer = b""
    took = time.monotonic() - began
    sending.cancel()
    writer.close()
    return answer, took


async def test_an_ordinary_request_is_answered() -> None:
    """Patience is no hindrance to honest people."""
    async with server() as port:
        answer, _ = await talk(port, b"POST /echo HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"5")


async def test_a_connection_without_a_byte_is_closed() -> None:
    """Opening connections and keeping silent does not tie the server up."""
    async with server() as port:
        answer, took = await talk(port)
    assert answer == b""
    assert PATIENCE * 0.8 < took < PATIENCE * 8


@pytest.mark.parametrize(
    "pieces",
    [
        [b"G"] + [b"E"] * 50,
        [b"GET /echo HTTP/1.1\r\nHost: a\r\n"] + [b"X: y\r\n"] * 50,
        [b"\r\n"] * 50,
        [b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n"] + [b"x"] * 49,
        [b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"] + [b"1\r\nx\r\n"] * 50,
        [b"POST /deaf HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n"] + [b"x"] * 49,
        [b"GET /echo HTTP/1.1\r\nHost: a\r\n\r\n", b"GET /ec"] + [b"h"] * 50,
        [b"GET /echo HTTP/1.1\r\nHost: a\r\n\r\n", *[b"\r\n"] * 50],
    ],
    ids=[
        "request-line",
        "headers",
        "blank-lines",
        "body",
        "chunks",
        "unread-body",
        "second-request",
        "blank-lines-after",
    ],
)
async def test_a_slow_request_is_cut(pieces: list[bytes]) -> None:
    """A byte now and then does not buy more time (slowloris, slow body)."""
    async with server() as port:
        _, took = await talk(port, *pieces, every=PATIENCE / 8)
    assert took < PATIENCE * 5


async def test_who_is_cut_is_told() -> None:
    """408 where no answer has begun."""
    async with server() as port:
        answer, _ = await talk(port, b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 408")


async def test_a_slow_answer_is_waited_for() -> None:
    """The patience is for requests; our own work has deadlines of its own."""
    async with server() as port:
        answer, took = await talk(port, b"GET /slow HTTP/1.0\r\n\r\n")
    assert answer.endswith(b"at last")
    assert took > PATIENCE * 2


async def test_an_event_stream_lives_on() -> None:
    """Streams outlast the patience."""
    async with server() as port:
        answer, took = await talk(port, b"GET /drip HTTP/1.0\r\n\r\n")
    assert answer.count(b"tick") == 5
    assert took > PATIENCE * 2


async def test_who_does_not_read_is_cut() -> None:
    """An answer that nobody takes is not kept for ever."""
    async with server() as port:
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(raw, ("127.0.0.1", port))
        await loop.sock_sendall(raw, b"GET /flood HTTP/1.1\r\nHost: a\r\n\r\n")
        await asyncio.sleep(PATIENCE * 4)
        received = 0
        with contextlib.suppress(ConnectionError):
            while chunk := await asyncio.wait_for(loop.sock_recv(raw, 1 << 20), 5):
                received += len(chunk)
        raw.close()
    assert received < 2000 * 65536


@pytest.mark.parametrize(
    "head",
    [
        b"GET /echo HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
        b"GET /echo HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"GET /" + b"y" * 200_000,
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5" + b"0" * 5000 + b"\r\n\r\n",
        b"nonsense\r\n\r\n",
    ],
    ids=["many-headers", "long-header", "endless-line", "space-in-name", "two-lengths", "absurd-length", "nonsense"],
)
async def test_a_strange_head_is_refused_at_once(head: bytes) -> None:
    """Heads that are too large or ambiguous are answered with 400 and the connection ends."""
    async with server(ImpatientProtocol) as port:
        answer, took = await talk(port, head)
    assert answer.startswith(b"HTTP/1.1 400") or not answer
    assert b"200 OK" not in answer
    assert took < ImpatientProtocol.patience / 2


async def test_a_stop_finishes_what_runs_and_takes_nothing_new() -> None:
    """The request that runs is answered, a new connection is refused."""
    stop, shutdown = Stop(), asyncio.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        running = asyncio.create_task(serve(APP, listener, stop, shutdown=shutdown))
        last = asyncio.create_task(talk(port, b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"))
        await asyncio.sleep(0.3)
        stop.ask()
        await asyncio.sleep(0.3)
        assert shutdown.is_set()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        answer, _ = await last
        await asyncio.wait_for(running, 5)
    assert answer.endswith(b"at last")


async def test_a_second_stop_hurries() -> None:
    """Nothing is waited for any more."""
    stop = Stop()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = asyncio.create_task(serve(APP, listener, stop, shutdown=asyncio.Event()))
        last = asyncio.create_task(talk(listener.getsockname()[1], b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"))
        await asyncio.sleep(0.3)
        stop.ask()
        stop.ask()
        await asyncio.wait_for(running, 2)
        answer, _ = await last
    assert b"at last" not in answer


async def test_a_server_may_open_many_files() -> None:
    """As many as the machine allows, up to what we need; thousands of streams are no reason to fall over."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, before[1]))
        allow_many_files()
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert soft == min(65_536, before[1])


async def test_a_taken_address_is_told_in_words() -> None:
    """The sentence names the address and the reason."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = Address("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(CannotListen, match=f"Cannot listen on {address}: address already in use"):
            bind(address)
