"""A world for each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.integrations.homepage.world import World, small_world


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    """Without encryption."""
    async with small_world() as made:
        yield made
