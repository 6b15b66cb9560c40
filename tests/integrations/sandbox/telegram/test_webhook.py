"""Updates sent to a webhook: the secret, the order, what runs beside what, and what happens when it fails."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.responses import Response

from integrations.sandbox.serving import serving
from integrations.sandbox.telegram import LocalBotApi, Pace
from tests.integrations.sandbox.telegram.conftest import PlainBot
from tests.integrations.sandbox.telegram.receiver import Receiver, call, receiving
from tests.integrations.sandbox.telegram.watched import watched_api

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def hook() -> AsyncIterator[Receiver]:
    """A bot's webhook."""
    async with receiving() as receiver:
        yield receiver


async def information(bot: PlainBot) -> Any:
    """How it goes with the webhook."""
    return (await bot("getWebhookInfo")).result


async def settled(api: LocalBotApi, count: int = 0) -> None:
    """Wait until no more than ``count`` updates wait."""
    async with asyncio.timeout(5):
        while len(api.world.updates) > count:
            await asyncio.sleep(0.005)


async def test_an_update_comes_with_the_secret(api: LocalBotApi, bot: PlainBot, hook: Receiver) -> None:
    """As JSON, and is done with when it is answered."""
    said = await bot("setWebhook", url=hook.url, secret_token="s3cret_-")
    assert (said.result, said.description) == (True, "Webhook was set")
    assert (await bot("setWebhook", url=hook.url, secret_token="s3cret_-")).description == "Webhook is already set"
    api.visitor().start()
    await hook.got(1)
    assert hook.headers[0]["x-telegram-bot-api-secret-token"] == "s3cret_-"
    assert hook.headers[0]["content-type"] == "application/json"
    assert hook.updates[0]["message"]["text"] == "/start"
    await settled(api)
    assert await information(bot) == {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 40,
        "ip_address": "127.0.0.1",
    }


async def test_what_waited_is_sent_unless_it_is_dropped(api: LocalBotApi, bot: PlainBot, hook: Receiver) -> None:
    """When the webhook is set."""
    visitor = api.visitor()
    visitor.write("ett")
    await bot("setWebhook", url=hook.url)
    await hook.got(1)
    await bot("deleteWebhook")
    visitor.write("två")
    await bot("setWebhook", url=hook.url, drop_pending_updates=True)
    visitor.write("tre")
    await hook.got(2)
    assert hook.texts() == ["ett", "tre"]


async def test_one_chat_in_order_many_chats_at_once(api: LocalBotApi, bot: PlainBot, hook: Receiver) -> None:
    """No more at once than was asked for."""
    hook.pause = 0.02
    await bot("setWebhook", url=hook.url, max_connections=3)
    for number in range(8):
        for chat in range(1, 6):
            api.visitor(chat).write(f"{chat}:{number}")
    await hook.got(40)
    for chat in range(1, 6):
        assert [text for text in hook.texts() if text[0] == str(chat)] == [f"{chat}:{number}" for number in range(8)]
    assert hook.most == 3


