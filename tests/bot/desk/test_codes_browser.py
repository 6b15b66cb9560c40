"""Signing in with the organisation's account and with codes, in a real browser, for everybody."""

from collections.abc import AsyncIterator
from dataclasses import replace

import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.desk import Desk
from bot.identity import Grants, OrganisationAccounts, read_gifts
from bot.ports import QUEUES
from bot.store.factors import STEP, code_at
from integrations.oidc import Client, Provider
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.oidc import LocalProvider
from tests.bot.desk.stage import Stage, staged
from tests.bot.desk.test_browser import faults_of
from tests.bot.desk.test_codes import letters
from tests.bot.desk.world import PASSWORD, World
from tests.browser import OpenPage

# Going out to the provider and back takes several pages; on a busy machine five seconds are few.
expect.set_options(timeout=30_000)
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def local() -> LocalProvider:
    """An honest provider."""
    return LocalProvider()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(lively: World, open_page: OpenPage, local: LocalProvider) -> AsyncIterator[Stage]:
    """A desk whose staff sign in at ``local`` or with an account of its own."""
    async with LocalBackends((local,)).listening() as server:
        provider = Provider(f"{server.url}/oidc", Client("sandbox", "sandbox"))
        roles = read_gifts("OIDC_ROLES", "handlaggare=case_worker", ("case_worker",))
        queues = read_gifts("OIDC_QUEUES", "handlaggare=all", QUEUES)
        grants = Grants(roles=roles, queues=queues, role_claim="roles", queue_claim="roles")
        lively.desk = _joined(lively.desk, OrganisationAccounts(provider, grants))
        async with staged(lively, open_page) as stage:
            yield stage
        await provider.close()


def _joined(desk: Desk, identity: OrganisationAccounts) -> Desk:
    return replace(desk, identity=identity)


async def with_password(page: Page, name: str) -> None:
    await page.get_by_label("Användarnamn").fill(name)
    await page.get_by_label("Lösenord", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Logga in", exact=True).click()


async def must_have_codes(stage: Stage, name: str) -> None:
    account = await stage.world.store.staff.account(name)
    assert account is not None
    await stage.world.store.staff.save(msgspec.structs.replace(account, needs_code=True), actor="Root")


def code(stage: Stage, secret: bytes) -> str:
    return code_at(secret, int(stage.world.clock.now().timestamp()) // STEP)


@pytest.mark.parametrize("javascript", [True, False])
async def test_out_to_the_provider_in_with_a_role_and_out_again(
    stage: Stage, local: LocalProvider, *, javascript: bool
) -> None:
    page = await stage.enter(None, "/desk/login", javascript=javascript)
    await page.get_by_role("link", name="Logga in med organisationens konto").click()
    await page.get_by_label("handlaggare").check()
    await page.get_by_role("button", name="Logga in").click()
    await expect(page.get_by_role("link", name="Kim Övning")).to_be_visible()
    await page.get_by_role("button", name="Logga ut").click()
    await expect(page.get_by_role("heading", name="Logga in", exact=True)).to_be_visible()
    assert len(local.ended) == 1


async def test_without_a_role_the_page_says_whom_to_ask(stage: Stage) -> None:
    page = await stage.enter(None, "/desk/login")
    await page.get_by_role("link", name="Logga in med organisationens konto").click()
    await page.get_by_role("button", name="Logga in").click()
    await expect(page.get_by_role("heading", name="Du har ingen roll här")).to_be_visible()
    assert await faults_of(page) == []


async def test_codes_are_set_up_and_asked_for(stage: Stage) -> None:
    await must_have_codes(stage, "Bo")
    page = await stage.enter(None, "/desk/login")
    await with_password(page, "Bo")
    await expect(page.get_by_label("Kod", exact=True)).to_be_visible()
    secret = letters(await page.content())
    await page.get_by_label("Kod", exact=True).fill(code(stage, secret))
    await page.get_by_role("button", name="Sätt på engångskoder").click()
    await page.get_by_role("link", name="Jag har sparat dem, fortsätt").click()
    await page.get_by_role("button", name="Logga ut").click()
    stage.world.clock.advance(minutes=1)
    await with_password(page, "Bo")
    await page.get_by_label("Kod", exact=True).fill(code(stage, secret))
    await page.get_by_role("button", name="Logga in").click()
    await expect(page.get_by_role("heading", name="Kö")).to_be_visible()


async def test_every_page_on_the_way_in_is_accessible_and_fits(stage: Stage) -> None:
    await must_have_codes(stage, "Bo")
    page = await stage.enter(None, "/desk/login", reduced_motion="reduce")
    found = {"sign-in": await faults_of(page)}
    await with_password(page, "Bo")
    found["setting up"] = await faults_of(page)
    await page.get_by_label("Kod", exact=True).fill("000000")
    await page.get_by_role("button", name="Sätt på engångskoder").click()
    found["a wrong first code"] = await faults_of(page)
    secret = letters(await page.content())
    await page.get_by_label("Kod", exact=True).fill(code(stage, secret))
    await page.get_by_role("button", name="Sätt på engångskoder").click()
    found["paper"] = await faults_of(page)
    await page.get_by_role("link", name="Jag har sparat dem, fortsätt").click()
    await page.goto(f"{stage.url}/desk/me/codes")
    found["mine, which must be"] = await faults_of(page)
    await page.get_by_role("button", name="Logga ut").click()
    await with_password(page, "Bo")
    found["the code"] = await faults_of(page)
    await page.get_by_label("Kod", exact=True).fill("000000")
    await page.get_by_role("button", name="Logga in").click()
    found["a wrong code"] = await faults_of(page)
    root = await stage.enter("Root", "/desk/accounts/Bo", reduced_motion="reduce")
    found["an account with codes"] = await faults_of(root)
    anna = await stage.enter("Anna", "/desk/me/codes", reduced_motion="reduce")
    found["mine"] = await faults_of(anna)
    await anna.goto(f"{stage.url}/desk/me")
    found["me"] = await faults_of(anna)
    assert {name: faults for name, faults in found.items() if faults} == {}


async def test_an_account_of_the_organisation_is_accessible_and_fits(stage: Stage) -> None:
    kim = await stage.enter(None, "/desk/login", reduced_motion="reduce")
    await kim.get_by_role("link", name="Logga in med organisationens konto").click()
    await kim.get_by_label("handlaggare").check()
    await kim.get_by_role("button", name="Logga in").click()
    await kim.goto(f"{stage.url}/desk/me")
    root = await stage.enter("Root", "/desk/accounts/Kim%20%C3%96vning", reduced_motion="reduce")
    await expect(root.get_by_text("Med organisationens konto")).to_be_visible()
    assert await faults_of(kim) + await faults_of(root) == []
