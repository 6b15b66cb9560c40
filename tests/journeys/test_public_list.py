"""From an application to the public list of members, with the registry away when it is sent; on both channels."""

import asyncio

import httpx
import pytest

from integrations.sandbox.backends.membership import LocalMembership
from tests.journeys.both import World, hears, reads, says
from tests.journeys.telegram import until

pytestmark = pytest.mark.asyncio
COMPANY, NAME = "559990-0015", "Påhittade Köket i Solna AB"
AGREES = {"web": True, "telegram": False}
FORMS = [{"id": "friend", "name": {"sv": "Språkvän", "uk": "Мовний друг", "en": "Language friend"}, "about": {},
          "active": True}]  # fmt: skip
TO_COMMITMENT = (
    "/yes", "/private", "/10_49", "/none", "Karin Testsson", "ordförande", "karin@example.org", "/skip",
    "/yes", "/yes", "/yes", "/yes", "/yes", "/friend", "Samtal varje vecka", "4", "våren", "/no", "/not_applicable",
    "/no",
)  # fmt: skip


async def test_who_agreed_is_named_once_it_is_a_member(world: World) -> None:
    """Staff decide while the registry is away. It is told when it is back, and the page has who agreed, and no more."""
    agrees, registry = AGREES[world.channel], world.part("membership")
    assert isinstance(registry, LocalMembership)
    await world.service.parts.store.content.publish({"forms": FORMS}, actor="Eva")
    person = await world.person("sv")
    await says(person, "/member", COMPANY)
    await hears(person, "membership-organisation-ask")
    await says(person, *TO_COMMITMENT, "/yes" if agrees else "/no", "/no")
    await world.trouble("outage", "membership")
    await says(person, "/send")
    reference = person.reference
    await world.check(reference, "NOT_CHECKED", "Medlemsregister")
    await world.staff.must("claim", reference)
    await world.staff.must("decide", reference, {"decision": "approved"})
    await world.trouble("none", "membership")
    async with asyncio.timeout(30):
        while not any(one.application.reference == reference for one in registry.book.kept.values()):
            await world.fall_due(reference, "membership")
            await asyncio.sleep(0.5)
    [kept] = registry.book.of(COMPANY.replace("-", ""))
    await until(lambda: kept.applied.state == "member")
    await reads(person, kept.applied.member_number)
    async with httpx.AsyncClient(base_url=world.service.url, follow_redirects=True) as client:
        page = (await client.get("/members?lang=sv")).text
    assert "Påhittade Vårdhemmet AB" in page
    assert (NAME in page) is agrees
    assert kept.applied.member_number not in page
