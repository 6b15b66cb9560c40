"""The list that is in use: read at the start, looked for anew each day, the last good one kept whatever happens.

A good list is one that can be read, has as many entries as it must have, and is not older than the one in use. It is
kept on the disk too, so that a start while the EU is away is a start with a list.
"""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from integrations.errors import IntegrationError, Malformed, Unavailable
from integrations.sanctions.listed import SanctionsList, read_list
from integrations.sanctions.matching import Index
from integrations.sanctions.source import Source

log = structlog.get_logger()
LEAST_ENTRIES = 4000
"""The real list has more than 6,000."""
EVERY = timedelta(days=1)
SOONEST = timedelta(minutes=5)
LATEST = timedelta(hours=1)
"""After a failure: first soon, then less often."""
AHEAD = timedelta(days=1)
"""How far another clock may be before ours."""


class TooSmall(Malformed):
    """Fewer entries than the list can have."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A list in use; ``sha256``, ``generated``: which one."""

    index: Index
    generated: datetime
    sha256: str


class Keeper:
    """``folder``: where the last good list is kept; None: nowhere but in memory."""

    def __init__(
        self,
        source: Source,
        *,
        folder: Path | None = None,
        least: int = LEAST_ENTRIES,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.kept: Kept | None = None
        self.error: IntegrationError | None = None
        self._source = source
        self._copy = folder / f"eu-{source.mark}.xml" if folder else None
        self._least = least
        self._now = now
        self._failures = 0
        self._looked = asyncio.Event()

    async def keep(self) -> None:
        """For as long as the process works."""
        await self.restore()
        wait = await self.refresh()
        while True:
            await asyncio.sleep(wait.total_seconds())
            wait = await self.refresh()

    async def restore(self) -> None:
        """Begin with the list that was kept, where there is one."""
        if self._copy is None:
            return
        try:
            await self._take(await asyncio.to_thread(self._copy.read_bytes))
        except FileNotFoundError:
            return
        except (OSError, IntegrationError) as error:
            log.warning("sanctions_copy_unreadable", reason=type(error).__name__)

    async def refresh(self) -> timedelta:
        """Look for a newer list; when to look again."""
        try:
            content = await self._source.fetch()
            if await self._take(content):
                await asyncio.to_thread(self._save, content)
        except IntegrationError as error:
            self.error = error
            self._failures += 1
            log.warning("sanctions_not_refreshed", reason=str(error), attempt=self._failures)
            return self._wait(error)
        finally:
            self._looked.set()
        self.error, self._failures = None, 0
        return EVERY

    async def look(self, patience: float) -> Kept | None:
        """The list in use; waits for the first one, but not longer than ``patience`` seconds."""
        if self.kept is None and not self._looked.is_set():
            try:
                async with asyncio.timeout(patience):
                    await self._looked.wait()
            except TimeoutError:
                self.error = self.error or Unavailable("the list is still being read", late=True)
        return self.kept

    async def close(self) -> None:
        """Let go of the connections."""
        await self._source.close()

    async def _take(self, content: bytes) -> bool:
        """Use the list in ``content``, unless it is the one in use. Raises ``Malformed``."""
        # In a thread of its own: nobody who writes just now waits for it.
        listed = await asyncio.to_thread(read_list, content)
        self._judge(listed)
        if self.kept and self.kept.sha256 == listed.sha256:
            return False
        self.kept = Kept(await asyncio.to_thread(Index, listed), listed.generated, listed.sha256)
        log.info("sanctions_list_in_use", size=len(listed.entries))
        return True

    def _judge(self, listed: SanctionsList) -> None:
        if len(listed.entries) < self._least:
            raise TooSmall("the list has too few entries")
        if listed.generated > self._now() + AHEAD:
            raise Malformed("the list is from the future")
        if self.kept and listed.generated < self.kept.generated:
            raise Malformed("the list is older than the one in use")

    def _wait(self, error: IntegrationError) -> timedelta:
        asked = timedelta(seconds=error.retry_after if isinstance(error, Unavailable) else 0)
        pause: timedelta = SOONEST * 2 ** min(self._failures - 1, 10)
        return max(min(pause, LATEST), asked)

    def _save(self, content: bytes) -> None:
        """Whole or not at all."""
        if self._copy is None:
            return
        try:
            self._copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self._copy.parent, delete=False) as file:
                file.write(content)
            Path(file.name).replace(self._copy)
            # Of places that are asked no longer.
            for other in self._copy.parent.glob("eu-*.xml"):
                if other != self._copy:
                    other.unlink()
        except OSError as error:
            log.warning("sanctions_copy_not_kept", reason=type(error).__name__)
