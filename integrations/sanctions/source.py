"""Where the list comes from: an address of the EU's, with the token that is part of it, or a file on this machine.

The address is never shown: nobody reads a token in a log, a result or an error.
"""

import asyncio
import hashlib
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from integrations.breaker import Breaker
from integrations.errors import Malformed, Unavailable
from integrations.http import Answer, Call, Http, Observe, Policy, Schedule, unobserved
from integrations.sanctions.listed import LARGEST

LIMIT = 180.0
"""Seconds for the whole file; nobody waits for it."""
PATIENT = Schedule(tries=3, first=2.0)


class Source(Protocol):
    """One place that has the list."""

    @property
    def mark(self) -> str:
        """Tells this place from others, without saying where it is."""
        ...

    async def fetch(self) -> bytes:
        """The file as it is now. Raises an ``IntegrationError``."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...


class UrlSource:
    """A web address."""

    def __init__(
        self,
        url: str,
        *,
        limit: float = LIMIT,
        schedule: Schedule = PATIENT,
        breaker: Breaker | None = None,
        observe: Observe = unobserved,
    ) -> None:
        parts = urlsplit(url)
        self.mark = _mark(url)
        self._path = parts.path + (f"?{parts.query}" if parts.query else "")
        policy = Policy(deadline=limit, most_raw=LARGEST, most=LARGEST, connections=1, schedule=schedule)
        self._http = Http(
            "sanctions", f"{parts.scheme}://{parts.netloc}", policy=policy, breaker=breaker, observe=observe
        )

    async def fetch(self) -> bytes:
        """Sent on within the same place only."""
        return await self._http.ask(Call(method="GET", path=self._path, hosts=frozenset()), _body)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()


class FileSource:
    """A file that somebody puts there."""

    def __init__(self, path: Path) -> None:
        self.mark = _mark(str(path.absolute()))
        self._path = path

    async def fetch(self) -> bytes:
        """Read anew each time."""
        return await asyncio.to_thread(self._read)

    async def close(self) -> None:
        """Nothing is open."""

    def _read(self) -> bytes:
        try:
            if not self._path.is_file():
                raise Unavailable("there is no such file")
            with self._path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            raise Unavailable(type(error).__name__) from error
        if len(content) > LARGEST:
            raise Malformed("the list is larger than it can be")
        return content


def open_source(where: str, *, observe: Observe = unobserved) -> Source:
    """By an address, or by the name of a file."""
    web = where.startswith(("http://", "https://"))
    return UrlSource(where, observe=observe) if web else FileSource(Path(where))


def _mark(where: str) -> str:
    return hashlib.sha256(where.encode()).hexdigest()[:16]


def _body(answer: Answer) -> bytes:
    return answer.body
