"""The bot on a Bot API that we did not write: stricter in places, it refuses every parameter that it does not know."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator  # type: ignore[import-untyped]

from bot.app import Parts
from bot.store import Embedded
from nlu.engine import Engine
from tests.bot.channels.telegram.chat import Chat
from tests.bot.channels.telegram.raw import pressed, wrote
from tests.chaos.system import free_port
from tests.conversation import TO_REVIEW
from tests.journeys.telegram import TOKEN, build, running, until

pytestmark = pytest.mark.asyncio
SEVERAL = "work,internship"


@dataclass(frozen=True, slots=True)
class Foreign:
    """The other Bot API."""

    url: str
    emulator: Any

    async def brings(self, raw: bytes) -> None:
        """Something happens in Telegram."""
        update: dict[str, Any] = json.loads(raw)
        del update["update_id"]
        await self.emulator.enqueue_update(update, token=TOKEN)

    def refused(self) -> list[tuple[str, int]]:
        """What it did not take, other than methods that it does not have."""
        return [(r["method"], r["status"]) for r in self.emulator.requests if r["status"] not in (200, 409, 501)]


@pytest_asyncio.fixture
async def foreign() -> AsyncIterator[Foreign]:
    """It runs inside the block."""
    emulator = LoBotApiEmulator(allow_insecure_loopback_webhooks=True)
    runner, port = web.AppRunner(emulator.app(), access_log=None), free_port()
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield Foreign(f"http://127.0.0.1:{port}", emulator)
    await runner.cleanup()


@pytest_asyncio.fixture
async def parts(
    valkey: Embedded, tmp_path: Path, engine: Engine, foreign: Foreign, port: int, webhook: bool
) -> AsyncIterator[Parts]:
    """A service on it."""
    public = {"PUBLIC_URL": f"http://127.0.0.1:{port}"} if webhook else {}
    # It has no limits to keep to.
    built = await build(valkey.url, tmp_path, foreign, engine, TELEGRAM_RATE="0", **public)
    yield built
    await built.close()


@pytest.mark.parametrize(
    "webhook, language", [(False, "sv"), (False, "en"), (True, "uk")], ids=["polling-sv", "polling-en", "webhook-uk"]
)
async def test_an_intake_from_start_to_ticket(foreign: Foreign, parts: Parts, port: int, language: str) -> None:
    chat = Chat(parts)

    async def does(raw: bytes, done: Callable[[], Any]) -> None:
        await foreign.brings(raw.replace(b'"language_code": "uk"', f'"language_code": "{language}"'.encode()))
        await until(done)

    async def step_changed(before: str | None) -> bool:
        return (await chat.state()).step != before

    async with running(foreign, parts, port):
        await until(lambda: any(r["method"] == "setMyCommands" for r in foreign.emulator.requests))
        await does(wrote("/start"), chat.is_there)
        for value in (*TO_REVIEW, "send"):
            before = await chat.state()
            data = await _send_data(chat) if value == SEVERAL else await chat.data_of(value)
            await does(pressed(data), lambda step=before.step: step_changed(step))  # type: ignore[misc]
        state = await chat.state()
        assert (state.language, len(state.cases)) == (language, 1)
        await until(lambda: _delivered(chat))
    assert foreign.refused() == []
    methods = {r["method"] for r in foreign.emulator.requests}
    assert {"sendMessage", "setMyCommands"} <= methods


async def _send_data(chat: Chat) -> str:
    """The button that sends a selection, with the first two options in it."""
    rows = chat.keyboard((await chat.messages())[-1])
    done = next(b["callback_data"] for row in rows for b in row if b["callback_data"].endswith(":=0"))
    return str(done).removesuffix("0") + "3"


async def _delivered(chat: Chat) -> bool:
    return {m.delivery for m in await chat.messages()} == {"sent"}
