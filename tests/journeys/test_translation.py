"""The service beside a translator: there when it is configured, let go of at the end."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.app import Parts
from bot.ports import Translated
from integrations.sandbox.translation import LocalTranslator

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LocalTranslator]:
    async with LocalTranslator().listening() as listening:
        yield listening


@pytest.fixture
def more_settings(server: LocalTranslator) -> dict[str, str]:
    """Where it answers."""
    return {"LIBRETRANSLATE_URL": server.url}


async def test_the_parts_have_a_translator(parts: Parts) -> None:
    """Its calls are among the service's figures."""
    assert parts.translator is not None
    answer = await parts.translator.translate("Tack.", source="sv", target="uk")
    assert answer == Translated("Дякую.", "LibreTranslate")
    assert 'backend="libretranslate",outcome="ok"' in parts.metrics.text().decode()
