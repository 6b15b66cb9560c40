"""Signing in with the organisation's account: who has a role comes in, whoever else is told whom to ask."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import msgspec
import pytest
import pytest_asyncio

from bot.desk.organisation import admit, free_name
from bot.identity import Grants, OrganisationAccounts, read_gifts
from bot.ports import QUEUES, Identity
from bot.store.staff import Account, StaffBook
from integrations.oidc import Client, Provider
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.oidc import LocalProvider
from tests.bot.desk.world import PASSWORD, Visitor, World

pytestmark = pytest.mark.asyncio
START = "/desk/login/organisation"
ROLES = read_gifts(
    "OIDC_ROLES", "handlaggare=case_worker, samordnare=lead, administrator=admin", ("case_worker", "lead", "admin")
)
BY_ROLE = read_gifts("OIDC_QUEUES", "handlaggare=general, samordnare=all", QUEUES)


@pytest_asyncio.fixture
async def local() -> LocalProvider:
    """Honest, until a test changes it."""
    return LocalProvider()


@pytest_asyncio.fixture
async def joined(world: World, local: LocalProvider) -> AsyncIterator[World]:
    """A desk whose staff sign in at ``local``; queues come along."""
    async with LocalBackends((local,)).listening() as server:
        provider = Provider(f"{server.url}/oidc", Client("sandbox", "sandbox"))
        grants = Grants(roles=ROLES, queues=BY_ROLE, role_claim="roles", queue_claim="roles")
        world.desk = replace(world.desk, identity=OrganisationAccounts(provider, grants))
        yield world
        await provider.close()


def without_queues(world: World) -> None:
    """Queues are given out on the desk."""
    accounts = world.desk.identity
    assert isinstance(accounts, OrganisationAccounts)
    world.desk = replace(world.desk, identity=replace(accounts, grants=replace(accounts.grants, queues=None)))


async def at_provider(address: str, **form: Any) -> str:
    """Where the provider sends the browser back to, path and query."""
    async with httpx.AsyncClient() as browser:
        page = await browser.get(address)
        found = re.search(r'action="([^"]+)"', page.text)
        assert found
        fields = {"name": "Kim Övning", "subject": "kim", "roles": ["handlaggare"], **form}
        answer = await browser.post(httpx.URL(address).join(unescape(found[1])), data=fields)
    parts = urlsplit(answer.headers["location"])
    return f"{parts.path}?{parts.query}"


async def come_in(visitor: Visitor, onward: str = "", **form: Any) -> httpx.Response:
    out = await visitor.get(START, params={"next": onward} if onward else {})
    return await visitor.get(await at_provider(out.headers["location"], **form))


async def test_the_button_is_there_when_there_is_a_provider(joined: World) -> None:
    visitor = await joined.visitor()
    page = (await visitor.get("/desk/login?next=/desk/mine")).text
    assert f'href="{START}?next=/desk/mine"' in page
    assert 'name="password"' in page


async def test_without_a_provider_there_is_neither_button_nor_page(world: World) -> None:
    visitor = await world.visitor()
    assert START not in (await visitor.get("/desk/login")).text
    assert (await visitor.get(START)).status_code == 404
    assert (await visitor.get(f"{START}/back?code=x&state=y")).status_code == 404


async def test_who_has_a_role_comes_in_to_the_page_asked_for(joined: World) -> None:
    visitor = await joined.visitor()
    answer = await come_in(visitor, "/desk/mine")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/mine")
    assert "Kim Övning" in (await visitor.get("/desk/mine")).text
    account = await joined.store.staff.account("Kim Övning")
    assert account is not None
    assert (account.roles, account.queues, account.password_hash) == (("case_worker",), ("general",), "")
    assert "kim" not in account.identity


async def test_the_session_has_a_new_id(joined: World) -> None:
    visitor = await joined.visitor()
    await visitor.get(START)
    before = visitor.client.cookies["stra-desk"]
    await come_in(visitor)
    assert visitor.client.cookies["stra-desk"] != before
    assert await joined.store.staff.session(before, at=joined.clock.now()) is None


@pytest.mark.parametrize("given", [[], ["unknown"], ["CASE_WORKER"]])
async def test_without_a_role_nobody_comes_in_and_hears_whom_to_ask(joined: World, given: list[str]) -> None:
    visitor = await joined.visitor()
    answer = await come_in(visitor, roles=given)
    assert answer.status_code == 403
    assert "Be den som sköter behörigheter" in answer.text
    assert (await visitor.get("/desk/queue")).status_code == 303
    assert await joined.store.staff.accounts() == []


async def test_roles_follow_the_provider_at_each_sign_in(joined: World) -> None:
    visitor = await joined.visitor()
    await come_in(visitor)
    await come_in(await joined.visitor(), roles=["samordnare"], name="Another Name")
    account = await joined.store.staff.account("Kim Övning")
    assert account is not None
    assert (account.roles, account.queues) == (("lead",), QUEUES)
    assert len(await joined.store.staff.accounts()) == 1


async def test_who_has_lost_every_role_is_out_everywhere(joined: World) -> None:
    here = await joined.visitor()
    await come_in(here)
    assert (await come_in(await joined.visitor(), roles=[])).status_code == 403
    assert (await here.get("/desk/queue")).status_code == 303


async def test_a_closed_account_stays_closed(joined: World) -> None:
    await come_in(await joined.visitor())
    account = await joined.store.staff.account("Kim Övning")
    assert account is not None
    await joined.store.staff.save(msgspec.structs.replace(account, active=False), actor="Root")
    answer = await come_in(await joined.visitor())
    assert answer.status_code == 403
    assert "avstängt" in answer.text


async def test_being_called_the_same_opens_nobody_elses_account(joined: World) -> None:
    await joined.account("Kim Övning", roles=("lead",), queues=("urgent",))
    await come_in(await joined.visitor())
    await come_in(await joined.visitor(), subject="another", name="KIM ÖVNING")
    accounts = {account.name: account.roles for account in await joined.store.staff.accounts()}
    assert accounts == {"Kim Övning": ("lead",), "Kim Övning 2": ("case_worker",), "KIM ÖVNING 3": ("case_worker",)}


class TwiceAtOnce(StaffBook):
    """Between two readings somebody comes in with the same account in another browser."""

    rival: Identity | None

    async def accounts(self) -> list[Account]:
        found, rival, self.rival = await super().accounts(), self.rival, None
        if rival is not None:
            assert await admit(self, rival)
        return found


async def test_who_comes_in_twice_at_the_same_moment_has_one_account(world: World) -> None:
    kim = Identity(key="https://id.example|kim", name="Kim", roles=("case_worker",), queues=("general",), proof="")
    staff = TwiceAtOnce(world.store.staff._site)
    staff.rival = kim
    account = await admit(staff, kim)
    assert account is not None
    assert [(kept.name, kept.identity) for kept in await world.store.staff.accounts()] == [("Kim", account.identity)]


@pytest.mark.parametrize(
    "wanted,name",
    [
        ("Åsa Öberg-Lind", "Åsa Öberg-Lind"),
        ("asa@stockholm.se", "asa stockholm.se"),
        ("<b>x</b>", "b x b"),
        ("", "Kollega"),
        ("bot", "Kollega"),
        ("organisation", "Kollega"),
        ("!", "Kollega"),
        ("x" * 60, "x" * 34),
        ("anna", "anna 2"),
    ],
)
async def test_names_are_such_as_the_desk_has(wanted: str, name: str) -> None:
    assert free_name(wanted, {"Anna"}) == name


async def test_an_account_of_the_organisation_has_no_password_here(joined: World) -> None:
    await joined.account("Root", roles=("admin",), queues=())
    kim = await joined.visitor()
    await come_in(kim)
    visitor = await joined.visitor()
    for password in (PASSWORD, "", "!"):
        fields = {"name": "Kim Övning", "password": password}
        assert (await visitor.send("/desk/login", fields, on="/desk/login")).status_code == 422
    async with joined.signed_in("Root") as root:
        page = (await root.get("/desk/accounts/Kim Övning")).text
        assert "Med organisationens konto" in page
        assert "lösenord" not in page
        for act, fields in (("/password", {}), ("", {"roles": "admin"}), ("/codes", {"needs": "yes"})):
            await root.get("/desk/me")
            told = {"token": root.token(), **fields}
            assert (await root.client.post(f"/desk/accounts/Kim Övning{act}", data=told)).status_code == 404
    page = (await kim.get("/desk/me")).text
    assert "Byt lösenord" not in page
    assert (await kim.get("/desk/me/codes")).status_code == 404


async def test_queues_can_be_given_out_here(joined: World) -> None:
    without_queues(joined)
    await joined.account("Root", roles=("admin",), queues=())
    answer = await come_in(await joined.visitor())
    assert answer.status_code == 403
    assert "Be en administratör av Strå om köer" in answer.text
    async with joined.signed_in("Root") as root:
        page = "/desk/accounts/Kim%20%C3%96vning"
        assert (await root.send(page, {"queues": "urgent", "roles": "admin"}, on=page)).status_code == 303
    visitor = await joined.visitor()
    assert (await come_in(visitor)).status_code == 303
    account = await joined.store.staff.account("Kim Övning")
    assert account is not None
    assert (account.roles, account.queues) == (("case_worker",), ("urgent",))


async def test_an_answer_in_another_browser_is_of_no_use(joined: World) -> None:
    mine, other = await joined.visitor(), await joined.visitor()
    out = await mine.get(START)
    await other.get(START)
    back = await at_provider(out.headers["location"])
    assert (await other.get(back)).status_code == 400
    assert (await (await joined.visitor()).get(back)).status_code == 400
    assert (await mine.get(back)).status_code == 303


async def test_an_answer_is_good_once(joined: World) -> None:
    visitor = await joined.visitor()
    out = await visitor.get(START)
    browser = visitor.client.cookies["stra-desk"]
    back = await at_provider(out.headers["location"])
    assert (await visitor.get(back)).status_code == 303
    visitor.client.cookies.set("stra-desk", browser, domain="desk.test")
    answer = await visitor.get(back)
    assert answer.status_code == 400
    assert "redan använd" in answer.text


@pytest.mark.parametrize("query", ["", "state=x", "code=x", "code=x&state=forged", "error=access_denied&state=forged"])
async def test_an_answer_that_nobody_asked_for_is_refused(joined: World, query: str) -> None:
    visitor = await joined.visitor()
    await visitor.get(START)
    assert (await visitor.get(f"{START}/back?{query}")).status_code == 400


@pytest.mark.parametrize(
    "fault,status",
    [
        ("nonce", 403), ("expired", 403), ("audience", 403), ("unsigned", 403), ("shared_secret", 403),
        ("shared_key", 403), ("other_key", 403), ("issuer", 403), ("answer_issuer", 403), ("refused", 403),
        ("state", 400), ("no_token", 403), ("rotated", 303),
    ],
)  # fmt: skip
async def test_whatever_the_provider_tries_nobody_comes_in_by_a_lie(
    joined: World, local: LocalProvider, fault: str, status: int
) -> None:
    visitor = await joined.visitor()
    out = await visitor.get(START)
    local.trouble.begin(fault)
    answer = await visitor.get(await at_provider(out.headers["location"]))
    assert answer.status_code == status
    assert len(await joined.store.staff.accounts()) == (status == 303)


async def test_while_the_provider_is_away_the_own_accounts_still_work(joined: World, local: LocalProvider) -> None:
    await joined.account()
    local.trouble.begin("outage")
    visitor = await joined.visitor()
    answer = await visitor.get(START)
    assert answer.status_code == 503
    assert "svarar inte" in answer.text
    answer = await visitor.send("/desk/login", {"name": "Anna", "password": PASSWORD})
    assert answer.status_code == 303


async def test_going_there_without_end_is_stopped(joined: World) -> None:
    for _ in range(300):
        await joined.store.staff.failed("provider:127.0.0.1", at=joined.clock.now())
    assert (await (await joined.visitor()).get(START)).status_code == 429


async def test_signing_out_leads_out_there_too(joined: World, local: LocalProvider) -> None:
    visitor = await joined.visitor()
    await come_in(visitor)
    token = visitor.client.cookies["stra-desk"]
    answer = await visitor.send("/desk/logout", on="/desk/me")
    place = answer.headers["refresh"].removeprefix("0; url=")
    asked = dict(parse_qsl(urlsplit(place).query))
    assert asked["post_logout_redirect_uri"] == "http://desk.test/desk/login"
    assert asked["id_token_hint"].count(".") == 2
    assert await joined.store.staff.session(token, at=joined.clock.now()) is None
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(place)).headers["location"] == "http://desk.test/desk/login"
    assert local.ended


async def test_signing_out_works_while_the_provider_is_away(joined: World, local: LocalProvider) -> None:
    visitor = await joined.visitor()
    await come_in(visitor)
    accounts = joined.desk.identity
    assert isinstance(accounts, OrganisationAccounts)
    accounts.provider._kept = None
    local.trouble.begin("outage")
    answer = await visitor.send("/desk/logout", on="/desk/me")
    assert answer.headers["location"] == "/desk/login?said=out"


async def test_signing_out_elsewhere_still_leads_out_there_afterwards(joined: World) -> None:
    visitor = await joined.visitor()
    await come_in(visitor)
    await visitor.send("/desk/me/elsewhere", on="/desk/me")
    answer = await visitor.send("/desk/logout", on="/desk/me")
    assert "id_token_hint" in answer.headers["refresh"]


async def test_who_has_an_own_account_signs_out_here_only(joined: World) -> None:
    await joined.account()
    async with joined.signed_in() as anna:
        assert (await anna.send("/desk/logout", on="/desk/me")).status_code == 303


async def test_behind_a_proxy_the_public_address_is_given(joined: World) -> None:
    joined.desk = replace(joined.desk, public_url="https://stra.example", secure=True)
    out = await (await joined.visitor()).get(START)
    asked = dict(parse_qsl(urlsplit(out.headers["location"]).query))
    assert asked["redirect_uri"] == "https://stra.example/desk/login/organisation/back"
    assert "Secure" in out.headers["set-cookie"]
