"""From the first word of somebody new in Stockholm to a number in the year's report, with a case system in between.

In the web chat in Ukrainian with support-management, in Telegram in Swedish with Zammad. Staff work on the pages of the
desk and on those of the case system; the calendar file is read by a calendar's own reader.
"""

import csv
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.app import Parts
from bot.desk.times import local
from bot.store.script import Batch
from dialogs.effects import Measure
from dialogs.measures import first_of_quarter
from integrations.sandbox.backends.case_page import Office, ShownCase
from tests.bot.desk.test_follow_up import row
from tests.bot.desk.world import Visitor
from tests.conversation import TO_REVIEW
from tests.journeys.both import Person, World, hears, reads
from tests.journeys.people import WebPerson
from tests.journeys.telegram import until
from tests.journeys.test_visits import button, download, event

pytestmark = pytest.mark.asyncio
OFFICES = {"web": "support_management", "telegram": "zammad"}
LANGUAGES = {"web": "uk", "telegram": "sv"}
ANSWER = "Ta med ditt betyg om du har det."
"""What staff write in the case system."""
EVE, AFTERWARDS = "2026-05-21T12:00:00+02:00", "2026-05-22T12:00:00+02:00"
THANKS = {"web": "Дякую, візьму його", "telegram": "Tack, jag tar med det"}
MAPPED, CAME, EMPLOYED = "Kartläggningar gjorda", "Besök för kartläggning", "Fick arbete"


@pytest.fixture
def more_settings(channel: str, hands: Path) -> dict[str, str]:
    return {"CASE_SYSTEMS": f"etableringscentrum={OFFICES[channel]}", "STRA_CLOCK": str(hands)}


@dataclass(slots=True)
class CaseDesk:
    """Staff of the case system, on its own page."""

    world: World
    office: Office
    path: str

    async def case(self, *words: str) -> ShownCase:
        """The only case, once all of ``words`` stand in it."""

        def there() -> bool:
            return all(word in repr(self.office.shown()) for word in words)

        await until(there)
        [case] = self.office.shown()
        return case

    async def does(self, act: str, reference: str, **fields: str) -> None:
        """Answer or close; nobody waits here until it is asked about again."""
        case = await self.case()
        async with httpx.AsyncClient(base_url=self.world.backends.url) as client:
            assert case.number in (await client.get(f"/{self.path}/")).text
            sent = await client.post(f"/{self.path}/cases/{case.id}", data={"act": act, **fields})
            assert sent.status_code == 303
        await self.world.service.parts.store.links.enrol([reference])


@pytest.fixture
def case_desk(world: World) -> CaseDesk:
    """The case system that belongs to the channel."""
    name = OFFICES[world.channel]
    return CaseDesk(world, world.part(name), name.replace("_", "-"))  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def anna(world: World) -> AsyncIterator[Visitor]:
    """Anna of Etableringscentrum, who also reads the report."""
    visitor = await world.desk("Anna", "etableringscentrum")
    async with visitor.client:
        yield visitor


async def counted(parts: Parts, times: int) -> None:
    """What was mapped before this year."""
    batch, today = Batch(0), local(parts.clock.now()).date()
    measure = Measure(name="mapping_done", day=first_of_quarter(today), cuts={}, times=times)
    parts.store.tallies.write_measures(batch, [measure])
    await parts.store._site.script.run(batch)


async def propose(anna: Visitor, parts: Parts, reference: str) -> list[datetime]:
    """Times are put in, and two of them proposed; when they begin."""
    day = (local(parts.clock.now()) + timedelta(days=2)).date().isoformat()
    times = {"day": day, "first": "9", "minutes": "60", "count": "3", "capacity": "1"}
    assert (await anna.send("/desk/visits", times, on="/desk/visits")).status_code == 303
    path = f"/desk/tickets/{reference}/visit"
    slots = re.findall(r'name="slot" value="(welcome_house\|\d+)"', (await anna.get(path)).text)
    told = {"slot": slots[:2], "host": "Anna", "note": "Välkommen.", "language": "sv"}
    assert (await anna.send(path, told)).status_code == 303
    await hears_of(anna, reference, "Föreslog tider för besök")
    return [datetime.fromtimestamp(int(slot.partition("|")[2]), UTC) for slot in slots]


async def hears_of(anna: Visitor, reference: str, words: str) -> None:
    """Once ``words`` stand on the ticket."""

    async def there() -> bool:
        return words in unescape((await anna.get(f"/desk/tickets/{reference}")).text)

    await until(there)


