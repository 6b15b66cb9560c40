"""The exchanges of one visit: bounded in time and size, without cookies, and followed by hand.

Raises ``Unvisited`` and nothing else.
"""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self
from urllib.robotparser import RobotFileParser

import httpcore
import httpx

from integrations.errors import Malformed
from integrations.homepage.address import next_address
from integrations.homepage.network import CheckedLines
from integrations.homepage.page import HTML, PLAIN
from integrations.homepage.robots import MOST, permits, rules, rules_address
from integrations.homepage.unvisited import SOON, Insecure, NoLine, Unvisited
from integrations.http.policy import http_date, retry_after
from integrations.http.reading import Endless, unpacked

AGENT = "StraHomepageCheck"
"""The name by which a site's ``robots.txt`` may speak of us."""
_LATER = frozenset({408, 425, 429})
_BROKEN = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, httpcore.UnsupportedProtocol, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``total``: seconds for a whole visit. ``most``: bytes of a page, as sent and unpacked. ``hops``: redirects."""

    total: float = 14.0
    connect: float = 3.0
    read: float = 5.0
    most: int = 2_000_000
    hops: int = 5
    at_once: int = 4


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with its body, which is empty where nobody wants it."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes = b""

    @property
    def location(self) -> str | None:
        """Where it sends us on to."""
        return self.headers.get("location") if self.status in {301, 302, 303, 307, 308} else None

    @property
    def kind(self) -> str:
        """The type of what it is."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the server names."""
        found: str | None = httpx.Response(200, headers=self.headers).charset_encoding
        return found


@dataclass(slots=True, kw_only=True)
class Walk:
    """One visit, as ``agent``, through ``lines``. ``meet`` is told each host before it is asked anything."""

    lines: CheckedLines
    certified: ssl.SSLContext
    agent: str
    limits: Limits
    meet: Callable[[str], None]
    hops: int = 0
    _asked: dict[str, RobotFileParser] = field(default_factory=dict, init=False)
    _pool: httpcore.AsyncConnectionPool = field(init=False)
    _open: AsyncExitStack = field(default_factory=AsyncExitStack, init=False)

    async def __aenter__(self) -> Self:
        self._pool = await self._open.enter_async_context(
            httpcore.AsyncConnectionPool(
                ssl_context=self.certified, max_connections=4, keepalive_expiry=5.0, network_backend=self.lines
            )
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def page(self, url: httpx.URL) -> Fetched:
        """The page at ``url``, or where that sends us on to."""
        url = await self._reached(url)
        for _ in range(self.limits.hops + 1):
            await self._ask_leave(url)
            found = await self._get(url, most=self.limits.most, wanted=HTML | {PLAIN})
            if found.location is None:
                return _good(found)
            url = next_address(url, found.location)
            self.hops += 1
        raise Unvisited("redirects")

    async def _reached(self, url: httpx.URL) -> httpx.URL:
        """``url`` in the way it answers: encrypted where that is possible."""
        if url.port is not None:
            return url
        try:
            await self._rules(url.copy_with(scheme="https"))
        except NoLine:
            return url.copy_with(scheme="http")
        except Insecure:
            if url.scheme == "https":
                raise
            return url
        return url.copy_with(scheme="https")

    async def _ask_leave(self, url: httpx.URL) -> None:
        if not permits(await self._rules(url), AGENT, url):
            raise Unvisited("robots")

    async def _rules(self, url: httpx.URL) -> RobotFileParser:
        place = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if place not in self._asked:
            self._asked[place] = await self._fetched_rules(rules_address(url))
        return self._asked[place]

    async def _fetched_rules(self, url: httpx.URL) -> RobotFileParser:
        for _ in range(self.limits.hops + 1):
            found = await self._get(url, most=MOST, wanted=None)
            if found.location is None:
                _present(found)
                return rules(found.status, found.body)
            url = next_address(url, found.location)
        return rules(404, b"")

    async def _get(self, url: httpx.URL, *, most: int, wanted: frozenset[str] | None) -> Fetched:
        """One exchange; of an answer that is not of a ``wanted`` kind nothing is read."""
        self.meet(url.host)
        try:
            async with self._answer(url) as answer:
                found = Fetched(url, answer.status, httpx.Headers(answer.headers))
                if not 200 <= found.status < 300 or (wanted is not None and found.kind not in wanted):
                    return found
                packing = found.headers.get("content-encoding", "identity")
                body = await unpacked(answer.aiter_stream(), packing, most_raw=most, most=most)
                return Fetched(url, found.status, found.headers, body)
        except Endless as error:
            raise Unvisited("too_large" if wanted is not None else "robots") from error
        except Malformed as error:
            raise Unvisited("unreadable") from error
        except httpcore.TimeoutException as error:
            raise Unvisited("timeout", later=SOON) from error
        except _BROKEN as error:
            if _is_about_tls(error):
                raise Insecure from error
            raise Unvisited("unreachable", later=SOON) from error

    @asynccontextmanager
    async def _answer(self, url: httpx.URL) -> AsyncIterator[httpcore.Response]:
        request = httpcore.Request(
            "GET",
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers={
                "Host": url.netloc.decode("ascii"),
                "User-Agent": self.agent,
                "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9",
                "Accept-Language": "sv, en;q=0.8",
                "Accept-Encoding": "gzip, identity",
            },
            extensions={"timeout": self._timeouts()},
        )
        answer = await self._pool.handle_async_request(request)
        try:
            yield answer
        finally:
            await answer.aclose()

    def _timeouts(self) -> dict[str, float]:
        read = self.limits.read
        return {"connect": self.limits.connect, "read": read, "write": read, "pool": read}


def _good(found: Fetched) -> Fetched:
    _present(found)
    if found.status >= 300:
        raise Unvisited("refused")
    if found.status != 200 or found.kind not in HTML | {PLAIN}:
        raise Unvisited("not_html")
    return found


def _present(found: Fetched) -> None:
    """Somebody who is away for a while says when to come back."""
    if found.status in _LATER or found.status >= 500:
        now = http_date(found.headers.get("date")) or datetime.now(UTC)
        raise Unvisited("unreachable", later=max(SOON, retry_after(found.headers.get("retry-after"), now)))


def _is_about_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
