"""Organisations that offer something, from the first word to the ticket, on the register's own contract.

In the web chat and in Telegram; the register is the sandbox, with its own numbers and its own outages.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.store import Embedded
from bot.store.keys import timer_member
from bot.store.wire import Wire
from bot.welcome import first_service
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.limits import Limits
from nlu.engine import Engine
from tests.journeys.conftest import QUICK
from tests.journeys.people import CaseWorker, WebPerson
from tests.journeys.telegram import API_TOKEN, TOKEN, TelegramPerson, TelegramService, build, running, until

pytestmark = pytest.mark.asyncio
COMPANY, NAME = "559990-0015", "Påhittade Köket i Solna AB"
BANKRUPT, GONE = "556098-6878", "559990-0064"
REGISTER = "Bolagsregister"
Person = WebPerson | TelegramPerson


@dataclass(slots=True)
class World:
    """The service with its workers, the register that it asks, and whoever writes on ``channel``."""

    service: TelegramService
    backends: LocalBackends
    client: httpx.AsyncClient
    channel: str
    store_url: str

    async def person(self, language: str) -> Person:
        """Somebody who has just opened the chat."""
        if self.channel == "web":
            return await WebPerson(self.client, language).starts()
        return await self.service.person(language=language).starts()

    @property
    def staff(self) -> CaseWorker:
        """A case worker."""
        return CaseWorker(self.client, API_TOKEN)

    async def trouble(self, fault: str) -> None:
        """The register is so from now on."""
        async with httpx.AsyncClient(base_url=self.backends.url) as client:
            answer = await client.post("/control/company_register", json={"fault": fault})
            assert answer.status_code == 200, answer.text

    async def check(self, reference: str, result: str) -> dict[str, Any]:
        """The register's finding on the ticket, once it is ``result``."""

        async def there() -> bool:
            return (await self.finding(reference)).get("result") == result

        await until(there)
        return await self.finding(reference)

    async def finding(self, reference: str) -> dict[str, Any]:
        """What the register found, as it stands on the ticket now."""
        checks = (await self.staff.ticket(reference))["checks"]
        return next((c for c in checks if c["name"] == REGISTER), {})


@pytest_asyncio.fixture(params=["web", "telegram"])
async def world(
    request: pytest.FixtureRequest, valkey: Embedded, tmp_path: Path, engine: Engine
) -> AsyncIterator[World]:
    quick = LocalBotApi(TOKEN, pace=QUICK, limits=Limits(enforced=False), seed=1)
    async with LocalBackends().listening() as backends, quick.listening() as api:
        parts = await build(valkey.url, tmp_path, api, engine, TELEGRAM_RATE="0", STRA_SANDBOX=backends.url)
        await first_service(parts.store, parts.settings)
        async with running(api, parts) as started, httpx.AsyncClient(base_url=started.url) as client:
            yield World(started, backends, client, request.param, valkey.url)
        await parts.close()


async def hears(person: Person, key: str) -> str:
    """The words of the newest message ``key``, once it has come."""
    words: list[str] = []

    async def said() -> bool:
        if isinstance(person, WebPerson):
            found = [m["text"] for m in await person.transcript() if m["key"] == key]
        else:
            found = [e.message.text for e in await person.transcript() if e.message.key == key]
        words[:] = found
        return bool(found)

    await until(said)
    if isinstance(person, TelegramPerson):
        await person.quiet()
    return words[-1]


async def says(person: Person, *lines: str) -> None:
    """What begins with a slash is pressed, the rest is written."""
    for line in lines:
        await (person.presses(line[1:]) if line.startswith("/") else person.says(line))


async def offer_cooks(person: Person, member: str) -> str:
    """From the organisation's confirmation to the handover: four places for cooks."""
    await says(person, "/yes", "4 kockar", "/soon", "/full_time", "/yes", "Solna", "/basic", "/yes", "/open")
    await says(person, "Anna Testsson", "kökschef", "anna@example.org", "08-508 25 000", f"/{member}", "/send")
    return person.reference


async def told(person: Person) -> str:
    """Everything that stands in the chat."""
    if isinstance(person, WebPerson):
        return "\n".join(m["text"] for m in await person.transcript())
    return "\n".join(e.message.text for e in await person.transcript())


@pytest.mark.parametrize("member", ["yes", "no"])
async def test_four_places_for_cooks(world: World, member: str) -> None:
    person = await world.person("sv")
    await says(person, "/employer", "/job", COMPANY)
    assert NAME in await hears(person, "employer-organisation-ask")
    reference = await offer_cooks(person, member)
    await hears(person, "offer-membership-ask" if member == "no" else "offer-more-ask")
    ticket = await world.staff.ticket(reference)
    given = {line["step"]: line["value"] for line in ticket["answers"]}
    assert (ticket["queue"], given["employer.occupation"]) == ("employers", "4 kock")
    assert ("employer.route_invited" in given, "employer.route_activity" in given) == (member == "no", member == "yes")
    found = await world.check(reference, "OK")
    assert NAME in found["detail"]
    assert found["source"].startswith("Bolagsverket")


