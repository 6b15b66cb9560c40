"""The service beside a Rasa server: its word counts, and nobody notices when it is gone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.app import Parts
from integrations.sandbox.rasa import LocalRasa
from tests.journeys.people import Service

pytestmark = pytest.mark.asyncio
WISH = "квадратна хмара стрибає"
"""Nothing that our own engine would take for a wish."""


@pytest_asyncio.fixture
async def rasa() -> AsyncIterator[LocalRasa]:
    async with LocalRasa({WISH: {"seek_work": 0.97, "greet": 0.03}}).listening() as listening:
        yield listening


@pytest.fixture
def more_settings(rasa: LocalRasa) -> dict[str, str]:
    """Where it answers."""
    return {"RASA_URL": rasa.url}


def counted(parts: Parts, engine: str) -> bool:
    return f'stra_nlu_engine_total{{engine="{engine}"}} 1.0' in parts.metrics.text().decode()


async def test_what_rasa_understands_is_understood(service: Service, parts: Parts) -> None:
    person = await service.person()
    await person.says(WISH)
    person.expects("arrival.adult")
    assert counted(parts, "rasa")


@pytest.mark.parametrize("mood", ["broken", "garbage"])
async def test_when_rasa_is_gone_our_own_engine_goes_on(
    service: Service, parts: Parts, rasa: LocalRasa, mood: str
) -> None:
    rasa.mood = "broken" if mood == "broken" else "garbage"
    person = await service.person()
    await person.says("шукаю роботу")
    assert person.heard
    assert counted(parts, "fallback")


async def test_danger_and_commands_do_not_wait_for_rasas_word(service: Service, rasa: LocalRasa) -> None:
    """Whatever it would say."""
    danger, command = "він хоче мене вбити", "/help"
    rasa.known = {danger: {"greet": 1.0}, command: {"greet": 1.0}}
    person = await service.person()
    await person.says(danger)
    assert any("danger" in (m["key"] or "") for m in person.heard)
    await person.says(command)
    await person.says(" /greet")
    assert [asked.text for asked in rasa.asked] == [danger]


async def test_rasa_sees_masked_words_only_and_no_addresses(service: Service, rasa: LocalRasa) -> None:
    person = await service.person()
    await person.says("мій номер 19900101-0017, що далі?")
    assert [asked.text for asked in rasa.asked] == ["мій номер [personnummer], що далі?"]
