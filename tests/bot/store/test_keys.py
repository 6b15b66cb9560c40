import ast
import asyncio
from binascii import crc_hqx
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio

from bot.ports import Translated
from bot.store import Embedded, Keyring, Keys, Store
from bot.store.keys import STORE, TABLE, Kind
from bot.store.wire import Wire, blob
from dialogs.effects import Erase
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.bot.store.test_commit import full
from tests.valkey import HandClock, server_binary


def slot(key: str) -> int:
    """The hash slot of Redis Cluster: CRC16 (XMODEM) of what stands in the first braces."""
    tag = key.partition("{")[2].partition("}")[0]
    return crc_hqx((tag or key).encode(), 0) % 16384


def test_all_keys_of_a_partition_lie_in_one_slot() -> None:
    keys = Keys(16)
    for partition in keys.all():
        names = [keys.at(partition, kind, name) for kind in TABLE for name in ("", "olena", "a}b", "{x}", "IP-2222")]
        assert {slot(name) for name in names} == {slot(keys.channel(partition))}


def test_partitions_lie_in_different_slots() -> None:
    keys = Keys(31)
    assert len({slot(keys.at(p, "out")) for p in keys.all()}) == 31


def test_a_conversation_lies_in_the_partition_that_its_references_name() -> None:
    keys = Keys(16)
    conversation = "olena"
    assert keys.of(conversation, "log") == keys.at(keys.partition_of(conversation), "log", conversation)
    assert keys.partition_of_case("IP-2222-2222") == 0
    assert keys.partition_of_case("IP-2222-2223") is None
    assert keys.partition_of_case("nonsense") is None


def test_conversations_spread_over_all_partitions() -> None:
    keys = Keys(16)
    assert {keys.partition_of(f"conversation-{n}") for n in range(500)} == set(keys.all())


@pytest.mark.parametrize("partitions", [0, 32])
def test_more_partitions_than_a_reference_can_name_are_refused(partitions: int) -> None:
    with pytest.raises(ValueError):
        Keys(partitions)


def test_the_table_has_every_kind_and_every_kind_is_used() -> None:
    assert set(TABLE) == set(get_args(Kind))
    words: set[object] = set()
    for file in Path("bot/store").glob("*.py"):
        if file.name != "keys.py":
            words |= {n.value for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Constant)}
    assert set(TABLE) <= words


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """A server in cluster mode: it refuses every command and script whose keys lie in several slots."""
    options = ("--cluster-enabled", "yes", "--port", "0")
    folder = tmp_path_factory.mktemp("node")
    with Embedded(folder, binary=server_binary(), options=options) as server:
        yield server


@pytest_asyncio.fixture
async def clustered(node: Embedded, keyring: Keyring, clock: HandClock) -> AsyncIterator[Store]:
    wire = Wire(node.url)
    await wire.each(("CLUSTER", "ADDSLOTSRANGE", 0, 16383))
    while b"cluster_state:ok" not in blob(await wire.one("CLUSTER", "INFO")):
        await asyncio.sleep(0.05)
    await wire.close()
    store = await Store.open(node.url, keyring=keyring, clock=clock)
    yield store
    await store.close()


@pytest.mark.asyncio
async def test_every_script_declares_its_keys_and_they_lie_in_one_slot(clustered: Store, clock: HandClock) -> None:
    """A life of a conversation on a server in cluster mode."""
    store, olena = clustered, Person(clustered, "olena")
    commit = await full(olena)
    await store.conversations.commit(commit)
    reference = commit.tickets[0].reference
    await olena.claim(reference)
    await store.tickets.park(reference, clock.now() + timedelta(days=1), actor="Anna", at=clock.now(), key="p")
    await store.drafts.save(reference, "Anna", "Hej")
    await store.translations.save("olena", {1: Translated("Hej", "DeepL")})
    await store.presence.appear(reference, "Anna", "writing", at=clock.now())
    await olena.say("svar", tickets=(olena.moving(reference, "replied"),))
    lease = await store.leases.acquire(olena.partition, "worker")
    assert lease is not None
    for entry in await store.outbox.read(olena.partition, lease):
        await store.outbox.ack(entry, lease)
    await store.audit.seal(olena.partition, lease)
    await store.dead.add("olena", "poison", b"{}", "crashed")
    await store.people.rotate()
    await store.content.publish({"hours": {}}, actor="Anna")
    await olena.say("hej då", erase=Erase(reason="asked"))
    slots = {slot(key) for key in await keyspace(store)}
    assert {slot(store._site.keys.at(p, "epoch")) for p in range(16)} | {slot(STORE)} >= slots
    assert await store.tickets.find("phone", "+46701234567") == []
