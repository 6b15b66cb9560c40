"""Never faster than Telegram takes it, and one chat's pace is nobody else's."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.pace import CHAT_BURST, GROUP_BURST, RATE, Pace


class Hand:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def test_a_chat_takes_a_few_at_once_and_then_one_a_second() -> None:
    hand = Hand()
    pace = Pace(now=hand)
    assert [pace.enter(1) for _ in range(CHAT_BURST)] == [0.0] * CHAT_BURST
    wait = pace.enter(1)
    assert wait == pytest.approx(1.0)
    hand.time += wait
    assert pace.enter(1) == 0.0
    assert pace.enter(1) == pytest.approx(1.0)


def test_a_chat_that_must_wait_holds_up_no_other() -> None:
    pace = Pace(now=Hand())
    while not pace.enter(1):
        pass
    assert pace.enter(2) == 0.0


def test_a_group_takes_twenty_a_minute() -> None:
    hand = Hand()
    pace = Pace(now=hand)
    sent = 0
    for _ in range(600):
        sent += pace.enter(-100) == 0.0
        hand.time += 0.1
    assert sent <= 20
    assert sent >= GROUP_BURST


@given(st.lists(st.floats(0, 3), min_size=1, max_size=80))
def test_no_second_of_a_chat_has_more_than_the_burst_and_one(pauses: list[float]) -> None:
    hand, sent = Hand(), []
    pace = Pace(now=hand)
    for pause in pauses:
        hand.time += pause
        if pace.enter(1) == 0.0:
            sent.append(hand.time)
    for begin in sent:
        assert sum(begin <= time < begin + 1 for time in sent) <= CHAT_BURST + 1


@pytest.mark.asyncio
async def test_all_together_keep_to_the_rate() -> None:
    pace, begun = Pace(rate=200.0), asyncio.get_running_loop().time()
    await asyncio.gather(*(pace.keep() for _ in range(62)))
    assert asyncio.get_running_loop().time() - begun >= 0.29


def test_the_usual_rate_is_below_what_telegram_takes() -> None:
    assert RATE < 30


def test_chats_at_rest_are_forgotten() -> None:
    hand = Hand()
    pace = Pace(now=hand)
    for chat in range(1, 60_000):
        hand.time += 0.01
        pace.enter(chat)
    assert len(pace._chats) < 60_000


@pytest.mark.asyncio
async def test_without_a_rate_nothing_is_held_back() -> None:
    pace = Pace(rate=0.0, now=Hand())
    assert {pace.enter(1) for _ in range(100)} == {0.0}
    await asyncio.wait_for(asyncio.gather(*(pace.keep() for _ in range(1000))), 2)
