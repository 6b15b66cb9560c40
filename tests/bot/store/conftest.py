from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store import Embedded, Keyring, Store
from tests.valkey import HandClock, server_binary


@pytest_asyncio.fixture
async def second(store: Store, valkey: Embedded, keyring: Keyring, clock: HandClock) -> AsyncIterator[Store]:
    """The same store, opened by another process."""
    opened = await Store.open(valkey.url, keyring=keyring, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Embedded]:
    """A server of this test's own, to be killed, frozen or misconfigured."""
    options = ("--enable-debug-command", "yes")
    with Embedded(tmp_path / "data", binary=server_binary(), options=options) as own:
        yield own


@pytest_asyncio.fixture
async def own(server: Embedded, keyring: Keyring, clock: HandClock) -> AsyncIterator[Store]:
    """A store on that server."""
    opened = await Store.open(server.url, keyring=keyring, clock=clock)
    yield opened
    await opened.close()
