"""Signing in: nobody learns who exists, nobody guesses for long, nobody is locked out by others, sessions end."""

from dataclasses import replace
from http.cookies import SimpleCookie

import httpx
import msgspec
import pytest

from bot.desk import Passwords
from bot.desk.guard import safe_next
from tests.bot.desk.world import PASSWORD, PASSWORDS, Visitor, World

pytestmark = pytest.mark.asyncio
WRONG = "Användarnamnet eller lösenordet är fel."


async def sign_in(visitor: Visitor, name: str = "Anna", password: str = PASSWORD, **fields: str) -> httpx.Response:
    return await visitor.send("/desk/login", {"name": name, "password": password, **fields}, on="/desk/login")


def cookies(answer: httpx.Response) -> SimpleCookie:
    jar = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        jar.load(line)
    return jar


class Counting(Passwords):
    """Counts the times that a password was really checked."""

    def __init__(self) -> None:
        super().__init__(PASSWORDS._hasher)
        self.checked = 0

    def _verify(self, kept: str, password: str) -> bool:
        self.checked += 1
        return super()._verify(kept, password)


async def test_the_right_password_leads_to_the_queue(world: World) -> None:
    await world.account()
    visitor = await world.visitor()
    answer = await sign_in(visitor)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/queue")
    assert "Kö" in (await visitor.get("/desk/queue")).text


@pytest.mark.parametrize("name,password", [("Anna", "fel"), ("Nobody", PASSWORD), ("Gone", PASSWORD), ("\x00", "\x00")])
async def test_every_wrong_pair_gets_the_same_answer_after_the_same_work(
    world: World, name: str, password: str
) -> None:
    passwords = Counting()
    world.desk = replace(world.desk, passwords=passwords)
    await world.account()
    gone = await world.account("Gone")
    await world.store.staff.save(msgspec.structs.replace(gone, active=False), actor="test")
    answer = await sign_in(await world.visitor(), name, password)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert passwords.checked == 1


async def test_an_empty_form_names_both_fields_first(world: World) -> None:
    answer = await sign_in(await world.visitor(), "", "")
    assert answer.status_code == 422
    assert "<title>Fel: Logga in" in answer.text
    assert answer.text.index('href="#name"') < answer.text.index('href="#password"') < answer.text.index("<h1>")
    assert answer.text.count('aria-invalid="true"') == 2


async def test_the_session_gets_a_new_id_at_sign_in(world: World) -> None:
    await world.account()
    visitor = await world.visitor()
    visitor.client.cookies.set("stra-desk", "planted-by-somebody", domain="desk.test")
    answer = await sign_in(visitor)
    fresh = cookies(answer)["stra-desk"].value
    assert fresh != "planted-by-somebody"
    assert await world.store.staff.session("planted-by-somebody", at=world.clock.now()) is None
    assert await world.store.staff.session(fresh, at=world.clock.now()) is not None


async def test_signing_in_again_ends_the_session_before(world: World) -> None:
    await world.account()
    visitor = await world.visitor("Anna")
    before = visitor.client.cookies["stra-desk"]
    await visitor.get("/desk/me")
    await visitor.client.post("/desk/login", data={"name": "Anna", "password": PASSWORD, "token": visitor.token()})
    assert await world.store.staff.session(before, at=world.clock.now()) is None


async def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(world: World) -> None:
    await world.account()
    kept = cookies(await sign_in(await world.visitor()))["stra-desk"]
    assert kept["httponly"]
    assert kept["samesite"] == "lax"
    assert not kept["domain"]
    assert kept["path"] == "/"


async def test_under_https_the_cookie_is_bound_to_the_host(world: World) -> None:
    world.desk = replace(world.desk, secure=True)
    answer = await (await world.visitor()).get("/desk/login")
    line = answer.headers["set-cookie"]
    assert line.startswith("__Host-stra-desk=")
    assert "Secure" in line


async def test_five_wrong_tries_end_in_a_pause_that_says_until_when(world: World) -> None:
    await world.account()
    visitor = await world.visitor()
    for _ in range(5):
        assert (await sign_in(visitor, password="fel")).status_code == 422
    answer = await sign_in(visitor)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) <= 901
    assert "Försök igen efter klockan 11:15" in answer.text
    world.clock.advance(minutes=16)
    assert (await sign_in(visitor)).status_code == 303


async def test_the_pause_is_the_same_for_a_name_that_does_not_exist(world: World) -> None:
    visitor = await world.visitor()
    for _ in range(5):
        await sign_in(visitor, "Nobody", "fel")
    assert (await sign_in(visitor, "Nobody", "fel")).status_code == 429


async def test_a_known_browser_gets_in_while_strangers_keep_guessing(world: World) -> None:
    await world.account()
    anna = await world.visitor()
    await sign_in(anna)
    await anna.send("/desk/logout", on="/desk/me")
    for _ in range(60):
        await world.store.staff.failed("account:anna", "account:anna@127.0.0.1", at=world.clock.now())
    stranger = await world.visitor()
    assert (await sign_in(stranger)).status_code == 429
    assert (await sign_in(anna)).status_code == 303


