"""Visits by the desk API: proposed, moved, cancelled and ended by programs, each once, as on the pages."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from tests.bot.desk.test_api import TOKEN, is_problem, post
from tests.bot.desk.test_visits import HOURS, NINE, actions, agree, carried, counted, opened
from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio
OFFER = {"place": "welcome_house", "times": [at.isoformat() for at in HOURS[:2]]}
MAPPED = {"time": NINE.isoformat(), "came": "mapped"}


@pytest_asyncio.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A program of the queue ``general``, with the calendar of a day."""
    await world.service(TOKEN)
    await opened(world)
    visitor = await world.visitor()
    async with visitor.client as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        yield client


async def held(world: World, api: httpx.AsyncClient) -> str:
    reference = await world.ticket()
    await post(api, reference, "claim", key="claim")
    return reference


async def agreed(world: World, api: httpx.AsyncClient) -> str:
    reference = await held(world, api)
    assert (await post(api, reference, "propose-visit", OFFER, key="p")).status_code == 200
    await agree(world, reference, NINE)
    return reference


async def test_the_free_times_are_told(world: World, api: httpx.AsyncClient) -> None:
    await world.store.visits.book("somebody", 1, place="welcome_house", start=NINE)
    times = (await api.get("/desk/api/times?place=welcome_house")).json()["times"]
    assert times[0] == {"place": "welcome_house", "start": "2026-05-25T08:00:00Z", "minutes": 60, "left": 1}
    assert len(times) == len(HOURS) - 1
    assert (await api.get("/desk/api/times?place=etableringscentrum")).json() == {"times": []}
    assert (await api.get("/desk/api/times")).json()["times"] == times
    assert is_problem(await api.get("/desk/api/times?place=home"), 422)


async def test_what_a_program_proposes_is_said_in_the_chat_and_the_ticket_waits(
    world: World, api: httpx.AsyncClient
) -> None:
    reference = await held(world, api)
    answer = await post(api, reference, "propose-visit", {**OFFER, "minutes": 45, "host": "Anna A"}, key="p")
    assert (answer.status_code, answer.json()["status"]) == (200, "waiting")
    said = (await world.said(reference))[-1]
    assert said.key == "offer-visit-ask"
    assert "45" in said.text
    assert "Anna A" in said.text
    assert [c.label for c in said.choices][:2] == ["понеділок, 25 травня, 09:00", "понеділок, 25 травня, 10:00"]


@pytest.mark.parametrize(
    "more,status",
    [
        ({"times": []}, 422),
        ({"times": [at.isoformat() for at in HOURS[:6]]}, 422),
        ({"times": ["2026-05-25T09:00:00"]}, 422),
        ({"place": "home"}, 422),
        ({"minutes": 90}, 422),
        ({"minutes": 5}, 422),
        ({"host": "x" * 81}, 422),
        ({"text": "x" * 3501}, 422),
        ({"place": "etableringscentrum"}, 409),
        ({"times": [(NINE - timedelta(days=7)).isoformat()]}, 409),
    ],
)
async def test_a_proposal_that_cannot_be_made_is_refused(
    world: World, api: httpx.AsyncClient, more: dict[str, object], status: int
) -> None:
    reference = await held(world, api)
    assert is_problem(await post(api, reference, "propose-visit", {**OFFER, **more}, key="p"), status)
    assert "visit_proposed" not in await actions(world, reference)


async def test_a_repeat_is_the_same_proposal_even_when_the_times_are_taken_meanwhile(
    world: World, api: httpx.AsyncClient
) -> None:
    reference = await agreed(world, api)
    await world.store.visits.book("somebody", 1, place="welcome_house", start=HOURS[1])
    assert (await post(api, reference, "propose-visit", OFFER, key="p")).status_code == 200
    assert (await actions(world, reference)).count("visit_proposed") == 1
    assert is_problem(await post(api, reference, "propose-visit", {**OFFER, "host": "Bo"}, key="p"), 422)
    assert is_problem(await post(api, reference, "propose-visit", OFFER, key="q"), 409)


async def test_a_visit_is_moved_to_a_free_time_and_cancelled(world: World, api: httpx.AsyncClient) -> None:
    reference = await agreed(world, api)
    await world.store.visits.book("somebody", 1, place="welcome_house", start=HOURS[2])
    assert is_problem(await post(api, reference, "move-visit", {"time": HOURS[2].isoformat()}, key="m"), 409)
    for _ in range(2):
        moved = await post(api, reference, "move-visit", {"time": HOURS[3].isoformat()}, key="n")
        assert moved.status_code == 200
    await carried(world, reference, HOURS[3], 2)
    assert (await world.store.visits.slots(HOURS[3]))[0].taken == (reference,)
    for _ in range(2):
        assert (await post(api, reference, "cancel-visit", {"text": "Jag är sjuk."}, key="c")).status_code == 200
    keys = [m.key for m in await world.said(reference)]
    assert keys.count("visit-cancelled-staff") == 1
    assert (await actions(world, reference))[-2:] == ["visit_moved", "visit_cancelled"]


async def test_nothing_is_moved_or_cancelled_where_nothing_was_agreed_nor_by_others(
    world: World, api: httpx.AsyncClient
) -> None:
    reference = await held(world, api)
    assert is_problem(await post(api, reference, "move-visit", {"time": NINE.isoformat()}, key="m"), 409)
    assert is_problem(await post(api, reference, "cancel-visit", {}, key="c"), 409)
    others = await world.held("Anna")
    for action, body in (("move-visit", {"time": NINE.isoformat()}), ("cancel-visit", {}), ("propose-visit", OFFER)):
        assert is_problem(await post(api, others, action, body, key="x"), 409)
    assert await actions(world, others) == ["opened", "claimed"]


async def test_how_a_visit_went_is_said_once_and_can_be_taken_back(world: World, api: httpx.AsyncClient) -> None:
    reference = await agreed(world, api)
    assert is_problem(await post(api, reference, "end-visit", MAPPED, key="e"), 409)
    world.clock.instant = NINE + timedelta(hours=1)
    for key in ("e", "e", "f"):
        assert (await post(api, reference, "end-visit", MAPPED, key=key)).status_code == 200
    assert await counted(world) == {"mapping_done all": 1, "visit mapped": 1}
    assert is_problem(await post(api, reference, "end-visit", {**MAPPED, "came": "absent"}, key="g"), 409)
    assert is_problem(await post(api, reference, "end-visit", {**MAPPED, "came": "late"}, key="h"), 422)
    whole = (await api.get(f"/desk/api/tickets/{reference}")).json()
    assert whole["visits"] == [
        {"place": "welcome_house", "start": "2026-05-25T07:00:00Z", "minutes": 60, "came": "mapped"}
    ]
    taken = {"time": NINE.isoformat(), "withdrawn": True}
    assert (await post(api, reference, "end-visit", taken, key="i")).status_code == 200
    assert await counted(world) == {}
    assert "came" not in (await api.get(f"/desk/api/tickets/{reference}")).json()["visits"][0]
