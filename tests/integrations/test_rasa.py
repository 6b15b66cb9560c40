"""Rasa's client beside a server that does all that servers do."""

import asyncio
import os
from collections.abc import AsyncIterator
from time import perf_counter

import pytest
import pytest_asyncio

from integrations.breaker import Breaker
from integrations.errors import IntegrationError, Malformed, Rejected, Unavailable
from integrations.rasa import Parsed, Ranked, Rasa
from integrations.sandbox.rasa import LocalRasa, Mood

pytestmark = pytest.mark.asyncio
SOON = 0.3
REAL = os.environ.get("STRA_TEST_RASA", "")
"""Address of a Rasa server (`make rasa`), to compare the imitation with."""


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LocalRasa]:
    async with LocalRasa({"привіт": {"greet": 0.75, "goodbye": 0.25}, "": {}}).listening() as listening:
        yield listening


@pytest_asyncio.fixture
async def rasa(server: LocalRasa) -> AsyncIterator[Rasa]:
    async with Rasa(server.url, limit=SOON) as client:
        yield client


async def test_what_it_means_with_the_ranking(rasa: Rasa, server: LocalRasa) -> None:
    """In any alphabet; the id goes along."""
    parsed = await rasa.parse("привіт", message_id="m1")
    assert parsed == Parsed(Ranked("greet", 0.75), (Ranked("greet", 0.75), Ranked("goodbye", 0.25)))
    assert [(asked.text, asked.message_id) for asked in server.asked] == [("привіт", "m1")]


async def test_no_intent_is_an_answer(rasa: Rasa) -> None:
    assert await rasa.parse("") == Parsed(None, ())


@pytest.mark.parametrize("text", ["a" * 5000, "\ud83d half", "\x00", "ﷺ" * 1000])
async def test_any_text_can_be_asked_about(rasa: Rasa, server: LocalRasa, text: str) -> None:
    """Only its beginning is sent, and nothing that JSON cannot hold."""
    await rasa.parse(text)
    assert len(server.asked[0].text) <= Rasa.LONGEST


@pytest.mark.parametrize(
    "mood,error",
    [
        ("slow", Unavailable),
        ("dripping", Unavailable),
        ("broken", Unavailable),
        ("refusing", Rejected),
        ("garbage", Malformed),
        ("wrong shape", Malformed),
        ("endless", Malformed),
        ("elsewhere", Malformed),
    ],
)
async def test_whatever_the_server_does_is_one_of_three(
    rasa: Rasa, server: LocalRasa, mood: Mood, error: type[IntegrationError]
) -> None:
    """And it is known in time."""
    server.mood = mood
    begun = perf_counter()
    with pytest.raises(error):
        await rasa.parse("привіт")
    assert perf_counter() - begun < SOON + 3


async def test_nobody_there_is_unavailable(server: LocalRasa) -> None:
    async with server.listening() as gone:
        url = gone.url
    async with Rasa(url) as rasa:
        with pytest.raises(Unavailable):
            await rasa.parse("привіт")


@pytest.mark.parametrize("share", [-0.1, 1.5])
async def test_a_confidence_is_a_share(rasa: Rasa, server: LocalRasa, share: float) -> None:
    server.known["привіт"] = {"greet": share}
    with pytest.raises(Malformed):
        await rasa.parse("привіт")


async def test_a_server_that_fails_is_left_in_peace_and_found_again(server: LocalRasa) -> None:
    """While it rests no question reaches it, and nobody waits."""
    now = [0.0]
    async with Rasa(server.url, limit=SOON, breaker=Breaker(failures=2, rest=5, now=lambda: now[0])) as rasa:
        server.mood = "broken"
        for _ in range(6):
            with pytest.raises(Unavailable):
                await rasa.parse("привіт")
        assert len(server.asked) == 2
        server.mood = "well"
        now[0] = 5.0
        assert (await rasa.parse("привіт")).intent == Ranked("greet", 0.75)


async def test_a_question_that_is_given_up_harms_no_other(rasa: Rasa, server: LocalRasa) -> None:
    """The person left; the next one is answered."""
    server.mood = "slow"
    asking = asyncio.create_task(rasa.parse("привіт"))
    await asyncio.sleep(0.05)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    server.mood = "well"
    assert (await rasa.parse("привіт")).intent == Ranked("greet", 0.75)


@pytest.mark.skipif(not REAL, reason="STRA_TEST_RASA names no Rasa server")
@pytest.mark.parametrize("text", ["hej", "шукаю роботу", "", "\x00", "a" * 5000, "ﷺ" * 1000, "[x](occupation)", "🙂"])
async def test_a_real_server_keeps_the_same_contract(text: str) -> None:
    """As the imitation does."""
    async with Rasa(REAL, limit=10) as rasa:
        parsed = await rasa.parse(text, message_id="m1")
    assert parsed.intent is not None
    assert parsed.intent in parsed.intent_ranking
    assert [one.confidence for one in parsed.intent_ranking] == sorted(
        (one.confidence for one in parsed.intent_ranking), reverse=True
    )
