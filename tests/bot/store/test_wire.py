"""The wire: deadlines, and never the answer to somebody else's question."""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.store import Embedded, Refused, Store, Unavailable
from bot.store.errors import Failed
from bot.store.wire import Wire, blob, items, number, table, text
from tests.bot.store.people import Person

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def narrow(store: Store, valkey: Embedded) -> AsyncIterator[Wire]:
    """A wire with few connections, so that they are shared a lot."""
    wire = Wire(valkey.url, connections=4)
    yield wire
    await wire.close()


async def test_ten_thousand_cancelled_calls_never_show_a_value_of_somebody_else(narrow: Wire) -> None:
    await narrow.run(*(("SET", f"key-{n}", f"value-{n}") for n in range(100)))
    chance = random.Random(7)
    finished = 0

    async def call(n: int) -> None:
        nonlocal finished
        replies = await narrow.run(("GET", f"key-{n}"), ("GET", f"key-{n}"))
        assert replies == [f"value-{n}".encode()] * 2
        finished += 1

    async def cancelled(n: int) -> None:
        task = asyncio.create_task(call(n))
        for _ in range(chance.randrange(6)):
            await asyncio.sleep(0)
        task.cancel()
        with_result = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(with_result[0], asyncio.CancelledError) or with_result[0] is None

    for _ in range(100):
        await asyncio.gather(*(cancelled(chance.randrange(100)) for _ in range(100)), call(0))
    assert finished >= 100
    await asyncio.gather(*(call(n) for n in range(100)))


async def test_cancelled_turns_never_show_another_conversation(store: Store) -> None:
    people = [Person(store, f"p{n}") for n in range(10)]
    for person in people:
        await person.say(f"hej {person.id}")
    chance = random.Random(7)

    async def read(person: Person) -> None:
        (entry,) = await store.conversations.transcript(person.id)
        assert entry.message.text == f"hej {person.id}"
        loaded = await store.conversations.load(person.id, "e")
        assert loaded.person is not None
        assert loaded.person.person == person.id

    async def cancelled(person: Person) -> None:
        task = asyncio.create_task(read(person))
        await asyncio.sleep(chance.random() / 500)
        task.cancel()
        (result,) = await asyncio.gather(task, return_exceptions=True)
        assert result is None or isinstance(result, asyncio.CancelledError)

    for _ in range(10):
        await asyncio.gather(*(cancelled(chance.choice(people)) for _ in range(100)))
    await asyncio.gather(*map(read, people))


async def test_a_server_that_hangs_is_unavailable_within_two_seconds_for_everybody(
    server: Embedded, own: Store
) -> None:
    olena = Person(own, "olena")
    await olena.say("hej")
    os.kill(server.pid or 0, signal.SIGSTOP)
    try:
        started = time.monotonic()
        calls = [own.conversations.load("olena", f"{n}") for n in range(200)]
        results = await asyncio.gather(own.ping(), *calls, return_exceptions=True)
        assert {type(result) for result in results} == {Unavailable}
        assert time.monotonic() - started < 4
    finally:
        os.kill(server.pid or 0, signal.SIGCONT)
    assert len(await own.conversations.transcript("olena")) == 1


async def test_a_reconnect_after_a_restart_needs_nothing(server: Embedded, own: Store) -> None:
    await own.ping()
    server.stop()
    with pytest.raises(Unavailable):
        await own.ping()
    server.start()
    await own.ping()


async def test_errors_of_one_command_do_not_disturb_the_others(narrow: Wire) -> None:
    await narrow.one("RPUSH", "list", "x")
    replies = await narrow.each(("GET", "list"), ("PING",), ("NONSENSE",))
    assert isinstance(replies[0], Refused)
    assert replies[1] == b"PONG"
    assert isinstance(replies[2], Failed)
    with pytest.raises(Refused, match="type"):
        await narrow.run(("PING",), ("GET", "list"))
    assert await narrow.run() == []


async def test_errors_do_not_quote_what_was_sent(narrow: Wire) -> None:
    (reply,) = await narrow.each(("NONSENSE", "Олена", "+46701234567"))
    assert "Олена" not in str(reply)
    assert "4670" not in str(reply)


async def test_replies_of_another_shape_are_noticed() -> None:
    assert (blob(None), text(None), number(None), items(None), table(None)) == (b"", "", 0, [], {})
    assert table([b"a", b"1"]) == {"a": b"1"}
    assert number(b"7") == 7
    with pytest.raises(Failed):
        blob([])
    with pytest.raises(Failed):
        number([])
    with pytest.raises(Failed):
        items(b"x")
