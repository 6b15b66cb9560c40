"""Staff see on the ticket where its case is in another case system, and what is missing there."""

import pytest

from bot.desk import words
from bot.store import Link, Store
from tests.bot.desk.world import World
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
SYSTEMS = {"general": "zammad"}


async def page(world: World, reference: str) -> str:
    await world.account()
    async with world.signed_in() as visitor:
        await visitor.get(f"/desk/tickets/{reference}")
        return " ".join(visitor.page.replace("&nbsp;", " ").split())


async def keep(world: World, link: Link) -> None:
    await world.store.links.keep(link, conversation="c-1", queue="general")


async def test_one_that_was_not_handed_over_says_so_and_since_when(store: Store, clock: HandClock) -> None:
    world = World.of(store, clock, case_systems=SYSTEMS)
    shown = await page(world, await world.ticket())
    assert "Zammad. Inte överfört ännu, sedan i dag 11:00." in shown


async def test_why_it_fails_stands_there(store: Store, clock: HandClock) -> None:
    world = World.of(store, clock, case_systems=SYSTEMS)
    reference = await world.ticket()
    since = clock.now()
    await keep(world, Link(reference=reference, system="zammad", since=since, why="unavailable", tries=3))
    assert "Inte överfört ännu, sedan i dag 11:00: systemet svarar inte." in await page(world, reference)


async def test_its_number_there_and_what_is_missing(store: Store, clock: HandClock) -> None:
    world = World.of(store, clock, case_systems=SYSTEMS)
    reference = await world.ticket()
    link = Link(
        reference=reference, system="zammad", case="7", number="60002", state="open", before=("zammad 60001",),
        since=clock.now(), why="timeout",
    )  # fmt: skip
    await keep(world, link)
    shown = await page(world, reference)
    assert (
        "Zammad 60002, öppet där. Det senaste är inte överfört, sedan i dag 11:00: systemet svarar inte i tid." in shown
    )
    assert "Tidigare: Zammad 60001." in shown


async def test_with_the_desk_alone_nothing_is_said(store: Store, clock: HandClock) -> None:
    world = World.of(store, clock)
    shown = await page(world, await world.ticket())
    assert "Ärendesystem" not in shown
    assert "överfört" not in shown


async def test_who_answered_there_is_named_with_the_system() -> None:
    assert words.actor("case-system:zammad:Bo Ek") == "Bo Ek i Zammad"
    assert words.actor("case-system:zammad") == "Zammad"
    assert words.actor("Anna") == "Anna"
