"""One worker a partition; who loses it stops, who waits takes over."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.ports import Sent
from bot.render import Texts
from bot.store import Embedded, Keyring, Store
from bot.turn import Turns
from bot.workers import Workers
from tests.bot.workers.conftest import HASTY, Mute, Running
from tests.bot.workers.paper import Paper
from tests.bot.workers.test_deliver import Pushed
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def held(store: Store, count: int, seconds: float = 10.0) -> None:
    """Wait until the process of ``store`` holds so many partitions."""
    async with asyncio.timeout(seconds):
        while len(store.leases.held()) != count:
            await asyncio.sleep(0.02)


async def test_one_process_holds_everything_and_a_second_waits_and_says_so(
    store: Store, second: Store, working: Running
) -> None:
    """The log tells who waits for how many."""
    with capture_logs() as logs:
        async with working(owner="one"):
            await held(store, 16)
            async with working(on=second, owner="two"):
                await asyncio.sleep(1.5)
                assert not second.leases.held()
    told = [(entry["event"], entry["owner"], entry["count"]) for entry in logs if "owner" in entry]
    assert told == [("partitions_held", "one", 16), ("waiting_for_partitions", "two", 16)]


async def test_who_waits_takes_over_when_the_holder_stops(store: Store, second: Store, working: Running) -> None:
    """Leases are given back, so that nobody has to wait for their end."""
    other, anna = Paper(), Pushed.on(store, "anna")
    first = working(owner="one", term=60)
    running = await first.__aenter__()
    await held(store, 16)
    async with working(on=second, owner="two", channel=other):
        await asyncio.sleep(0.2)
        await first.__aexit__(None, None, None)
        assert running.done()
        await held(second, 16, 3)
        await anna.told("one")
        await anna.settled("sent")
    assert other.sent == [("ANNA", "one")]


async def test_who_waits_takes_over_when_the_holder_dies(store: Store, second: Store, working: Running) -> None:
    """After the term of the lease; what the dead one held is sent by the new one."""
    other, paper, anna = Paper(), Paper(), Pushed.on(store, "anna")
    paper.answers["ANNA"] = [Sent("retry", retry_after=3600)]
    await anna.told("one")
    with suppress(asyncio.CancelledError):
        async with working(owner="one", channel=paper, term=1.5) as first:
            await paper.tried(1)
            first.cancel()
    async with working(on=second, owner="two", channel=other):
        began = time.monotonic()
        await anna.settled("sent")
    assert 1.0 < time.monotonic() - began < 15
    assert other.sent == [("ANNA", "one")]


async def test_a_holder_that_slept_stops_at_once(store: Store, second: Store, paper: Paper, working: Running) -> None:
    """What it still holds in its hands is not sent; the new holder has it (a zombie worker)."""
    other, anna = Paper(), Pushed.on(store, "anna")
    partition = anna.partition
    paper.answers["ANNA"] = [Sent("retry", retry_after=2.0)]
    await anna.told("one")
    with capture_logs() as logs:
        async with working(owner="one", term=1.0):
            await paper.tried(1)
            # Somebody else concludes that the first one is dead, as after a long sleep of its machine.
            site = store._site
            key = site.keys.at(partition, "lease")
            await site.wire.one("HSET", key, "token", 99, "owner", "two", "beat", 0, "term", 60_000)
            await asyncio.sleep(2.5)
        assert len(paper.tries) == 1
        await site.wire.one("DEL", key)
    assert [entry["partition"] for entry in logs if entry["event"] == "partition_lost"] == [partition]
    async with working(on=second, channel=other):
        await anna.settled("sent")
    assert other.sent == [("ANNA", "one")]


async def test_a_failing_partition_is_taken_up_again_and_the_others_go_on(
    store: Store, paper: Paper, working: Running
) -> None:
    """A key of the wrong type breaks one partition; mended, it works without a restart."""
    anna, boris = Pushed.on(store, "anna"), Pushed.on(store, "boris")
    assert anna.partition != boris.partition
    site = store._site
    broken = site.keys.at(anna.partition, "timers")
    await site.wire.one("SET", broken, "not timers")
    with capture_logs() as logs:
        async with working():
            await boris.told("hello")
            await boris.settled("sent")
            await site.wire.one("DEL", broken)
            await anna.told("one")
            await anna.settled("sent")
    assert any(entry["event"] == "partition_failed" for entry in logs)


async def test_everything_ends_within_two_seconds(working: Running, store: Store) -> None:
    """Also when nothing happens: reads that wait are cut."""
    async with working():
        await held(store, 16)
        began = time.monotonic()
    assert time.monotonic() - began < 2
    assert not store.leases.held()


async def test_the_store_may_go_away_and_come_back(tmp_path: Path, clock: HandClock) -> None:
    """Killed and started again on its data; what was acknowledged is delivered, once."""
    paper, stop = Paper(), asyncio.Event()
    with Embedded(tmp_path / "data") as server:
        store = await Store.open(server.url, keyring=Keyring.open(tmp_path / "key", create=True), clock=clock)
        anna = Pushed.on(store, "anna")
        await anna.told("one")
        turns = Turns(store=store, understander=Mute(), texts=Texts.load())
        workers = Workers(store=store, turns=turns, clock=clock, channels=[paper], patience=HASTY, term=3.0)
        task = asyncio.create_task(workers.run(stop))
        await anna.settled("sent")
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        await asyncio.sleep(1)
        server.start()
        async with asyncio.timeout(20):
            while True:
                with suppress(Exception):
                    await anna.told("two")
                    break
                await asyncio.sleep(0.2)
        await anna.settled("sent", "sent")
        stop.set()
        await task
        await store.close()
    assert paper.sent == [("ANNA", "one"), ("ANNA", "two")]