async def test_a_known_browser_may_not_guess_for_ever_either(world: World) -> None:
    await world.account()
    anna = await world.visitor()
    await sign_in(anna)
    await anna.send("/desk/logout", on="/desk/me")
    answers = [(await sign_in(anna, password="fel")).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


async def test_one_address_cannot_try_many_names(world: World) -> None:
    visitor = await world.visitor()
    answers = [(await sign_in(visitor, f"name{n}", "fel")).status_code for n in range(51)]
    assert answers == [422] * 50 + [429]


async def test_success_forgives_the_mistakes_before_it(world: World) -> None:
    await world.account()
    visitor = await world.visitor()
    for _ in range(4):
        await sign_in(visitor, password="fel")
    await sign_in(visitor)
    visitor.client.cookies.clear()
    assert (await sign_in(visitor, password="fel")).status_code == 422
    assert (await sign_in(visitor)).status_code == 303


async def test_sign_in_leads_back_to_the_page_asked_for(world: World) -> None:
    await world.account()
    reference = await world.ticket()
    visitor = await world.visitor()
    answer = await visitor.get(f"/desk/tickets/{reference}?standard=reply-call")
    there = answer.headers["location"]
    assert there.startswith("/desk/login?next=")
    await visitor.get(there)
    answer = await visitor.send("/desk/login", {"name": "Anna", "password": PASSWORD})
    assert answer.headers["location"] == f"/desk/tickets/{reference}?standard=reply-call"


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/desk//evil.example",
        "/desk/../../x",
        "/deskevil",
        "/desk/queue\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/desk/@evil.example",
        "",
    ],
)
async def test_nobody_is_sent_anywhere_but_to_the_desk(path: str) -> None:
    assert safe_next(path) == "/desk/queue"


async def test_a_forged_next_leads_to_the_queue(world: World) -> None:
    await world.account()
    answer = await sign_in(await world.visitor(), next="//evil.example/desk")
    assert answer.headers["location"] == "/desk/queue"


async def test_signing_out_ends_the_session_on_the_server(world: World) -> None:
    await world.account()
    visitor = await world.visitor("Anna")
    token = visitor.client.cookies["stra-desk"]
    answer = await visitor.send("/desk/logout", on="/desk/me")
    assert answer.status_code == 303
    assert cookies(answer)["stra-desk"]["max-age"] == "0"
    assert await world.store.staff.session(token, at=world.clock.now()) is None


async def test_half_an_hour_without_activity_ends_the_session(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        world.clock.advance(minutes=29)
        assert (await anna.get("/desk/queue")).status_code == 200
        world.clock.advance(minutes=29)
        assert (await anna.get("/desk/queue")).status_code == 200
        world.clock.advance(minutes=30)
        assert (await anna.get("/desk/queue")).status_code == 303


async def test_live_updates_are_no_activity(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await anna.get("/desk/me")
        token = anna.token()
        for _ in range(3):
            world.clock.advance(minutes=10, seconds=-1)
            await anna.client.get("/desk/queue/live")
            await anna.client.get(f"/desk/tickets/{reference}/live")
            await anna.client.post(f"/desk/tickets/{reference}/presence", data={"token": token})
        world.clock.advance(seconds=4)
        assert (await anna.client.get("/desk/queue/live")).status_code == 401


async def test_staying_is_activity(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        world.clock.advance(minutes=28)
        assert (await anna.get("/desk/me/stay")).status_code == 204
        world.clock.advance(minutes=28)
        assert (await anna.get("/desk/queue")).status_code == 200


async def test_ten_hours_end_every_session(world: World) -> None:
    await world.account()
    async with world.signed_in() as anna:
        for _ in range(24):
            world.clock.advance(minutes=24)
            assert (await anna.get("/desk/queue")).status_code == 200
        world.clock.advance(minutes=24)
        assert (await anna.get("/desk/queue")).status_code == 303


async def test_what_was_written_stays_when_the_session_had_ended(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with world.signed_in() as anna:
        await anna.get(f"/desk/tickets/{reference}")
        world.clock.advance(hours=1)
        answer = await anna.send(f"/desk/tickets/{reference}/reply", {"text": "Ett <långt> svar"})
        assert answer.status_code == 401
        assert "Ett &lt;långt&gt; svar" in answer.text
        assert f'name="next" value="/desk/tickets/{reference}"' in answer.text
        answer = await anna.send("/desk/login", {"name": "Anna", "password": PASSWORD})
        assert answer.headers["location"] == f"/desk/tickets/{reference}"


async def test_a_closed_account_is_out_at_once(world: World) -> None:
    account = await world.account()
    async with world.signed_in() as anna:
        assert (await anna.get("/desk/queue")).status_code == 200
        await world.store.staff.save(msgspec.structs.replace(account, active=False), actor="test")
        assert (await anna.get("/desk/queue")).status_code == 303


async def test_an_administrator_begins_with_the_accounts(world: World) -> None:
    await world.account("Root", roles=("admin",), queues=())
    answer = await sign_in(await world.visitor(), "Root")
    assert answer.headers["location"] == "/desk/accounts"


async def test_garbage_cookies_are_nobody(world: World) -> None:
    visitor = await world.visitor()
    for value in ("x" * 5000, "a b", "%00", "{}"):
        answer = await visitor.client.get("/desk/queue", headers={"cookie": f"stra-desk={value}"})
        assert answer.status_code == 303
