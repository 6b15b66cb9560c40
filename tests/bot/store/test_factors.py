"""Codes besides a password: each is good once and for a minute, the secret is sealed, paper helps once."""

from datetime import timedelta

import msgspec
import pytest

from bot.store import Account, Store
from bot.store.factors import STEP, code_at
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


def code(secret: bytes, clock: HandClock, *, steps: int = 0) -> str:
    return code_at(secret, int(clock.now().timestamp()) // STEP + steps)


async def set_up(store: Store, clock: HandClock) -> tuple[bytes, tuple[str, ...]]:
    secret = await store.factors.offer("Anna", "session")
    paper = await store.factors.set_up("Anna", secret, code(secret, clock), at=clock.now())
    clock.advance(minutes=2)
    return secret, paper


async def test_the_codes_are_those_of_the_standard() -> None:
    """The SHA-1 rows of appendix B of RFC 6238, their last six digits."""
    secret = b"12345678901234567890"
    rows = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: code_at(secret, at // STEP) for at in rows} == rows


async def test_a_code_is_taken_once(store: Store, clock: HandClock) -> None:
    secret, _ = await set_up(store, clock)
    words = code(secret, clock)
    assert await store.factors.accepts("Anna", f" {words[:3]} {words[3:]} ", at=clock.now())
    assert not await store.factors.accepts("Anna", words, at=clock.now())


async def test_the_code_of_setting_up_is_no_code_for_signing_in(store: Store, clock: HandClock) -> None:
    secret = await store.factors.offer("Anna", "session")
    words = code(secret, clock)
    assert await store.factors.set_up("Anna", secret, words, at=clock.now())
    assert not await store.factors.accepts("Anna", words, at=clock.now())


async def test_an_older_code_is_not_taken_after_a_newer_one(store: Store, clock: HandClock) -> None:
    secret, _ = await set_up(store, clock)
    assert await store.factors.accepts("Anna", code(secret, clock), at=clock.now())
    assert not await store.factors.accepts("Anna", code(secret, clock, steps=-1), at=clock.now())


@pytest.mark.parametrize("steps,taken", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
async def test_a_clock_may_be_half_a_minute_wrong(store: Store, clock: HandClock, steps: int, *, taken: bool) -> None:
    secret, _ = await set_up(store, clock)
    assert await store.factors.accepts("Anna", code(secret, clock, steps=steps), at=clock.now()) is taken


@pytest.mark.parametrize("words", ["", "000000", "١٢٣٤٥٦", "12345", "aaaaa-aaaaa", "\x00"])
async def test_anything_else_is_no_code(store: Store, clock: HandClock, words: str) -> None:
    await set_up(store, clock)
    assert not await store.factors.accepts("Anna", words, at=clock.now())


async def test_a_code_on_paper_helps_once_however_it_is_written(store: Store, clock: HandClock) -> None:
    _, paper = await set_up(store, clock)
    assert len(set(paper)) == 10
    assert await store.factors.accepts("Anna", paper[3].upper().replace("-", " "), at=clock.now())
    assert not await store.factors.accepts("Anna", paper[3], at=clock.now())
    assert await store.factors.on_paper("Anna") == 9
    assert await store.factors.accepts("Anna", paper[4], at=clock.now())


async def test_a_code_is_of_no_use_to_anybody_else(store: Store, clock: HandClock) -> None:
    secret, paper = await set_up(store, clock)
    other = await store.factors.offer("Bo", "session")
    await store.factors.set_up("Bo", other, code(other, clock), at=clock.now())
    clock.advance(minutes=2)
    assert not await store.factors.accepts("Bo", paper[0], at=clock.now())
    assert not await store.factors.accepts("Bo", code(secret, clock), at=clock.now())
    assert not await store.factors.accepts("Nobody", code(secret, clock), at=clock.now())


async def test_a_wrong_code_sets_nothing_up(store: Store, clock: HandClock) -> None:
    secret = await store.factors.offer("Anna", "session")
    assert await store.factors.set_up("Anna", secret, "000000", at=clock.now()) == ()
    assert not await store.factors.has("Anna")


async def test_the_offer_stays_while_the_session_does_and_is_new_afterwards(store: Store, clock: HandClock) -> None:
    first = await store.factors.offer("Anna", "session")
    assert await store.factors.offer("Anna", "session") == first
    assert await store.factors.offer("Anna", "another") != first
    await store.factors.set_up("Anna", first, code(first, clock), at=clock.now())
    assert await store.factors.offer("Anna", "session") != first


async def test_neither_secret_nor_paper_can_be_read_in_the_store(store: Store, clock: HandClock) -> None:
    secret, paper = await set_up(store, clock)
    kept = str(await store._site.wire.one("HGETALL", store.keys.at(0, "factor"))).encode()
    assert secret not in kept
    assert not [words for words in paper if words.encode() in kept or words.replace("-", "").encode() in kept]


async def test_new_keys_of_the_house_do_not_lose_the_secrets(store: Store, clock: HandClock) -> None:
    secret, _ = await set_up(store, clock)
    old = store._site.keyring.current
    store._site.keyring.advance()
    assert await store.factors.rewrap() == 1
    store._site.keyring.destroy(old)
    assert await store.factors.accepts("Anna", code(secret, clock), at=clock.now())


async def test_what_is_removed_is_gone(store: Store, clock: HandClock) -> None:
    secret, _ = await set_up(store, clock)
    await store.factors.remove("Anna", actor="Root")
    assert not await store.factors.accepts("Anna", code(secret, clock), at=clock.now())


async def test_who_has_shown_a_password_only_is_not_signed_in(store: Store, clock: HandClock) -> None:
    account = await store.staff.add(Account(name="Anna", password_hash="x"), actor="admin")
    token = await store.staff.open_half(account, at=clock.now())
    assert await store.staff.session(token, at=clock.now()) is None
    assert await store.staff.half(token, at=clock.now()) == account
    whole = await store.staff.open_session(account, at=clock.now())
    assert await store.staff.half(whole, at=clock.now()) is None
    assert await store.staff.half(token, at=clock.now() + timedelta(minutes=10)) is None
    await store.staff.save(msgspec.structs.replace(account, active=False), actor="admin")
    assert await store.staff.half(token, at=clock.now()) is None


async def test_what_the_provider_said_is_kept_sealed_with_the_session(store: Store, clock: HandClock) -> None:
    account = await store.staff.add(Account(name="Anna", password_hash=""), actor="admin")
    token = await store.staff.open_session(account, at=clock.now(), proof="header.claims.signature")
    assert await store.staff.proof(token) == "header.claims.signature"
    key = store.staff._session(token)
    assert b"claims" not in str(await store._site.wire.one("HGETALL", key)).encode()
    assert await store.staff.proof(await store.staff.open_session(account, at=clock.now())) is None
