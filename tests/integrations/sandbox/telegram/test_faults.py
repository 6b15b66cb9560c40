"""What goes wrong on demand goes wrong in the right place: before, after, for whom and how often."""

import asyncio
from typing import Any

import httpx
import pytest

from integrations.sandbox.telegram import LocalBotApi
from tests.integrations.sandbox.telegram.conftest import PlainBot

pytestmark = pytest.mark.asyncio


async def order(bot: PlainBot, **fault: Any) -> None:
    """Order a fault as another process would."""
    assert (await bot.http.post("/control/faults", json=fault)).status_code == 200


async def test_a_flood_in_one_chat_leaves_the_others_alone(api: LocalBotApi, bot: PlainBot) -> None:
    """The seconds to wait count down; who comes too early is counted."""
    api.world.clock.hold()
    api.visitor(1).start()
    api.visitor(2).start()
    await order(bot, kind="flood", chat_id=1, retry_after=60)
    said = await bot("sendMessage", chat_id=1, text="hej")
    assert (str(said), said.parameters) == ("429 Too Many Requests: retry after 60", {"retry_after": 60})
    assert (await bot("sendMessage", chat_id=2, text="hej")).status == 200
    assert (await bot("getMe")).status == 200
    api.world.clock.advance(30)
    assert (await bot("sendMessage", chat_id=1, text="hej")).parameters == {"retry_after": 30}
    assert [breach.limit for breach in api.world.limits.breaches] == ["retry_after"]
    api.world.clock.advance(30)
    assert (await bot("sendMessage", chat_id=1, text="hej")).status == 200


async def test_a_flood_may_be_everywhere(api: LocalBotApi, bot: PlainBot) -> None:
    """Until it is called off."""
    api.world.clock.hold()
    api.visitor(1).start()
    await order(bot, kind="flood", seconds=3600)
    assert (await bot("sendMessage", chat_id=1, text="hej")).parameters == {"retry_after": 3600}
    assert len((await bot.http.get("/control/faults")).json()["faults"]) == 1
    await bot.http.delete("/control/faults")
    assert (await bot("sendMessage", chat_id=1, text="hej")).status == 200


@pytest.mark.parametrize(
    "status,words", [(500, "Internal Server Error"), (502, "Bad Gateway"), (503, "Service Unavailable")]
)
async def test_an_error_carries_nothing_out(api: LocalBotApi, bot: PlainBot, status: int, words: str) -> None:
    """As often as it was ordered."""
    visitor = api.visitor()
    visitor.start()
    await order(bot, kind="error", status=status, methods=["sendMessage"], times=2)
    for _ in range(2):
        assert str(await bot("sendMessage", chat_id=1001, text="hej")) == f"{status} {words}"
    assert (await bot("sendMessage", chat_id=1001, text="hej")).status == 200
    assert len(visitor.messages()) == 1


async def test_a_cut_line_leaves_the_bot_in_the_dark(api: LocalBotApi, bot: PlainBot) -> None:
    """After «cut» the message is there, after «refuse» it is not; the bot hears nothing either way."""
    visitor = api.visitor()
    visitor.start()
    for kind, there in (("cut", 1), ("refuse", 1), ("lost", 2)):
        await order(bot, kind=kind, times=1, methods=["sendmessage"])
        if kind == "lost":
            assert str(await bot("sendMessage", chat_id=1001, text=kind)) == "502 Bad Gateway"
        else:
            with pytest.raises(httpx.RemoteProtocolError):
                await bot("sendMessage", chat_id=1001, text=kind)
        assert len(visitor.messages()) == there
    assert [(call.status, call.description) for call in api.calls("sendMessage")] == [
        (0, "cut"),
        (0, "refuse"),
        (502, "lost"),
    ]


async def test_silence_ends_with_a_cut_line(api: LocalBotApi, bot: PlainBot) -> None:
    """And nothing was carried out."""
    visitor = api.visitor()
    visitor.start()
    await order(bot, kind="silence", seconds=30, times=1)
    call = asyncio.create_task(bot("sendMessage", chat_id=1001, text="hej"))
    await asyncio.sleep(0.1)
    assert not call.done()
    api.world.clock.advance(31)
    with pytest.raises(httpx.RemoteProtocolError):
        await call
    assert visitor.messages() == []


async def test_a_slow_answer_comes_after_the_deed(api: LocalBotApi, bot: PlainBot) -> None:
    """The message is there before the bot knows."""
    visitor = api.visitor()
    visitor.start()
    await order(bot, kind="slow", seconds=30, times=1, chat_id=1001)
    call = asyncio.create_task(bot("sendMessage", chat_id=1001, text="hej"))
    await asyncio.sleep(0.1)
    assert (len(visitor.messages()), call.done()) == (1, False)
    api.world.clock.advance(31)
    assert (await call).status == 200


async def test_fetching_and_files_can_fail_too(api: LocalBotApi, bot: PlainBot) -> None:
    """By name."""
    api.fault("error", "getUpdates", times=1, status=502)
    assert str(await bot("getUpdates")) == "502 Bad Gateway"
    api.visitor().send_document(b"x")
    document = (await bot.updates())[0]["message"]["document"]
    path = (await bot("getFile", file_id=document["file_id"])).result["file_path"]
    api.fault("cut", "file", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await bot.http.get(f"/file/bot42:TEST/{path}")
    assert (await bot.http.get(f"/file/bot42:TEST/{path}")).content == b"x"


async def test_an_order_that_makes_no_sense_is_refused(bot: PlainBot) -> None:
    """With what is wrong."""
    answer = await bot.http.post("/control/faults", json={"kind": "earthquake"})
    assert (answer.status_code, "earthquake" in answer.json()["error"]) == (422, True)
