"""The pages of visits in a real browser: for everybody, on every width, empty and full."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.store.visits import Slot
from tests.bot.desk.stage import Stage, staged
from tests.bot.desk.test_browser import faults_on
from tests.bot.desk.test_visits import HOURS, NINE, agree, name, propose
from tests.bot.desk.world import World
from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(lively: World, open_page: OpenPage) -> AsyncIterator[Stage]:
    async with staged(lively, open_page) as stage:
        yield stage


async def test_the_pages_of_visits_are_accessible_and_fit(stage: Stage) -> None:
    world = stage.world
    reference = await world.held("Anna")
    page = f"/desk/tickets/{reference}/visit"
    found = await faults_on(stage, {"empty": ("Anna", "/desk/visits"), "none": ("Anna", page)})
    await world.store.visits.open(Slot(place="welcome_house", start=at, minutes=60, capacity=2) for at in HOURS)
    await propose(world, reference, name(NINE), name(HOURS[1]))
    await agree(world, reference, NINE)
    found |= await faults_on(
        stage,
        {
            "calendar": ("Anna", "/desk/visits?said=times-added"),
            "other place": ("Bo", "/desk/visits?place=etableringscentrum"),
            "paper": ("Anna", "/desk/visits/print"),
            "a visit": ("Anna", page),
            "a colleague's visit": ("Bo", page),
        },
    )
    assert found == {}


async def test_times_are_put_in_and_proposed_by_keyboard_without_script(stage: Stage) -> None:
    reference = await stage.world.held("Anna")
    page = await stage.enter("Anna", "/desk/visits", java_script_enabled=False)
    for field, value in (("day", "2026-05-25"), ("first", "09:00"), ("count", "2")):
        await page.locator(f"#{field}").fill(value)
    await page.locator("#capacity").press("Enter")
    await page.goto(f"{stage.url}/desk/tickets/{reference}/visit")
    await page.locator("input[name=slot]").first.press("Space")
    await page.locator("#host").press("Enter")
    assert "said=visit-proposed" in page.url
    await page.close()
