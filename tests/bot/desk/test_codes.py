"""Codes besides the password: a password alone is not enough, a code is good once, guessing ends, a lost phone too."""

import base64
import re
from html import unescape

import httpx
import msgspec
import pytest
from structlog.testing import capture_logs

from bot.store.factors import STEP, code_at
from tests.bot.desk.world import PASSWORD, Visitor, World

pytestmark = pytest.mark.asyncio
ASK, SET_UP, MINE = "/desk/login/code", "/desk/login/codes", "/desk/me/codes"


async def with_password(visitor: Visitor, **fields: str) -> httpx.Response:
    return await visitor.send("/desk/login", {"name": "Anna", "password": PASSWORD, **fields}, on="/desk/login")


def code(world: World, secret: bytes) -> str:
    return code_at(secret, int(world.clock.now().timestamp()) // STEP)


async def with_codes(world: World, name: str = "Anna") -> tuple[bytes, tuple[str, ...]]:
    """An account that has codes set up since some minutes."""
    await world.account(name)
    secret = await world.store.factors.offer(name, "session")
    paper = await world.store.factors.set_up(name, secret, code(world, secret), at=world.clock.now())
    world.clock.advance(minutes=2)
    return secret, paper


async def must_have_codes(world: World) -> None:
    account = await world.account()
    await world.store.staff.save(msgspec.structs.replace(account, needs_code=True), actor="Root")


def letters(page: str) -> bytes:
    """The secret as the page shows it for typing."""
    found = re.search(r'<span class="codes">([A-Z2-7 ]+)</span>', page)
    assert found
    return base64.b32decode(found[1].replace(" ", ""))


async def test_the_password_opens_the_page_for_the_code_and_nothing_else(world: World) -> None:
    await with_codes(world)
    visitor = await world.visitor()
    answer = await with_password(visitor, next="/desk/mine")
    assert answer.headers["location"] == f"{ASK}?next=/desk/mine"
    assert (await visitor.get("/desk/queue")).status_code == 303
    assert (await visitor.get("/desk/me")).status_code == 303
    assert (await visitor.get(MINE)).status_code == 303


async def test_the_code_leads_on_under_a_new_id(world: World) -> None:
    secret, _ = await with_codes(world)
    visitor = await world.visitor()
    await with_password(visitor, next="/desk/mine")
    half = visitor.client.cookies["stra-desk"]
    await visitor.get(f"{ASK}?next=/desk/mine")
    answer = await visitor.send(ASK, {"code": code(world, secret)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/mine")
    assert visitor.client.cookies["stra-desk"] != half
    assert await world.store.staff.half(half, at=world.clock.now()) is None
    assert (await visitor.get("/desk/queue")).status_code == 200


async def test_a_code_that_was_seen_over_a_shoulder_is_worth_nothing(world: World) -> None:
    secret, _ = await with_codes(world)
    words = code(world, secret)
    mine, thief = await world.visitor(), await world.visitor()
    for visitor, status in ((mine, 303), (thief, 422)):
        await with_password(visitor)
        assert (await visitor.send(ASK, {"code": words}, on=ASK)).status_code == status
    assert "redan använd" in thief.page


async def test_five_wrong_codes_end_in_a_pause_in_every_browser(world: World) -> None:
    secret, _ = await with_codes(world)
    for status in [422] * 5 + [429]:
        visitor = await world.visitor()
        await with_password(visitor)
        assert (await visitor.send(ASK, {"code": "000000"}, on=ASK)).status_code == status
    world.clock.advance(minutes=16)
    visitor = await world.visitor()
    await with_password(visitor)
    assert (await visitor.send(ASK, {"code": code(world, secret)}, on=ASK)).status_code == 303


async def test_a_wrong_code_after_the_right_password_is_told_in_the_log(world: World) -> None:
    await with_codes(world)
    visitor = await world.visitor()
    await with_password(visitor)
    with capture_logs() as logs:
        await visitor.send(ASK, {"code": "000000"}, on=ASK)
    assert [line["event"] for line in logs] == ["desk_code_failed"]
    assert "000000" not in str(logs)


async def test_a_code_on_paper_lets_in_once(world: World) -> None:
    _, paper = await with_codes(world)
    for status in (303, 422):
        visitor = await world.visitor()
        await with_password(visitor)
        assert (await visitor.send(ASK, {"code": paper[0]}, on=ASK)).status_code == status


async def test_nobody_stays_on_the_page_for_the_code_for_ever(world: World) -> None:
    secret, _ = await with_codes(world)
    visitor = await world.visitor()
    await with_password(visitor)
    await visitor.get(ASK)
    world.clock.advance(minutes=10)
    answer = await visitor.send(ASK, {"code": code(world, secret)})
    assert answer.headers["location"] == "/desk/login"
    assert (await visitor.get(ASK)).headers["location"] == "/desk/login"


async def test_the_form_for_the_code_cannot_be_sent_by_another_site(world: World) -> None:
    secret, _ = await with_codes(world)
    visitor = await world.visitor()
    await with_password(visitor)
    answer = await visitor.client.post(ASK, data={"code": code(world, secret)})
    assert answer.status_code == 403


async def test_a_wrong_password_says_nothing_of_codes(world: World) -> None:
    await with_codes(world)
    visitor = await world.visitor()
    assert (await with_password(visitor, password="fel")).status_code == 422
    assert (await visitor.get(ASK)).headers["location"] == "/desk/login"


async def test_who_must_have_codes_sets_them_up_before_coming_in(world: World) -> None:
    await must_have_codes(world)
    visitor = await world.visitor()
    await visitor.get((await with_password(visitor, next="/desk/mine")).headers["location"])
    page = (await visitor.get(f"{SET_UP}?next=/desk/mine")).text
    secret = letters(page)
    assert "<svg" in page
    assert f"otpauth://totp/Stra:Anna?digits=6&secret={base64.b32encode(secret).decode()}" in unescape(page)
    assert letters((await visitor.get(SET_UP)).text) == secret
    assert (await visitor.send(SET_UP, {"code": "000000"})).status_code == 422
    assert (await visitor.get("/desk/queue")).status_code == 303
    await visitor.get(f"{SET_UP}?next=/desk/mine")
    answer = await visitor.send(SET_UP, {"code": code(world, secret)})
    assert len(re.findall(r'<li class="codes">[a-z2-9]{5}-[a-z2-9]{5}</li>', answer.text)) == 10
    assert 'href="/desk/mine"' in answer.text
    assert (await visitor.get("/desk/queue")).status_code == 200


async def test_a_password_alone_does_not_replace_a_telephone(world: World) -> None:
    await with_codes(world)
    visitor = await world.visitor()
    await with_password(visitor)
    assert (await visitor.get(SET_UP)).headers["location"] == "/desk/login"
    await visitor.get(ASK)
    offered = await world.store.factors.offer("Anna", visitor.client.cookies["stra-desk"])
    told = {"code": code(world, offered), "token": visitor.token()}
    assert (await visitor.client.post(SET_UP, data=told)).headers["location"] == "/desk/login"


async def test_everybody_may_have_codes_and_stop_having_them(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        secret = letters((await anna.get(MINE)).text)
        fields = {"code": code(world, secret), "password": "fel"}
        assert (await anna.send(MINE, fields)).status_code == 422
        assert not await world.store.factors.has("Anna")
        answer = await anna.send(MINE, {**fields, "password": PASSWORD})
        assert "Koder på papper" in answer.text
        assert await world.store.factors.has("Anna")
        assert "10 koder" in (await anna.get(MINE)).text
        assert (await anna.send(f"{MINE}/remove", {"password": "fel"})).status_code == 422
        await anna.get(MINE)
        assert (await anna.send(f"{MINE}/remove", {"password": PASSWORD})).status_code == 303
    assert not await world.store.factors.has("Anna")


async def test_another_telephone_ends_the_one_before(world: World) -> None:
    old, paper = await with_codes(world)
    async with world.signed_in() as anna:
        new = letters((await anna.get(MINE)).text)
        await anna.send(MINE, {"code": code(world, new), "password": PASSWORD})
    world.clock.advance(minutes=2)
    for words, taken in ((code(world, old), False), (paper[0], False), (code(world, new), True)):
        assert await world.store.factors.accepts("Anna", words, at=world.clock.now()) is taken


async def test_new_codes_end_every_other_session(world: World) -> None:
    """Somebody who sat down at an unlocked screen is out, too."""
    await world.account()
    thief, anna = [await world.visitor() for _ in range(2)]
    for visitor in (thief, anna):
        assert (await with_password(visitor)).status_code == 303
        assert (await visitor.get("/desk/queue")).status_code == 200
    secret, before = letters((await anna.get(MINE)).text), anna.client.cookies["stra-desk"]
    await anna.send(MINE, {"code": code(world, secret), "password": PASSWORD})
    assert (await thief.get("/desk/queue")).status_code == 303
    assert await world.store.staff.session(before, at=world.clock.now()) is None
    assert (await anna.client.post("/desk/logout", data={"token": anna.token()})).headers["location"].endswith("out")


async def test_who_must_have_codes_cannot_stop(world: World) -> None:
    await with_codes(world)
    account = await world.store.staff.account("Anna")
    assert account is not None
    await world.store.staff.save(msgspec.structs.replace(account, needs_code=True), actor="Root")
    async with world.signed_in() as anna:
        assert "Sluta med" not in (await anna.get(MINE)).text
        told = {"password": PASSWORD, "token": anna.token()}
        assert (await anna.client.post(f"{MINE}/remove", data=told)).status_code == 404


async def test_an_administrator_asks_for_codes_and_sees_who_has_them(world: World) -> None:
    await world.account("Root", roles=("admin",), queues=())
    await world.account()
    page = "/desk/accounts/Anna"
    async with world.signed_in("Root") as root, world.signed_in() as anna:
        assert (await root.send(f"{page}/codes", on=page)).status_code == 303
        assert (await anna.get("/desk/queue")).status_code == 303
        assert "ställer in engångskoder vid nästa inloggning" in (await root.get(page)).text
        account = await world.store.staff.account("Anna")
        assert account is not None
        assert account.needs_code
        await root.send(f"{page}/codes", on=page)
    visitor = await world.visitor()
    assert (await with_password(visitor)).headers["location"] == "/desk/queue"


async def test_an_administrator_helps_who_has_lost_the_telephone_but_not_themselves(world: World) -> None:
    await with_codes(world)
    secret = await world.store.factors.offer("Root", "session")
    await world.account("Root", roles=("admin",), queues=())
    await world.store.factors.set_up("Root", secret, code(world, secret), at=world.clock.now())
    async with world.signed_in("Root") as root, world.signed_in() as anna:
        assert (await root.send("/desk/accounts/Anna/codes/remove", on="/desk/accounts/Anna")).status_code == 303
        assert not await world.store.factors.has("Anna")
        assert (await anna.get("/desk/queue")).status_code == 303
        await root.get("/desk/accounts/Root")
        own = await root.client.post("/desk/accounts/Root/codes/remove", data={"token": root.token()})
        assert own.status_code == 404
        assert await world.store.factors.has("Root")
