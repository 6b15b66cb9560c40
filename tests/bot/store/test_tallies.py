"""Counts are written with the turn that brought them, by day, and hold nothing of a person."""

from datetime import date

import pytest

from bot.store import Conflict, Store
from bot.store.script import Batch
from bot.store.tallies import KEPT, WHOLE, Count
from bot.store.wire import table
from dialogs.effects import Measure, Tally
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
TODAY = date(2026, 5, 20)
YES, NO = (Tally(name="guide.helpful", value=f"ask_sfi:{value}") for value in ("yes", "no"))


async def test_they_are_summed_over_all_partitions(store: Store) -> None:
    people = [Person(store, f"person-{n}") for n in range(8)]
    assert len({person.partition for person in people}) > 1
    for person in people:
        await person.say("hej", tallies=(YES, NO, YES))
    assert await store.tallies.read(TODAY) == [
        Count(TODAY, "guide.helpful", "ask_sfi:no", 8),
        Count(TODAY, "guide.helpful", "ask_sfi:yes", 16),
    ]


async def test_days_are_those_of_stockholm_and_are_told_from_one_on(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await olena.say("hej", tallies=(YES,))
    clock.advance(hours=15)  # 23 in UTC, the next day in Stockholm
    await olena.say("hej", tallies=(YES,))
    assert [count.day for count in await store.tallies.read(TODAY)] == [TODAY, date(2026, 5, 21)]
    assert [count.day for count in await store.tallies.read(date(2026, 5, 21))] == [date(2026, 5, 21)]


async def test_the_same_turn_again_counts_nothing(store: Store) -> None:
    commit = await Person(store, "olena").prepare("hej", tallies=(YES,))
    await store.conversations.commit(commit)
    assert (await store.conversations.commit(commit)).repeat
    assert [count.times for count in await store.tallies.read(TODAY)] == [1]


async def test_a_turn_that_is_refused_counts_nothing(store: Store) -> None:
    olena = Person(store, "olena")
    late = await olena.prepare("hej", event_id="late", tallies=(YES,))
    await olena.say("hej")
    with pytest.raises(Conflict):
        await store.conversations.commit(late)
    assert await store.tallies.read(TODAY) == []


async def test_nothing_of_the_person_is_kept_with_them(store: Store) -> None:
    olena = Person(store, "olena")
    before = set(await keyspace(store))
    await olena.say("hej", tallies=(YES,))
    (key,) = {key for key in set(await keyspace(store)) - before if ":tally" in key}
    assert "olena" not in key
    assert table(await store._site.wire.one("HGETALL", key)) == {"2026-05-20|guide.helpful|ask_sfi:yes": b"1"}


async def test_they_are_forgotten_after_two_years(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await olena.say("hej", tallies=(YES,))
    clock.advance(days=KEPT.days)
    await store.tallies.prune()
    assert len(await store.tallies.read(TODAY)) == 1
    clock.advance(days=1)
    await olena.say("hej", tallies=(NO,))
    await store.tallies.prune()
    assert [count.value for count in await store.tallies.read(TODAY)] == ["ask_sfi:no"]


@pytest.mark.parametrize(
    "words", [("field",), ("field", "one"), ("field", 1, 2), ("field", 10**9 + 1), ("field", -(10**20))]
)
async def test_a_count_that_is_no_number_is_refused_before_it_is_sent(words: tuple[str | int, ...]) -> None:
    with pytest.raises(ValueError):
        Batch(0).write("HINCRBY", "{p00}:tally", *words)


async def test_the_parts_of_what_came_late_count_in_another_quarter_than_the_whole(store: Store) -> None:
    january, april = date(2026, 1, 1), date(2026, 4, 1)
    late = Measure(name="employed", day=january, cuts={"gender": "woman"}, divided=april)
    await Person(store, "person").say("hej", measures=(late,))
    assert [(one.day, one.value) for one in await store.tallies.read(january)] == [
        (january, WHOLE),
        (april, "gender=woman"),
    ]
