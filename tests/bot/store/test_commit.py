"""The commit: all or nothing, in the order of its guards."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Commit, Committed, Conflict, Keyring, Refused, Store
from bot.store.wire import Command
from dialogs.effects import Call, DropTimer, Erase, Note, SetTimer
from tests.bot.store.people import Person, entry
from tests.bot.store.snapshots import dumps, keyspace, restore
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def full(person: Person, **more: object) -> Commit:
    """A commit that writes to every kind of key that a turn can write to."""
    commit = await person.prepare("hej", "hej igen", event_id="full")
    now = person.now()
    return replace(
        commit,
        deliver=(commit.last,),
        address="4711",
        token_digest="t",
        tickets=(person.opening(),),
        timers=(SetTimer(kind="reminder", at=now + timedelta(hours=1)), DropTimer(kind="other")),
        calls=(Call(backend="registry", operation="look", payload={"number": "5560"}),),
        notes=(Note(action="notice.shown"),),
        lookups=(("phone", "+46701234567"),),
        **more,  # type: ignore[arg-type]
    )


async def test_a_turn_is_read_back_as_it_was_committed(store: Store) -> None:
    olena = Person(store, "olena")
    commit = await full(olena)
    assert await store.conversations.commit(commit) == Committed(1)
    loaded = await store.conversations.load("olena", "next")
    assert loaded.conversation == commit.state
    assert (loaded.version, loaded.last_message, loaded.address) == (1, 2, "4711")
    assert (loaded.seen, loaded.tries, loaded.erased) == (None, 1, False)
    access = await store.conversations.open_access("olena")
    assert access is not None
    assert (access.token_digest, access.channel) == ("t", "web")


async def test_the_transcript_is_what_was_shown_with_the_state_of_delivery(store: Store) -> None:
    olena = Person(store, "olena")
    commit = await full(olena)
    await store.conversations.commit(commit)
    first, last = await store.conversations.transcript("olena")
    assert first == commit.entries[0]
    assert (first.message.delivery, last.message.delivery) == ("sent", "waiting")
    assert await store.conversations.transcript("olena", after=1) == [last]
    assert await store.conversations.transcript("olena", after=2) == []
    assert await store.conversations.transcript("nobody") == []


async def test_an_unknown_conversation_is_empty_and_nobody_may_see_it(store: Store) -> None:
    loaded = await store.conversations.load("nobody", "e")
    assert (loaded.conversation, loaded.version, loaded.person, loaded.erased) == (None, 0, None, False)
    assert await store.conversations.open_access("nobody") is None
    assert await store.conversations.open_access("no}body\r\n") is None


async def test_the_same_event_again_is_a_repeat_and_writes_nothing(store: Store) -> None:
    olena = Person(store, "olena")
    commit = await full(olena)
    await store.conversations.commit(commit)
    before = await keyspace(store)
    again = await store.conversations.commit(commit)
    assert again.repeat
    assert again.seen is not None
    assert (again.seen.digest, again.seen.first, again.seen.last) == (commit.digest, 1, 2)
    assert await keyspace(store) == before
    assert (await store.conversations.load("olena", "full")).seen == again.seen


async def test_a_repeat_comes_before_a_conflict_and_before_every_refusal(store: Store) -> None:
    olena = Person(store, "olena")
    commit = await full(olena)
    await store.conversations.commit(commit)
    wrong = replace(commit, expected=7, popped="olena|reminder|1", person=store.people.new_key("olena"))
    again = await store.conversations.commit(wrong)
    assert again.repeat
    assert again.seen is not None
    assert again.seen.digest == commit.digest


async def test_a_conflict_comes_before_every_refusal(store: Store) -> None:
    olena = Person(store, "olena")
    await store.conversations.commit(await full(olena))
    before = await keyspace(store)
    late = await olena.prepare("för sent", popped="olena|other|1", tickets=(olena.opening(),))
    with pytest.raises(Conflict):
        await store.conversations.commit(replace(late, expected=0))
    moving = replace(late, expected=0, popped=None, tickets=(olena.moving(olena.reference(), "closed"),))
    with pytest.raises(Conflict):
        await store.conversations.commit(moving)
    assert await keyspace(store) == before


async def test_of_two_first_commits_one_wins_and_keeps_its_key(store: Store) -> None:
    olena = Person(store, "olena")
    one, two = await olena.prepare("ett"), await olena.prepare("två")
    results = await asyncio.gather(*map(store.conversations.commit, (one, two)), return_exceptions=True)
    assert [type(result) for result in results] == [Committed, Conflict]
    assert [e.message.text for e in await store.conversations.transcript("olena")] == ["ett"]


REFUSALS = {
    "order": lambda p, c: replace(c, entries=(entry(9, "hej", at=p.now()),), deliver=()),
    "person": lambda p, c: replace(c, person=p.store.people.new_key(p.id)),
    "timer": lambda p, c: replace(c, popped=f"{p.id}|other|1"),
    "reference": lambda p, c: replace(c, tickets=(*c.tickets, *c.tickets)[:1]),
    "missing": lambda p, c: replace(c, tickets=(p.moving(p.reference(), "closed"),)),
}


@pytest.mark.parametrize("reason", REFUSALS)
async def test_what_a_guard_refuses_writes_nothing(store: Store, reason: str) -> None:
    olena = Person(store, "olena")
    first = await full(olena)
    await store.conversations.commit(first)
    commit = replace(await full(olena), event_id="second", tickets=first.tickets)
    before = await keyspace(store)
    with pytest.raises(Refused, match=reason):
        await store.conversations.commit(REFUSALS[reason](olena, commit))
    assert await keyspace(store) == before


@pytest.mark.parametrize("change", ["replied", "transferred", "closed", "reopened"])
@pytest.mark.parametrize("status", ["new", "claimed by Bo", "closed"])
async def test_only_the_holder_moves_a_ticket(store: Store, change: str, status: str) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    if status != "new":
        await olena.claim(reference, "Bo")
    if status == "closed":
        await olena.say("klart", tickets=(olena.moving(reference, "closed", actor="Bo", outcome="solved"),))
    before = await keyspace(store)
    commit = await olena.prepare("svar", tickets=(olena.moving(reference, change),))
    if (change, status) == ("reopened", "closed"):
        await store.conversations.commit(commit)
        return
    reason = "status" if status == "closed" or change == "reopened" else "assignee"
    with pytest.raises(Refused, match=reason):
        await store.conversations.commit(commit)
    assert await keyspace(store) == before


@pytest.mark.parametrize("kind", ["turn", "expiring turn", "erasure"])
async def test_a_key_of_the_wrong_type_refuses_the_commit_and_nothing_is_written(store: Store, kind: str) -> None:
    """Each key that the commit writes is in turn put in the way as another type."""
    olena = Person(store, "olena")
    commit = await full(olena)
    if kind == "erasure":
        await store.conversations.commit(commit)
        commit = await olena.prepare("hej då", event_id="erase")
        commit = replace(commit, deliver=(commit.last,), erase=Erase(reason="asked"))
    elif kind == "expiring turn":
        commit = replace(commit, expire_after=timedelta(hours=1))
    before, kept = await dumps(store), await keyspace(store)
    await store.conversations.commit(commit)
    after = await keyspace(store)
    written = [key for key in after if after[key] != kept.get(key)]
    assert len(written) >= 8
    for key in written:
        await restore(store, before)
        clash: Command = ("RPUSH", key, "in the way") if after[key][0] != "list" else ("SET", key, "in the way")
        await store._site.wire.run(("DEL", key), clash)
        clashing = await keyspace(store)
        with pytest.raises(Refused):
            await store.conversations.commit(commit)
        assert await keyspace(store) == clashing, key


async def test_reading_does_not_write_but_counts_the_try(store: Store) -> None:
    olena = Person(store, "olena")
    await olena.say("hej")
    before = await keyspace(store)
    for n in (1, 2, 3):
        assert (await store.conversations.load("olena", "poison")).tries == n
    await store.conversations.clear_try("olena", "poison")
    assert await keyspace(store) == before


async def test_a_commit_clears_the_tries_of_its_event_only(store: Store) -> None:
    olena = Person(store, "olena")
    await store.conversations.load("olena", "other")
    await store.conversations.load("olena", "this")
    await olena.say("hej", event_id="this")
    assert (await store.conversations.load("olena", "this")).tries == 1
    assert (await store.conversations.load("olena", "other")).tries == 2


async def test_a_conversation_without_a_message_expires_wholly(store: Store) -> None:
    olena = Person(store, "olena")
    await olena.say("välkommen", expire_after=timedelta(milliseconds=400))
    assert len(await store.conversations.transcript("olena")) == 1
    await asyncio.sleep(0.5)
    assert not [key for key in await keyspace(store) if "olena" in key]


async def test_with_the_first_message_a_conversation_stays(store: Store) -> None:
    olena = Person(store, "olena")
    await olena.say("välkommen", expire_after=timedelta(milliseconds=600))
    await olena.say("hej")
    await asyncio.sleep(0.7)
    assert len(await store.conversations.transcript("olena")) == 2
    assert (await olena.load()).conversation == b"state 2"


async def test_with_the_first_message_the_state_of_a_delivery_stays_too(store: Store) -> None:
    olena = Person(store, "olena")
    commit = await olena.prepare("välkommen", expire_after=timedelta(milliseconds=600))
    await store.conversations.commit(replace(commit, deliver=(1,), address="4711"))
    await olena.say("hej")
    await asyncio.sleep(0.7)
    first, _ = await store.conversations.transcript("olena")
    assert first.message.delivery == "waiting"


async def test_a_value_of_somebody_else_does_not_decrypt(store: Store, keyring: Keyring) -> None:
    """Promise 8: even a mix-up of rows shows nobody another person's data."""
    from bot.store import Unreadable

    olena, taras = Person(store, "olena"), Person(store, "taras")
    await olena.say("hej Olena")
    await taras.say("hej Taras")
    wire, keys = store._site.wire, store._site.keys
    state = await wire.one("HGET", keys.of("taras", "conversation"), "state")
    assert isinstance(state, bytes)
    await wire.one("HSET", keys.of("olena", "conversation"), "state", state)
    with pytest.raises(Unreadable):
        await store.conversations.load("olena", "e")


