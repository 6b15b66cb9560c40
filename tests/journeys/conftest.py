"""The whole service in one process: real store, real turns, real pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.app import Parts, open_parts, web_app
from bot.settings import Settings
from bot.store import Embedded
from bot.store.wire import Wire
from bot.welcome import first_service
from dialogs.texts import compile_catalogues
from nlu.engine import Engine
from tests.journeys.people import Service

TOKEN = "token-of-the-journeys"


@pytest.fixture
def more_settings() -> dict[str, str]:
    """What a test sets besides."""
    return {}


@pytest_asyncio.fixture
async def parts(
    valkey: Embedded, tmp_path: Path, engine: Engine, more_settings: dict[str, str]
) -> AsyncIterator[Parts]:
    """Everything built as the program builds it, on an empty store."""
    compile_catalogues()
    wire = Wire(valkey.url)
    await wire.one("FLUSHALL")
    await wire.close()
    environ = {
        "REDIS_URL": valkey.url,
        "STRA_DATA": str(tmp_path / "data"),
        "STRA_KEY_FILE": str(tmp_path / "elsewhere" / "stra.key"),
        "STRA_API_TOKEN": TOKEN,
        **more_settings,
    }
    built = await open_parts(Settings.read(environ, env_file=tmp_path / "none"), understander=engine)
    await first_service(built.store, built.settings)
    yield built
    await built.close()


@pytest_asyncio.fixture
async def service(parts: Parts) -> AsyncIterator[Service]:
    """The service with people who use it over HTTP."""
    transport = httpx.ASGITransport(app=web_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        yield Service(client, parts)
