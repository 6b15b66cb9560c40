import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Lease, OutEntry, Refused, Store, ToCall, ToSend
from bot.store.outbox import SWEEP
from bot.store.wire import items, table
from dialogs.effects import Call, Erase
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace

pytestmark = pytest.mark.asyncio


@pytest.fixture
def olena(store: Store) -> Person:
    return Person(store, "olena", channel="telegram")


async def take(store: Store, person: Person, owner: str = "worker") -> Lease:
    lease = await store.leases.acquire(person.partition, owner)
    assert lease is not None
    return lease


async def take_over(store: Store, person: Person) -> Lease:
    """A lease of another process, after the first one fell silent."""
    await store._site.wire.one("DEL", store._site.keys.at(person.partition, "lease"))
    return await take(store, person, "other")


async def read_all(store: Store, lease: Lease, *, want: int = 1) -> list[OutEntry]:
    """At least ``want`` entries that wait."""
    found: list[OutEntry] = []
    for _ in range(4):
        found += await store.outbox.read(lease.partition, lease)
        if len(found) >= want:
            break
    return found


async def send(person: Person, *texts: str, **more: object) -> None:
    commit = await person.prepare(*texts)
    deliver = tuple(entry.message.id for entry in commit.entries)
    await person.store.conversations.commit(replace(commit, deliver=deliver, address="4711", **more))  # type: ignore[arg-type]


async def test_a_message_comes_with_address_and_words_and_goes_when_acknowledged(store: Store, olena: Person) -> None:
    await send(olena, "hej Олена")
    lease = await take(store, olena)
    (entry,) = await read_all(store, lease)
    assert isinstance(entry.item, ToSend)
    assert (entry.conversation, entry.item.channel, entry.item.address) == ("olena", "telegram", "4711")
    assert (entry.item.message.id, entry.item.message.text) == (1, "hej Олена")
    (shown,) = await store.conversations.transcript("olena")
    assert shown.message.delivery == "waiting"
    await store.outbox.ack(entry, lease)
    (shown,) = await store.conversations.transcript("olena")
    assert shown.message.delivery == "sent"
    backlog = await store.outbox.backlog()
    assert (backlog.deliveries, backlog.calls, backlog.oldest) == (0, 0, None)


async def test_a_failed_message_is_shown_as_failed(store: Store, olena: Person) -> None:
    await send(olena, "hej")
    lease = await take(store, olena)
    (entry,) = await read_all(store, lease)
    await store.outbox.ack(entry, lease, "failed")
    (shown,) = await store.conversations.transcript("olena")
    assert shown.message.delivery == "failed"


async def test_messages_of_a_conversation_come_in_their_order(store: Store, olena: Person) -> None:
    for n in range(5):
        await send(olena, f"{n}a", f"{n}b")
    entries = await read_all(store, await take(store, olena), want=10)
    texts = [entry.item.message.text for entry in entries if isinstance(entry.item, ToSend)]
    assert texts == [f"{n}{letter}" for n in range(5) for letter in "ab"]


async def test_a_call_comes_with_payload_and_a_key_that_names_the_turn(store: Store, olena: Person) -> None:
    call = Call(backend="registry", operation="look", payload={"number": "5560125790"})
    await olena.say("hej", calls=(call, call))
    one, two = await read_all(store, await take(store, olena), want=2)
    assert one.item == ToCall(backend="registry", operation="look", payload={"number": "5560125790"}, key="olena:1:1")
    assert isinstance(two.item, ToCall)
    assert two.item.key == "olena:1:2"
    assert (await store.outbox.backlog()).calls == 2


async def test_what_a_call_is_about_comes_with_it_also_from_before_it_was_sealed(store: Store, olena: Person) -> None:
    call = Call(backend="registry", operation="look", payload={}, about="556012-5790")
    await olena.say("hej", calls=(call,))
    wire, stream = store._site.wire, store._site.keys.at(olena.partition, "call")
    (entry,) = items(await wire.one("XRANGE", stream, "-", "+"))
    fields = table(items(entry)[1])
    assert b"556012-5790" not in fields.values()
    before = {name: value for name, value in fields.items() if name != "s"} | {"a": b"556012-5790"}
    await wire.one("XADD", stream, "*", *(word for pair in before.items() for word in pair))
    found = await read_all(store, await take(store, olena), want=2)
    assert [e.item.about for e in found if isinstance(e.item, ToCall)] == ["556012-5790"] * 2


async def test_after_a_takeover_unfinished_entries_come_first(store: Store, olena: Person) -> None:
    await send(olena, "ett")
    first = await read_all(store, await take(store, olena))
    await send(olena, "två")
    lease = await take_over(store, olena)
    entries = await store.outbox.read(lease.partition, lease)
    assert entries == first
    (new,) = await store.outbox.read(lease.partition, lease)
    assert isinstance(new.item, ToSend)
    assert new.item.message.text == "två"


async def test_many_unfinished_entries_come_in_pages_and_each_once(store: Store, olena: Person) -> None:
    for n in range(13):
        await send(olena, *(f"{n}-{m}" for m in range(20)))
    lease = await take(store, olena)
    assert len(await read_all(store, lease, want=260)) == 260
    lease = await take_over(store, olena)
    found = await read_all(store, lease, want=260)
    assert [entry.item.message.id for entry in found if isinstance(entry.item, ToSend)] == list(range(1, 261))


