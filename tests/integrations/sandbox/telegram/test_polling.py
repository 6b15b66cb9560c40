"""Long polling: confirmation by offset, waiting, conflicts, and the rules for the numbers of updates."""

import asyncio

import httpx
import pytest

from integrations.sandbox.telegram import LocalBotApi, Pace
from tests.integrations.sandbox.telegram.conftest import PlainBot
from tests.integrations.sandbox.telegram.watched import watched_api

pytestmark = pytest.mark.asyncio

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
DAY = 24 * 3600.0


async def numbers(bot: PlainBot, **parameters: int) -> list[int]:
    """The numbers of the updates that a poll gives."""
    return [update["update_id"] for update in await bot.updates(**parameters)]


async def test_updates_stay_until_a_later_one_is_asked_for(api: LocalBotApi, bot: PlainBot) -> None:
    """Asking again gives them again; the offset is what confirms."""
    visitor = api.visitor()
    visitor.start()
    visitor.write("ett")
    visitor.write("två")
    first, second, third = await numbers(bot)
    assert (second, third) == (first + 1, first + 2)
    assert await numbers(bot, limit=2) == [first, second]
    assert await numbers(bot, offset=second) == [second, third]
    assert await numbers(bot) == [second, third]
    assert await numbers(bot, offset=third + 1) == []


async def test_a_negative_offset_keeps_only_the_last_ones(api: LocalBotApi, bot: PlainBot) -> None:
    """All before them are forgotten."""
    visitor = api.visitor()
    for word in ("ett", "två", "tre"):
        visitor.write(word)
    assert [update["message"]["text"] for update in await bot.updates(offset=-1)] == ["tre"]
    assert len(await numbers(bot)) == 1


async def test_a_poll_waits_for_the_first_update(api: LocalBotApi, bot: PlainBot) -> None:
    """And gives it at once."""
    poll = asyncio.create_task(numbers(bot, timeout=20))
    await asyncio.sleep(0.1)
    assert not poll.done()
    api.visitor().start()
    async with asyncio.timeout(1):
        assert len(await poll) == 1


async def test_a_poll_ends_with_nothing_when_its_time_is_over(api: LocalBotApi, bot: PlainBot) -> None:
    """Time is the sandbox's own."""
    poll = asyncio.create_task(numbers(bot, timeout=50))
    await asyncio.sleep(0.1)
    api.world.clock.advance(51)
    async with asyncio.timeout(1):
        assert await poll == []


