"""A real store for tests: one server for the session, a fresh store for each test.

``STRA_TEST_REDIS`` names another server's program (Debian's ``redis-server``) to run the same tests on.
"""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store import Embedded, Keyring, Store
from bot.store.wire import Wire


class HandClock:
    """A clock that a test sets by hand."""

    def __init__(self, instant: datetime = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def advance(self, **parts: float) -> datetime:
        self.instant += timedelta(**parts)
        return self.instant


def server_binary() -> Path | None:
    """The server's program to test with; None: the embedded one."""
    name = os.environ.get("STRA_TEST_REDIS")
    return Path(name) if name else None


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """A server for the whole session."""
    with Embedded(tmp_path_factory.mktemp("valkey"), binary=server_binary()) as server:
        yield server


@pytest.fixture
def clock() -> HandClock:
    """The clock of the store, set by hand."""
    return HandClock()


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """New keys in a file of this test."""
    return Keyring.open(tmp_path / "keys" / "stra.key", create=True)


@pytest_asyncio.fixture
async def store(valkey: Embedded, keyring: Keyring, clock: HandClock) -> AsyncIterator[Store]:
    """An empty store."""
    wire = Wire(valkey.url)
    await wire.one("FLUSHALL")
    await wire.close()
    opened = await Store.open(valkey.url, keyring=keyring, clock=clock)
    yield opened
    await opened.close()
