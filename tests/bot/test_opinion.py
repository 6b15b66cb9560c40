"""Rasa's word counts while Rasa is well; the built-in engine's whenever it is not, and the figures say which."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.opinion import BUILT_IN, FALLBACK, RASA, BuiltInOpinion, RasaOpinion
from integrations.rasa import Rasa
from integrations.sandbox.rasa import LocalRasa, Mood
from nlu.understanding import OUT_OF_SCOPE, Intent

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LocalRasa]:
    async with LocalRasa({"hej": {"greet": 0.75, "ask_cv": 0.25}}).listening() as listening:
        yield listening


@pytest.fixture
def counted() -> Counter[str]:
    return Counter()


@pytest_asyncio.fixture
async def opinion(server: LocalRasa, counted: Counter[str]) -> AsyncIterator[RasaOpinion]:
    async with Rasa(server.url, limit=0.2) as rasa:
        yield RasaOpinion(rasa, lambda name: counted.update([name]))


async def test_its_ranking_is_given_on(opinion: RasaOpinion, counted: Counter[str]) -> None:
    assert await opinion.classify("hej") == (Intent("greet", 0.75), Intent("ask_cv", 0.25))
    assert counted == {RASA: 1}


async def test_unsure_is_none_of_them(opinion: RasaOpinion) -> None:
    """``nlu_fallback`` is Rasa's word for it."""
    assert await opinion.classify("?") == (Intent(OUT_OF_SCOPE, 0.7), Intent("greet", 0.2))


async def test_no_intent_is_none_of_them(opinion: RasaOpinion, server: LocalRasa) -> None:
    server.known["hej"] = {}
    assert await opinion.classify("hej") == (Intent(OUT_OF_SCOPE, 0.0),)


@pytest.mark.parametrize("mood", ["slow", "broken", "refusing", "garbage", "wrong shape", "endless", "dripping"])
async def test_when_it_fails_there_is_no_opinion(
    opinion: RasaOpinion, server: LocalRasa, counted: Counter[str], mood: Mood
) -> None:
    server.mood = mood
    assert await opinion.classify("hej") is None
    assert counted == {FALLBACK: 1}


async def test_intents_of_somebody_elses_model_are_not_believed(
    opinion: RasaOpinion, server: LocalRasa, counted: Counter[str]
) -> None:
    """Names that cannot be ours."""
    server.known["hej"] = {"HassTurnOn": 0.99}
    assert await opinion.classify("hej") is None
    assert counted == {FALLBACK: 1}


async def test_without_rasa_nobody_is_asked(counted: Counter[str]) -> None:
    assert await BuiltInOpinion(lambda name: counted.update([name])).classify("hej") is None
    assert counted == {BUILT_IN: 1}
