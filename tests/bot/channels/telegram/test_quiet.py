"""What Telegram costs who does not use it, and what it tells the logs: nothing."""

import subprocess
import sys

import pytest
from structlog.testing import capture_logs

from integrations.sandbox.telegram.api import LocalBotApi
from tests.bot.channels.telegram.chat import Chat
from tests.bot.channels.telegram.raw import update, wrote
from tests.journeys.telegram import TOKEN, TelegramPerson, TelegramService, until

SECRETS = ("Канарейка", "canary", "7654321987", "987654321", TOKEN.partition(":")[2])


def test_the_web_server_loads_neither_aiogram_nor_its_http_client() -> None:
    code = "import bot.app, sys; print([m for m in ('aiogram', 'aiohttp', 'regex') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.asyncio
async def test_nothing_of_anybody_is_logged_whatever_happens(service: TelegramService, api: LocalBotApi) -> None:
    person, chat = service.person(7654321987, "uk"), Chat(service.parts, 7654321987)
    person.visitor.user.username = "canary"
    with capture_logs() as logs:
        await person.starts("arrival")
        await person.says("Канарейка, мій номер +46 70 987 65 43 21")
        api.fault("error", "sendMessage", times=1, status=502)
        api.fault("cut", "answerCallbackQuery", times=1)
        await person.presses("adult")
        await chat.take(b'{"update_id":987654321,"message":{"text":"canary"}}')
        await chat.take(wrote("canary", chat=-987654321, kind="group"))
        await chat.take(update(message={"photo": [{"file_id": "canary"}], "caption": "Канарейка"}))
        person.visitor.block()
        await until(lambda: _gone(person))
    assert {"update_set_aside", "delivery_postponed"} <= {line["event"] for line in logs}
    assert [secret for secret in SECRETS if secret in str(logs)] == []


async def _gone(person: TelegramPerson) -> bool:
    return not (await person.state()).reachable
