"""Opening hours and answer time, and the way back to what they were."""

import re
from typing import Any

import pytest

from tests.bot.desk.world import Visitor, World

pytestmark = pytest.mark.asyncio
PAGE = "/desk/hours?queue=general"


async def lead(world: World) -> None:
    await world.account("Eva", roles=("lead",), queues=("general", "mentors"))


async def save(eva: Visitor, **fields: str) -> int:
    asked = {name.replace("_", "-"): value for name, value in fields.items()}
    return (await eva.send("/desk/hours", asked, on=PAGE)).status_code


async def hours(world: World, queue: str = "general") -> Any:
    versions = await world.store.content.versions()
    data: Any = (await world.store.content.at(versions[0].version)).data if versions else {"hours": {}}
    return data["hours"].get(queue)


async def test_hours_are_kept_in_the_form_that_the_promise_reads(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await save(eva, mon_opens="9", mon_closes="16.30", within="8") == 303
        assert await hours(world) == {"days": {"mon": ["09:00", "16:30"]}, "answer_within_hours": 8}
        page = (await eva.get(PAGE)).text
    assert 'name="mon-opens" value="09:00"' in page
    assert "mån 09:00–16:30; svar inom 8 tim" in page


async def test_hours_of_one_queue_leave_the_others_alone(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, mon_opens="9", mon_closes="16")
        await eva.send("/desk/hours", {"tue-opens": "10", "tue-closes": "12"}, on="/desk/hours?queue=mentors")
    assert await hours(world) == {"days": {"mon": ["09:00", "16:00"]}}
    assert await hours(world, "mentors") == {"days": {"tue": ["10:00", "12:00"]}}


async def test_an_empty_form_means_no_promise(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, mon_opens="9", mon_closes="16", within="4")
        await save(eva, mon_opens="", mon_closes="", within="")
    assert await hours(world) is None


@pytest.mark.parametrize(
    "fields,fault",
    [
        ({"mon_opens": "9"}, "Måndag: fyll i både"),
        ({"mon_opens": "16", "mon_closes": "9"}, "Måndag: stängningen måste"),
        ({"sun_opens": "25", "sun_closes": "26"}, "Söndag: skriv tiden"),
        ({"within": "0"}, "från 1 till 200"),
        ({"within": "٣"}, "från 1 till 200"),
        ({"within": "<b>"}, "från 1 till 200"),
    ],
)
async def test_hours_that_make_no_sense_are_asked_for_again(world: World, fields: dict[str, str], fault: str) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert await save(eva, **fields) == 422
        assert fault in eva.page
        assert "<title>Fel: " in eva.page
    assert await hours(world) is None


async def test_an_old_version_can_come_back(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await save(eva, mon_opens="9", mon_closes="16")
        await save(eva, mon_opens="10", mon_closes="11")
        page = (await eva.get(PAGE)).text
        assert re.findall(r'data-label="Version">(\d+)', page) == ["2", "1"]
        answer = await eva.send("/desk/hours/rollback")
        assert answer.status_code == 303
        assert await hours(world) == {"days": {"mon": ["09:00", "16:00"]}}
        assert re.findall(r'data-label="Version">(\d+)', (await eva.get(PAGE)).text) == ["3", "2", "1"]


@pytest.mark.parametrize("version", ["99", "x", "-1", ""])
async def test_a_version_that_is_none_does_not_come_back(world: World, version: str) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await eva.get(PAGE)
        form = {"token": eva.token(), "queue": "general", "version": version}
        assert (await eva.client.post("/desk/hours/rollback", data=form)).status_code == 422


async def test_two_leads_do_not_overwrite_each_other(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        await eva.get(PAGE)
        form = eva.hidden("/desk/hours")
        await save(eva, mon_opens="9", mon_closes="16")
        answer = await eva.client.post("/desk/hours", data={**form, "mon-opens": "1", "mon-closes": "2"})
        assert answer.status_code == 409
        assert 'value="09:00"' in answer.text


async def test_hours_of_a_queue_of_others_are_not_there(world: World) -> None:
    await lead(world)
    async with world.signed_in("Eva") as eva:
        assert (await eva.get("/desk/hours?queue=membership")).status_code == 404
        await eva.get(PAGE)
        form = {"token": eva.token(), "queue": "membership"}
        assert (await eva.client.post("/desk/hours", data=form)).status_code == 404
