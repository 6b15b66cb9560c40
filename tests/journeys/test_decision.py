"""An application from the first word to the decision of staff in the chat; in the web chat and in Telegram."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from tests.journeys.people import CaseWorker, Service, WebPerson
from tests.journeys.telegram import API_TOKEN, TelegramPerson, TelegramService

pytestmark = pytest.mark.asyncio
REASON = "Vi behöver veta vilket kollektivavtal ni har."
WORDS = {"sv": "Språkvän", "uk": "Мовний друг", "en": "Language friend"}
# An association without a number says these, and presses what begins with a slash.
APPLICATION = (
    "/none", "Föreningen Bron", "/no", "/association", "/none", "/none", "Karin Testsson", "ordförande",
    "karin@example.org", "/skip", "/yes", "/yes", "/yes", "/no", "/yes", "/friend", "Samtal varje vecka", "4",
    "våren", "/no", "/not_applicable", "/no", "/yes", "/no", "/send",
)  # fmt: skip


async def apply(person: WebPerson | TelegramPerson) -> str:
    """Send the whole application; the case's reference."""
    for said in steps():
        await (person.presses(said[1:]) if said.startswith("/") else person.says(said))
    return person.reference


def steps() -> Iterator[str]:
    yield from APPLICATION


async def test_an_application_is_checked_questioned_and_approved_in_the_chat(service: Service) -> None:
    forms = [{"id": "friend", "name": WORDS, "about": {}, "active": True}]
    await service.parts.store.content.publish({"forms": forms}, actor="Eva")
    person, staff = await service.person("uk", entry="member"), service.staff
    reference = await apply(person)
    ticket = await staff.ticket(reference)
    given = {line["step"].removeprefix("membership."): line["value"] for line in ticket["answers"]}
    assert (given["commitment_form"], given["affirm_equality"]) == ("friend", "no")
    assert given["affirm_equality_version"].startswith("1,")
    assert ticket["decision"]["decision"] == "received"
    await staff.must("claim", reference)
    await staff.must("decide", reference, {"decision": "checked"})
    await staff.must("decide", reference, {"decision": "more_information", "reason": REASON})
    told = (await person.transcript())[-4:]
    assert [m["key"] for m in told if m["key"] != "interpreter-offer"][-3:] == [
        "application-more_information", "staff-wrote-sv", "staff-reply",
    ]  # fmt: skip
    assert told[-1]["text"] == REASON
    await person.says("Ми маємо договір із профспілкою")
    assert (await staff.ticket(reference))["status"] == "claimed"
    await staff.must("decide", reference, {"decision": "approved"})
    last = (await person.transcript())[-1]
    assert (last["key"], last["language"], reference in last["text"]) == ("application-approved", "uk", True)
    ticket = await staff.ticket(reference)
    decided = [act["detail"] for act in ticket["history"] if act["action"] == "decided"]
    assert decided == ["checked", "more_information", "approved"]
    assert (ticket["decision"]["decision"], ticket["decision"]["by"]) == ("approved", ticket["assignee"])


async def test_what_staff_change_holds_for_an_application_that_is_under_way(service: Service) -> None:
    person = await service.person("sv", entry="member")
    for said in APPLICATION[:11]:
        await (person.presses(said[1:]) if said.startswith("/") else person.says(said))
    person.expects("membership.affirm_goals")
    changed = {"sv": "Vi står bakom målen helt.", "uk": "Ми підтримуємо цілі.", "en": "We support the goals."}
    texts = {"affirmations": {"nondiscrimination": changed}, "version": 2, "earlier": {"1": {}}, "minimum": 1}
    await service.parts.store.content.publish({"membership": texts}, actor="Eva")
    await asyncio.sleep(1)
    await person.presses("yes")
    assert "Vi står bakom målen helt." in person.expects("membership.affirm_nondiscrimination").heard[-1]["text"]


async def test_in_telegram_the_reason_for_declining_arrives(telegram: TelegramService) -> None:
    forms = [{"id": "friend", "name": WORDS, "about": {}, "active": True}]
    await telegram.parts.store.content.publish({"forms": forms}, actor="Eva")
    person = telegram.person(language="uk")
    reference = await apply(await person.starts("member"))
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        staff = CaseWorker(client, API_TOKEN)
        await staff.must("claim", reference)
        await staff.must("decide", reference, {"decision": "declined", "reason": REASON})
        await person.quiet()
        shown = "\n".join(person.shown)
        assert f"Вашу заяву {reference} не схвалено." in shown
        assert REASON in shown
