"""The store on a cluster of three nodes."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store import Embedded, Keyring, Store, Unavailable, UnsafeStore
from bot.store.cluster import Cluster, connect, key_of, slot_of
from bot.store.wire import Command, Wire, blob
from dialogs.effects import Erase
from tests.bot.store.people import Person
from tests.valkey import HandClock, server_binary


def free_port() -> int:
    """A port whose bus (10000 above) is a port too."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port < 55000:
            return port
        port = 20000 + port % 20000
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[int]]:
    """Three nodes that know each other."""
    found = [free_port() for _ in range(3)]
    with ExitStack() as stack:
        for port in found:
            options = ("--cluster-enabled", "yes", "--port", str(port), "--bind", "127.0.0.1")
            folder: Path = tmp_path_factory.mktemp("node")
            stack.enter_context(Embedded(folder, binary=server_binary(), options=options))
        asyncio.run(join(found))
        yield found


async def join(ports: list[int]) -> None:
    wires = [Wire(f"redis://127.0.0.1:{port}") for port in ports]
    for n, wire in enumerate(wires):
        first, last = 16384 * n // 3, 16384 * (n + 1) // 3 - 1
        await wire.one("CLUSTER", "ADDSLOTSRANGE", first, last)
        await wire.one("CLUSTER", "MEET", "127.0.0.1", ports[0])
    for wire in wires:
        while b"cluster_state:ok" not in blob(await wire.one("CLUSTER", "INFO")):
            await asyncio.sleep(0.05)
        await wire.close()


@pytest_asyncio.fixture
async def store(ports: list[int], keyring: Keyring, clock: HandClock) -> AsyncIterator[Store]:
    for port in ports:
        wire = Wire(f"redis://127.0.0.1:{port}")
        await wire.one("FLUSHALL")
        await wire.close()
    opened = await Store.open(f"redis://127.0.0.1:{ports[1]}", keyring=keyring, clock=clock)
    yield opened
    await opened.close()


@pytest.mark.asyncio
async def test_a_life_on_three_nodes(store: Store, clock: HandClock) -> None:
    assert isinstance(store._site.wire, Cluster)
    people = [Person(store, f"p{n}", channel="telegram") for n in range(40)]
    async with aclosing(store.changes.listen()) as changes:
        await anext(changes)
        references = [await p.open_ticket("hej", lookups=(("phone", f"+4670{p.id}"),)) for p in people]
        async with asyncio.timeout(5):
            assert {(await anext(changes)).tickets[0] for _ in people} == set(references)
    assert {person.partition for person in people} == set(range(16))
    page = await store.tickets.list(queues=["general"], statuses=["new"], limit=100)
    assert {ticket.reference for ticket in page.tickets} == set(references)
    assert (await store.tickets.counts(["general"]))["new"] == 40
    assert await store.tickets.find("phone", "+4670p7") == [references[7]]
    assert await store.people.rotate() == 40
    assert await store.reconcile() == []
    await people[3].say(erase=Erase(reason="asked"))
    lease = await store.leases.acquire(people[3].partition, "worker")
    assert lease is not None
    (rewrite,) = await store.outbox.read(lease.partition, lease)
    await store.rewrite()
    await store.outbox.ack(rewrite, lease)
    assert await store.people.replay_ledger() == 0
    assert await store.content.publish({"hours": {}}, actor="Anna") == 1


@pytest.mark.asyncio
async def test_who_asks_the_wrong_node_learns_where_the_slots_are(store: Store) -> None:
    people = [Person(store, f"p{n}") for n in range(20)]
    for person in people:
        await person.say("hej")
    wire = store._site.wire
    assert isinstance(wire, Cluster)
    (first, *_) = wire._owners.values()
    wire._owners = dict.fromkeys(wire._owners, first)
    assert [len(await store.conversations.transcript(person.id)) for person in people] == [1] * 20
    assert len(set(wire._owners.values())) == 3


@pytest.mark.asyncio
async def test_each_node_is_checked_before_it_is_used(
    store: Store, ports: list[int], keyring: Keyring, clock: HandClock
) -> None:
    node = Wire(f"redis://127.0.0.1:{ports[2]}")
    await node.one("CONFIG", "SET", "appendfsync", "no")
    with pytest.raises(UnsafeStore, match="appendfsync"):
        await Store.open(f"redis://127.0.0.1:{ports[0]}", keyring=keyring, clock=clock)
    await node.one("CONFIG", "SET", "appendfsync", "always")
    await node.close()


@pytest.mark.asyncio
async def test_slots_that_nobody_has_are_unavailable(store: Store) -> None:
    wire = store._site.wire
    assert isinstance(wire, Cluster)
    await wire.nodes()
    wire._owners.pop(slot_of("lonely"))
    with pytest.raises(Unavailable, match="not complete"):
        await wire.one("GET", "lonely")


@pytest.mark.asyncio
async def test_one_server_is_no_cluster(valkey: Embedded) -> None:
    wire = await connect(valkey.url)
    assert not isinstance(wire, Cluster)
    assert await wire.nodes() == [wire]
    await wire.close()


@pytest.mark.parametrize(
    "command, key",
    [
        (("GET", "a"), "a"),
        (("EVALSHA", "sha", 2, "a", "b", "word"), "a"),
        (("XREADGROUP", "GROUP", "g", "c", "COUNT", 1, "STREAMS", "a", "b", ">", ">"), "a"),
        (("XGROUP", "CREATE", "a", "g", "0"), "a"),
        (("CONFIG", "GET", "appendonly"), None),
    ],
)
def test_a_command_goes_where_its_key_lies(command: Command, key: str | None) -> None:
    assert key_of(command) == key
