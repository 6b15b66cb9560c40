"""The page on which an administrator makes the code that connects a group of staff."""

import re

import pytest

from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio


async def test_a_code_is_shown_once_and_connects_a_group(world: World) -> None:
    await world.account("Ada", roles=("admin",))
    async with world.signed_in("Ada") as ada:
        assert "Ingen grupp är ansluten." in (await ada.get("/desk/telegram")).text
        page = (await ada.send("/desk/telegram", on="/desk/telegram")).text
        (code,) = re.findall(r'class="codes">(\w{10})<', page)
        assert f"/connect {code}" in page
        assert code not in (await ada.get("/desk/telegram")).text
        assert await world.store.groups.connect(code, -100_200)
        page = (await ada.get("/desk/telegram")).text
    assert "Ada" in page
    assert "Koppla från" in page


async def test_a_group_is_disconnected_on_the_desk(world: World) -> None:
    await world.account("Ada", roles=("admin",))
    await world.store.groups.connect(await world.store.groups.make_code(actor="Ada"), -100_200)
    async with world.signed_in("Ada") as ada:
        await ada.get("/desk/telegram")
        for group in ("x", "-100200", ""):
            form = {"token": ada.token(), "group": group}
            answer = await ada.client.post("/desk/telegram/disconnect", data=form)
            assert answer.headers["location"] == "/desk/telegram?said=disconnected"
    assert await world.store.groups.all() == []


async def test_only_an_administrator_sees_it_in_the_menu(world: World) -> None:
    await world.account("Ada", roles=("admin",))
    await world.account("Eva", roles=("lead",))
    async with world.signed_in("Ada") as ada, world.signed_in("Eva") as eva:
        assert "/desk/telegram" in (await ada.get("/desk/me")).text
        assert "/desk/telegram" not in (await eva.get("/desk/me")).text
