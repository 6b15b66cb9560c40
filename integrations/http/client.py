"""One system behind us, asked by HTTP.

Raises ``Unavailable``, ``Rejected`` or ``Malformed`` and nothing else. Nothing of an address, a header or a body is
ever logged, nor are proxies or passwords taken from the environment.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import SystemRandom
from time import perf_counter
from typing import Self, TypeVar

import httpx
import structlog

from integrations.breaker import Breaker
from integrations.errors import IntegrationError, Malformed, Rejected, Resting, Unavailable
from integrations.http.policy import Policy, http_date, retry_after
from integrations.http.reading import Answer, read

log = structlog.get_logger()
_T = TypeVar("_T")
Observe = Callable[[str, str, float], None]
"""Name of the system, what came of the call, seconds. ``ok``, or an error of ours in small letters."""
HOPS = 3
_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_LATER = frozenset({408, 425, 429})
_CHANCE = SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``key`` makes it idempotent where the system keeps such keys; ``repeatable``: twice does no harm.

    ``hosts``: where a GET may be sent on to, besides the system itself; None: nowhere at all.
    """

    method: str
    path: str = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    key: str | None = field(default=None, repr=False)
    repeatable: bool = False
    hosts: frozenset[str] | None = None

    @property
    def may_repeat(self) -> bool:
        """Whether it may be sent again although it may have arrived."""
        return self.repeatable or self.key is not None or self.method in _REPEATABLE


def unobserved(_system: str, _outcome: str, _seconds: float) -> None:
    """Nobody counts."""


class Http:
    """A client of the system called ``name`` at ``url``; ``headers`` go along with each call."""

    def __init__(
        self,
        name: str,
        url: str,
        *,
        policy: Policy | None = None,
        breaker: Breaker | None = None,
        headers: Mapping[str, str] | None = None,
        observe: Observe = unobserved,
        draw: Callable[[], float] = _CHANCE.random,
    ) -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._policy = policy or Policy()
        self._breaker = breaker or Breaker()
        self._observe = observe
        self._draw = draw
        self._headers = dict(headers or {})
        limits = httpx.Limits(
            max_connections=self._policy.connections,
            max_keepalive_connections=self._policy.connections,
            keepalive_expiry=self._policy.keep_alive,
        )
        self._http = httpx.AsyncClient(
            timeout=self._policy.deadline, limits=limits, trust_env=False, follow_redirects=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def ask(self, call: Call, reader: Callable[[Answer], _T], *, deadline: float | None = None) -> _T:
        """What ``reader`` makes of the answer; it may raise ``Malformed``. ``deadline``: seconds, a shorter one."""
        begun = perf_counter()
        try:
            found = await self._ask(call, reader, min(deadline or self._policy.deadline, self._policy.deadline))
        except IntegrationError as error:
            self._observe(self.name, type(error).__name__.lower(), perf_counter() - begun)
            raise
        self._observe(self.name, "ok", perf_counter() - begun)
        return found

    async def _ask(self, call: Call, reader: Callable[[Answer], _T], deadline: float) -> _T:
        now = asyncio.get_running_loop().time
        until = now() + deadline
        attempt = 0
        while True:
            attempt += 1
            try:
                # Each try for itself: the breaker learns of every failure, time-outs included.
                with self._breaker.guard():
                    return reader(await self._send(call, until))
            except Resting:
                raise
            except IntegrationError as error:
                log.info("backend_failed", backend=self.name, attempt=attempt, reason=str(error))
                wait = self._wait(call, attempt, error)
                if wait is None or now() + wait >= until:
                    raise
            await asyncio.sleep(wait)

    def _wait(self, call: Call, attempt: int, error: IntegrationError) -> float | None:
        if not isinstance(error, Unavailable) or (error.reached and not call.may_repeat):
            return None
        return self._policy.schedule.wait(attempt, self._draw, asked=error.retry_after)

    async def _send(self, call: Call, until: float) -> Answer:
        try:
            async with asyncio.timeout_at(until):
                return await self._follow(call)
        except TimeoutError as error:
            raise Unavailable("it took too long", late=True) from error
        except httpx.HTTPError as error:
            raise Unavailable(type(error).__name__, reached=not isinstance(error, _NEVER_SENT)) from error

    async def _follow(self, call: Call) -> Answer:
        url = httpx.URL(self._url + call.path)
        for _ in range(HOPS + 1):
            async with self._http.stream(
                call.method, url, content=call.body, headers=self._headers_for(call, url)
            ) as answer:
                if not (answer.has_redirect_location and call.hosts is not None and call.method == "GET"):
                    self._judge(answer)
                    body = await read(answer, most_raw=self._policy.most_raw, most=self._policy.most)
                    return Answer(answer.status_code, body, dict(answer.headers))
                url = self._next(url, answer.headers["location"], call.hosts)
        raise Malformed("it sends us on and on")

    def _headers_for(self, call: Call, url: httpx.URL) -> dict[str, str]:
        """Whoever we are sent on to does not get what is meant for the system itself."""
        if _place(url) != _place(httpx.URL(self._url)):
            return {"accept-encoding": "identity"}
        key = {"idempotency-key": call.key} if call.key else {}
        return {"accept-encoding": "identity", **self._headers, **key, **call.headers}

    def _next(self, url: httpx.URL, location: str, hosts: frozenset[str]) -> httpx.URL:
        try:
            target = url.join(location)
        except (httpx.InvalidURL, ValueError) as error:
            raise Malformed("it sends us nowhere") from error
        own = httpx.URL(self._url)
        same = _place(target) == _place(own)
        if not same and (target.host not in hosts or target.scheme != "https" or target.userinfo):
            raise Malformed("it sends us elsewhere")
        return target

    def _judge(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if status in self._policy.rests:
            raise Unavailable(f"it answered {status}", retry_after=self._policy.rests[status])
        if status in _LATER or status >= 500:
            now = http_date(answer.headers.get("date")) or datetime.now(UTC)
            asked = retry_after(answer.headers.get("retry-after"), now)
            raise Unavailable(f"it answered {status}", retry_after=asked)
        if status >= 400:
            raise Rejected(f"it answered {status}", status=status)
        if not 200 <= status < 300:
            raise Malformed(f"it answered {status}")


def _place(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
