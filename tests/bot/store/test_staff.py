from datetime import timedelta

import pytest

from bot.store import Account, Conflict, Refused, Service, Store
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def anna(store: Store) -> Account:
    return await store.staff.add(Account(name="Anna", password_hash="x", queues=("general",)), actor="admin")


async def test_an_account_is_found_by_its_name(store: Store) -> None:
    account = await anna(store)
    assert await store.staff.account("Anna") == account
    assert await store.staff.accounts() == [account]
    assert await store.staff.account("Bo") is None


async def test_a_second_account_of_the_same_name_is_refused(store: Store) -> None:
    await anna(store)
    with pytest.raises(Refused, match="taken"):
        await anna(store)


async def test_of_two_edits_of_the_same_account_the_second_conflicts(store: Store) -> None:
    account = await anna(store)
    await store.staff.save(account, actor="admin")
    with pytest.raises(Conflict):
        await store.staff.save(account, actor="lead")


async def test_a_session_lives_while_it_is_used_and_ends_after_30_idle_minutes(store: Store, clock: HandClock) -> None:
    token = await store.staff.open_session(await anna(store), at=clock.now())
    assert await store.staff.session(token, at=clock.advance(minutes=29)) is not None
    assert await store.staff.session(token, at=clock.advance(minutes=29)) is not None
    assert await store.staff.session(token, at=clock.advance(minutes=30)) is None


async def test_watching_is_no_activity(store: Store, clock: HandClock) -> None:
    token = await store.staff.open_session(await anna(store), at=clock.now())
    for _ in range(5):
        assert await store.staff.session(token, at=clock.advance(minutes=5), active=False) is not None
    assert await store.staff.session(token, at=clock.advance(minutes=5), active=False) is None


async def test_a_session_ends_after_ten_hours_however_busy(store: Store, clock: HandClock) -> None:
    token = await store.staff.open_session(await anna(store), at=clock.now())
    for _ in range(29):
        signed_in = await store.staff.session(token, at=clock.advance(minutes=20))
        assert signed_in is not None
        assert signed_in.idle_until <= signed_in.until
    assert await store.staff.session(token, at=clock.advance(minutes=20)) is None


@pytest.mark.parametrize("change", ["password", "leaving", "everywhere"])
async def test_a_new_password_or_leaving_ends_all_sessions_at_once(store: Store, clock: HandClock, change: str) -> None:
    account = await anna(store)
    token = await store.staff.open_session(account, at=clock.now())
    edited = {
        "password": Account(name="Anna", password_hash="y", revision=1),
        "leaving": Account(name="Anna", password_hash="x", active=False, revision=1),
        "everywhere": account,
    }[change]
    await store.staff.save(edited, actor="admin", end_sessions=change == "everywhere")
    assert await store.staff.session(token, at=clock.now()) is None


async def test_a_change_of_queues_does_not_end_sessions_but_holds_at_once(store: Store, clock: HandClock) -> None:
    account = await anna(store)
    token = await store.staff.open_session(account, at=clock.now())
    await store.staff.save(Account(name="Anna", password_hash="x", queues=("urgent",), revision=1), actor="admin")
    signed_in = await store.staff.session(token, at=clock.now())
    assert signed_in is not None
    assert signed_in.account.queues == ("urgent",)


async def test_who_signed_out_stays_out(store: Store, clock: HandClock) -> None:
    token = await store.staff.open_session(await anna(store), at=clock.now())
    await store.staff.close_session(token)
    assert await store.staff.session(token, at=clock.now()) is None
    await store.staff.close_session(token)


async def test_each_session_has_a_form_token_of_its_own(store: Store, clock: HandClock) -> None:
    account = await anna(store)
    tokens = [await store.staff.open_session(account, at=clock.now()) for _ in range(2)]
    sessions = [await store.staff.session(token, at=clock.now()) for token in tokens]
    assert len({s.form_token for s in sessions if s}) == 2


async def test_failed_sign_ins_are_counted_for_a_quarter_of_an_hour(store: Store, clock: HandClock) -> None:
    for _ in range(3):
        await store.staff.failed("account:Anna", "address:10.0.0.1", at=clock.now())
    assert await store.staff.failures("account:Anna", at=clock.now()) == 3
    assert await store.staff.failures("address:10.0.0.1", at=clock.now()) == 3
    assert await store.staff.failures("account:Bo", at=clock.now()) == 0
    assert await store.staff.failures("account:Anna", at=clock.now() + timedelta(minutes=15)) == 0


async def test_a_successful_sign_in_forgets_the_failures(store: Store, clock: HandClock) -> None:
    await store.staff.failed("account:Anna", at=clock.now())
    await store.staff.forgive("account:Anna")
    assert await store.staff.failures("account:Anna", at=clock.now()) == 0


async def test_a_service_account_has_one_token(store: Store) -> None:
    service = Service(name="statistik", queues=("general",))
    await store.staff.add_service(service, "first", actor="admin")
    await store.staff.add_service(service, "second", actor="admin")
    assert await store.staff.service("first") is None
    assert await store.staff.service("second") == service
    assert await store.staff.services() == [service]
    await store.staff.remove_service("statistik", actor="admin")
    assert await store.staff.service("second") is None


async def test_an_account_does_not_show_its_password_hash(store: Store) -> None:
    assert "secret" not in repr(Account(name="Anna", password_hash="secret"))
