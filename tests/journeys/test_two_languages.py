"""Somebody who writes Ukrainian and a case worker who reads only Swedish: with machine translation, and without it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.app import Parts, web_app
from bot.store import Embedded
from bot.store.staff import Account
from bot.welcome import first_service
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.limits import Limits
from integrations.sandbox.translation import LocalTranslator
from nlu.engine import Engine
from tests.bot.desk.world import Visitor
from tests.journeys.people import CaseWorker, Service, WebPerson
from tests.journeys.telegram import API_TOKEN, QUICK, TOKEN, TelegramService, build, running

pytestmark = pytest.mark.asyncio
SAID = "Я шукаю роботу. Мій номер телефону +46 70 174 06 05."
ANSWER = "Hej! Ring mig på 08-508 25 000. Ta med ditt pass."


@pytest_asyncio.fixture
async def translator() -> AsyncIterator[LocalTranslator]:
    """A translator on this machine."""
    async with LocalTranslator().listening() as local:
        yield local


@pytest.fixture
def more_settings(request: pytest.FixtureRequest) -> dict[str, str]:
    """Machine translation for the tests that ask for the translator."""
    if "translator" not in request.fixturenames:
        return {}
    return {"LIBRETRANSLATE_URL": request.getfixturevalue("translator").url}


async def at_the_desk(parts: Parts) -> Visitor:
    """Anna, who reads only Swedish, in her browser."""
    account = Account(name="Anna", password_hash="-", roles=("case_worker",), queues=("general",))
    added = await parts.store.staff.add(account, actor="test")
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=web_app(parts)), base_url="http://127.0.0.1:8080")
    client.cookies.set("stra-desk", await parts.store.staff.open_session(added, at=parts.clock.now()))
    return Visitor(client)


async def asks(service: Service) -> tuple[WebPerson, str]:
    """Somebody who asks for a person and says what it is about; the case."""
    person = await service.person("uk")
    reference = (await person.presses("person")).reference
    await person.says(SAID)
    return person, reference


async def test_with_translation_both_read_their_own_language_and_see_the_other(
    translator: LocalTranslator, service: Service
) -> None:
    person, reference = await asks(service)
    anna, page = await at_the_desk(service.parts), f"/desk/tickets/{reference}"
    async with anna.client:
        await anna.send(f"{page}/claim", on=page)
        shown = (await anna.get(page)).text
        assert shown.index(SAID) < shown.index("Jag söker arbete. Mitt telefonnummer är +46 70 174 06 05.")

        preview = (await anna.send(f"{page}/reply", {"text": ANSWER, "preview": "1"})).text
        machine = anna.hidden(f"{page}/reply")["machine"]
        assert machine == "Вітаю! Зателефонуйте мені за номером 08-508 25 000. Візьміть із собою паспорт."
        assert f"{machine}</textarea>" in preview
        assert not [m for m in await person.transcript() if m["from"] == "staff"]
        await anna.send(f"{page}/reply", {"translation": machine})
        assert ANSWER in (await anna.get(page)).text

    reply, offer = (await person.transcript())[-2:]
    assert (reply["text"], reply["language"]) == (machine, "uk")
    assert reply["translation"] == {"original": ANSWER, "language": "sv", "engine": "LibreTranslate"}
    assert offer["key"] == "interpreter-offer"
    left = str(translator.requests)
    assert "174" not in left
    assert "508" not in left
    await person.says("Мені потрібен перекладач")
    assert "interpreter-called" in {message["key"] for message in person.heard}
    assert (await service.staff.ticket(reference))["status"] == "claimed"


async def test_without_translation_both_get_the_original_and_know_it(service: Service) -> None:
    person, reference = await asks(service)
    anna, page = await at_the_desk(service.parts), f"/desk/tickets/{reference}"
    async with anna.client:
        await anna.send(f"{page}/claim", on=page)
        shown = (await anna.get(page)).text
        assert SAID in shown
        assert "Maskinöversatt" not in shown
        assert "Översätt<" not in shown
        preview = (await anna.send(f"{page}/reply", {"text": ANSWER, "preview": "1"})).text
        assert "Maskinöversättning är inte påslagen." in preview
        assert (await anna.send(f"{page}/reply")).status_code == 303
    offer, label, reply = (await person.transcript())[-3:]
    assert offer["key"] == "interpreter-offer"
    assert (label["key"], label["language"]) == ("staff-wrote-sv", "uk")
    assert "шведською, без перекладу" in label["text"]
    assert (reply["text"], reply["language"]) == (ANSWER, "sv")
    assert "translation" not in reply


async def test_a_translator_that_is_down_costs_no_answer(translator: LocalTranslator, service: Service) -> None:
    person, reference = await asks(service)
    translator.mood = "broken"
    await service.staff.must("claim", reference)
    await service.staff.must("reply", reference, {"text": ANSWER})
    assert (await person.transcript())[-1]["text"] == ANSWER


@pytest_asyncio.fixture
async def telegram(
    valkey: Embedded, tmp_path: Path, engine: Engine, translator: LocalTranslator
) -> AsyncIterator[TelegramService]:
    """The service on a local Bot API, with machine translation."""
    async with LocalBotApi(TOKEN, pace=QUICK, limits=Limits(enforced=False), seed=1).listening() as api:
        more = {"TELEGRAM_RATE": "0", "LIBRETRANSLATE_URL": translator.url}
        parts = await build(valkey.url, tmp_path, api, engine, **more)
        await first_service(parts.store, parts.settings)
        async with running(api, parts) as started:
            yield started
        await parts.close()


async def test_in_telegram_the_translation_is_marked_and_the_original_folded_below(telegram: TelegramService) -> None:
    person = telegram.person()
    await person.starts()
    await person.presses("person")
    reference = person.reference
    async with httpx.AsyncClient(base_url=telegram.url) as client:
        staff = CaseWorker(client, API_TOKEN)
        await staff.must("claim", reference)
        await staff.must("reply", reference, {"text": ANSWER})
        await person.quiet()
        reply, offer = person.visitor.messages()[-2:]
        translated, _, below = reply["text"].partition("\n\n🤖 Машинний переклад (LibreTranslate).")
        assert translated.startswith("👤 Працівник:\nВітаю! Зателефонуйте мені за номером 08-508 25 000.")
        assert below.endswith(f"\n{ANSWER}")
        (folded,) = [entity for entity in reply["entities"] if entity["type"] == "expandable_blockquote"]
        assert folded["length"] == len(ANSWER)
        assert "перекладач" in offer["text"]

        await staff.must("reply", reference, {"text": "Tack", "translate": False})
        await person.quiet()
    assert person.shown[-1] == "👤 Handläggare:\nTack"
