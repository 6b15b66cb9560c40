"""Accounts: what administrators do with others' and everybody with their own."""

import re

import pytest

from tests.bot.desk.world import PASSWORD, Visitor, World

pytestmark = pytest.mark.asyncio


async def root(world: World) -> None:
    await world.account("Root", roles=("admin",), queues=())


async def enters(world: World, name: str, password: str) -> bool:
    visitor = await world.visitor()
    answer = await visitor.send("/desk/login", {"name": name, "password": password}, on="/desk/login")
    await visitor.client.aclose()
    return answer.status_code == 303


def password_on(page: str) -> str:
    found = re.search(r'<p class="codes">([a-z-]+)</p>', page)
    assert found
    return found.group(1)


async def fill(visitor: Visitor, action: str, page: str, **fields: object) -> int:
    return (await visitor.send(action, fields, on=page)).status_code


async def test_a_new_account_gets_a_password_that_is_shown_once_and_works(world: World) -> None:
    await root(world)
    async with world.signed_in("Root") as admin:
        status = await fill(
            admin,
            "/desk/accounts",
            "/desk/accounts",
            name="Bo Ek",
            roles=["case_worker"],
            queues=["general", "mentors"],
        )
        assert status == 200
        password = password_on(admin.page)
        assert password not in (await admin.get("/desk/accounts")).text
    account = await world.store.staff.account("Bo Ek")
    assert account is not None
    assert (account.roles, account.queues) == (("case_worker",), ("mentors", "general"))
    assert account.password_hash.startswith("$argon2id$")
    assert await enters(world, "Bo Ek", password)


@pytest.mark.parametrize(
    "fields,fault",
    [
        ({"name": "x", "roles": ["lead"], "queues": ["general"]}, "2–40"),
        ({"name": "<b>", "roles": ["lead"], "queues": ["general"]}, "2–40"),
        ({"name": "bot", "roles": ["lead"], "queues": ["general"]}, "2–40"),
        ({"name": "root", "roles": ["lead"], "queues": ["general"]}, "redan"),
        ({"name": "Bo", "roles": [], "queues": ["general"]}, "Välj minst en roll"),
        ({"name": "Bo", "roles": ["god"], "queues": ["general"]}, "Välj minst en roll"),
        ({"name": "Bo", "roles": ["lead"], "queues": ["nowhere"]}, "Välj minst en kö"),
    ],
)
async def test_an_account_that_makes_no_sense_is_not_added(world: World, fields: dict[str, object], fault: str) -> None:
    await root(world)
    async with world.signed_in("Root") as admin:
        assert await fill(admin, "/desk/accounts", "/desk/accounts", **fields) == 422
        assert fault in admin.page
    assert [account.name for account in await world.store.staff.accounts()] == ["Root"]


async def test_queues_and_roles_hold_from_the_next_page_on(world: World) -> None:
    await root(world)
    await world.account()
    reference = await world.ticket("general")
    async with world.signed_in() as anna, world.signed_in("Root") as admin:
        assert (await anna.get(f"/desk/tickets/{reference}")).status_code == 200
        page = "/desk/accounts/Anna"
        assert await fill(admin, page, page, roles=["case_worker"], queues=["membership"]) == 303
        assert (await anna.get(f"/desk/tickets/{reference}")).status_code == 404


async def test_nobody_takes_the_last_key_from_themselves(world: World) -> None:
    await root(world)
    async with world.signed_in("Root") as admin:
        page = "/desk/accounts/Root"
        assert await fill(admin, page, page, roles=["lead"], queues=["general"]) == 422
        assert await fill(admin, f"{page}/active", page, active="no") == 422
    account = await world.store.staff.account("Root")
    assert account is not None
    assert account.active
    assert account.roles == ("admin",)


async def test_a_closed_account_cannot_sign_in_until_it_is_opened(world: World) -> None:
    await root(world)
    await world.account()
    async with world.signed_in("Root") as admin, world.signed_in() as anna:
        page = "/desk/accounts/Anna"
        await fill(admin, f"{page}/active", page)
        assert (await anna.get("/desk/queue")).status_code == 303
        assert not await enters(world, "Anna", PASSWORD)
        await fill(admin, f"{page}/active", page)
        assert await enters(world, "Anna", PASSWORD)


async def test_a_new_password_ends_the_old_one_and_all_sessions(world: World) -> None:
    await root(world)
    await world.account()
    async with world.signed_in("Root") as admin, world.signed_in() as anna:
        await fill(admin, "/desk/accounts/Anna/password", "/desk/accounts/Anna")
        password = password_on(admin.page)
        assert (await anna.get("/desk/queue")).status_code == 303
    assert not await enters(world, "Anna", PASSWORD)
    assert await enters(world, "Anna", password)


async def test_an_account_that_does_not_exist_is_not_there(world: World) -> None:
    await root(world)
    async with world.signed_in("Root") as admin:
        assert (await admin.get("/desk/accounts/Nobody")).status_code == 404


async def test_my_new_password_works_and_other_browsers_are_out(world: World) -> None:
    await world.account()
    async with world.signed_in() as here, world.signed_in() as there:
        status = await fill(here, "/desk/me", "/desk/me", old=PASSWORD, new="helt nya ord på rad")
        assert status == 303
        assert (await here.get("/desk/queue")).status_code == 200
        assert (await there.get("/desk/queue")).status_code == 303
    assert await enters(world, "Anna", "helt nya ord på rad")


@pytest.mark.parametrize(
    "old,new,fault",
    [
        ("fel", "helt nya ord på rad", "nuvarande lösenordet är fel"),
        (PASSWORD, "kort", "Minst 12"),
        (PASSWORD, "x" * 201, "Högst 200"),
        (PASSWORD, PASSWORD, "samma lösenord"),
        (PASSWORD, "aaaaaaaaaaaaaaa", "lätt att gissa"),
        (PASSWORD, "anna-anna-anna-1", "lätt att gissa"),
    ],
)
async def test_a_bad_new_password_is_refused_in_words(world: World, old: str, new: str, fault: str) -> None:
    await world.account()
    async with world.signed_in() as anna:
        assert await fill(anna, "/desk/me", "/desk/me", old=old, new=new) == 422
        assert fault in anna.page
        assert new not in re.sub(r"\s", " ", anna.page)
    assert await enters(world, "Anna", PASSWORD)


async def test_guessing_the_present_password_ends_in_a_pause(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        for _ in range(10):
            await fill(anna, "/desk/me", "/desk/me", old="fel", new="helt nya ord på rad")
        assert await fill(anna, "/desk/me", "/desk/me", old=PASSWORD, new="helt nya ord på rad") == 429


async def test_signing_out_elsewhere_keeps_this_browser(world: World) -> None:
    await world.account()
    async with world.signed_in() as here, world.signed_in() as there:
        assert await fill(here, "/desk/me/elsewhere", "/desk/me") == 303
        assert (await here.get("/desk/me")).status_code == 200
        assert (await there.get("/desk/me")).status_code == 303
