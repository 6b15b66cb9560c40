"""The desk on a fresh store, in the test's own event loop and, for browsers, in the session's."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.store import Embedded, Keyring, Store
from bot.store.wire import Wire
from tests.bot.desk.world import World
from tests.valkey import HandClock


@pytest.fixture
def world(store: Store, clock: HandClock) -> World:
    """A desk whose store holds nothing yet."""
    return World.of(store, clock)


@pytest_asyncio.fixture(loop_scope="session")
async def lively(valkey: Embedded, clock: HandClock) -> AsyncIterator[World]:
    """The same for tests with a browser, which live in the session's event loop."""
    wire = Wire(valkey.url)
    await wire.one("FLUSHALL")
    await wire.close()
    store = await Store.open(valkey.url, keyring=Keyring.fresh(), clock=clock)
    yield World.of(store, clock)
    await store.close()
