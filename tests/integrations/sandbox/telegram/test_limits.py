"""Telegram's limits: short bursts are tolerated, more is refused with the seconds to wait, and counted."""

from dataclasses import dataclass

import pytest

from integrations.sandbox.telegram import Clock, Limits, LocalBotApi
from integrations.sandbox.telegram.chats import Chat
from integrations.sandbox.telegram.refusals import Refusal
from tests.integrations.sandbox.telegram.conftest import PlainBot


@dataclass
class Hand:
    """A clock moved by hand."""

    at: float = 1_000_000.0

    def __call__(self) -> float:
        return self.at


PRIVATE = Chat(id=1, kind="private")
GROUP = Chat(id=-1, kind="group")


def waits(limits: Limits, chat: Chat, hand: Hand) -> int:
    """The seconds to wait that sending now gives; 0: it is sent."""
    try:
        limits.spend(chat, "sendMessage", Clock(hand))
    except Refusal as refused:
        return int(refused.parameters["retry_after"])
    return 0


def test_a_chat_takes_a_burst_and_then_one_message_a_second() -> None:
    """Five at once, the sixth must wait."""
    hand, limits = Hand(), Limits()
    assert [waits(limits, PRIVATE, hand) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert limits.tolerated == 4
    for _ in range(20):
        hand.at += 1
        assert waits(limits, PRIVATE, hand) == 0
    assert [breach.limit for breach in limits.breaches] == ["chat"]


def test_a_group_takes_twenty_messages_a_minute() -> None:
    """The twenty-first waits until the first is a minute old."""
    hand, limits = Hand(), Limits()
    for _ in range(20):
        assert waits(limits, GROUP, hand) == 0
        hand.at += 2
    assert waits(limits, GROUP, hand) == 20
    hand.at += 20
    assert waits(limits, GROUP, hand) == 0


def test_the_bot_sends_thirty_messages_a_second_in_all() -> None:
    """However many chats there are."""
    hand, limits = Hand(), Limits()
    chats = [Chat(id=number, kind="private") for number in range(31)]
    assert [waits(limits, chat, hand) for chat in chats] == [0] * 30 + [1]
    hand.at += 1
    assert waits(limits, chats[30], hand) == 0


def test_who_does_not_wait_is_counted_again() -> None:
    """Except for what was under way when the bot was told."""
    hand, limits = Hand(), Limits(burst=1)
    waits(limits, GROUP, hand)
    limits.tell(GROUP.id, 30, hand.at)
    hand.at += 0.1
    assert waits(limits, GROUP, hand) == 0
    hand.at += 10
    assert waits(limits, GROUP, hand) == 20
    hand.at += 20
    assert waits(limits, GROUP, hand) == 0
    assert [breach.limit for breach in limits.breaches] == ["retry_after"]


def test_limits_may_only_count() -> None:
    """Then everything is sent."""
    hand, limits = Hand(), Limits(enforced=False)
    assert [waits(limits, PRIVATE, hand) for _ in range(8)] == [0] * 8
    assert len(limits.breaches) == 3


@pytest.mark.asyncio
async def test_too_many_messages_are_refused_with_the_seconds_to_wait(api: LocalBotApi, bot: PlainBot) -> None:
    """In the words, the parameters and the header; and the account of it is kept."""
    await bot.http.post("/control/clock", json={"hold": True})
    api.visitor().start()
    said = [await bot("sendMessage", chat_id=1001, text=str(number)) for number in range(6)]
    assert [answer.status for answer in said] == [200] * 5 + [429]
    assert str(said[-1]) == "429 Too Many Requests: retry after 1"
    assert (said[-1].parameters, said[-1].headers["retry-after"]) == ({"retry_after": 1}, "1")
    report = (await bot.http.get("/control/breaches")).json()
    assert (report["count"], report["tolerated"]) == (1, 4)
    assert (report["breaches"][0]["limit"], report["breaches"][0]["chat"]) == ("chat", 1001)
    await bot.http.delete("/control/breaches")
    assert (await bot.http.get("/control/breaches")).json() == {"count": 0, "breaches": [], "tolerated": 0}


@pytest.mark.asyncio
async def test_edits_and_answers_are_not_limited(api: LocalBotApi, bot: PlainBot) -> None:
    """Only new messages count."""
    api.visitor().start()
    number = (await bot("sendMessage", chat_id=1001, text="0")).result["message_id"]
    for count in range(10):
        said = await bot("editMessageText", chat_id=1001, message_id=number, text=f"nr {count}")
        assert said.status == 200
    assert api.world.limits.breaches == []
