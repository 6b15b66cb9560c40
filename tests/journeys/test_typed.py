"""People who only type, in their own words: each reaches the right ticket, in the web chat and in Telegram."""

import httpx
import pytest

from tests.journeys.people import CaseWorker, Service, WebPerson
from tests.journeys.telegram import API_TOKEN, TelegramPerson, TelegramService
from tests.journeys.typed import LANGUAGES, Script, read_scripts

SCRIPTS = read_scripts()
EACH = pytest.mark.parametrize("script", SCRIPTS, ids=[script.name for script in SCRIPTS])


@EACH
@pytest.mark.asyncio
async def test_in_the_web_chat(service: Service, script: Script) -> None:
    person = await service.person(script.opens)
    await hold(script, person)
    await assert_ticket(service.staff, person.reference, script, "web")


@EACH
@pytest.mark.asyncio
async def test_in_telegram(telegram: TelegramService, script: Script) -> None:
    person = telegram.person(language=script.opens)
    await person.starts()
    await hold(script, person)
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        await assert_ticket(CaseWorker(client, API_TOKEN), person.reference, script, "telegram")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_four_people_and_more(language: str) -> None:
    assert sum(script.name.startswith(f"{language}-") for script in SCRIPTS) >= 4


async def hold(script: Script, person: WebPerson | TelegramPerson) -> None:
    """Say every line at the question that it belongs to."""
    for line in script.lines:
        step = await open_step(person)
        if line.optional and step != line.at:
            continue
        assert step == line.at, f"{line.text!r} was meant for {line.at}, but {step} is open"
        await person.says(line.text)
    assert await open_step(person) is None


async def open_step(person: WebPerson | TelegramPerson) -> str | None:
    """The question that the person has before them."""
    if isinstance(person, TelegramPerson):
        return (await person.state()).step
    step: str | None = person.heard[-1]["step"]
    return step


async def assert_ticket(staff: CaseWorker, reference: str, script: Script, channel: str) -> None:
    """The desk shows what the script ends in."""
    ticket = await staff.ticket(reference)
    assert {key: ticket[key] for key in script.ticket} == script.ticket
    # What was affirmed is told with its time, which no script knows.
    timeless = (line for line in ticket["answers"] if not line["step"].endswith("_version"))
    assert {line["step"]: line["value"] for line in timeless} == script.answers
    assert (ticket["channel"], ticket["status"]) == (channel, "new")
