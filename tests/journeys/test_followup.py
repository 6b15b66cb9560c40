"""What becomes of a case: closed, opened again, asked how it went; in the web chat and in Telegram."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.store import Embedded
from bot.welcome import first_service
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.limits import Limits
from nlu.engine import Engine
from tests.journeys.people import CaseWorker, Service
from tests.journeys.telegram import API_TOKEN, QUICK, TOKEN, TelegramService, build, running

pytestmark = pytest.mark.asyncio
NIGHT, MORNING = "2026-05-20T23:00:00+02:00", "2026-05-21T08:00:00+02:00"


@pytest.fixture
def more_settings(hands: Path) -> dict[str, str]:
    return {"STRA_CLOCK": str(hands)}


async def test_a_person_closes_opens_again_and_tells_how_it_went(service: Service) -> None:
    person, staff = await service.person("sv"), service.staff
    reference = (await person.presses("person")).reference
    await staff.must("claim", reference)
    await person.says("jag har fått jobb, ni kan avsluta ärendet")
    await person.expects("offer.close").presses("yes")
    person.expects("offer.rating", "case-closed-person")
    closed = await staff.ticket(reference)
    assert (closed["status"], closed["outcome"]) == ("closed", "person")
    assert await staff.tickets(queue="general", status="claimed") == []
    await person.presses("helped")
    await person.says("jag vill öppna mitt ärende igen")
    person.expects(None, "case-reopened-person")
    opened = await staff.ticket(reference)
    assert (opened["status"], opened["assignee"]) == ("new", None)
    told = [(act["actor"], act["action"], act["detail"]) for act in opened["history"]]
    assert told[2:] == [("person", "closed", "person"), ("person", "rated", "helped"), ("person", "reopened", "")]


async def test_after_staff_close_words_about_it_open_it_again(service: Service) -> None:
    person, staff = await service.person("en"), service.staff
    reference = (await person.presses("person")).reference
    await staff.must("claim", reference)
    await staff.must("close", reference, {"outcome": "helped", "text": "Good luck!", "language": "en"})
    told = [message["key"] for message in await person.transcript()][-3:]
    assert told == ["staff-reply", "case-closed", "offer-rating-ask"]
    await person.presses("not_helped")
    await person.says("Nobody called me back as you said")
    await person.expects("offer.reopen", "rating-passed-on").says("no")
    await person.says("the paper you wrote of never came to my place")
    person.expects("offer.about")
    await person.says("yes")
    person.expects(None, "case-reopened-person")
    opened = await staff.ticket(reference)
    assert opened["status"] == "new"
    assert "Nobody called me back as you said" in [act["text"] for act in opened["history"]]


async def test_both_close_at_once_and_nobody_gets_an_error(service: Service) -> None:
    person, staff = await service.person(), service.staff
    reference = (await person.presses("person")).reference
    await staff.must("claim", reference)
    await person.presses(f"close:{reference}")
    closing = staff.does("close", reference, {"outcome": "helped"})
    mine, theirs = await asyncio.gather(person.post({"id": "now", "choice": "yes"}), closing)
    assert mine.status_code == 200
    assert theirs.status_code in {200, 409}
    ticket = await staff.ticket(reference)
    assert ticket["status"] == "closed"
    assert [act["action"] for act in ticket["history"]].count("closed") == 1


async def test_a_reference_of_somebody_else_is_not_shown(service: Service) -> None:
    olena, taras = await service.person(), await service.person()
    reference = (await olena.presses("person")).reference
    await taras.says(reference)
    taras.expects("offer.person", "status-unknown")
    assert all(reference not in message["text"] for message in taras.heard)
    assert len((await service.staff.ticket(reference))["transcript"]) == len(await olena.transcript())


@pytest_asyncio.fixture
async def telegram(valkey: Embedded, tmp_path: Path, engine: Engine, hands: Path) -> AsyncIterator[TelegramService]:
    async with LocalBotApi(TOKEN, pace=QUICK, limits=Limits(enforced=False), seed=1).listening() as api:
        parts = await build(valkey.url, tmp_path, api, engine, TELEGRAM_RATE="0", STRA_CLOCK=str(hands))
        await first_service(parts.store, parts.settings)
        async with running(api, parts) as started:
            yield started
        await parts.close()


async def test_in_telegram_the_question_waits_for_the_morning(telegram: TelegramService, hands: Path) -> None:
    person = telegram.person(language="uk")
    await (await person.starts()).presses("person")
    reference = person.reference
    hands.write_text(NIGHT)
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        staff = CaseWorker(client, API_TOKEN)
        await staff.must("claim", reference)
        await staff.must("close", reference, {"outcome": "helped"})
        await person.expects("menu")
        hands.write_text(MORNING)
        async with asyncio.timeout(15):
            while (await person.state()).step != "offer.rating":
                await asyncio.sleep(0.05)
        await person.quiet()
        await person.presses("partly")
        ticket = await staff.ticket(reference)
        assert ("person", "rated", "partly") in [(a["actor"], a["action"], a["detail"]) for a in ticket["history"]]
        await person.says("/status")
        await person.says("/help")
        await person.presses(f"reopen:{reference}")
        await person.expects(None, "case-reopened-person")
        assert (await staff.ticket(reference))["status"] == "new"
