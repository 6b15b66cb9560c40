import asyncio

import pytest

from bot.store import Refused, Store

pytestmark = pytest.mark.asyncio


async def test_of_many_who_want_a_partition_one_gets_it(store: Store, second: Store) -> None:
    asked = [(store if n % 2 else second).leases.acquire(3, f"worker {n}") for n in range(20)]
    leases = [lease for lease in await asyncio.gather(*asked) if lease is not None]
    assert len(leases) == 1
    assert len(store.leases.held()) + len(second.leases.held()) == 1


async def test_the_second_waits_until_the_first_gives_it_back(store: Store, second: Store) -> None:
    first = await store.leases.acquire(0, "one")
    assert first is not None
    assert await second.leases.acquire(0, "two") is None
    await store.leases.release(first)
    assert store.leases.held() == {}
    again = await second.leases.acquire(0, "two")
    assert again is not None
    assert again.token > first.token


async def test_who_renews_keeps_the_lease(store: Store, second: Store) -> None:
    lease = await store.leases.acquire(0, "one", ttl=1.0)
    assert lease is not None
    for _ in range(4):
        lease = await store.leases.renew(lease)
        assert await second.leases.acquire(0, "two", ttl=1.0) is None
        await asyncio.sleep(0.3)


async def test_who_falls_silent_is_replaced_after_its_own_term(store: Store, second: Store) -> None:
    lease = await store.leases.acquire(0, "one", ttl=0.8)
    assert lease is not None
    assert await second.leases.acquire(0, "two", ttl=9) is None
    await asyncio.sleep(0.2)
    assert await second.leases.acquire(0, "two", ttl=9) is None
    await asyncio.sleep(0.7)
    assert not lease.alive
    taken = await second.leases.acquire(0, "two", ttl=9)
    assert taken is not None
    assert taken.token == lease.token + 1
    with pytest.raises(Refused, match="lease"):
        await store.leases.renew(lease)
    assert store.leases.held() == {}
    await store.leases.release(lease)
    assert await store.leases.acquire(0, "three") is None


async def test_no_clock_of_the_server_ends_or_prolongs_a_lease(store: Store, second: Store) -> None:
    """The key has no expiry date: a server whose clock jumps can neither free it early nor hold it for days."""
    await store.leases.acquire(0, "one")
    assert await store._site.wire.one("PTTL", store._site.keys.at(0, "lease")) == -1
    assert await second.leases.acquire(0, "two") is None


async def test_tokens_count_up_even_when_the_lease_was_given_back(store: Store) -> None:
    tokens = []
    for _ in range(3):
        lease = await store.leases.acquire(0, "one")
        assert lease is not None
        tokens.append(lease.token)
        await store.leases.release(lease)
    assert tokens == [1, 2, 3]
