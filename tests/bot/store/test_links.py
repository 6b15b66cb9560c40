"""Where tickets are in other case systems is kept, listed and found again."""

from datetime import timedelta

import pytest

from bot.store import Link, Store
from tests.bot.desk.world import World
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


@pytest.fixture
def world(store: Store, clock: HandClock) -> World:
    return World.of(store, clock)


async def test_what_is_kept_comes_back(world: World, clock: HandClock) -> None:
    reference = await world.ticket()
    link = Link(reference=reference, system="zammad", case="7", number="60001", cursor="c", since=clock.now(), acts=3)
    await world.store.links.keep(link, conversation="c-1", queue="general")
    assert await world.store.links.get(reference) == link
    assert await world.store.links.get(await world.ticket()) is None
    assert await world.store.links.get("nonsense") is None


async def test_what_is_enrolled_is_due_until_it_is_scheduled(world: World, clock: HandClock) -> None:
    links, reference = world.store.links, await world.ticket()
    assert await links.due(clock.now()) == []
    await links.enrol([reference, reference, "nonsense"])
    assert await links.due(clock.now()) == [reference]
    assert await links.due(clock.now()) == [reference]
    await links.schedule(reference, clock.now() + timedelta(seconds=45))
    assert await links.due(clock.now()) == []
    assert await links.due(clock.advance(seconds=45)) == [reference]


async def test_what_is_enrolled_while_it_is_looked_at_is_not_lost(world: World, clock: HandClock) -> None:
    links, reference = world.store.links, await world.ticket()
    await links.enrol([reference])
    await links.due(clock.now())
    await links.enrol([reference])
    # The list is gone through meanwhile, for the sake of others.
    await links.due(clock.now(), busy={reference})
    await links.schedule(reference, clock.now() + timedelta(hours=1))
    assert await links.due(clock.now()) == [reference]


async def test_what_is_settled_is_not_looked_at(world: World, clock: HandClock) -> None:
    links, reference = world.store.links, await world.ticket()
    await links.enrol([reference])
    await links.due(clock.now())
    await links.keep(Link(reference=reference, since=clock.now()), conversation="c-1", queue="general")
    assert (await links.late())[0] == 1
    await links.settle(reference)
    assert await links.due(clock.advance(days=1)) == []
    assert await links.late() == (0, None)


async def test_open_tickets_of_a_queue_that_nobody_looks_at_are_found(world: World, clock: HandClock) -> None:
    first, second, _other = await world.ticket(), await world.held("Anna"), await world.ticket("mentors")
    assert sorted(await world.store.links.missing(["general"])) == sorted([first, second])
    await world.store.links.schedule(first, clock.now() + timedelta(hours=1))
    assert await world.store.links.missing(["general"]) == [second]
    assert await world.store.links.missing([]) == []
