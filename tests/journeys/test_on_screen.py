"""Whole journeys with eyes and a mouse: people at the page of the chat, staff at the desk and in the case system."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from icalendar import Component
from playwright.async_api import Locator, Page, expect

from bot.store import Embedded
from nlu.engine import Engine
from tests.browser import OpenPage, soon
from tests.conversation import TO_REVIEW
from tests.journeys.both import DAY, World, behind, says
from tests.journeys.screen import ScreenPerson, ScreenStaff
from tests.journeys.test_from_offer_to_member import AGAIN, COMPANY, NAME, application, offer
from tests.journeys.test_visits import event

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
ANSWER = "Ta med ditt betyg om du har det."
AFTERWARDS = "2026-05-22T12:00:00+02:00"
MAPPED = "Kartläggningar gjorda"


@pytest.fixture(scope="module")
def hands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clock's, for all of these."""
    file = tmp_path_factory.mktemp("hands") / "now.txt"
    file.write_text(DAY)
    return file


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(
    valkey: Embedded, tmp_path_factory: pytest.TempPathFactory, engine: Engine, hands: Path
) -> AsyncIterator[World]:
    """One service for all of these."""
    systems = "etableringscentrum=support_management,membership=zammad"
    settings = {"CASE_SYSTEMS": systems, "STRA_CLOCK": str(hands)}
    async with behind(valkey.url, tmp_path_factory.mktemp("screen"), engine, "web", **settings) as world:
        yield world


async def test_an_arrival_comes_to_a_visit_and_into_the_report(world: World, hands: Path, open_page: OpenPage) -> None:
    anna = await ScreenStaff.enters(world, open_page, "Anna", "etableringscentrum")
    person = await ScreenPerson.starts(world, open_page, "uk")
    await person.presses(*TO_REVIEW, "send")
    reference = await person.reference()

    # The queue says that something came, and its case into the case system.
    await anna.clicks("Visa", f"Ta ärendet {reference}")
    await anna.sees("Ärendet är ditt.")
    office = await open_page()
    await office.goto(f"{world.backends.url}/support-management/")
    await in_case_system(office, reference)

    # Times are put in and proposed; the person takes one where it stands, without loading the page again.
    await anna.clicks("Besök", "Lägg in fler tider")
    await (await anna.fills(day=AFTERWARDS[:10], first="09:00", count="3")).clicks("Lägg in")
    await anna.goes("Mina ärenden", reference, "Besök")
    for box in (await anna.page.locator("input[name=slot]").all())[:2]:
        await box.check()
    await anna.clicks("Föreslå tiderna")
    await anna.sees("Tiderna är föreslagna i chatten.")
    moment = await take_time(person)
    assert (await calendar_of(person)).decoded("DTSTART") == moment
    await in_case_system(office, "Föreslog tider för besök", "Besök bokat")

    # Staff answer in the case system, and the person reads it in the chat.
    await office.get_by_label("Svar till personen").fill(ANSWER)
    await office.get_by_role("button", name="Svara").click()
    await world.service.parts.store.links.enrol([reference])
    await person.sees(ANSWER)

    # They came: it is written down, the case is closed in both places, and it stands in the year's report.
    hands.write_text(AFTERWARDS)
    anna = await ScreenStaff.enters(world, open_page, "Anna", "etableringscentrum")
    await anna.goes("Besök", reference)
    await anna.page.get_by_role("button", name=re.compile("^Kom, kartläggning gjord")).click()
    await anna.sees("Svaret om besöket är sparat och räknas i uppföljningen.")
    await anna.opens("Avsluta …")
    await (await anna.chooses("outcome", "helped")).clicks("Avsluta ärendet")
    await anna.sees("Ärendet är avslutat.")
    await in_case_system(office, "kartläggningen är gjord", "Status: SOLVED")
    await anna.goes("Uppföljning")
    await expect(row_of(anna, MAPPED)).to_contain_text("färre än 5")
    await anna.clicks("Rapport för medlemmar")
    await expect(row_of(anna, MAPPED)).to_contain_text("färre än 5")


async def take_time(person: ScreenPerson) -> datetime:
    """The second of the times that stand in the chat."""
    times = person.page.locator("#offered button[value^='time:']")
    await expect(times).to_have_count(2)
    value = await times.nth(1).get_attribute("value") or ""
    await person.presses(value)
    await expect(person.page.locator(".links a[href*='.ics']")).to_be_visible()
    return datetime.strptime(value.rpartition(":")[2], "%Y%m%dT%H%M%z")


async def calendar_of(person: ScreenPerson) -> Component:
    """The visit in the file behind the newest link."""
    async with person.page.expect_download() as download:
        await person.page.locator(".links a[href*='.ics']").last.click()
    return event(Path(await (await download.value).path()).read_bytes())[1]


async def in_case_system(office: Page, *words: str) -> None:
    """Look again until all of ``words`` stand there."""

    async def there() -> bool:
        await office.reload()
        text = await office.inner_text("main")
        return all(word in text for word in words)

    await soon(there, seconds=10)


def row_of(staff: ScreenStaff, title: str) -> Locator:
    """A number's row."""
    return staff.page.get_by_role("row").filter(has_text=title)


async def test_an_employer_becomes_a_member_whose_next_offer_is_an_activity(world: World, open_page: OpenPage) -> None:
    eva = await ScreenStaff.enters(world, open_page, "Eva", "membership")
    person = await ScreenPerson.starts(world, open_page, "sv")

    # An offer; the registry says that they are no member, and the invitation is taken.
    await says(person, "/employer", "/job", COMPANY)
    await person.sees(NAME)
    await says(person, "/yes", *offer("sv"))
    offered = await person.reference()
    await says(person, "/yes", *application("sv"))
    reference = await person.reference()
    assert reference != offered
    await person.sees("har nummer A-")

    # Its checks stand on the ticket, its case in Zammad; it is decided by clicks, and the person reads it live.
    await eva.clicks("Visa", f"Ta ärendet {reference}")
    await expect(eva.page.locator("#checks")).to_contain_text("Ansökningsnummer")
    await expect(eva.page.locator("#checks")).to_contain_text("Registrerad och verksam.")
    for decision in ("checked", "approved"):
        await eva.opens("Besluta om ansökan …")
        await (await eva.chooses("decision", decision)).clicks("Besluta")
        await eva.sees("Beslutet är sparat och sagt i chatten.")
    await person.sees("Ert medlemsnummer är M-")
    office = await open_page()
    await office.goto(f"{world.backends.url}/zammad/")
    await in_case_system(office, reference, "Beslutade godkänd")

    # The next offer is a member's: the registry has it as an activity.
    await says(person, AGAIN["sv"], "/employer", "/job")
    await person.sees(world.service.parts.texts.say("employer-occupation-ask", "sv"), times=2)
    await person.presses_until("skip", "send")
    await says(person, "/send")
    await person.sees("nu aktivitet M-")
    await office.goto(f"{world.backends.url}/membership/")
    await in_case_system(office, NAME, await person.reference())
