"""A visit from the proposal to the calendar file, with the workers running: in the web chat and in Telegram."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from icalendar import Calendar, Component

from bot.app import Parts, work
from bot.desk.casework import Casework
from bot.store.visits import Slot
from tests.journeys.people import Service, WebPerson
from tests.journeys.telegram import TelegramService, until

pytestmark = pytest.mark.asyncio
PLACE = "welcome_house"


@dataclass
class Staff:
    """A case worker who holds a ticket; each act has a key of its own."""

    parts: Parts
    reference: str
    done: int = 0

    async def claim(self) -> "Staff":
        now = self.parts.clock.now()
        await self.parts.store.tickets.claim(self.reference, actor="Anna", at=now, key=f"claim-{self.reference}")
        return self

    async def does(self, act: str, **told: Any) -> None:
        kept = await self.parts.store.tickets.get(self.reference)
        assert kept is not None
        self.done += 1
        work = Casework(
            store=self.parts.store, turns=self.parts.turns, actor="Anna", queues=(kept.ticket.queue,),
            at=self.parts.clock.now(), key=f"{self.reference}-{self.done}",
        )  # fmt: skip
        await getattr(work, act)(kept, **told)

    async def acts(self) -> list[str]:
        kept = await self.parts.store.tickets.get(self.reference)
        assert kept is not None
        return [a.action for a in kept.history]


async def opens(parts: Parts, *, capacity: int = 1) -> list[datetime]:
    """Times on the days after tomorrow."""
    tomorrow = parts.clock.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=2)
    starts = [tomorrow + timedelta(days=n) for n in range(4)]
    await parts.store.visits.open(Slot(place=PLACE, start=at, minutes=60, capacity=capacity) for at in starts)
    return starts


def button(reference: str, at: datetime) -> str:
    return f"time:{reference}:{at:%Y%m%dT%H%MZ}"


def event(body: bytes) -> tuple[Component, Component]:
    calendar = Calendar.from_ical(body)
    (found,) = calendar.walk("VEVENT")
    return calendar, found


@pytest_asyncio.fixture
async def busy(service: Service) -> AsyncIterator[Service]:
    """The service with its workers."""
    stop = asyncio.Event()
    working = asyncio.create_task(work(service.parts, stop))
    yield service
    stop.set()
    await working


async def hears(person: WebPerson, key: str) -> dict[str, Any]:
    """The last message with this key, once it has come."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        found[:] = [m for m in await person.transcript() if m["key"] == key]
        return bool(found)

    await until(there)
    return found[-1]


async def download(person: WebPerson, path: str) -> httpx.Response:
    return await person.client.get(path, headers={"Cookie": f"chat={person.id}.{person.token}"})


async def test_in_the_web_chat_a_time_is_taken_moved_and_cancelled(busy: Service) -> None:
    starts = await opens(busy.parts)
    person = await busy.person("uk")
    await person.presses("person")
    reference = person.reference
    staff = await Staff(busy.parts, reference).claim()
    await staff.does("propose_visit", place=PLACE, times=tuple(starts[:2]), minutes=45, host="Anna")
    await hears(person, "offer-visit-ask")
    await person.presses(button(reference, starts[0]))
    (link,) = (await hears(person, "visit-booked"))["links"]
    answer = await download(person, link["url"])
    assert answer.headers["content-type"].startswith("text/calendar")
    _, first = event(answer.content)
    assert (first.decoded("DTSTART"), first["SEQUENCE"]) == (starts[0], 1)
    await person.says("Чи можна перенести зустріч?")
    await until(lambda: _step(person, "offer.visit"))
    await person.presses(button(reference, starts[2]))
    await hears(person, "visit-moved")
    _, second = event((await download(person, link["url"])).content)
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], 2)
    assert second.decoded("DTSTART") == starts[2]
    await person.presses(f"unbook:{reference}")
    calendar, third = event((await download(person, link["url"])).content)
    assert (calendar["METHOD"], third["UID"], third["SEQUENCE"]) == ("CANCEL", first["UID"], 3)
    assert (await staff.acts())[-4:] == ["visit_booked", "visit_moved", "visit_cancelled", "wrote"]
    await until(lambda: _taken(busy.parts, 0))


async def test_the_file_is_for_the_browser_that_has_the_conversation_only(busy: Service) -> None:
    starts = await opens(busy.parts)
    person, other = await busy.person("sv"), await busy.person("sv")
    await person.presses("person")
    staff = await Staff(busy.parts, person.reference).claim()
    path = f"/chat/visit/{person.reference}.ics"
    assert (await download(person, path)).status_code == 404
    await staff.does("propose_visit", place=PLACE, times=(starts[0],), minutes=60)
    await person.presses(button(staff.reference, starts[0]))
    await hears(person, "visit-booked")
    assert (await download(person, path)).status_code == 200
    assert (await download(other, path)).status_code == 404
    guessed = {"Cookie": f"chat={person.id}.{other.token}"}
    assert (await person.client.get(path, headers=guessed)).status_code in {401, 403, 404}
    assert (await person.client.get(path)).status_code in {401, 403, 404}


async def test_two_people_press_the_last_place_at_once(busy: Service) -> None:
    starts = await opens(busy.parts)
    people = [await busy.person("uk") for _ in range(2)]
    for person in people:
        await person.presses("person")
    references = [person.reference for person in people]
    for reference in references:
        staff = await Staff(busy.parts, reference).claim()
        await staff.does("propose_visit", place=PLACE, times=(starts[0],), minutes=60)
    pressing = (p.presses(button(r, starts[0])) for p, r in zip(people, references, strict=True))
    await asyncio.gather(*pressing)

    async def outcomes() -> list[str]:
        keys = [[m["key"] for m in await person.transcript()] for person in people]
        return sorted(k for told in keys for k in told if k in {"visit-booked", "visit-taken"})

    async def both() -> bool:
        return len(await outcomes()) == 2

    await until(both)
    assert await outcomes() == ["visit-booked", "visit-taken"]
    assert await _taken(busy.parts, 1)


async def test_in_telegram_the_calendar_file_is_a_document_and_another_one_takes_it_back(
    telegram: TelegramService,
) -> None:
    starts = await opens(telegram.parts)
    person = telegram.person(language="uk")
    await person.starts()
    await person.presses("person")
    staff = await Staff(telegram.parts, person.reference).claim()
    await staff.does("propose_visit", place=PLACE, times=tuple(starts[:2]), minutes=60)
    await person.quiet()
    await person.presses(button(staff.reference, starts[1]))
    files = telegram.api.world.files._by_id
    await until(lambda: len(files) == 1)
    await person.quiet()
    assert any("Час заброньовано" in shown for shown in person.shown)
    await staff.does("cancel_visit", text="")
    await until(lambda: len(files) == 2)
    await until(lambda: _taken(telegram.parts, 0))
    assert [file.name for file in files.values()] == ["zustrich.ics"] * 2
    (_, agreed), (calendar, gone) = (event(file.content) for file in files.values())
    assert agreed.decoded("DTSTART") == starts[1]
    assert (calendar["METHOD"], gone["UID"]) == ("CANCEL", agreed["UID"])
    assert gone.decoded("SEQUENCE") > agreed.decoded("SEQUENCE")


async def _step(person: WebPerson, step: str) -> bool:
    return bool((await person.transcript())[-1]["step"] == step)


async def _taken(parts: Parts, count: int) -> bool:
    slots = await parts.store.visits.slots(parts.clock.now())
    return sum(len(slot.taken) for slot in slots) == count
