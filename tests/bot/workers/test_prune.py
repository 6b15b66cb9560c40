"""What is kept for a time only goes away without anybody asking."""

import asyncio

import pytest

from bot.store import Store
from bot.store.unclear import KEPT
from bot.workers.prune import Pruning
from tests.bot.workers.conftest import Running
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def rows_of(store: Store) -> int:
    """Rows in the store, shown or not."""
    count = await store._site.wire.one("HLEN", store.keys.at(0, "unclear"))
    assert isinstance(count, int)
    return count


async def until_none(store: Store) -> None:
    async with asyncio.timeout(15):
        while await rows_of(store):
            await asyncio.sleep(0.02)


async def test_workers_forget_what_was_not_understood_in_time(store: Store, clock: HandClock, working: Running) -> None:
    await store.unclear.collect("var går bussen", language="sv", guesses=())
    clock.advance(days=KEPT.days + 1)
    async with working():
        await until_none(store)


async def test_a_store_that_cannot_be_pruned_is_tried_again(store: Store, clock: HandClock) -> None:
    await store.unclear.collect("var går bussen", language="sv", guesses=())
    clock.advance(days=KEPT.days + 1)
    days = store.keys.at(0, "unclear-order", "labelled")
    await store._site.wire.one("SET", days, "no set")
    task = asyncio.create_task(Pruning(store=store, every=0.02).run())
    await asyncio.sleep(0.1)
    await store._site.wire.one("DEL", days)
    await until_none(store)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
