"""What is done once is remembered by every process, and nobody can read what it was."""

from datetime import timedelta

import pytest

from bot.store import Store
from bot.store.wire import blob, items

pytestmark = pytest.mark.asyncio
DAY = timedelta(days=1)


async def test_only_the_first_one_may_do_it(store: Store) -> None:
    assert await store.marks.set_first("told", "IP-2222-2222", keep=DAY)
    assert not await store.marks.set_first("told", "IP-2222-2222", keep=DAY)
    assert await store.marks.set_first("told", "IP-2222-2223", keep=DAY)
    assert await store.marks.set_first("warned", "IP-2222-2222", keep=DAY)


async def test_what_failed_can_be_done_again(store: Store) -> None:
    await store.marks.set_first("told", "x", keep=DAY)
    await store.marks.forget("told", "x")
    assert await store.marks.set_first("told", "x", keep=DAY)


async def test_a_mark_ends_and_says_nothing_to_who_reads_the_store(store: Store) -> None:
    await store.marks.set_first("told", "-100200300", keep=DAY)
    wire = store._site.wire
    (key,) = [blob(k) for k in items(await wire.one("KEYS", "*:mark:*"))]
    assert b"100200300" not in key
    assert 0 < int(await wire.one("PTTL", key)) <= DAY.total_seconds() * 1000  # type: ignore[arg-type]


async def test_a_name_is_the_same_each_time_and_another_for_another_purpose(store: Store) -> None:
    name = store.name_of("telegram", "1:2")
    assert name == store.name_of("telegram", "1:2")
    assert len(name) == 32
    assert len({name, store.name_of("telegram", "1:3"), store.name_of("else", "1:2")}) == 3
