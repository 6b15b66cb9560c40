"""Polling: an update is confirmed when everything before it is kept, and one chat waits for no other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from bot.app import Parts
from bot.channels.telegram import Telegram
from bot.channels.telegram.api import Api
from bot.channels.telegram.polling import Polling
from bot.store import Embedded
from integrations.sandbox.telegram.api import LocalBotApi
from tests.bot.channels.telegram.chat import Chat
from tests.bot.channels.telegram.outage import valkey_away
from tests.journeys.telegram import TOKEN, until

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def fetching(bot: Telegram, api: Api | None = None) -> AsyncIterator[asyncio.Task[None]]:
    """Fetch updates inside the block."""
    task = asyncio.create_task(Polling(api=api or bot.api, intake=bot.intake, wait=1).run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def said(parts: Parts, number: int = 1001) -> list[str]:
    return [m.text for m in await Chat(parts, number).messages() if m.sender == "person"]


async def test_what_was_written_is_fetched_and_confirmed(api: LocalBotApi, bot: Telegram, parts: Parts) -> None:
    olena = api.visitor(1001)
    olena.write("один")
    olena.write("два")
    async with fetching(bot):
        await until(lambda: _has(parts, ["один", "два"]))
        await until(lambda: not api.world.updates.waiting())
        olena.write("три")
        await until(lambda: _has(parts, ["один", "два", "три"]))


async def test_nothing_that_waits_is_dropped_at_the_start(api: LocalBotApi, bot: Telegram, parts: Parts) -> None:
    for n in range(150):
        api.visitor(1001 + n % 7).write(f"m{n}")
    async with fetching(bot):
        await until(lambda: not api.world.updates.waiting(), 60)
    for chat in range(7):
        assert await said(parts, 1001 + chat) == [f"m{n}" for n in range(150) if n % 7 == chat]


async def test_what_is_not_kept_is_not_confirmed(
    api: LocalBotApi, bot: Telegram, parts: Parts, valkey: Embedded
) -> None:
    api.visitor(1001).write("привіт")
    async with valkey_away(valkey):
        async with fetching(bot):
            await asyncio.sleep(3)
            assert len(api.world.updates.waiting()) == 1
        assert len(api.world.updates.waiting()) == 1
    async with fetching(bot):
        await until(lambda: not api.world.updates.waiting())
    assert await said(parts) == ["привіт"]


async def test_a_chat_that_cannot_be_kept_holds_up_no_other(api: LocalBotApi, bot: Telegram, parts: Parts) -> None:
    lane = bot.intake._lanes.setdefault(1001, asyncio.Lock())
    await lane.acquire()
    api.visitor(1001).write("чекаю")
    api.visitor(1002).write("швидко")
    async with fetching(bot):
        await until(lambda: _has(parts, ["швидко"], 1002))
        api.visitor(1003).write("теж")
        await until(lambda: _has(parts, ["теж"], 1003))
        # Nothing after the one that waits is confirmed.
        assert len(api.world.updates.waiting()) == 3
        lane.release()
        await until(lambda: not api.world.updates.waiting())
    assert await said(parts) == ["чекаю"]


async def test_cut_in_the_middle_nothing_is_lost_and_nothing_doubled(
    api: LocalBotApi, bot: Telegram, parts: Parts
) -> None:
    wanted = [f"m{n}" for n in range(30)]
    for word in wanted:
        api.visitor(1001).write(word)
    while api.world.updates.waiting():
        async with fetching(bot):
            await asyncio.sleep(0.15)
    assert await said(parts) == wanted


async def test_after_a_week_of_silence_lower_numbers_are_taken(api: LocalBotApi, bot: Telegram, parts: Parts) -> None:
    olena = api.visitor(1001)
    async with fetching(bot):
        for n, number in enumerate((900_000_000, 5, 400)):
            api.world.updates._next = number
            olena.write(f"m{n}")
            await until(lambda seen=n: _has(parts, [f"m{k}" for k in range(seen + 1)]))  # type: ignore[misc]
            await until(lambda: not api.world.updates.waiting())


async def test_a_second_one_that_polls_is_told_of_and_waited_for(api: LocalBotApi, bot: Telegram, parts: Parts) -> None:
    other = Api(api.url, TOKEN)
    with capture_logs() as logs:
        async with fetching(bot), fetching(bot, other):
            await until(lambda: any(line["event"] == "telegram_polled_by_another" for line in logs))
    await other.close()


async def test_a_refused_token_is_an_alarm_and_the_token_is_not_told(api: LocalBotApi, bot: Telegram) -> None:
    wrong = Api(api.url, "4242:some-other-token")
    with capture_logs() as logs:
        async with fetching(bot, wrong):
            await until(lambda: any(line["event"] == "telegram_token_refused" for line in logs))
    await wrong.close()
    assert "some-other-token" not in str(logs)


async def test_telegram_may_be_away_for_a_while(api: LocalBotApi, bot: Telegram, parts: Parts) -> None:
    api.fault("error", "getUpdates", times=1, status=502)
    api.visitor(1001).write("привіт")
    async with fetching(bot):
        await until(lambda: _has(parts, ["привіт"]))


async def _has(parts: Parts, words: list[str], number: int = 1001) -> bool:
    return await said(parts, number) == words
