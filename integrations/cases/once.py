"""Once and not twice, at a system that keeps no idempotency keys: look, write, look again.

Where a write's answer did not come, it may have been carried out, or may be carried out later. It is looked for at
once; who asks again before it must have landed is told to wait, so that no second one is written meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import TypeVar
from weakref import WeakValueDictionary

from integrations.errors import IntegrationError, Malformed, Rejected, Unavailable

_T = TypeVar("_T")
SETTLE = 60.0
"""Seconds after which a request that was not answered has been carried out, or never will be."""


class Once:
    """Writes by key; the keys in doubt are forgotten after ``settle`` seconds."""

    def __init__(self, settle: float = SETTLE, now: Callable[[], float] = monotonic) -> None:
        self._settle = settle
        self._now = now
        self._doubted: dict[str, float] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def do(
        self, key: str, look: Callable[[], Awaitable[_T | None]], write: Callable[[], Awaitable[_T | None]]
    ) -> _T:
        """What ``look`` finds, before or after ``write``; ``write`` may give it itself."""
        async with self._locks.setdefault(key, asyncio.Lock()):
            found = await self._look_first(key, look)
            if found is None:
                self._wait_for_what_is_late(key)
                found = await self._write(key, look, write)
            self._doubted.pop(key, None)
            return found

    async def _look_first(self, key: str, look: Callable[[], Awaitable[_T | None]]) -> _T | None:
        """Where only the look fails nothing was written, unless something was before."""
        try:
            return await look()
        except Unavailable as error:
            if key in self._doubted:
                raise
            wait, late = error.retry_after, error.late
            raise Unavailable(str(error), retry_after=wait, reached=False, late=late) from error

    def _wait_for_what_is_late(self, key: str) -> None:
        now = self._now()
        self._doubted = {each: until for each, until in self._doubted.items() if until > now}
        if key in self._doubted:
            wait = self._doubted[key] - now
            raise Unavailable("what was written before may still be on its way", retry_after=wait)

    async def _write(
        self, key: str, look: Callable[[], Awaitable[_T | None]], write: Callable[[], Awaitable[_T | None]]
    ) -> _T:
        problem: IntegrationError | None = None
        self._doubt(key)
        try:
            if (done := await write()) is not None:
                return done
        except Rejected:
            del self._doubted[key]
            raise
        except Unavailable as error:
            if not error.reached:
                del self._doubted[key]
                raise
            problem = error
        except Malformed as error:
            problem = error
        # It took its time, or said nothing that helps: the seconds count from now.
        self._doubt(key)
        return await self._found_after_all(look, problem)

    async def _found_after_all(self, look: Callable[[], Awaitable[_T | None]], problem: IntegrationError | None) -> _T:
        found: _T | None = None
        with suppress(IntegrationError):
            found = await look()
        if found is not None:
            return found
        asked, late = (problem.retry_after, problem.late) if isinstance(problem, Unavailable) else (0.0, False)
        reason = str(problem) if problem else "what was written is not to be seen yet"
        raise Unavailable(reason, retry_after=max(asked, self._settle), late=late) from problem

    def _doubt(self, key: str) -> None:
        self._doubted[key] = self._now() + self._settle
