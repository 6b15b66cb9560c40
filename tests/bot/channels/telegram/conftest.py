"""The service on a local Bot API: updates fetched by polling, or brought to the webhook."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import Parts
from bot.channels.telegram import Telegram
from bot.store import Embedded
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.limits import Limits
from integrations.sandbox.telegram.pace import Pace
from nlu.engine import Engine
from tests.bot.channels.telegram.chat import Chat
from tests.chaos.system import free_port
from tests.journeys.telegram import HOST, TOKEN, TelegramPerson, TelegramService, build, running

QUICK = Pace(poll=2.0, conflict=0.2, retry=0.05, longest_retry=0.5, callback=60.0, webhook=0.0)
"""As Telegram, for tests that cannot wait so long."""
AT_ONCE = {"TELEGRAM_RATE": "0"}
"""A service that keeps no pace, and a Bot API that wants none: for long talks whose pace is not what is tested."""


@pytest.fixture
def port() -> int:
    """Where the service will listen."""
    return free_port()


@pytest_asyncio.fixture
async def api(port: int, settings: dict[str, str]) -> AsyncIterator[LocalBotApi]:
    """A Bot API of this machine."""
    limits = Limits(enforced=not settings.items() >= AT_ONCE.items())
    local = LocalBotApi(TOKEN, pace=QUICK, limits=limits, seed=1, resolve={HOST: f"127.0.0.1:{port}"})
    async with local.listening():
        yield local


@pytest.fixture
def settings() -> dict[str, str]:
    """More settings: without a public address updates are fetched."""
    return {}


@pytest_asyncio.fixture
async def parts(
    valkey: Embedded, tmp_path: Path, api: LocalBotApi, engine: Engine, settings: dict[str, str]
) -> AsyncIterator[Parts]:
    """The service's parts; nothing runs yet."""
    built = await build(valkey.url, tmp_path, api, engine, **settings)
    yield built
    await built.close()


@pytest.fixture
def bot(parts: Parts) -> Telegram:
    """The bot of the parts."""
    assert parts.telegram is not None
    return parts.telegram


@pytest.fixture
def chat(parts: Parts) -> Chat:
    """A private chat whose updates a test brings by hand."""
    return Chat(parts)


@pytest_asyncio.fixture
async def service(api: LocalBotApi, parts: Parts, port: int) -> AsyncIterator[TelegramService]:
    """The service; without a public address unless ``settings`` have one."""
    async with running(api, parts, port) as started:
        yield started


@pytest.fixture
def olena(service: TelegramService) -> TelegramPerson:
    """Somebody with a Ukrainian telephone."""
    return service.person()
