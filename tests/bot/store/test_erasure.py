"""Erased is erased: in the live store, in its files, and after a restore of an older backup."""

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports import Translated
from bot.store import Embedded, Keyring, Refused, Store, UnsafeStore
from bot.store.ledger import Erased, LedgerFile
from bot.store.wire import blob
from dialogs.effects import Erase, Note
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.bot.store.test_commit import full
from tests.valkey import HandClock


async def live(store: Store, clock: HandClock) -> tuple[Person, str]:
    """Somebody with everything that can be kept of a person; and the ticket."""
    olena = Person(store, "olena")
    commit = await full(olena)
    await store.conversations.commit(commit)
    reference = commit.tickets[0].reference
    await olena.claim(reference)
    await store.tickets.park(reference, clock.now() + timedelta(days=1), actor="Anna", at=clock.now(), key="p")
    await store.tickets.note(reference, "Ringde", actor="Anna", at=clock.now(), key="n")
    await store.drafts.save(reference, "Anna", "Hej Олена")
    await store.translations.save("olena", {1: Translated("Jag heter Олена", "DeepL")})
    await store.dead.add("olena", "poison", b"{}", "crashed")
    await store.conversations.load("olena", "unfinished")
    return olena, reference


@pytest.mark.asyncio
async def test_erasure_leaves_a_tombstone_and_nothing_else(store: Store, clock: HandClock) -> None:
    olena, reference = await live(store, clock)
    await olena.say(erase=Erase(reason="asked"), event_id="erase")
    loaded = await store.conversations.load("olena", "erase")
    assert (loaded.conversation, loaded.person, loaded.address, loaded.erased) == (None, None, None, True)
    assert loaded.seen is not None
    assert (loaded.seen.erased, loaded.seen.digest) == ("asked", "")
    assert await store.conversations.transcript("olena") == []
    assert await store.tickets.find("phone", "+46701234567") == []
    assert await store.drafts.get(reference, "Anna") is None
    assert await store.dead.list() == []
    assert await store.timers.due(olena.partition, clock.now() + timedelta(days=9)) == []
    names = [key.partition(":")[2] for key in await keyspace(store) if "olena" in key or reference in key]
    assert sorted(names) == ["conversation:olena", "seen:olena", f"ticket:{reference}", "tries:olena"]


@pytest.mark.asyncio
async def test_what_is_left_expires(store: Store, clock: HandClock) -> None:
    olena, _ = await live(store, clock)
    await olena.say(erase=Erase(reason="asked"))
    terms = await store._site.wire.run(*(("PTTL", store._site.keys.of("olena", k)) for k in ("conversation", "seen")))
    assert all(isinstance(term, int) and 0 < term <= 8 * 24 * 3600 * 1000 for term in terms)


@pytest.mark.asyncio
async def test_tickets_are_closed_and_only_their_clear_fields_stay(store: Store, clock: HandClock) -> None:
    olena, reference = await live(store, clock)
    await olena.say(erase=Erase(reason="asked"))
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert kept.erased
    assert (kept.ticket.status, kept.ticket.queue, kept.ticket.answers, kept.history) == ("closed", "general", (), ())
    page = await store.tickets.list(queues=["general"], statuses=["closed"])
    assert [ticket.reference for ticket in page.tickets] == [reference]
    assert await store.tickets.mine("Anna") == 0
    with pytest.raises(Refused, match="status"):
        await store.tickets.note(reference, "Hej", actor="Anna", at=clock.now(), key="late")


@pytest.mark.asyncio
async def test_a_ticket_stays_erased_when_the_same_chat_comes_back(store: Store, clock: HandClock) -> None:
    olena, reference = await live(store, clock)
    await olena.say(erase=Erase(reason="asked"))
    await olena.say("hej igen")
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert kept.erased
    assert (await olena.load()).conversation is not None


@pytest.mark.asyncio
async def test_erasing_is_told_in_the_audit_trail_by_whom_and_why(store: Store, clock: HandClock) -> None:
    olena, reference = await live(store, clock)
    await olena.say(erase=Erase(reason="officer"), actor="Pia", notes=(Note(action="erasure.decided"),))
    lines = [record.line for record in (await store.audit.read(actor="Pia"))]
    assert {(line.action, line.detail, line.reference) for line in lines} == {
        ("erasure.decided", "", ""),
        ("person.erased", "officer", ""),
        ("ticket.closed", "erased", reference),
    }


@pytest.mark.asyncio
async def test_erasing_again_is_a_repeat(store: Store, clock: HandClock) -> None:
    olena, _ = await live(store, clock)
    commit = await olena.prepare("hej då", erase=Erase(reason="asked"))
    await store.conversations.commit(commit)
    again = await store.conversations.commit(commit)
    assert again.repeat
    assert again.seen is not None
    assert again.seen.erased == "asked"


async def wrapped_key(store: Store) -> bytes:
    return blob(await store._site.wire.one("HGET", store._site.keys.of("olena", "person"), "wrapped"))


