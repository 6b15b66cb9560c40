"""From «Start» to the answer of staff, in three languages, by polling and by webhook."""

import httpx
import pytest

from bot.welcome import first_service
from tests.bot.channels.telegram.conftest import AT_ONCE
from tests.conversation import TO_REVIEW
from tests.journeys.people import CaseWorker
from tests.journeys.telegram import PUBLIC, TelegramService

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    "settings, language",
    [({}, "sv"), (AT_ONCE, "uk"), (PUBLIC, "uk"), (PUBLIC | AT_ONCE, "en")],
    ids=["polling-sv", "polling-uk-at-once", "webhook-uk", "webhook-en-at-once"],
)
async def test_from_the_first_message_to_staffs_answer(service: TelegramService, language: str) -> None:
    person = service.person(language=language)
    await (await person.starts()).expects("menu", "notice-telegram")
    await person.presses(*TO_REVIEW)
    await person.expects("arrival.review")
    await (await person.presses("send")).expects(None, "handover")
    reference = person.reference

    await first_service(service.parts.store, service.parts.settings)
    token = service.parts.settings.api_token
    assert token is not None
    async with httpx.AsyncClient(base_url=service.url) as client:
        staff = CaseWorker(client, token.get_secret_value())
        (listed,) = await staff.tickets(queue="etableringscentrum", status="new")
        assert (listed["reference"], listed["language"], listed["channel"]) == (reference, language, "telegram")
        assert {a["step"]: a["value"] for a in listed["answers"]}["arrival.needs"] == "work,internship"
        await staff.must("claim", reference)
        await staff.must("reply", reference, {"text": "Välkommen på torsdag!"})
        await person.quiet()
        assert person.shown[-1].endswith("Välkommen på torsdag!")
        await person.says("Дякую, прийду!")
        assert (await staff.ticket(reference))["status"] == "claimed"
    limits = service.api.world.limits
    assert limits.breaches == [] or not limits.enforced
