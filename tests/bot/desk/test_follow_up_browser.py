"""The follow-up in a real browser: accessible with everything on it, without script, on a small telephone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.bot.desk.stage import Stage, staged
from tests.bot.desk.test_follow_up import PAGE, count
from tests.bot.desk.world import World
from tests.browser import OpenPage, axe_violations, sideways_overflow, small_targets

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(lively: World, open_page: OpenPage) -> AsyncIterator[Stage]:
    """The desk, with a year of numbers."""
    for gender, times in (("woman", 20), ("man", 9), ("other", 2)):
        await count(lively, "intake", times, gender=gender, language="uk")
        await count(lively, "employed", times, gender=gender, form="jobbpartner")
    targets = {"employed": 48, "intake": 60, "women": 55, "delivered.apl": 5}
    await lively.store.content.publish({"targets": {"2026": targets}}, actor="Anna")
    async with staged(lively, open_page) as stage:
        yield stage


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/targets", f"{PAGE}/report?for=staff", f"{PAGE}/report?for=members"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_pages_are_accessible_and_fit_a_small_telephone(stage: Stage, path: str, scheme: str) -> None:
    page = await stage.enter("Anna", path, color_scheme=scheme)
    for summary in await page.locator("summary").all():
        await summary.click()
    assert await axe_violations(page) == []
    await page.set_viewport_size({"width": 320, "height": 900})
    assert (await sideways_overflow(page), await small_targets(page)) == (0, [])


async def test_the_plot_says_what_it_shows(stage: Stage) -> None:
    page = await stage.enter("Anna", PAGE)
    plot = page.get_by_role("img", name="Resultat och mål 2026")
    await expect(plot).to_be_visible()
    await expect(plot).to_contain_text("Fick arbete: 31 av målet 48.")


async def test_an_outcome_is_written_down_and_taken_back_without_script(stage: Stage) -> None:
    reference = await stage.world.ticket("etableringscentrum")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}", javascript=False)
    await page.get_by_role("link", name="Vad det blev").click()
    await page.get_by_role("button", name="För in").click()
    await expect(page.locator("#faults a")).to_have_text("Välj vad det blev.")
    await page.get_by_label("Vad det blev").select_option("mentor_matched")
    await page.get_by_role("button", name="För in").click()
    await expect(page.get_by_text("Det är infört och räknas i uppföljningen.")).to_be_visible()
    await page.get_by_role("link", name="Vad det blev").click()
    await page.get_by_role("button", name="Ta bort raden Fick en mentor").click()
    await expect(page.get_by_text("Det är borttaget och räknas inte längre.")).to_be_visible()


async def test_the_form_on_a_ticket_is_accessible(stage: Stage) -> None:
    reference = await stage.world.ticket("general", flow="employer")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}/outcomes")
    await page.get_by_role("button", name="För in").click()
    assert await axe_violations(page) == []
    await page.set_viewport_size({"width": 320, "height": 900})
    assert (await sideways_overflow(page), await small_targets(page)) == (0, [])
