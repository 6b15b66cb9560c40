import asyncio
from contextlib import aclosing

import pytest

from bot.store import Change, Store
from bot.store.changes import Listener
from tests.bot.store.people import Person
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def test_the_first_word_is_to_read_everything_again(store: Store) -> None:
    async with aclosing(store.changes.listen()) as changes:
        assert (await anext(changes)).resync


async def test_who_follows_a_conversation_hears_of_it_and_of_no_other(store: Store, clock: HandClock) -> None:
    olena, taras = Person(store, "olena"), Person(store, "taras")
    async with aclosing(store.changes.listen("olena")) as changes:
        await anext(changes)
        await taras.say("hej")
        await olena.say("hej", "hej igen")
        assert await anext(changes) == Change(conversation="olena", message=2)


async def test_staff_hear_of_tickets_from_any_process(store: Store, second: Store) -> None:
    olena = Person(second, "olena")
    async with aclosing(store.changes.listen()) as changes:
        await anext(changes)
        await olena.say("hej")
        reference = await olena.open_ticket(queue="mentors")
        change = await anext(changes)
        assert change.tickets == (reference,)
        assert change.queues == ("mentors",)


async def test_any_number_may_listen(store: Store) -> None:
    streams = [store.changes.listen() for _ in range(50)]
    for stream in streams:
        assert (await anext(stream)).resync
    await store.content.publish({"hours": {}}, actor="Anna")
    assert {(await anext(stream)).content for stream in streams} == {1}
    for stream in streams:
        await stream.aclose()
    assert not store.changes._listeners


async def test_who_is_too_slow_reads_everything_again() -> None:
    listener = Listener()
    for n in range(1000):
        listener.put(Change(content=n))
    heard = [await listener.get()]
    while not listener._queue.empty():
        heard.append(await listener.get())
    assert heard[0].resync
    assert heard[-1] == Change(content=999)
    assert len(heard) <= 100


async def test_after_a_lost_connection_everything_is_read_again(store: Store) -> None:
    async with aclosing(store.changes.listen()) as changes:
        await anext(changes)
        await store._site.wire.one("CLIENT", "KILL", "TYPE", "pubsub")
        async with asyncio.timeout(5):
            assert (await anext(changes)).resync
        await store.content.publish({"hours": {}}, actor="Anna")
        assert (await anext(changes)).content == 1