async def test_entries_out_of_their_place_do_not_decrypt(store: Store) -> None:
    from bot.store import Unreadable

    olena = Person(store, "olena")
    await olena.say("ett", "två")
    wire, log = store._site.wire, store._site.keys.of("olena", "log")
    await wire.one("RPUSH", log, await wire.one("LPOP", log))  # type: ignore[arg-type]
    with pytest.raises(Unreadable):
        await store.conversations.transcript("olena")


@pytest.mark.parametrize(
    "wrong",
    [
        {"conversation": "no}body"},
        {"conversation": "a|b"},
        {"deliver": (9,)},
        {"erase": Erase(reason="x"), "calls": (Call(backend="b", operation="o"),)},
    ],
)
async def test_a_commit_that_makes_no_sense_is_a_fault_of_the_caller(store: Store, wrong: dict[str, object]) -> None:
    commit = await Person(store, "olena").prepare("hej")
    with pytest.raises(ValueError):
        replace(commit, **wrong)  # type: ignore[arg-type]


async def test_gaps_in_message_ids_and_keys_of_others_are_faults_of_the_caller(store: Store) -> None:
    olena = Person(store, "olena")
    commit = await olena.prepare("hej")
    with pytest.raises(ValueError):
        replace(commit, entries=(entry(1, "a", at=olena.now()), entry(3, "b", at=olena.now())))
    with pytest.raises(ValueError):
        replace(commit, person=store.people.new_key("taras"))


async def test_references_of_another_partition_are_a_fault_of_the_caller(store: Store) -> None:
    olena = Person(store, "olena")
    others = next(p for n in range(99) if (p := Person(store, f"t{n}")).partition != olena.partition)
    with pytest.raises(ValueError):
        await olena.say("hej", tickets=(olena.opening(others.reference()),))


async def test_hostile_event_ids_are_ids_like_any_other(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    hostile = ["\x00", "a\r\nFLUSHALL\r\n", "}{", "😀" * 50, "x" * 10_000]
    for event_id in hostile:
        assert not (await olena.say("hej", event_id=event_id)).repeat
        assert (await olena.load(event_id)).seen is not None
