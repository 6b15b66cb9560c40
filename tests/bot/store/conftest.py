from collections.abc import AsyncIterator

import pytest_asyncio

from bot.store import Embedded, Keyring, Store
from tests.valkey import HandClock


@pytest_asyncio.fixture
async def second(store: Store, valkey: Embedded, keyring: Keyring, clock: HandClock) -> AsyncIterator[Store]:
    """The same store, opened by another process."""
    opened = await Store.open(valkey.url, keyring=keyring, clock=clock)
    yield opened
    await opened.close()