async def calendar_file(world: World, person: Person) -> tuple[str, bytes]:
    """What it is called or said to be, and what is in it."""
    if isinstance(person, WebPerson):
        booked = next(m for m in reversed(await person.transcript()) if m["key"] == "visit-booked")
        [link] = booked["links"]
        answer = await download(person, link["url"])
        return answer.headers["content-type"].partition(";")[0], answer.content
    files = world.service.api.world.files._by_id
    await until(lambda: len(files) == 1)
    [file] = files.values()
    return file.name, file.content


async def test_from_the_first_word_to_the_report(world: World, case_desk: CaseDesk, anna: Visitor, hands: Path) -> None:
    parts = world.service.parts
    await counted(parts, 4)
    assert await numbers(anna) == {MAPPED: "färre än 5", CAME: "0", EMPLOYED: "0"}

    # The form becomes a ticket, and the ticket a case.
    person = await world.person(LANGUAGES[world.channel])
    await person.presses(*TO_REVIEW, "send")
    reference = person.reference
    case = await case_desk.case(reference)
    await hears_of(anna, reference, case.number)

    # Staff propose times, the person takes the second one, and it is in their calendar.
    await anna.send(f"/desk/tickets/{reference}/claim", on=f"/desk/tickets/{reference}")
    starts = await propose(anna, parts, reference)
    await hears(person, "offer-visit-ask")
    await person.presses(button(reference, starts[1]))
    await hears(person, "visit-booked")
    named, body = await calendar_file(world, person)
    assert named == {"web": "text/calendar", "telegram": "besok.ics"}[world.channel]
    _, visit = event(body)
    assert (visit.decoded("DTSTART"), visit.decoded("DTEND") - starts[1]) == (starts[1], timedelta(hours=1))
    assert "Welcome House" in str(visit["SUMMARY"])
    await case_desk.case("Föreslog tider för besök", "Besök bokat")

    # Staff of the case system answer there, and the person here.
    await case_desk.does("answer", reference, text=ANSWER)
    await reads(person, ANSWER)
    await person.says(THANKS[world.channel])
    await case_desk.case(THANKS[world.channel])

    # The day before they are reminded; they come, they find work, and the case is closed in both places.
    hands.write_text(EVE)
    await hears(person, "visit-reminder")
    hands.write_text(AFTERWARDS)
    anna.client.cookies.set("stra-desk", await world.signed_in("Anna", "etableringscentrum"))
    page = f"/desk/tickets/{reference}"
    assert (await anna.send(f"{page}/visit/end", {"came": "mapped"}, on=page)).status_code == 303
    found = {"outcome": "employed", "day": AFTERWARDS[:10]}
    assert (await anna.send(f"{page}/outcomes", found, on=f"{page}/outcomes")).status_code == 303
    await case_desk.case("kartläggningen är gjord", "Förde in vad det blev")
    await case_desk.does("close", reference, outcome="")
    await hears(person, "case-closed")
    assert (await world.staff.ticket(reference))["status"] == "closed"
    case = await case_desk.case()
    assert case.closed
    few = "färre än 5"
    assert await numbers(anna) == {MAPPED: "5", CAME: few, EMPLOYED: few}


async def numbers(anna: Visitor) -> dict[str, str]:
    """The year's numbers on the page; in the file and in both reports on paper they are the same."""
    page = (await anna.get("/desk/follow-up")).text
    found = {title: year_of(row(page, title)) for title in (MAPPED, CAME, EMPLOYED)}
    file = (await anna.get("/desk/follow-up/export")).text.removeprefix("\ufeff").splitlines()
    lines = [line for line in csv.DictReader(file, delimiter=";") if line["värde"] == "hela året"]
    assert {line["mått"]: line["antal"] for line in lines if line["mått"] in found} == found
    for reader in ("staff", "members"):
        paper = (await anna.get(f"/desk/follow-up/report?for={reader}")).text
        rows = dict(re.findall(r'<th scope="row">([^<]+)<br>.*?<td class="figure">([^<]*)</td>', paper))
        assert {title: rows[title] for title in found} == found
    return found


def year_of(line: str) -> str:
    """What the whole year has."""
    [found] = re.findall(r'data-label="Året" class="figure"><strong>(.*?)</strong>', line)
    return str(found)
