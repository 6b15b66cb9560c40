import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import Lease, Line, Refused, Store
from bot.store.wire import items, table, text, texts
from dialogs.effects import Note
from tests.bot.store.people import Person
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def written(store: Store, count: int = 6) -> tuple[Lease, list[str], str]:
    """A chained trail in partition 0: the lease, the ids of its entries, its key."""
    for n in range(count):
        await store.audit.write(Line(at=store._site.clock.now(), actor="Anna", action="ticket.read", detail=f"{n}"))
        await asyncio.sleep(0.002)  # so that there is room between their ids
    lease = await store.leases.acquire(0, "worker")
    assert lease is not None
    await store.audit.seal(0, lease)
    key = store._site.keys.at(0, "audit")
    entries = items(await store._site.wire.one("XRANGE", key, "-", "+"))
    return lease, [text(items(entry)[0]) for entry in entries], key


async def rewrite(store: Store, key: str, ids: list[str], fields: list[dict[str, bytes]]) -> None:
    """What somebody with access to the store, but without the key, could do to the stream."""
    words = [tuple(w for pair in field.items() for w in pair) for field in fields]
    await store._site.wire.run(("DEL", key), *(("XADD", key, i, *w) for i, w in zip(ids, words, strict=True)))


async def entries(store: Store, key: str) -> list[dict[str, bytes]]:
    return [table(items(entry)[1]) for entry in items(await store._site.wire.one("XRANGE", key, "-", "+"))]


async def test_a_commit_tells_what_was_done_by_whom(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej", notes=(Note(action="notice.shown", detail="v3"),))
    await olena.claim(reference)
    lines = [record.line for record in await store.audit.read(limit=10)]
    assert [(line.actor, line.action, line.reference) for line in lines] == [
        ("Anna", "ticket.claimed", reference),
        ("person", "ticket.opened", reference),
        ("person", "notice.shown", ""),
    ]
    assert [r.line.action for r in await store.audit.read(reference=reference)] == ["ticket.claimed", "ticket.opened"]
    assert [r.line.action for r in await store.audit.read(actor="Anna")] == ["ticket.claimed"]
    assert len(await store.audit.read(limit=1)) == 1


async def test_the_words_of_notes_and_people_are_not_in_it(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej", lookups=(("phone", "+46701234567"),))
    await store.tickets.note(reference, "Ringde Олена", actor="Anna", at=clock.now(), key="k")
    assert "Олена" not in repr(await store.audit.read())


async def test_a_trail_as_it_was_written_is_verified(store: Store) -> None:
    lease, _, _ = await written(store)
    assert await store.audit.verify(0) is None
    assert await store.audit.verify(1) is None
    await store.audit.write(Line(at=store._site.clock.now(), actor="Anna", action="ticket.read"))
    assert await store.audit.verify(0) is None
    head = await store.audit.seal(0, lease)
    assert head.count == 7
    assert await store.audit.seal(0, lease) == head
    assert await store.audit.verify(0) is None


async def test_a_long_trail_is_chained_and_verified_page_by_page(store: Store) -> None:
    key = store._site.keys.at(0, "audit")
    await store._site.wire.run(*(("XADD", key, "*", "line", f'{{"n":{n}}}') for n in range(1000)))
    lease = await store.leases.acquire(0, "worker")
    assert lease is not None
    assert (await store.audit.seal(0, lease)).count == 1000
    assert await store.audit.verify(0) is None


async def test_only_the_leaseholder_chains(store: Store) -> None:
    lease, _, _ = await written(store)
    await store.leases.release(lease)
    await store.audit.write(Line(at=store._site.clock.now(), actor="Anna", action="ticket.read"))
    with pytest.raises(Refused, match="lease"):
        await store.audit.seal(0, lease)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_any_changed_byte_is_found_and_the_line_named(store: Store, data: st.DataObject) -> None:
    await store._site.wire.run(*(("DEL", store._site.keys.at(0, kind)) for kind in ("audit", "chain", "lease")))
    _, ids, key = await written(store)
    fields = await entries(store, key)
    n = data.draw(st.integers(0, len(ids) - 1))
    line = fields[n]["line"]
    at = data.draw(st.integers(0, len(line) - 1))
    changed = data.draw(st.integers(0, 255).filter(lambda byte: byte != line[at]))
    fields[n]["line"] = line[:at] + bytes([changed]) + line[at + 1 :]
    await rewrite(store, key, ids, fields)
    assert await store.audit.verify(0) == ids[n]


async def test_an_added_field_is_found(store: Store) -> None:
    _, ids, key = await written(store)
    fields = await entries(store, key)
    fields[2]["more"] = b"x"
    await rewrite(store, key, ids, fields)
    assert await store.audit.verify(0) == ids[2]


@pytest.mark.parametrize("with_link", [False, True])
async def test_a_removed_entry_is_found(store: Store, with_link: bool) -> None:
    _, ids, key = await written(store)
    await store._site.wire.one("XDEL", key, ids[2])
    if with_link:
        await store._site.wire.one("HDEL", store._site.keys.at(0, "chain"), ids[2])
    assert await store.audit.verify(0) == (ids[3] if with_link else ids[2])


async def test_reordered_entries_are_found(store: Store) -> None:
    _, ids, key = await written(store)
    fields = await entries(store, key)
    fields[1], fields[4] = fields[4], fields[1]
    await rewrite(store, key, ids, fields)
    assert await store.audit.verify(0) == ids[1]


async def test_an_inserted_entry_is_found(store: Store) -> None:
    _, ids, key = await written(store)
    fields = await entries(store, key)
    between = f"{ids[2].split('-')[0]}-999"
    await rewrite(store, key, [*ids[:3], between, *ids[3:]], [*fields[:3], {"line": b"{}"}, *fields[3:]])
    assert await store.audit.verify(0) == between


async def test_a_cut_tail_is_found(store: Store) -> None:
    _, ids, key = await written(store)
    await store._site.wire.one("XDEL", key, *ids[4:])
    assert await store.audit.verify(0) == ids[4]


async def test_a_tail_cut_with_its_links_and_head_is_found_by_the_anchor(store: Store) -> None:
    """The attacker puts the chain back to where it was earlier, wholly consistent."""
    lease, _, key = await written(store, 3)
    chain = store._site.keys.at(0, "chain")
    earlier = await store._site.wire.one("DUMP", chain)
    await store.audit.write(Line(at=store._site.clock.now(), actor="Anna", action="person.exported"))
    head = await store.audit.seal(0, lease)
    await store._site.wire.run(("XDEL", key, head.entry), ("DEL", chain), ("RESTORE", chain, 0, earlier or b""))  # type: ignore[arg-type]
    assert await store.audit.verify(0) == head.entry


async def test_a_trail_of_another_partition_does_not_fit(store: Store) -> None:
    _, ids, key = await written(store)
    keys = store._site.keys
    for kind in ("audit", "chain"):
        await store._site.wire.one("COPY", keys.at(0, kind), keys.at(1, kind))
    assert await store.audit.verify(1) == ids[0]
    assert key in texts(await store._site.wire.one("KEYS", "*"))
