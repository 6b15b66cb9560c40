"""The pages of visits in a real browser: for everybody, on every width, empty and full."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import expect

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


async def test_how_a_visit_went_is_said_with_one_press_without_script_and_can_be_changed(stage: Stage) -> None:
    world = stage.world
    reference = await world.held("Anna")
    await world.store.visits.open(Slot(place="welcome_house", start=at, minutes=60) for at in HOURS)
    await propose(world, reference, name(NINE))
    await agree(world, reference, NINE)
    world.clock.instant = NINE + timedelta(hours=2)
    ticket = f"/desk/tickets/{reference}"
    pages = (("waiting", "/desk/visits"), ("ticket", ticket), ("visit", f"{ticket}/visit"))
    assert await faults_on(stage, {what: ("Anna", path) for what, path in pages}) == {}
    page = await stage.enter("Anna", "/desk/visits", java_script_enabled=False)
    await page.get_by_role("link", name=reference).first.click()
    await page.get_by_role("button", name="Kom, kartläggning gjord").click()
    await expect(page.get_by_text("Svaret om besöket är sparat och räknas i uppföljningen.")).to_be_visible()
    await page.get_by_role("button", name="Ändra svaret").click()
    await expect(page.get_by_text("Svaret om besöket är borttaget och räknas inte längre.")).to_be_visible()
    await page.get_by_role("button", name="Blev inte av").click()
    await expect(page.locator("#visit-box")).to_contain_text("Welcome House, mån 25 maj 09:00–10:00: Blev inte av")
