"""From an employer's first offer to a member's next one, with every system behind it: on both channels.

In the web chat in English with the applications' cases in Zammad, in Telegram in Swedish in support-management. Staff
decide on the pages of the desk.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from integrations.sandbox.backends.membership import LocalMembership
from tests.bot.desk.test_follow_up import row
from tests.bot.desk.world import Visitor
from tests.journeys.both import Person, World, hears, keys, says
from tests.journeys.telegram import PATIENCE, until
from tests.journeys.test_from_arrival_to_report import CaseDesk, hears_of

pytestmark = pytest.mark.asyncio
OFFICES = {"web": "zammad", "telegram": "support_management"}
COMPANY, NAME = "559990-0015", "Påhittade Köket i Solna AB"
CHECKS = {"Bolagsregister": NAME, "Sanktionslista": "Ingen träff", "Medlemsregister": "Ansökningsnummer"}
WORDS = {"en": ("4 cooks", "head chef", "Two places in the kitchen"), "sv": ("4 kockar", "kökschef", "Två platser")}
AGAIN = {"en": "start over", "sv": "börja om"}


def offer(language: str) -> tuple[str, ...]:
    """From the organisation's name to the handover: the registry, not the applicant, says whether they are a member."""
    cooks, chef, _ = WORDS[language]
    told = (cooks, "/soon", "/full_time", "/yes", "Solna", "/basic", "/yes", "/open")
    return (*told, "Anna Testsson", chef, "anna@example.org", "08-508 25 000", "/send")


def application(language: str) -> tuple[str, ...]:
    """What the offer has not told already."""
    *_, goal = WORDS[language]
    affirmed = ("/private", "/10_49", "/none", "/yes", "/yes", "/yes", "/yes", "/yes")
    return (*affirmed, "/apl", goal, "2", "/skip", "/no", "/yes", "/yes", "/yes", "/send")


@pytest.fixture
def more_settings(channel: str) -> dict[str, str]:
    return {"CASE_SYSTEMS": f"membership={OFFICES[channel]}"}


@pytest.fixture
def case_desk(world: World) -> CaseDesk:
    """The case system that belongs to the channel."""
    name = OFFICES[world.channel]
    return CaseDesk(world, world.part(name), name.replace("_", "-"))  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def eva(world: World) -> AsyncIterator[Visitor]:
    """Eva, who decides about memberships and reads the report."""
    visitor = await world.desk("Eva", "membership")
    async with visitor.client:
        yield visitor


async def offers(person: Person, language: str) -> str:
    """The first offer; the case's reference. Nobody is asked what the registry knows."""
    await says(person, "/employer", "/job", COMPANY)
    assert NAME in await hears(person, "employer-organisation-ask")
    await says(person, "/yes", *offer(language))
    await hears(person, "offer-membership-ask")
    assert "employer-member-ask" not in await keys(person)
    return person.reference


async def decide(eva: Visitor, reference: str, *decisions: str) -> None:
    """On the page of the ticket."""
    page = f"/desk/tickets/{reference}"
    await eva.send(f"{page}/claim", on=page)
    for decision in decisions:
        answer = await eva.send(f"{page}/decide", {"decision": decision, "reason": "", "language": "sv"}, on=page)
        assert answer.status_code == 303


async def next_offer(person: Person, language: str) -> str:
    """In the same chat: what is known is kept, what is left is passed over; the case's reference."""
    before = await keys(person)

    async def asked(key: str) -> bool:
        return (await keys(person)).count(key) > before.count(key)

    # Words about an offer would go to the staff who have the first one: a new one begins at the menu.
    await says(person, AGAIN[language], "/employer", "/job")
    await until(lambda: asked("employer-occupation-ask"))
    async with asyncio.timeout(PATIENCE):
        while not await asked("employer-review-ask"):
            await says(person, "/skip")
    await says(person, "/send")
    await hears(person, "activity-number")
    return person.reference


async def test_from_the_first_offer_to_the_next_one_of_a_member(
    world: World, case_desk: CaseDesk, eva: Visitor
) -> None:
    language = {"web": "en", "telegram": "sv"}[world.channel]
    person = await world.person(language)
    offered = await offers(person, language)

    # The invitation is taken: an application, checked everywhere, with a number and a case.
    await says(person, "/yes", *application(language))
    reference = person.reference
    registry = world.part("membership")
    assert isinstance(registry, LocalMembership)
    number = await hears(person, "application-number")
    [kept] = registry.book.of(COMPANY.replace("-", ""))
    assert kept.applied.application_number in number
    for name, found in CHECKS.items():
        assert found in (await world.check(reference, "OK", name))["detail"]
    case = await case_desk.case(reference, NAME)
    await hears_of(eva, reference, case.number)

    # Decided on the desk: the person hears it and the number, and the case says what was decided.
    await decide(eva, reference, "checked", "approved")
    await hears(person, "application-approved")
    member = await hears(person, "member-number")
    [kept] = registry.book.of(COMPANY.replace("-", ""))
    assert (kept.applied.state, kept.applied.member_number in member) == ("member", True)
    await case_desk.case("Beslutade kontrollerad", "Beslutade godkänd")
    assert ">färre än 5<" in row((await eva.get("/desk/follow-up")).text, "Nya medlemmar")

    # The next offer is one of a member: the registry says so, and has it as an activity.
    following = await next_offer(person, language)
    assert following not in {offered, reference}
    activity = await hears(person, "activity-number")
    [added] = registry.book.activities.values()
    assert (added.activity.reference, added.number in activity) == (following, True)
    ticket = await world.staff.ticket(following)
    given = {line["step"]: (line["label"], line["value"]) for line in ticket["answers"]}
    assert given["employer.member"] == ("Redan medlem (enligt medlemsregistret)", "yes")
    assert len(registry.book.of(COMPANY.replace("-", ""))) == 1
