"""What a hand in the store parted is noticed without anybody asking; what is only on its way is not."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.store import Store
from bot.workers.reconcile import DailyLook, lasting_faults
from tests.bot.store.people import Person
from tests.bot.workers.conftest import Running

pytestmark = pytest.mark.asyncio


async def parted(store: Store) -> tuple[str, str]:
    """A ticket that is taken out of its list, and that list."""
    reference = await Person(store, "p1").open_ticket("hej")
    place = store.keys.at(store.keys.partition_of_case(reference) or 0, "queue", "general:new")
    await store._site.wire.one("ZREM", place, reference)
    return reference, place


async def test_workers_say_how_many_do_not_fit_and_not_which(store: Store) -> None:
    reference, _ = await parted(store)
    with capture_logs() as lines:
        task = asyncio.create_task(DailyLook(store=store, again=0.01).run())
        async with asyncio.timeout(10):
            while not lines:
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert lines == [{"event": "store_does_not_fit", "log_level": "error", "count": 1}]
    assert reference not in str(lines)


async def test_the_workers_look_by_themselves(store: Store, working: Running) -> None:
    await store._site.wire.one("SET", store.keys.at(0, "queue", "general:new"), "no list")
    with capture_logs() as lines:
        async with working(), asyncio.timeout(15):
            while not any(line["event"] == "look_at_store_failed" for line in lines):
                await asyncio.sleep(0.02)


async def test_what_was_on_its_way_is_no_fault(store: Store) -> None:
    reference, place = await parted(store)
    look = asyncio.create_task(lasting_faults(store, 0.2))
    await asyncio.sleep(0.1)
    await store._site.wire.one("ZADD", place, 1, reference)
    assert await look == []


async def test_what_stays_apart_is_named(store: Store) -> None:
    reference, place = await parted(store)
    assert await lasting_faults(store, 0.01) == [f"{reference} is missing in {place}"]
