"""Key-encryption keys rotate while the store is used, and a rotation that was killed is continued."""

import asyncio
import multiprocessing
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import Embedded, Keyring, Store, Unreadable, UnsafeStore
from dialogs.effects import Erase
from tests.bot.store.people import Person
from tests.bot.store.snapshots import dumps, restore
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def test_after_a_rotation_everything_is_read_by_the_new_generation_only(store: Store, keyring: Keyring) -> None:
    for n in range(30):
        await Person(store, f"p{n}").say(f"hej {n}")
    await store.dead.add("p0", "poison", b"{}", "crashed")
    assert await store.people.generations() == {1: 31}
    assert await store.people.rotate() == 31
    assert await store.people.generations() == {2: 31}
    await store.people.destroy(1)
    assert keyring.generations == (2,)
    for n in range(30):
        (entry,) = await store.conversations.transcript(f"p{n}")
        assert entry.message.text == f"hej {n}"
        await Person(store, f"p{n}").say("igen")
    (letter,) = await store.dead.list()
    assert letter.event == b"{}"


async def test_a_generation_that_is_needed_is_not_destroyed(store: Store, keyring: Keyring) -> None:
    await Person(store, "olena").say("hej")
    keyring.advance()
    with pytest.raises(UnsafeStore, match="rotate first"):
        await store.people.destroy(1)


async def test_a_backup_is_unreadable_when_its_generation_is_destroyed(store: Store) -> None:
    olena = Person(store, "olena")
    await olena.say("hej")
    backup = await dumps(store)
    await olena.say(erase=Erase(reason="asked"))
    await store.people.rotate()
    await store.people.destroy(1)
    await restore(store, backup)
    with pytest.raises(Unreadable, match="generation 1"):
        await store.conversations.load("olena", "e")


async def test_turns_go_on_during_a_rotation(store: Store, second: Store) -> None:
    people = [Person(store, f"p{n}") for n in range(20)]
    for person in people:
        await person.say("hej")

    async def talk(person: Person) -> None:
        for n in range(5):
            await person.say(f"{n}")

    await asyncio.gather(second.people.rotate(), *map(talk, people))
    newcomer = Person(store, "ny")
    await newcomer.say("hej")
    assert await store.people.generations() == {2: 21}
    for person in people:
        assert len(await store.conversations.transcript(person.id)) == 6


def rotate_in_a_process(url: str, key_file: str) -> None:
    class Now:
        def now(self) -> datetime:
            return datetime.now(UTC)

    async def rotate() -> None:
        store = await Store.open(url, keyring=Keyring.open(Path(key_file)), clock=Now())
        await store.people.rotate()

    asyncio.run(rotate())


async def test_a_rotation_that_was_killed_is_continued(
    store: Store, valkey: Embedded, keyring: Keyring, clock: HandClock
) -> None:
    for n in range(400):
        await Person(store, f"p{n}").say("hej")
    arguments = (valkey.url, str(keyring.path))
    process = multiprocessing.get_context("spawn").Process(target=rotate_in_a_process, args=arguments)
    process.start()
    end = time.monotonic() + 20
    while (await store.people.generations())[2] < 5 and time.monotonic() < end:
        await asyncio.sleep(0)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    done = await store.people.generations()
    assert 5 <= done[2] < 400, "the kill came too late or too early"
    assert await store.people.rotate() == done[1]
    assert keyring.generations == (1, 2)
    assert await store.people.generations() == {2: 400}
    await store.people.destroy(1)
    assert len(await store.conversations.transcript("p399")) == 1
