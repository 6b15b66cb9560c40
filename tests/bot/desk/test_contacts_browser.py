"""The form of a place's contact details in a real browser: with faults, with a look at the chat, without script."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.bot.desk.stage import Stage, staged
from tests.bot.desk.world import World
from tests.browser import OpenPage, axe_violations, sideways_overflow, small_targets

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
PAGE = "/desk/contacts/vuxenutbildning"


@pytest_asyncio.fixture(loop_scope="session")
async def stage(lively: World, open_page: OpenPage) -> AsyncIterator[Stage]:
    """The desk, with nothing on it."""
    async with staged(lively, open_page) as stage:
        yield stage


async def test_faults_stand_first_and_lead_to_their_fields(stage: Stage) -> None:
    page = await stage.enter("Anna", PAGE, reduced_motion="reduce")
    await page.get_by_label("Telefon").fill("08-12")
    await page.get_by_label("På svenska: öppettider").fill("mån–fre 9–16")
    await page.get_by_role("button", name="Spara", exact=True).click()
    await expect(page.locator("#faults")).to_be_focused()
    await expect(page.locator("#faults li")).to_have_count(4)
    assert await axe_violations(page) == []
    await page.get_by_role("link", name="Skriv öppettider på alla tre språken.").first.press("Enter")
    await expect(page.locator("#hours-uk")).to_be_focused()
    await page.set_viewport_size({"width": 320, "height": 900})
    assert (await sideways_overflow(page), await small_targets(page)) == (0, [])


async def test_what_it_will_be_is_seen_and_saved_without_script(stage: Stage) -> None:
    page = await stage.enter("Anna", PAGE, javascript=False)
    await page.get_by_label("Telefon").fill("1177")
    await page.get_by_label("Kontrollerat den").fill("2026-05-20")
    await page.get_by_role("button", name="Visa hur det blir").click()
    await expect(page.get_by_role("region", name="Ukrainska")).to_contain_text("Телефон: 1177")
    await page.get_by_role("button", name="Spara", exact=True).click()
    await expect(page.get_by_text("Sparat.")).to_be_visible()
    contacts = (await stage.world.store.content.snapshot()).data["contacts"]
    assert contacts["vuxenutbildning"]["phone"] == "1177"


async def test_a_look_at_it_is_accessible(stage: Stage) -> None:
    page = await stage.enter("Anna", PAGE)
    await page.get_by_label("Telefon").fill("08-508 250 00")
    await page.get_by_label("Kontrollerat den").fill("2026-05-20")
    await page.get_by_role("button", name="Visa hur det blir").click()
    await expect(page.locator("#looked-at")).to_be_focused()
    assert await axe_violations(page) == []


async def test_the_whole_text_of_an_answer_opens_and_is_accessible(stage: Stage) -> None:
    page = await stage.enter("Anna", "/desk/guide")
    await page.locator("summary").first.click()
    await expect(page.locator("details[open] [lang=uk]").first).to_be_visible()
    assert await axe_violations(page) == []
    await page.set_viewport_size({"width": 320, "height": 900})
    assert (await sideways_overflow(page), await small_targets(page)) == (0, [])
