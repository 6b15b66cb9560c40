"""The registry of members, from an application to a member's next offer, and away at every step of it.

In the web chat and in Telegram. The registry is the sandbox: what stands in its book is what it was told.
"""

import asyncio
from collections.abc import Callable, Sequence

import httpx
import pytest

from integrations.sandbox.backends.membership import LocalMembership
from integrations.sandbox.backends.membership_book import Kept
from tests.journeys.both import Person, World, hears, keys, lines, says, told
from tests.journeys.telegram import until

pytestmark = pytest.mark.asyncio
CHECK = "Medlemsregister"
COMPANY, NAME = "559990-0015", "Påhittade Köket i Solna AB"
MEMBER, APPLICANT = "559990-0031", "559990-0023"
TO_REVIEW = (
    "/private", "/10_49", "/none", "Karin Testsson", "HR-chef", "karin@example.org", "/skip", "/yes", "/yes", "/yes",
    "/yes", "/yes", "/apl", "Två platser i köket", "2", "våren", "/no", "/yes", "/no", "/yes", "/no",
)  # fmt: skip
"""An application after the question whether they are members, until it can be sent."""
COOKS = (
    "4 kockar", "/soon", "/full_time", "/yes", "Solna", "/basic", "/yes", "/open", "Anna Testsson", "kökschef",
    "anna@example.org", "08-508 25 000",
)  # fmt: skip
"""An offer after the organisation's name, until the question whether they are members."""
FAULTS = pytest.mark.parametrize("channel, fault", [("web", "outage"), ("telegram", "late"), ("web", "cut")])
"""It is away; it does what it is asked and answers after our time; it does so and does not answer."""


def registry(world: World) -> LocalMembership:
    part = world.part("membership")
    assert isinstance(part, LocalMembership)
    return part


def applications(world: World, number: str = COMPANY) -> Sequence[Kept]:
    """What the registry has of an organisation."""
    return registry(world).book.of(number.replace("-", ""))


def activities(world: World) -> list[str]:
    return [added.activity.reference for added in registry(world).book.activities.values()]


async def apply(person: Person) -> str:
    """From the menu to the handover; the registry does not know the organisation."""
    await says(person, "/member", COMPANY)
    await hears(person, "membership-organisation-ask")
    await says(person, "/yes", *TO_REVIEW, "/send")
    return person.reference


async def offer(world: World, number: str, *more: str) -> str:
    """Somebody of the organisation offers four places for cooks."""
    person = await world.person("sv")
    await says(person, "/employer", "/job", number)
    await hears(person, "employer-organisation-ask")
    await says(person, "/yes", *COOKS, *more, "/send")
    return person.reference


async def is_told(world: World, reference: str, holds: Callable[[], bool]) -> str:
    """Make it try again until ``holds``; what then stands on the ticket.

    The first tries may come while the registry is still left in peace.
    """
    await world.trouble("none", "membership")

    async def done() -> bool:
        await world.fall_due(reference, "membership")
        await asyncio.sleep(0.5)
        return (await world.finding(reference, CHECK)).get("result") == "OK" and holds()

    async with asyncio.timeout(40):
        while not await done():
            pass
    return str((await world.finding(reference, CHECK))["detail"])


async def decide(world: World, reference: str, *decisions: str) -> None:
    """Staff take the case and decide, one after the other."""
    staff = world.staff
    await staff.must("claim", reference)
    for decision in decisions:
        await staff.must("decide", reference, {"decision": decision})


async def test_from_an_application_to_a_members_next_offer(world: World) -> None:
    person = await world.person("sv")
    reference = await apply(person)
    (kept,) = await found(world)
    number = kept.applied.application_number
    assert number in await hears(person, "application-number")
    assert (kept.application.reference, kept.application.name, kept.application.publish) == (reference, NAME, True)
    assert number in (await world.check(reference, "OK", CHECK))["detail"]
    await decide(world, reference, "checked", "approved")
    words = await hears(person, "member-number")
    (kept,) = applications(world)
    assert kept.applied.state == "member"
    assert kept.applied.member_number in words
    await world.staff.must("close", reference, {"outcome": "helped"})
    await hears(person, "case-closed")
    await says(person, "Vi vill erbjuda jobb")
    offered = await next_offer(person, reference)
    activity = await hears(person, "activity-number")
    (added,) = registry(world).book.activities.values()
    assert (added.activity.reference, added.activity.kind) == (offered, "job")
    assert (added.number in activity, offered in activity) == (True, True)
    assert "Anna" not in added.activity.text
    assert len(applications(world)) == 1


async def found(world: World) -> Sequence[Kept]:
    """What the registry has, once it has something."""

    async def there() -> bool:
        return bool(applications(world))

    await until(there)
    return applications(world)


async def next_offer(person: Person, before: str) -> str:
    """In the same chat: the organisation is known, and the registry is asked whether it is a member now."""
    await hears(person, "employer-occupation-ask")
    while "employer-review-ask" not in await keys(person):
        await says(person, "/skip")
    assert "Ja (enligt medlemsregistret)" in await told(person)
    await says(person, "/send")

    async def handed_over() -> bool:
        return person.reference != before

    await until(handed_over)
    return person.reference