@pytest.mark.parametrize("number, key", [(BANKRUPT, "register-bankrupt"), (GONE, "register-deregistered")])
async def test_a_company_that_is_gone_is_told_and_left_to_staff(world: World, number: str, key: str) -> None:
    person = await world.person("en")
    await says(person, "/employer", "/job", number)
    await hears(person, key)
    await hears(person, "employer-organisation-ask")
    reference = await offer_cooks(person, "no")
    assert (await world.check(reference, "REVIEW"))["detail"]


async def test_a_wrong_number_and_a_personnummer_are_told_what_is_wrong(world: World) -> None:
    person = await world.person("uk")
    await says(person, "/employer", "/job", "559990-0016")
    await hears(person, "organisation-number-checksum")
    await says(person, "19811228-9874")
    await hears(person, "organisation-number-personal")
    assert "9874" not in await told(person)
    await says(person, "/none", "Хор Фарсти", "4 кухарі")
    await hears(person, "employer-start-ask")


async def test_the_register_is_down_and_then_back(world: World) -> None:
    """The person is told within five seconds and goes on; the ticket says so; the check is made by itself later."""
    await world.trouble("outage")
    person = await world.person("uk")
    async with asyncio.timeout(5):
        await says(person, "/employer", "/job", COMPANY)
        await hears(person, "register-away")
    await says(person, "Кухня", "4 кухарі", "/soon", "/full_time", "/yes", "Сольна", "/none", "/yes", "/open")
    await says(person, "Анна Тест", "власниця", "anna@example.org", "08-508 25 000", "/no", "/send")
    reference = person.reference
    found = await world.check(reference, "NOT_CHECKED")
    assert "Kontrolleras igen" in found["detail"]
    await world.trouble("none")
    async with asyncio.timeout(30):
        # The first try may come while the register is still left in peace.
        while (await world.finding(reference)).get("result") != "OK":
            await fall_due(world, reference)
            await asyncio.sleep(0.5)
    assert NAME in (await world.finding(reference))["detail"]


async def test_an_association_without_a_number_reaches_welcome_house(world: World) -> None:
    person = await world.person("sv")
    await says(person, "/employer", "/activity", "vi har inget nummer", "Kören i Farsta", "Vi vill sjunga tillsammans")
    await says(person, "Anna Testsson", "/skip", "anna@example.org", "/skip", "/no", "/send")
    ticket = await world.staff.ticket(person.reference)
    assert ticket["queue"] == "etableringscentrum"
    assert [c for c in ticket["checks"] if c["name"] == REGISTER] == []


async def test_a_mentor_reaches_the_mentors_staff(world: World) -> None:
    person = await world.person("en")
    await says(person, "/employer", "/mentorship", "/none", "/skip", "welder", "1", "English", "four hours")
    await says(person, "Anna Test", "/skip", "anna@example.org", "/skip", "/no", "/send")
    ticket = await world.staff.ticket(person.reference)
    given = {line["step"]: line["value"] for line in ticket["answers"]}
    assert (ticket["queue"], given["employer.mentor_hours"]) == ("mentors", "4")


async def test_a_wish_for_women_is_not_on_the_ticket(world: World) -> None:
    person = await world.person("sv")
    await says(person, "/employer", "/job", "/none", "Kvarnen", "4 kockar, bara kvinnor")
    assert "diskrimineringslagen" in await hears(person, "preference-law")
    while "employer-review-ask" not in [key async for key in keys(person)]:
        await says(person, "/skip")
    await says(person, "/send")
    ticket = await world.staff.ticket(person.reference)
    assert "kvinnor" not in str(ticket["answers"])


async def keys(person: Person) -> AsyncIterator[str | None]:
    """The keys of everything that was said."""
    if isinstance(person, WebPerson):
        for message in await person.transcript():
            yield message["key"]
    else:
        for entry in await person.transcript():
            yield entry.message.key


async def fall_due(world: World, reference: str) -> None:
    """The timer of the check is brought forward: nobody waits five minutes here."""
    store = world.service.parts.store
    kept = await store.tickets.get(reference)
    assert kept is not None
    timers = store.keys.at(store.keys.partition_of(kept.conversation), "timers")
    member = timer_member(kept.conversation, f"check.company_register.{reference}")
    wire = Wire(world.store_url)
    due = datetime.now(UTC) - timedelta(seconds=1)
    await wire.one("ZADD", timers, "XX", int(due.timestamp() * 1000), member)
    await wire.close()
