import pytest

from bot.store import Refused, Store
from dialogs.effects import Erase
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
EVENT = '{"text": "Олена"}'.encode()


async def test_an_event_is_set_aside_and_seen_at_once(store: Store, clock: HandClock) -> None:
    for _ in range(2):
        await store.conversations.load("olena", "poison")
    loaded = await store.conversations.load("olena", "poison")
    assert loaded.tries == 3
    assert await store.dead.add("olena", "poison", EVENT, "crashed")
    again = await store.conversations.load("olena", "poison")
    assert again.seen is not None
    assert (again.seen.digest, again.seen.first, again.tries) == ("", 0, 1)
    (letter,) = await store.dead.list()
    assert (letter.conversation, letter.event_id, letter.reason) == ("olena", "poison", "crashed")
    assert (letter.event, letter.at) == (EVENT, clock.now())
    assert await store.dead.count() == 1
    assert "Олена" not in repr(letter)


async def test_the_same_event_is_set_aside_once(store: Store) -> None:
    assert await store.dead.add("olena", "poison", EVENT, "crashed")
    before = await keyspace(store)
    assert not await store.dead.add("olena", "poison", EVENT, "crashed")
    assert await keyspace(store) == before


async def test_an_event_that_was_committed_is_not_set_aside(store: Store) -> None:
    olena = Person(store, "olena")
    await olena.say("hej", event_id="fine")
    assert not await store.dead.add("olena", "fine", EVENT, "late")
    assert await store.dead.list() == []


async def test_the_oldest_come_first_from_all_partitions(store: Store, clock: HandClock) -> None:
    names = [f"p{n}" for n in range(10)]
    for name in names:
        clock.advance(seconds=1)
        await store.dead.add(name, "poison", EVENT, "crashed")
    assert [letter.conversation for letter in await store.dead.list()] == names
    assert [letter.conversation for letter in await store.dead.list(limit=3)] == names[:3]


async def test_a_replayed_event_is_taken_as_new_and_the_letter_goes_afterwards(store: Store) -> None:
    olena = Person(store, "olena")
    await store.dead.add("olena", "poison", EVENT, "crashed")
    (letter,) = await store.dead.list()
    await store.dead.release(letter.id, actor="Anna")
    await store.dead.release(letter.id, actor="Anna")
    assert await store.dead.get(letter.id) == letter
    assert not (await olena.say("hej", event_id="poison")).repeat
    with pytest.raises(Refused, match="done"):
        await store.dead.release(letter.id, actor="Anna")
    await store.dead.remove(letter.id, actor="Anna")
    assert await store.dead.get(letter.id) is None
    assert await store.dead.count() == 0
    assert (await olena.load("poison")).seen is not None


@pytest.mark.parametrize("letter_id", ["", "olena", "olena|", "|x", "a|b|c"])
async def test_there_is_no_letter_without_an_id(store: Store, letter_id: str) -> None:
    assert await store.dead.get(letter_id) is None


async def test_letters_of_somebody_who_was_erased_are_gone(store: Store) -> None:
    olena = Person(store, "olena")
    await olena.say("hej")
    await store.dead.add("olena", "poison", EVENT, "crashed")
    await olena.say(erase=Erase(reason="asked"))
    assert await store.dead.list() == []
    assert await store.dead.count() == 0
