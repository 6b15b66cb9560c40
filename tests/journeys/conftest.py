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
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.limits import Limits
from nlu.engine import Engine
from tests.journeys.both import DAY, World, behind
from tests.journeys.people import Service
from tests.journeys.telegram import QUICK, TelegramService, build, running
from tests.journeys.telegram import TOKEN as BOT

TOKEN = "token-of-the-journeys"


@pytest.fixture
def more_settings() -> dict[str, str]:
    """What a test sets besides."""
    return {}


@pytest.fixture
def hands(tmp_path: Path) -> Path:
    """The clock's hands, for tests that set ``STRA_CLOCK`` to it: a file with the time."""
    file = tmp_path / "now.txt"
    file.write_text(DAY)
    return file


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


@pytest_asyncio.fixture
async def telegram(valkey: Embedded, tmp_path: Path, engine: Engine) -> AsyncIterator[TelegramService]:
    """The service on a local Bot API; nobody types as fast as these do, so no pace is kept."""
    async with LocalBotApi(BOT, pace=QUICK, limits=Limits(enforced=False), seed=1).listening() as api:
        parts = await build(valkey.url, tmp_path, api, engine, TELEGRAM_RATE="0")
        await first_service(parts.store, parts.settings)
        async with running(api, parts) as started:
            yield started
        await parts.close()


@pytest.fixture(params=["web", "telegram"])
def channel(request: pytest.FixtureRequest) -> str:
    """Where somebody writes."""
    name: str = request.param
    return name


@pytest_asyncio.fixture
async def world(
    valkey: Embedded, tmp_path: Path, engine: Engine, channel: str, more_settings: dict[str, str]
) -> AsyncIterator[World]:
    """The service on both channels, with the systems behind it."""
    async with behind(valkey.url, tmp_path, engine, channel, **more_settings) as world:
        yield world
