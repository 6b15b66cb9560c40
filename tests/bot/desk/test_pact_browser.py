"""The pages of membership and the decision of an application in a real browser: faults, a look, without script."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from dialogs.pact import Pact
from tests.bot.desk.stage import Stage, apply, staged
from tests.bot.desk.world import World
from tests.browser import OpenPage, axe_violations, sideways_overflow, small_targets

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def stage(lively: World, open_page: OpenPage) -> AsyncIterator[Stage]:
    """The desk, with nothing on it."""
    async with staged(lively, open_page) as stage:
        yield stage


async def test_faults_stand_first_and_lead_to_their_fields(stage: Stage) -> None:
    page = await stage.enter("Anna", "/desk/pact/forms/new", reduced_motion="reduce")
    await page.get_by_label("På svenska: namn").fill("Språkvän")
    await page.get_by_role("button", name="Spara", exact=True).click()
    await expect(page.locator("#faults")).to_be_focused()
    await expect(page.locator("#faults li")).to_have_count(5)
    assert await axe_violations(page) == []
    await page.locator('#faults a[href="#name-uk"]').press("Enter")
    await expect(page.locator("#name-uk")).to_be_focused()
    await page.set_viewport_size({"width": 320, "height": 900})
    assert (await sideways_overflow(page), await small_targets(page)) == (0, [])


async def test_an_event_is_looked_at_and_saved_without_script(stage: Stage) -> None:
    page = await stage.enter("Anna", "/desk/pact/events/new", javascript=False)
    await page.get_by_label("Dag").fill("2026-06-03")
    for language, title in (("svenska", "Möte"), ("ukrainska", "Зустріч"), ("engelska", "Meeting")):
        await page.get_by_label(f"På {language}: namn").fill(title)
    await page.get_by_role("button", name="Visa hur det blir").click()
    await expect(page.get_by_role("region", name="Ukrainska")).to_contain_text("3 червня 2026: Зустріч")
    await page.get_by_role("button", name="Spara", exact=True).click()
    await expect(page.get_by_text("Sparat.")).to_be_visible()
    snapshot = await stage.world.store.content.snapshot()
    assert [event.id for event in Pact.of(snapshot.data).events] == ["mote"]


async def test_a_look_at_it_is_accessible(stage: Stage) -> None:
    page = await stage.enter("Anna", "/desk/pact/texts")
    await page.get_by_role("button", name="Visa hur det blir").click()
    await expect(page.locator("#looked-at")).to_be_focused()
    assert await axe_violations(page) == []


async def test_a_file_is_looked_at_before_it_holds_without_script(stage: Stage, tmp_path: Path) -> None:
    page = await stage.enter("Anna", "/desk/pact", javascript=False)
    async with page.expect_download() as taken:
        await page.get_by_role("link", name="Ladda ned").click()
    kept = tmp_path / "medlemskap.json"
    await (await taken.value).save_as(kept)
    kept.write_text(kept.read_text(encoding="utf-8").replace("Jobbpartner", "Arbetspartner"), encoding="utf-8")
    await page.get_by_label("Läs in en fil").set_input_files(kept)
    await page.get_by_role("button", name="Granska filen").click()
    await expect(page.get_by_text("Form ändras: Arbetspartner")).to_be_visible()
    await page.get_by_role("button", name="Läs in filen").click()
    await expect(page.get_by_text("Filens innehåll gäller nu.")).to_be_visible()
    await expect(page.get_by_role("link", name="Arbetspartner")).to_be_visible()


async def test_an_application_is_decided_without_script(stage: Stage) -> None:
    reference = await apply(stage.world)
    page = await stage.enter("Anna", f"/desk/tickets/{reference}", javascript=False)
    await page.get_by_text("Besluta om ansökan …").click()
    await page.get_by_label("Beslut", exact=True).select_option("declined")
    await page.get_by_role("button", name="Besluta", exact=True).click()
    await expect(page.locator("#faults a")).to_have_text("Skriv en motivering. Den sökande får läsa den.")
    await page.get_by_label("Motivering till den sökande").fill("Avtal saknas.")
    await page.get_by_role("button", name="Besluta", exact=True).click()
    await expect(page.get_by_text("Beslutet är sparat")).to_be_visible()
    await expect(page.locator("#decided")).to_contain_text("Avslagen")


async def test_a_fault_in_a_decision_is_accessible(stage: Stage) -> None:
    reference = await apply(stage.world)
    page = await stage.enter("Anna", f"/desk/tickets/{reference}", reduced_motion="reduce")
    await page.get_by_text("Besluta om ansökan …").click()
    await page.get_by_role("button", name="Besluta", exact=True).click()
    await page.get_by_role("link", name="Välj ett beslut.").press("Enter")
    await expect(page.locator("select#decision")).to_be_focused()
    assert await axe_violations(page) == []


async def test_a_decision_of_a_colleague_is_seen_while_the_page_is_open(stage: Stage) -> None:
    reference = await apply(stage.world)
    other = await stage.enter("Anna", f"/desk/tickets/{reference}")
    await expect(other.locator("#live")).to_have_attribute("data-state", "live")
    page = await stage.enter("Anna", f"/desk/tickets/{reference}", javascript=False)
    await page.get_by_text("Besluta om ansökan …").click()
    await page.get_by_label("Beslut", exact=True).select_option("approved")
    await page.get_by_role("button", name="Besluta", exact=True).click()
    await expect(other.locator("#decided")).to_contain_text("Godkänd")