async def test_a_failed_update_comes_again_and_holds_up_only_its_chat(
    api: LocalBotApi, bot: PlainBot, hook: Receiver
) -> None:
    """At once, then more and more slowly."""
    hook.answer = lambda update: 503 if update["message"]["text"] == "trasig" and len(hook.updates) < 6 else 200
    await bot("setWebhook", url=hook.url)
    api.visitor(1).write("trasig")
    await hook.got(1)
    api.visitor(1).write("efter")
    api.visitor(2).write("annan")
    await hook.got(7)
    await settled(api)
    texts = hook.texts()
    assert texts.index("annan") < texts.index("efter") == len(texts) - 1
    tries = [at for at, text in zip(hook.at, texts, strict=True) if text == "trasig"]
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert gaps[0] < 0.08
    assert all(gap >= least for gap, least in zip(gaps[1:], (0.02, 0.04, 0.08), strict=False)), gaps
    told = await information(bot)
    assert told["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert told["pending_update_count"] == 0


async def test_a_webhook_that_is_away_is_waited_for(api: LocalBotApi, bot: PlainBot) -> None:
    """The reason is told."""
    async with receiving() as gone:
        url = gone.url
    await bot("setWebhook", url=url)
    api.visitor().start()
    async with asyncio.timeout(5):
        while (await information(bot)).get("last_error_message") != "Connection refused":
            await asyncio.sleep(0.01)
    assert (await information(bot))["pending_update_count"] == 1


async def test_a_webhook_that_does_not_answer_is_given_up_for_now(hook: Receiver) -> None:
    """And tried again."""
    hook.pause = 0.3
    pace = Pace(answer=0.1, retry=0.01, webhook=0)
    async with watched_api(pace=pace) as api, httpx.AsyncClient(base_url=api.url) as http:
        bot = PlainBot(http)
        await bot("setWebhook", url=hook.url)
        api.visitor().start()
        await hook.got(2)
        assert (await information(bot))["last_error_message"] == "Read timeout expired"


async def test_a_webhook_may_say_when_to_come_again(api: LocalBotApi, bot: PlainBot, hook: Receiver) -> None:
    """In seconds."""
    hook.answer = lambda _: 200 if len(hook.updates) > 1 else Response(status_code=429, headers={"retry-after": "30"})
    await bot("setWebhook", url=hook.url)
    api.visitor().start()
    await hook.got(1)
    await asyncio.sleep(0.1)
    assert len(hook.updates) == 1
    api.world.clock.advance(31)
    await hook.got(2)


async def test_an_update_is_given_up_after_a_day(api: LocalBotApi, bot: PlainBot, hook: Receiver) -> None:
    """What comes after it is then sent."""
    hook.answer = lambda update: 500 if update["message"]["text"] == "trasig" else 200
    await bot("setWebhook", url=hook.url)
    api.visitor().write("trasig")
    await hook.got(2)
    api.world.clock.advance(24 * 3600 + 1)
    await settled(api)
    api.visitor().write("hel")
    async with asyncio.timeout(5):
        while "hel" not in hook.texts():
            await asyncio.sleep(0.01)


async def test_an_answer_may_call_a_method(api: LocalBotApi, bot: PlainBot, hook: Receiver) -> None:
    """Which is carried out, refused silently, or not allowed at all."""
    visitor = api.visitor()
    hook.answer = lambda _: call("sendMessage", chat_id=1001, text="svar")
    await bot("setWebhook", url=hook.url)
    visitor.start()
    assert [message["text"] for message in await visitor.answered()] == ["svar"]
    hook.answer = lambda _: call("sendMessage", chat_id=1001, text="")
    visitor.write("hej")
    await hook.got(2)
    hook.answer = lambda _: call("deleteWebhook")
    visitor.write("hej")
    await hook.got(3)
    await settled(api)
    assert (await information(bot))["url"] == hook.url
    assert [call.status for call in api.calls("sendMessage")] == [200, 400]


async def test_the_same_update_may_come_again_and_out_of_order(api: LocalBotApi, bot: PlainBot, hook: Receiver) -> None:
    """On demand."""
    await bot("setWebhook", url=hook.url)
    visitor = api.visitor()
    visitor.write("ett")
    await hook.got(1)
    api.world.updates.repeat(hook.updates[0]["update_id"], 2)
    await hook.got(3)
    api.world.updates.swap()
    visitor.write("två")
    visitor.write("tre")
    await hook.got(5)
    assert hook.texts() == ["ett", "ett", "ett", "tre", "två"]
    assert hook.updates[0] == hook.updates[1]


async def test_presses_and_messages_are_lanes_of_their_own(api: LocalBotApi, bot: PlainBot, hook: Receiver) -> None:
    """A press does not wait for a message that fails."""
    visitor = api.visitor()
    visitor.start()
    await bot(
        "sendMessage", chat_id=1001, text="?", reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    )
    await bot.updates(offset=-1)
    hook.answer = lambda update: 500 if "message" in update else 200
    await bot("setWebhook", url=hook.url)
    visitor.press("A")
    async with asyncio.timeout(5):
        while not any("callback_query" in update for update in hook.updates):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "parameters,words",
    [
        ({"url": "ftp://x.se"}, "invalid webhook URL specified"),
        ({"url": "https://"}, "invalid webhook URL specified"),
        ({"url": "http://x.se/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://x.se:8080/"}, "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ({"url": "https://x.se/"}, "bad webhook: Failed to resolve host: Name or service not known"),
        ({"url": "http://127.0.0.1/", "secret_token": "å"}, "secret token contains unallowed characters"),
        ({"url": "http://127.0.0.1/", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
async def test_webhooks_are_refused_in_telegrams_words(bot: PlainBot, parameters: dict[str, str], words: str) -> None:
    """Only this machine may be reached without https."""
    assert str(await bot("setWebhook", **parameters)) == f"400 Bad Request: {words}"


async def test_a_public_name_may_be_found_here(hook: Receiver) -> None:
    """So that a bot can be tried with the address that it has in earnest."""
    near = hook.url.removeprefix("http://").removesuffix("/hook")
    async with watched_api(resolve={"stra.example": near}) as api, httpx.AsyncClient(base_url=api.url) as http:
        assert (await PlainBot(http)("setWebhook", url="https://stra.example/hook")).status == 200
        api.visitor().start()
        await hook.got(1)
        assert hook.headers[0]["host"] == "stra.example"


async def test_two_webhooks_within_a_second_are_too_many(hook: Receiver) -> None:
    """The second is told to wait."""
    async with watched_api(pace=Pace()) as api, httpx.AsyncClient(base_url=api.url) as http:
        bot = PlainBot(http)
        assert (await bot("setWebhook", url=hook.url)).status == 200
        again = await bot("setWebhook", url=f"{hook.url}?x")
        assert (again.status, again.parameters) == (429, {"retry_after": 1})
        api.world.clock.advance(1)
        assert (await bot("setWebhook", url=f"{hook.url}?x")).status == 200


async def test_a_server_of_ones_own_serves_the_application(hook: Receiver) -> None:
    """With delivery running as long as it does."""
    api = LocalBotApi(pace=Pace(webhook=0))
    async with serving(api.app, "127.0.0.1", 0, api.close) as url, httpx.AsyncClient(base_url=url) as http:
        await PlainBot(http)("setWebhook", url=hook.url)
        api.visitor().start()
        await hook.got(1)