async def test_who_lost_the_lease_cannot_acknowledge(store: Store, second: Store, olena: Person) -> None:
    await send(olena, "hej")
    zombie = await take(store, olena)
    (entry,) = await read_all(store, zombie)
    lease = await take_over(second, olena)
    before = await keyspace(store)
    with pytest.raises(Refused, match="lease"):
        await store.outbox.ack(entry, zombie)
    assert await keyspace(store) == before
    (again,) = await read_all(second, lease)
    await second.outbox.ack(again, lease)


async def test_who_was_asleep_past_the_term_is_given_nothing(store: Store, olena: Person) -> None:
    await send(olena, "hej")
    lease = await take(store, olena)
    assert await store.outbox.read(lease.partition, replace(lease, until=time.monotonic())) == []
    again = await take_over(store, olena)
    assert len(await read_all(store, again)) == 1


async def test_the_sweep_finds_what_was_read_and_lost(store: Store, second: Store, olena: Person) -> None:
    """A holder that had just lost its lease read an entry as the same consumer: nobody else would see it as new."""
    lease = await take(store, olena)
    assert await store.outbox.read(lease.partition, lease) == []
    await send(olena, "hej")
    assert len(await second.outbox._read_new(olena.partition)) == 1
    assert await store.outbox.read(lease.partition, lease) == []
    store.outbox._cursors[lease.partition].swept -= SWEEP
    assert len(await store.outbox.read(lease.partition, lease)) == 1


async def test_an_acknowledged_entry_does_not_come_back_in_a_sweep(store: Store, olena: Person) -> None:
    await send(olena, "ett", "två")
    lease = await take(store, olena)
    one, two = await read_all(store, lease, want=2)
    await store.outbox.ack(one, lease)
    await store.outbox.ack(one, lease)
    store.outbox._cursors[lease.partition].swept -= SWEEP
    assert await store.outbox.read(lease.partition, lease) == [two]


async def test_entries_of_somebody_who_was_erased_are_acknowledged_unsent(store: Store, olena: Person) -> None:
    await send(olena, "hej", calls=(Call(backend="registry", operation="look", payload={"a": "b"}),))
    await olena.say(erase=Erase(reason="asked"))
    lease = await take(store, olena)
    found = await read_all(store, lease)
    assert [entry.item for entry in found if isinstance(entry.item, ToSend)] == []
    (rewrite,) = (entry.item for entry in found if isinstance(entry.item, ToCall))
    assert (rewrite.backend, rewrite.operation) == ("store", "rewrite")
    assert (await store.outbox.backlog()).deliveries == 0


async def test_who_is_erased_between_sending_and_acknowledging_leaves_no_trace(store: Store, olena: Person) -> None:
    await send(olena, "hej")
    lease = await take(store, olena)
    (entry,) = await read_all(store, lease)
    await olena.say(erase=Erase(reason="asked"))
    await store.outbox.ack(entry, lease, "failed")
    assert store._site.keys.of("olena", "delivery") not in await keyspace(store)
    assert (await store.outbox.backlog()).deliveries == 0


async def test_the_farewell_is_sent_though_the_key_is_gone_and_then_rewritten_away(store: Store, olena: Person) -> None:
    await send(olena, "hej")
    await send(olena, "Allt är raderat", erase=Erase(reason="asked"))
    lease = await take(store, olena)
    found = await read_all(store, lease, want=2)
    (farewell,) = (entry for entry in found if isinstance(entry.item, ToSend))
    assert isinstance(farewell.item, ToSend)
    assert farewell.item.farewell
    assert (farewell.item.address, farewell.item.message.text) == ("4711", "Allt är raderat")
    for entry in found:
        await store.outbox.ack(entry, lease)
    (rewrite,) = await read_all(store, lease)
    assert isinstance(rewrite.item, ToCall)
    assert rewrite.item.operation == "rewrite"


async def test_the_farewell_also_finds_an_address_that_was_told_earlier(store: Store, olena: Person) -> None:
    await send(olena, "hej")
    commit = await olena.prepare("hej då")
    commit = replace(commit, deliver=(commit.last,), erase=Erase(reason="asked"))
    await store.conversations.commit(commit)
    found = await read_all(store, await take(store, olena), want=2)
    assert [entry.item.address for entry in found if isinstance(entry.item, ToSend)] == ["4711"]


async def test_an_entry_that_cannot_be_read_does_not_stop_the_others(store: Store, olena: Person) -> None:
    taras = next(p for n in range(99) if (p := Person(store, f"t{n}")).partition == olena.partition)
    await send(olena, "hej")
    await send(taras, "hej")
    await store._site.wire.one("HSET", store._site.keys.of("olena", "person"), "wrapped", "broken")
    lease = await take(store, olena)
    assert [entry.conversation for entry in await read_all(store, lease)] == [taras.id]
    assert (await store.outbox.backlog()).deliveries == 2


async def test_reading_waits_for_new_entries_but_not_for_long(store: Store, olena: Person) -> None:
    lease = await take(store, olena)
    await store.outbox.read(lease.partition, lease)
    started = time.monotonic()
    assert await store.outbox.read(lease.partition, lease) == []
    assert 0.9 <= time.monotonic() - started < 3


async def test_an_entry_knows_since_when_it_waits(store: Store, olena: Person) -> None:
    await send(olena, "hej")
    (entry,) = await read_all(store, await take(store, olena))
    backlog = await store.outbox.backlog()
    assert backlog.oldest == entry.since
    assert timedelta() <= entry.since - entry.since.__class__.now(entry.since.tzinfo) + timedelta(minutes=1)
