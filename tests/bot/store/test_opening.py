"""A store that would lose data, or is not the one that we know, is refused in words."""

from pathlib import Path

import pytest

from bot.store import Embedded, Keyring, Store, Unavailable, UnsafeStore
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    "setting, value, words",
    [
        ("appendonly", "no", "keeps nothing on disk"),
        ("appendfsync", "everysec", "may forget"),
        ("appendfsync", "no", "may forget"),
        ("maxmemory-policy", "allkeys-lru", "throws data away"),
        ("maxmemory-policy", "volatile-ttl", "throws data away"),
    ],
)
async def test_a_server_that_loses_data_is_refused_unless_that_is_wanted(
    server: Embedded, own: Store, keyring: Keyring, clock: HandClock, setting: str, value: str, words: str
) -> None:
    await own._site.wire.one("CONFIG", "SET", setting, value)
    with pytest.raises(UnsafeStore, match=words):
        await Store.open(server.url, keyring=keyring, clock=clock)
    store = await Store.open(server.url, keyring=keyring, clock=clock, allow_unsafe=True)
    await store.close()


async def test_a_server_that_does_not_tell_its_settings_is_refused(
    server: Embedded, own: Store, keyring: Keyring, clock: HandClock
) -> None:
    await own._site.wire.one("ACL", "SETUSER", "managed", "on", ">word", "~*", "&*", "+@all", "-config")
    url = server.url.replace("unix://", "unix://managed:word@")
    with pytest.raises(UnsafeStore, match="CONFIG GET"):
        await Store.open(url, keyring=keyring, clock=clock)
    store = await Store.open(url, keyring=keyring, clock=clock, allow_unsafe=True)
    await Person(store, "olena").say("hej")
    await store.close()


async def test_another_number_of_partitions_is_refused(
    server: Embedded, own: Store, keyring: Keyring, clock: HandClock
) -> None:
    with pytest.raises(UnsafeStore, match="16 partitions, STRA_PARTITIONS says 8"):
        await Store.open(server.url, keyring=keyring, clock=clock, partitions=8)


async def test_an_unknown_schema_is_refused(server: Embedded, own: Store, keyring: Keyring, clock: HandClock) -> None:
    await own._site.wire.one("HSET", "stra", "schema", 99)
    with pytest.raises(UnsafeStore, match="schema 99"):
        await Store.open(server.url, keyring=keyring, clock=clock)


async def test_an_empty_store_is_refused_when_there_were_data(
    server: Embedded, own: Store, keyring: Keyring, clock: HandClock
) -> None:
    await own._site.wire.one("FLUSHALL")
    with pytest.raises(UnsafeStore, match="restore a backup"):
        await Store.open(server.url, keyring=keyring, clock=clock)
    assert await keyspace(own) == {}


async def test_another_store_than_before_is_refused(
    server: Embedded, own: Store, clock: HandClock, keyring: Keyring, tmp_path: Path
) -> None:
    await own._site.wire.one("FLUSHALL")
    stranger = await Store.open(server.url, keyring=Keyring.fresh(), clock=clock)
    await stranger.close()
    with pytest.raises(UnsafeStore, match="another store"):
        await Store.open(server.url, keyring=keyring, clock=clock)


async def test_the_keys_of_another_store_are_refused(server: Embedded, own: Store, clock: HandClock) -> None:
    with pytest.raises(UnsafeStore, match="key file is not the one"):
        await Store.open(server.url, keyring=Keyring.fresh(), clock=clock)


async def test_data_of_something_else_are_left_alone(server: Embedded, own: Store, clock: HandClock) -> None:
    await own._site.wire.run(("FLUSHALL",), ("SET", "other", "x"))
    before = await keyspace(own)
    with pytest.raises(UnsafeStore, match="something else"):
        await Store.open(server.url, keyring=Keyring.fresh(), clock=clock)
    assert await keyspace(own) == before


async def test_a_store_with_a_partition_lost_is_refused(
    server: Embedded, own: Store, keyring: Keyring, clock: HandClock
) -> None:
    await own._site.wire.one("DEL", own._site.keys.at(3, "epoch"))
    with pytest.raises(UnsafeStore, match=r"partitions \[3\]"):
        await Store.open(server.url, keyring=keyring, clock=clock)


async def test_a_start_that_died_half_way_is_finished(server: Embedded, clock: HandClock, keyring: Keyring) -> None:
    wire = (opened := await Store.open(server.url, keyring=Keyring.fresh(), clock=clock))._site.wire
    await wire.run(("FLUSHALL",), ("HSET", "stra", "epoch", "half"))
    store = await Store.open(server.url, keyring=keyring, clock=clock)
    await Person(store, "olena").say("hej")
    await store.close()
    await opened.close()


async def test_a_store_that_is_emptied_while_it_runs_is_not_written_to(own: Store, clock: HandClock) -> None:
    olena = Person(own, "olena")
    reference = await olena.open_ticket("hej")
    commit = await olena.prepare("igen")
    lease = await own.leases.acquire(olena.partition, "worker")
    assert lease is not None
    await own._site.wire.one("FLUSHALL")
    calls = [
        own.ping(),
        own.conversations.commit(commit),
        own.conversations.open_access("olena"),
        own.conversations.transcript("olena"),
        own.tickets.get(reference),
        own.tickets.claim(reference, actor="Anna", at=clock.now(), key="k"),
        own.dead.add("olena", "e", b"{}", "crashed"),
        own.content.publish({"hours": {}}, actor="Anna"),
        own.leases.renew(lease),
        own.outbox.read(olena.partition, lease),
    ]
    for call in calls:
        with pytest.raises(Unavailable, match="lost its data"):
            await call
    assert await keyspace(own) == {}
    with pytest.raises(Unavailable, match="lost its data"):
        await own.conversations.load("olena", "e")


async def test_a_url_that_makes_no_sense_is_refused(keyring: Keyring, clock: HandClock) -> None:
    with pytest.raises(UnsafeStore, match="REDIS_URL"):
        await Store.open("http://example.com", keyring=keyring, clock=clock)


async def test_no_server_is_unavailable(keyring: Keyring, clock: HandClock, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        await Store.open(f"unix://{tmp_path}/none.sock", keyring=keyring, clock=clock)