def lies_in(words: bytes, folder: Path) -> bool:
    return any(words in path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.mark.asyncio
async def test_after_the_rewrite_the_key_is_in_no_file(server: Embedded, own: Store, clock: HandClock) -> None:
    olena, _ = await live(own, clock)
    await own._site.wire.one("CONFIG", "SET", "rdbcompression", "no")
    key = await wrapped_key(own)
    state = blob(await own._site.wire.one("HGET", own._site.keys.of("olena", "conversation"), "state"))
    await olena.say(erase=Erase(reason="asked"))
    assert lies_in(key, server.data)
    await own.rewrite()
    assert not lies_in(key, server.data)
    assert not lies_in(state, server.data)


@pytest.mark.asyncio
async def test_rewrites_that_are_asked_for_together_share_one(server: Embedded, own: Store) -> None:
    await asyncio.gather(*(own.rewrite() for _ in range(10)))
    manifest = (server.data / "appendonlydir" / "appendonly.aof.manifest").read_text()
    assert "appendonly.aof.2.base" in manifest or "appendonly.aof.3.base" in manifest


@pytest.mark.asyncio
async def test_a_rewrite_that_ran_already_does_not_count(server: Embedded, own: Store, clock: HandClock) -> None:
    """It began before the erasure: its result may still hold the key."""
    olena, _ = await live(own, clock)
    await own._site.wire.one("CONFIG", "SET", "rdbcompression", "no")
    key = await wrapped_key(own)
    await own._site.wire.one("CONFIG", "SET", "rdb-key-save-delay", 2000)
    await own._site.wire.one("BGREWRITEAOF")
    await olena.say(erase=Erase(reason="asked"))
    await own.rewrite()
    assert not lies_in(key, server.data)


@pytest.mark.asyncio
async def test_a_restored_backup_forgets_again_before_anybody_is_served(
    server: Embedded, own: Store, keyring: Keyring, clock: HandClock, tmp_path: Path
) -> None:
    olena, reference = await live(own, clock)
    await Person(own, "taras").say("hej")
    server.stop()
    shutil.copytree(server.data, tmp_path / "backup")
    server.start()
    await asyncio.sleep(0.01)
    await olena.say(erase=Erase(reason="asked"))
    await own.rewrite()
    server.stop()
    shutil.rmtree(server.data)
    shutil.copytree(tmp_path / "backup", server.data)
    server.start()
    await asyncio.sleep(0.01)
    assert (await own.conversations.load("olena", "e")).conversation is not None
    restored = await Store.open(server.url, keyring=keyring, clock=clock)
    loaded = await restored.conversations.load("olena", "e")
    assert (loaded.conversation, loaded.person, loaded.erased) == (None, None, True)
    assert await restored.tickets.find("phone", "+46701234567") == []
    kept = await restored.tickets.get(reference)
    assert kept is not None
    assert kept.erased
    assert len(await restored.conversations.transcript("taras")) == 1
    assert await restored.people.replay_ledger() == 0
    await restored.close()


@pytest.mark.asyncio
async def test_the_ledger_names_keys_and_so_spares_who_came_back_since(store: Store, clock: HandClock) -> None:
    olena, _ = await live(store, clock)
    await olena.say(erase=Erase(reason="asked"))
    await olena.say("hej igen")
    await store.rewrite()
    assert await store.people.replay_ledger() == 0
    assert (await olena.load()).conversation is not None


def test_the_ledger_keeps_each_row_once_and_to_itself(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "stra.key.erased"
    file = LedgerFile(path)
    file.append([Erased("a", "1"), Erased("b", "2")])
    file.append([Erased("b", "2"), Erased("b", "2"), Erased("b", "3")])
    assert file.read() == [Erased("a", "1"), Erased("b", "2"), Erased("b", "3")]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_ledger_that_makes_no_sense_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("nonsense\n")
    with pytest.raises(UnsafeStore, match="ledger"):
        LedgerFile(tmp_path / "ledger").read()
    assert LedgerFile(tmp_path / "none").read() == []


@pytest.mark.asyncio
async def test_work_of_staff_during_an_erasure_does_not_bring_anything_back(store: Store, clock: HandClock) -> None:
    olena, reference = await live(store, clock)
    erasing = await olena.prepare(erase=Erase(reason="asked"))
    work = (store.tickets.note(reference, f"{n}", actor="Bo", at=clock.now(), key=f"{n}") for n in range(3))
    results = await asyncio.gather(store.conversations.commit(erasing), *work, return_exceptions=True)
    assert not isinstance(results[0], BaseException)
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert (kept.erased, kept.history) == (True, ())


@pytest.mark.asyncio
async def test_a_timer_that_erases_is_popped(store: Store, clock: HandClock) -> None:
    from dialogs.effects import SetTimer

    olena = Person(store, "olena")
    await olena.say("hej", timers=(SetTimer(kind="retention", at=clock.now()),))
    (timer,) = await store.timers.due(olena.partition, clock.now())
    commit = await olena.prepare(event_id=timer.id)
    await store.conversations.commit(replace(commit, popped=timer.id, erase=Erase(reason="draft")))
    assert await store.timers.due(olena.partition, clock.now()) == []
