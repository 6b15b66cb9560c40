"""Applications for membership as the policy on Russia asks and does not ask, and members already: on both channels."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.journeys.people import CaseWorker, Service, WebPerson
from tests.journeys.telegram import API_TOKEN, TelegramPerson, TelegramService

pytestmark = pytest.mark.asyncio
# An association without a number. Words are said; what begins with a slash is pressed.
TO_RUSSIA = (
    "/none", "Föreningen Bron", "/no", "/association", "/none", "/none", "Karin Testsson", "ordförande",
    "karin@example.org", "/skip", "/yes", "/yes", "/yes", "/yes", "/yes", "/apl", "Två platser i köket", "2", "våren",
    "/no", "/not_applicable", "/no",
)  # fmt: skip
TO_THE_END = ("/yes", "/no", "/send")
ASKED = ("/yes", "/no", "/plan")
TIES = {"russia_ties": "yes", "russia_investments": "no", "russia_energy": "plan"}
DIRECTIVE = {"reference": "KS 2026/123", "date": "2026-04-01"}
POLICIES: dict[str, tuple[dict[str, str], list[str]]] = {
    "off": ({}, []),
    "ask_only": (TIES, []),
    "require": (TIES, ["Frågor om Ryssland"]),
}
"""For each policy: the answers about Russia on the ticket, and what deviates."""


async def hold(person: WebPerson | TelegramPerson, *steps: str) -> None:
    for said in steps:
        await (person.presses(said[1:]) if said.startswith("/") else person.says(said))


async def apply(person: WebPerson | TelegramPerson, policy: str) -> str:
    """Send an application under ``policy``; the case's reference."""
    await hold(person, *TO_RUSSIA, *(ASKED if policy != "off" else ()), *TO_THE_END)
    return person.reference


async def decide(service: Service | TelegramService, policy: str) -> None:
    """Staff set the policy; it holds within a second."""
    content = {"russia_policy": {"policy": policy, **DIRECTIVE}}
    await service.parts.store.content.publish(content, actor="Eva")
    await asyncio.sleep(1)


def shown(ticket: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """What staff see of it."""
    given = {line["step"].removeprefix("membership."): line["value"] for line in ticket["answers"]}
    about = {name: value for name, value in given.items() if name.startswith("russia")}
    return about, [check["name"] for check in ticket["checks"] if check["result"] == "REVIEW"]


@pytest.mark.parametrize("policy", POLICIES)
async def test_r39_the_policy_in_the_web_chat(service: Service, policy: str) -> None:
    await decide(service, policy)
    reference = await apply(await service.person("sv", entry="member"), policy)
    assert shown(await service.staff.ticket(reference)) == POLICIES[policy]


async def test_a_member_already_in_the_web_chat(service: Service) -> None:
    person = await service.person("uk", entry="member")
    await hold(person, "/none", "Föreningen Bron", "/yes")
    await person.expects("offer.person", "offer-member-ask").presses("yes")
    assert (await service.staff.ticket(person.reference))["queue"] == "membership"


@pytest.mark.parametrize("policy", POLICIES)
async def test_r39_the_policy_in_telegram(telegram: TelegramService, policy: str) -> None:
    await decide(telegram, policy)
    reference = await apply(await telegram.person(language="sv").starts("member"), policy)
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        assert shown(await CaseWorker(client, API_TOKEN).ticket(reference)) == POLICIES[policy]


async def test_a_member_already_in_telegram(telegram: TelegramService) -> None:
    person = await telegram.person(language="en").starts("member")
    await hold(person, "/none", "Föreningen Bron", "/yes")
    await (await person.expects("offer.person", "offer-member-ask")).presses("yes")
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        assert (await CaseWorker(client, API_TOKEN).ticket(person.reference))["queue"] == "membership"
