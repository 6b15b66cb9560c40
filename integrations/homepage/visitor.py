"""Visits to homepages, one an hour to each host, a few at a time."""

import asyncio
import hashlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from weakref import WeakValueDictionary

import httpx
import structlog

from integrations.homepage.address import read_address
from integrations.homepage.fetching import AGENT, Fetched, Limits, Walk
from integrations.homepage.memory import Found, Memory
from integrations.homepage.network import CheckedLines, Network
from integrations.homepage.page import Page, words_of
from integrations.homepage.unvisited import SOON, Unvisited
from integrations.http.client import Observe, unobserved

log = structlog.get_logger()


def _now() -> datetime:
    return datetime.now(UTC)


def certified() -> ssl.SSLContext:
    """The certificates that are believed: the world's, never any that the environment names."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(slots=True, kw_only=True)
class Visitor:
    """Visits for ``contact``, an address where a site's owner can read who comes and why."""

    contact: str | None = None
    network: Network = field(default_factory=Network)
    limits: Limits = field(default_factory=Limits)
    now: Callable[[], datetime] = _now
    observe: Observe = unobserved
    certified: ssl.SSLContext = field(default_factory=certified)
    _memory: Memory = field(default_factory=Memory, init=False)
    _hosts: "WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=WeakValueDictionary, init=False)
    _at_once: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._at_once = asyncio.Semaphore(self.limits.at_once)

    @property
    def agent(self) -> str:
        """Who we say we are."""
        return f"{AGENT}/1.0 (+{self.contact})" if self.contact else f"{AGENT}/1.0"

    async def visit(self, given: str, *, within: float | None = None) -> Page:
        """The page at ``given``, as it is or was within the hour. Raises ``Unvisited``.

        ``within``: fewer seconds than the limits give.
        """
        begun = perf_counter()
        try:
            page = await self._visit(given, min(within or self.limits.total, self.limits.total))
        except Unvisited as error:
            log.info("homepage_not_visited", reason=error.reason)
            self.observe("homepage", "rejected" if error.later is None else "unavailable", perf_counter() - begun)
            raise
        self.observe("homepage", "ok", perf_counter() - begun)
        return page

    async def _visit(self, given: str, within: float) -> Page:
        url = read_address(given)
        try:
            async with asyncio.timeout(within):
                # Whoever asks for the same host meanwhile waits, and gets what was found.
                async with self._hosts.setdefault(url.host, asyncio.Lock()), self._at_once:
                    found = self._memory.found(_place(str(url)), self.now()) or await self._look(url)
        except TimeoutError as error:
            raise Unvisited("timeout", later=SOON) from error
        if isinstance(found.outcome, Page):
            return found.outcome
        left = (found.until - self.now()).total_seconds() if found.outcome.later is not None else None
        raise Unvisited(found.outcome.reason, later=left) from found.outcome

    async def _look(self, url: httpx.URL) -> Found:
        """A visit; what came of it is remembered."""
        met: set[str] = set()
        outcome: Page | Unvisited = Unvisited("timeout", later=SOON)
        found: Found | None = None
        try:
            outcome = await self._walk(url, met)
        except Unvisited as error:
            outcome = error
        finally:
            # Also of one that took too long: it was there.
            places = {_place(str(url))} | ({_place(outcome.url)} if isinstance(outcome, Page) else set())
            found = self._memory.keep(outcome, places=places if met else (), hosts=met, now=self.now())
        return found

    async def _walk(self, url: httpx.URL, met: set[str]) -> Page:
        def meet(host: str) -> None:
            if host in met:
                return
            if until := self._memory.rests_until(host, self.now()):
                raise Unvisited("visited_lately", later=(until - self.now()).total_seconds())
            met.add(host)

        walk = Walk(
            lines=CheckedLines(self.network),
            certified=self.certified,
            agent=self.agent,
            limits=self.limits,
            meet=meet,
        )
        async with walk:
            fetched = await walk.page(url)
        return await asyncio.to_thread(_page, fetched, self.now(), walk.hops)


def _place(url: str) -> str:
    """Host and path: the same page, encrypted or not."""
    read = httpx.URL(url)
    return f"{read.host}{read.raw_path.decode('ascii')}"


def _page(fetched: Fetched, at: datetime, hops: int) -> Page:
    words = words_of(fetched.body, fetched.kind, fetched.charset)
    return Page(
        url=str(fetched.url),
        host=fetched.url.host,
        at=at,
        title=words.title[:200],
        language=words.language,
        text=words.text,
        also=words.also,
        sha256=hashlib.sha256(fetched.body).hexdigest(),
        hops=hops,
    )
