"""The first minutes: who may sign in, and what is printed."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.desk.passwords import Passwords
from bot.ports import QUEUES
from bot.settings import Settings
from bot.settings_values import Address
from bot.store import Store
from bot.welcome import Newcomer, first_account, first_service, greeting

pytestmark = pytest.mark.asyncio


def settings(**environ: str) -> Settings:
    return Settings.read(environ, env_file=Path("/nonexistent"))


async def test_a_new_service_gets_an_account_with_a_made_up_password(store: Store) -> None:
    """The password fits, and only its hash is kept."""
    newcomer = await first_account(store, settings(), make_up=True)
    assert newcomer
    assert newcomer.password
    account = await store.staff.account(newcomer.name)
    assert account
    assert await Passwords().fits(account.password_hash, newcomer.password)
    assert set(account.queues) == set(QUEUES)


async def test_the_settings_name_the_first_account(store: Store) -> None:
    """Then there is no password to print."""
    named = settings(STRA_DESK_USER="anna", STRA_DESK_PASSWORD="correct horse battery")
    newcomer = await first_account(store, named, make_up=False)
    assert newcomer == Newcomer("anna", None)
    account = await store.staff.account("anna")
    assert account
    assert await Passwords().fits(account.password_hash, "correct horse battery")


async def test_there_is_only_one_first_account(store: Store) -> None:
    """Once somebody can sign in, settings make nobody."""
    await first_account(store, settings(), make_up=True)
    assert await first_account(store, settings(STRA_DESK_USER="eve", STRA_DESK_PASSWORD="x"), make_up=True) is None
    assert [account.name for account in await store.staff.accounts()] == ["first"]


async def test_nothing_is_made_up_where_nobody_reads_it(store: Store) -> None:
    """A password on a server's output would be in its log."""
    with capture_logs() as logs:
        assert await first_account(store, settings(), make_up=False) is None
    assert [entry["event"] for entry in logs] == ["no_staff_account"]
    assert await store.staff.accounts() == []


async def test_the_token_of_the_settings_is_the_first_service_account(store: Store) -> None:
    """A changed token replaces the one before."""
    await first_service(store, settings(STRA_API_TOKEN="one"))
    await first_service(store, settings(STRA_API_TOKEN="one"))
    service = await store.staff.service("one")
    assert service
    assert set(service.queues) == set(QUEUES)
    await first_service(store, settings(STRA_API_TOKEN="two"))
    assert await store.staff.service("one") is None
    assert await store.staff.service("two")


async def test_without_a_token_there_is_no_service_account(store: Store) -> None:
    """The desk API is closed."""
    await first_service(store, settings())
    assert await store.staff.services() == []


async def test_the_greeting_tells_where_to_go() -> None:
    """Addresses that a browser can open, and the password when it is new."""
    words = greeting(Address("0.0.0.0", 8080), Newcomer("first", "ba-da"))
    assert "http://localhost:8080/chat" in words
    assert "http://localhost:8080/desk" in words
    assert "first" in words
    assert "ba-da" in words


async def test_the_greeting_says_that_it_is_for_practice() -> None:
    """Nobody takes what imitations say for the truth."""
    words = greeting(Address("0.0.0.0", 8080), None, sandbox=Address("127.0.0.1", 5060))
    assert "For practice only" in words
    assert "http://127.0.0.1:5060)" in words
    assert "http://127.0.0.1:5060/membership/" in words
    assert "practice" not in greeting(Address("0.0.0.0", 8080), None)


async def test_the_greeting_tells_where_practice_cases_are_answered() -> None:
    """Only those that the settings hand over."""
    place = Address("127.0.0.1", 5060)
    words = greeting(Address("0.0.0.0", 8080), None, sandbox=place, cases={"general": "support_management"})
    assert "Cases of general, to read and answer: http://127.0.0.1:5060/support-management/" in words
    assert "/zammad/" not in words


async def test_the_greeting_of_an_old_service_is_short() -> None:
    """No account, no password."""
    assert "account" not in greeting(Address("10.0.0.7", 80), None)


async def test_a_password_is_not_part_of_what_a_newcomer_shows() -> None:
    """Not even by accident, in a log or a trace."""
    assert "ba-da" not in repr(Newcomer("first", "ba-da"))