async def test_two_pollers_are_a_conflict_for_the_first(api: LocalBotApi, bot: PlainBot) -> None:
    """The later one goes on waiting."""
    first = asyncio.create_task(bot("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot("getUpdates", timeout=20))
    async with asyncio.timeout(1):
        said = await first
    assert str(said) == (
        "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    api.visitor().start()
    assert len((await second).result) == 1


async def test_who_insists_on_a_conflict_is_kept_waiting() -> None:
    """The first 409 comes at once, the next one only after a while."""
    async with (
        watched_api(pace=Pace(conflict=30)) as api,
        httpx.AsyncClient(base_url=api.url, timeout=20) as http,
    ):
        bot = PlainBot(http)
        await bot("setWebhook", url="http://127.0.0.1:9/")
        assert (await bot("getUpdates")).status == 409
        again = asyncio.create_task(bot("getUpdates"))
        await asyncio.sleep(0.1)
        assert not again.done()
        api.world.clock.advance(31)
        assert (await again).status == 409


async def test_polling_beside_a_webhook_is_a_conflict(api: LocalBotApi, bot: PlainBot) -> None:
    """Also for a poll that was waiting when the webhook was set."""
    waiting = asyncio.create_task(bot("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    await bot("setWebhook", url="http://127.0.0.1:9/")
    assert str(await waiting) == "409 Conflict: terminated by setWebhook request"
    assert str(await bot("getUpdates")) == f"409 {WEBHOOK_ACTIVE}"
    assert (await bot("deleteWebhook")).description == "Webhook was deleted"
    assert (await bot("deleteWebhook")).description == "Webhook is already deleted"
    assert (await bot("getUpdates")).status == 200


async def test_only_asked_for_kinds_are_queued(api: LocalBotApi, bot: PlainBot) -> None:
    """From then on; an empty list means the usual ones."""
    visitor = api.visitor()
    visitor.write("före")
    assert len(await bot.updates(allowed_updates=["callback_query"])) == 1
    visitor.write("under")
    assert (await bot("getWebhookInfo")).result["allowed_updates"] == ["callback_query"]
    await bot.updates(allowed_updates=[])
    visitor.write("efter")
    assert [update["message"]["text"] for update in await bot.updates()] == ["före", "efter"]


async def test_updates_are_kept_for_a_day(api: LocalBotApi, bot: PlainBot) -> None:
    """Then they are lost."""
    visitor = api.visitor()
    visitor.write("gammalt")
    api.world.clock.advance(DAY / 2)
    visitor.write("nytt")
    api.world.clock.advance(DAY / 2 + 1)
    assert [update["message"]["text"] for update in await bot.updates()] == ["nytt"]


async def test_after_a_week_of_silence_numbers_begin_anywhere(api: LocalBotApi, bot: PlainBot) -> None:
    """Also lower; a bot that goes on from its old offset gets them all the same."""
    visitor = api.visitor()
    jumps = []
    for _ in range(8):
        visitor.write("före")
        (before,) = await numbers(bot, offset=-1)
        await numbers(bot, offset=before + 1)
        api.world.clock.advance(7 * DAY)
        visitor.write("efter")
        (after,) = await numbers(bot, offset=before + 1) or await numbers(bot)
        jumps.append(after - before)
    assert min(jumps) < 0 < max(jumps)


async def test_an_offset_far_beyond_the_newest_confirms_nothing(api: LocalBotApi, bot: PlainBot) -> None:
    """Telegram then begins from the front."""
    api.visitor().start()
    (number,) = await numbers(bot)
    assert await numbers(bot, offset=number + 1000) == [number]
    assert await numbers(bot, offset=number + 5) == []


async def test_an_update_is_delivered_again_on_demand(api: LocalBotApi, bot: PlainBot) -> None:
    """Although it was confirmed."""
    api.visitor().start()
    (number,) = await numbers(bot)
    assert await numbers(bot, offset=number + 1) == []
    assert (await bot.http.post(f"/control/updates/{number}/repeat", json={"times": 2})).status_code == 200
    assert await numbers(bot, offset=number + 1) == [number, number]
    assert await numbers(bot, offset=number + 1) == []
    assert (await bot.http.post("/control/updates/1/repeat")).status_code == 404


async def test_updates_overtake_each_other_on_demand(api: LocalBotApi, bot: PlainBot) -> None:
    """Within a chat, with their own numbers."""
    visitor = api.visitor()
    await bot.http.post("/control/updates/swap")
    for word in ("ett", "två", "tre"):
        visitor.write(word)
    got = await bot.updates()
    assert [update["message"]["text"] for update in got] == ["två", "ett", "tre"]
    assert got[0]["update_id"] == got[1]["update_id"] + 1


async def test_a_poll_of_a_dead_bot_takes_nothing(api: LocalBotApi, bot: PlainBot) -> None:
    """Who hangs up no longer stands in the way."""
    with pytest.raises(httpx.ReadTimeout):
        await bot.http.post("/bot42:TEST/getUpdates", json={"timeout": 20}, timeout=0.1)
    api.visitor().start()
    number = api.world.updates.past()[0].id
    await numbers(bot, offset=number + 1)
    api.world.updates.repeat(number)
    await asyncio.sleep(0.05)
    assert await numbers(bot) == [number]


async def test_a_stop_ends_a_waiting_poll() -> None:
    """With the words of Telegram's own restart."""
    async with watched_api() as api, httpx.AsyncClient(base_url=api.url, timeout=20) as http:
        poll = asyncio.create_task(PlainBot(http)("getUpdates", timeout=20))
        await asyncio.sleep(0.1)
        api.close()
        assert str(await poll) == "500 Internal Server Error: restart"