@FAULTS
async def test_an_application_reaches_a_registry_that_was_away_once(world: World, fault: str) -> None:
    person = await world.person("sv")
    await says(person, "/member", COMPANY)
    await hears(person, "membership-organisation-ask")
    await says(person, "/yes", *TO_REVIEW)
    await world.trouble(fault, "membership")
    await says(person, "/send")
    reference = person.reference
    waiting = await world.check(reference, "NOT_CHECKED", CHECK)
    assert "Ansökan är inte i medlemsregistret än" in waiting["detail"]
    assert "application-number" not in await keys(person)
    detail = await is_told(world, reference, lambda: bool(applications(world)))
    (kept,) = applications(world)
    assert kept.applied.application_number in detail
    assert kept.applied.application_number in await hears(person, "application-number")


@FAULTS
async def test_a_decision_reaches_a_registry_that_was_away_once_with_its_application(world: World, fault: str) -> None:
    """It is away from the application on: what arrives is one application, and what staff decided last."""
    person = await world.person("uk")
    await says(person, "/member", COMPANY)
    await hears(person, "membership-organisation-ask")
    await says(person, "/yes", *TO_REVIEW)
    await world.trouble(fault, "membership")
    await says(person, "/send")
    reference = person.reference
    await decide(world, reference, "checked", "approved")
    await hears(person, "application-approved")
    assert "Beslutet är inte i medlemsregistret än" in await waits(world, reference, "Beslutet")
    detail = await is_told(world, reference, lambda: is_member(world))
    (kept,) = applications(world)
    assert kept.applied.member_number in detail
    assert kept.applied.member_number in await hears(person, "member-number")
    said = [key async for key, _ in lines(person)]
    assert (said.count("application-number"), said.count("member-number")) == (1, 1)


async def waits(world: World, reference: str, what: str) -> str:
    """What the ticket says of what is not in the registry yet."""
    detail = ""

    async def there() -> bool:
        nonlocal detail
        detail = (await world.finding(reference, CHECK)).get("detail", "")
        return what in detail

    await until(there)
    return detail


def is_member(world: World) -> bool:
    return any(kept.applied.state == "member" for kept in applications(world))


@FAULTS
async def test_an_offer_reaches_a_registry_that_was_away_once(world: World, fault: str) -> None:
    person = await world.person("sv")
    await says(person, "/employer", "/job", MEMBER)
    await hears(person, "employer-organisation-ask")
    await says(person, "/yes", *COOKS)
    await world.trouble(fault, "membership")
    await says(person, "/send")
    reference = person.reference
    waiting = await world.check(reference, "NOT_CHECKED", CHECK)
    assert "Erbjudandet är inte i medlemsregistret än" in waiting["detail"]
    await is_told(world, reference, lambda: bool(activities(world)))
    assert activities(world) == [reference]
    await hears(person, "activity-number")


async def test_a_registry_that_is_away_when_it_is_looked_up_is_not_waited_for(world: World) -> None:
    """The applicant is asked; whether the word is true, the registry says when the offer is told."""
    await world.trouble("slow", "membership")
    person = await world.person("sv")
    async with asyncio.timeout(12):
        await says(person, "/employer", "/job", COMPANY)
        await hears(person, "employer-organisation-ask")
    assert "register-away" not in await keys(person)
    await says(person, "/yes", *COOKS, "/yes", "/send")
    await world.trouble("none", "membership")
    reference = person.reference

    async def seen() -> bool:
        await world.fall_due(reference, "membership")
        await asyncio.sleep(0.5)
        return (await world.finding(reference, CHECK)).get("result") == "REVIEW"

    await until(seen)
    assert activities(world) == []


async def test_a_member_who_applies_is_told_and_can_offer_something(world: World) -> None:
    person = await world.person("uk")
    await says(person, "/member", MEMBER)
    await hears(person, "membership-organisation-ask")
    await says(person, "/yes")
    words = await hears(person, "offer-already-ask")
    assert "M-" not in words
    await says(person, "/employer")
    await hears(person, "employer-kind-ask")


async def test_an_applicant_who_applies_writes_to_staff_instead(world: World) -> None:
    person = await world.person("en")
    await says(person, "/member", APPLICANT)
    await hears(person, "membership-organisation-ask")
    await says(person, "/yes")
    assert "A-" not in await hears(person, "offer-applied-ask")
    await says(person, "/yes")
    ticket = await world.staff.ticket(person.reference)
    assert (ticket["queue"], ticket["flow"]) == ("membership", "general")
    assert len(applications(world, APPLICANT)) == 1


async def test_who_says_to_be_a_member_and_is_not_known_as_one_is_seen_by_staff(world: World) -> None:
    person = await world.person("sv")
    await says(person, "/employer", "/job", COMPANY)
    await hears(person, "employer-organisation-ask")
    await says(person, "/yes", *COOKS, "/change:employer.member", "/yes", "/send")
    found = await world.check(person.reference, "REVIEW", CHECK)
    assert "känner inte organisationen som medlem" in found["detail"]
    given = {line["step"]: line["value"] for line in (await world.staff.ticket(person.reference))["answers"]}
    assert (given["employer.member"], given["members.standing"]) == ("yes", "none")
    assert activities(world) == []


async def test_the_public_list_has_a_new_member_that_agreed_to_it(world: World) -> None:
    person = await world.person("sv")
    reference = await apply(person)
    await world.check(reference, "OK", CHECK)
    await decide(world, reference, "approved")
    await hears(person, "member-number")
    async with httpx.AsyncClient(base_url=f"{world.backends.url}/membership/v1") as client:
        answer = await client.get("/members", headers={"authorization": "Bearer sandbox"})
    assert NAME in [member["name"] for member in answer.json()["members"]]
