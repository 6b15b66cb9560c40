"""Between the network and the application: what may come in, what goes out, and what happens when it breaks.

A pure ASGI layer around everything. It refuses unknown host names and large bodies, bounds the number of open event
streams, puts the security headers on every answer and turns errors into problems (``problems``). The time in which a
request must have arrived is kept one level lower, by ``bot.serve``, where slow headers can be seen.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.ops.problems import Problem, problem_of, unavailable

PROBES = frozenset({"/healthz", "/readyz"})
FRAMED = "/chat"
LOOPBACK = frozenset({"127.0.0.1", "::1"})

log = structlog.get_logger()

Observe = Callable[[str, str, int, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one request, one address and all together may take.

    Many people share one address (a reception centre's network, a telephone company), so an address is given much.
    """

    body: int = 1_000_000
    streams: int = 5_000
    streams_per_address: int = 500


def _unobserved(_method: str, _route: str, _status: int, _seconds: float) -> None:
    """Nobody measures."""


@dataclass(slots=True, kw_only=True)
class Guard:
    """``hosts`` are the names that people may ask for; ``embed_origins`` may show the chat in a frame."""

    app: ASGIApp
    hosts: Collection[str]
    shutdown: asyncio.Event
    secure: bool = False
    embed_origins: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    observe: Observe = _unobserved
    streams: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(guard=self, scope=scope, receive_raw=receive, send_raw=send)
        if problem := self.refusal(scope):
            await exchange.answer(problem)
        else:
            await exchange.run()

    def refusal(self, scope: Scope) -> Problem | None:
        """Why a request is not even looked at."""
        headers = Headers(scope=scope)
        if scope["path"] in PROBES:
            return None
        if host_name(headers.get("host", "")) not in self.hosts:
            return Problem(status=400, detail="This service does not answer to that host name.")
        if self.shutdown.is_set():
            return unavailable(5)
        if int(headers.get("content-length", 0)) > self.limits.body:
            return self.too_large()
        return None

    def too_large(self) -> Problem:
        """The answer to a body over the limit."""
        return Problem(status=413, detail=f"At most {self.limits.body} bytes are taken at once.")

    def open_stream(self, address: str) -> bool:
        """Count one more event stream of ``address``, unless there are enough. This machine's own are its proxy's."""
        full = self.streams.total() >= self.limits.streams
        crowded = address not in LOOPBACK and self.streams[address] >= self.limits.streams_per_address
        if full or crowded:
            return False
        self.streams[address] += 1
        return True

    def close_stream(self, address: str) -> None:
        """One event stream of ``address`` ended."""
        self.streams[address] -= 1
        if self.streams[address] <= 0:
            del self.streams[address]

    def headers_for(self, path: str) -> Mapping[bytes, bytes]:
        """Security headers of every answer."""
        framed = path == FRAMED or path.startswith(f"{FRAMED}/")
        ancestors = " ".join(self.embed_origins) if framed and self.embed_origins else "'none'"
        headers = {
            b"content-security-policy": (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                f"form-action 'self'; frame-ancestors {ancestors}; base-uri 'none'"
            ).encode("ascii"),
            b"x-content-type-options": b"nosniff",
            # Not no-referrer: with it browsers hide the origin of our own forms, which tells them from forged ones.
            b"referrer-policy": b"same-origin",
            b"cross-origin-opener-policy": b"same-origin",
            b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        }
        if self.secure:
            headers[b"strict-transport-security"] = b"max-age=63072000; includeSubDomains"
        return headers


def host_name(host: str) -> str:
    """The name in a Host header, without port."""
    return host.partition("]")[0].lstrip("[").lower() if host.startswith("[") else host.partition(":")[0].lower()


@dataclass(slots=True, kw_only=True)
class _Exchange:
    """One request and its answer. ``taken`` means that the guard answered instead of the application."""

    guard: Guard
    scope: Scope
    receive_raw: Receive
    send_raw: Send
    size: int = 0
    status: int = 0
    taken: bool = False
    stream: str | None = None

    async def run(self) -> None:
        began = time.monotonic()
        try:
            await self.guard.app(self.scope, self.receive, self.send)
        except Exception as error:  # noqa: BLE001 - the last net under every route
            await self.fail(error)
        finally:
            if self.stream is not None:
                self.guard.close_stream(self.stream)
            self.guard.observe(self.scope["method"], self.route, self.status, time.monotonic() - began)

    @property
    def route(self) -> str:
        """The route's pattern, never the path itself."""
        return str(getattr(self.scope.get("route"), "path", "none"))

    async def receive(self) -> Message:
        """Hand over the body as long as it is small enough."""
        if self.taken:
            return {"type": "http.disconnect"}
        message = await self.receive_raw()
        self.size += len(message.get("body", b""))
        if self.size > self.guard.limits.body and not self.status:
            await self.answer(self.guard.too_large())
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Pass on the application's answer, with our headers."""
        if self.taken:
            return
        if message["type"] == "http.response.start":
            if _is_stream(message) and not self._open_stream():
                await self.answer(unavailable(30))
                return
            self.status = message["status"]
            message["headers"] = self._headers(message)
        await self.send_raw(message)

    def _open_stream(self) -> bool:
        address = str((self.scope.get("client") or ("",))[0])
        if self.guard.open_stream(address):
            self.stream = address
            return True
        return False

    def _headers(self, message: Message) -> list[tuple[bytes, bytes]]:
        ours = self.guard.headers_for(self.scope["path"])
        kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in ours]
        if not any(name.lower() == b"cache-control" for name, _ in kept):
            kept.append((b"cache-control", b"no-store"))
        return [*kept, *ours.items()]

    async def answer(self, problem: Problem) -> None:
        """Answer in the application's place and close the connection: what else it brings is not read."""
        self.taken, self.status = True, problem.status
        response = problem.response(self.scope)
        response.headers["connection"] = "close"

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._headers(message)
            await self.send_raw(message)

        await response(self.scope, self.receive_raw, send)

    async def fail(self, error: Exception) -> None:
        """The application gave up; who waits is told, and the log says where."""
        if self.taken:
            return
        problem = problem_of(error)
        if problem.status >= 500:
            log.error("request_failed", method=self.scope["method"], route=self.route, exc_info=error)
        if not self.status:
            await self.answer(problem)


def _is_stream(message: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/event-stream")
        for name, value in message.get("headers", ())
    )
