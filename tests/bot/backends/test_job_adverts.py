"""Job adverts as dialogs get them, from the sandbox with the real contract: no contact persons, kept ten minutes."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.backends.job_adverts import STOCKHOLM, JobAdverts
from integrations.errors import Malformed
from integrations.http import Answer
from integrations.jobsearch import JobSearch
from integrations.jobsearch.adverts import _read
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.job_adverts import LocalJobAdverts
from tests.bot.backends.clock import hand_clock
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
CONCEPT = "JbJw_as4_S93"


@dataclass
class World:
    part: LocalJobAdverts
    clock: HandClock
    adverts: JobAdverts


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    part, clock = LocalJobAdverts(), hand_clock()
    async with LocalBackends(parts=[part]).listening() as server:
        search = JobSearch(f"{server.url}/jobsearch")
        adverts = JobAdverts(search=search, clock=clock, concept={"kock": CONCEPT}.get)
        yield World(part, clock, adverts)
        await adverts.close()


async def ask(world: World, occupation: str) -> dict[str, str]:
    return await world.adverts.call("search", {"occupation": occupation}, key="k")


async def test_an_occupation_is_looked_up_by_its_id_in_stockholm_else_by_its_name(world: World) -> None:
    await ask(world, "kock")
    await ask(world, "diskare")
    common = {"municipality": STOCKHOLM, "limit": "5", "sort": "pubdate-desc"}
    assert world.part.asked == [{"occupation-name": CONCEPT, **common}, {"q": "diskare", **common}]


async def test_a_few_links_and_nobody_to_call(world: World) -> None:
    found = await ask(world, "svetsare")
    adverts = json.loads(found["adverts"])
    assert (found["result"], found["reason"], len(adverts)) == ("OK", "found", min(5, int(found["total"])))
    assert set(adverts[0]) == {"headline", "url", "employer", "place", "until"}
    assert "Person" not in found["adverts"]


async def test_what_was_found_is_kept_for_ten_minutes(world: World) -> None:
    first = await ask(world, "kock")
    world.clock.advance(minutes=9)
    assert await ask(world, "kock") == first
    world.clock.advance(minutes=1)
    await ask(world, "kock")
    assert len(world.part.asked) == 2


@pytest.mark.parametrize(
    "fault,reason",
    [("outage", "unavailable"), ("5xx", "unavailable"), ("429", "unavailable"), ("garbage", "malformed")],
)
async def test_a_service_that_is_away_is_said_to_be_and_nothing_is_kept_of_that(
    world: World, fault: str, reason: str
) -> None:
    world.part.trouble.begin(fault)
    found = await ask(world, "kock")
    assert (found["result"], found["reason"], found["adverts"]) == ("NOT_CHECKED", reason, "[]")
    world.part.trouble.begin("none")
    assert (await ask(world, "kock"))["result"] == "OK"


async def test_without_an_address_nobody_is_asked() -> None:
    adverts = JobAdverts(search=None, clock=hand_clock(), concept=lambda _: None)
    found = await adverts.call("search", {"occupation": "kock"}, key="k")
    assert found["reason"] == "not_configured"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil-arbetsformedlingen.se/x",
        "https://arbetsformedlingen.se.example.org/x",
        "http://arbetsformedlingen.se/x",
        "https://example.org\\@arbetsformedlingen.se/x",
        "https://example.org/\t@arbetsformedlingen.se",
        "https://kim@arbetsformedlingen.se/x",
        "https://arbetsformedlingen.se:8443/x",
        "https://arbetsformedlingen.se/\u202ex",
        "https://arbetsformedlingen.se/" + "x" * 200,
        "javascript:alert(1)//arbetsformedlingen.se",
    ],
)
async def test_an_advertisers_own_address_is_not_passed_on(url: str) -> None:
    body = json.dumps({"total": {"value": 1}, "hits": [{"id": "7", "headline": "A  b", "webpage_url": url}]}).encode()
    (advert,) = _read(Answer(200, body)).first
    assert (advert.headline, advert.url) == ("A b", "https://arbetsformedlingen.se/platsbanken/annonser/7")


async def test_what_an_advertiser_wrote_can_be_seen() -> None:
    hit = {"id": "a7/../" + "9" * 99, "headline": "Kock\u202e\x00 \u200bsökes", "webpage_url": None}
    (advert,) = _read(Answer(200, json.dumps({"total": {"value": 1}, "hits": [hit]}).encode())).first
    assert advert.headline == "Kock sökes"
    assert advert.url == "https://arbetsformedlingen.se/platsbanken/annonser/a7" + "9" * 38


@pytest.mark.parametrize("body", [b"[]", b'{"hits":[]}', b'{"total":{"value":"x"},"hits":[]}'])
async def test_another_shape_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        _read(Answer(200, body))
