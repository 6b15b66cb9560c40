"""Organisations that offer something, from the first word to the ticket, on the register's own contract.

In the web chat and in Telegram; the register is the sandbox, with its own numbers and its own outages.
"""

import asyncio

import pytest

from tests.journeys.both import REGISTER, Person, World, hears, keys, says, told

pytestmark = pytest.mark.asyncio
COMPANY, NAME = "559990-0015", "Påhittade Köket i Solna AB"
MEMBER, MEMBERS_NAME = "559990-0031", "Påhittade Vårdhemmet AB"
BANKRUPT, GONE = "556098-6878", "559990-0064"


async def offer_cooks(person: Person) -> str:
    """From the organisation's confirmation to the handover: four places for cooks."""
    await says(person, "/yes", "4 kockar", "/soon", "/full_time", "/yes", "Solna", "/basic", "/yes", "/open")
    await says(person, "Anna Testsson", "kökschef", "anna@example.org", "08-508 25 000", "/send")
    return person.reference


@pytest.mark.parametrize("number, name, member", [(MEMBER, MEMBERS_NAME, True), (COMPANY, NAME, False)])
async def test_four_places_for_cooks(world: World, number: str, name: str, member: bool) -> None:
    person = await world.person("sv")
    await says(person, "/employer", "/job", number)
    assert name in await hears(person, "employer-organisation-ask")
    reference = await offer_cooks(person)
    await hears(person, "offer-more-ask" if member else "offer-membership-ask")
    ticket = await world.staff.ticket(reference)
    given = {line["step"]: line["value"] for line in ticket["answers"]}
    assert (ticket["queue"], given["employer.occupation"]) == ("employers", "4 kock")
    assert given["employer.member"] == ("yes" if member else "no")
    assert ("employer.route_invited" in given, "employer.route_activity" in given) == (not member, member)
    found = await world.check(reference, "OK")
    assert name in found["detail"]
    assert found["source"].startswith("Bolagsverket")


@pytest.mark.parametrize("number, key", [(BANKRUPT, "register-bankrupt"), (GONE, "register-deregistered")])
async def test_a_company_that_is_gone_is_told_and_left_to_staff(world: World, number: str, key: str) -> None:
    person = await world.person("en")
    await says(person, "/employer", "/job", number)
    await hears(person, key)
    await hears(person, "employer-organisation-ask")
    reference = await offer_cooks(person)
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
    await says(person, "Анна Тест", "власниця", "anna@example.org", "08-508 25 000", "/send")
    reference = person.reference
    found = await world.check(reference, "NOT_CHECKED")
    assert "Kontrolleras igen" in found["detail"]
    await world.trouble("none")
    async with asyncio.timeout(30):
        # The first try may come while the register is still left in peace.
        while (await world.finding(reference)).get("result") != "OK":
            await world.fall_due(reference)
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
    while "employer-review-ask" not in await keys(person):
        await says(person, "/skip")
    await says(person, "/send")
    ticket = await world.staff.ticket(person.reference)
    assert "kvinnor" not in str(ticket["answers"])
