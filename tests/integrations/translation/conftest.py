"""A local translator for each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from integrations.sandbox.translation import LocalTranslator


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LocalTranslator]:
    """Well, until a test changes its mood."""
    async with LocalTranslator().listening() as listening:
        yield listening
