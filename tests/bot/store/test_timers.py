import asyncio
from datetime import timedelta

import pytest

from bot.store import Committed, Conflict, Refused, Store
from dialogs.effects import DropTimer, SetTimer
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def remind(person: Person, **term: float) -> None:
    await person.say("hej", timers=(SetTimer(kind="reminder", at=person.now() + timedelta(**term)),))


async def test_timers_are_found_when_they_are_due_the_earliest_first(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await olena.say("hej", timers=tuple(SetTimer(kind=f"k{n}", at=clock.now() + timedelta(hours=n)) for n in (3, 1, 2)))
    assert await store.timers.due(olena.partition, clock.now()) == []
    due = await store.timers.due(olena.partition, clock.now() + timedelta(hours=2))
    assert [(timer.kind, timer.conversation) for timer in due] == [("k1", "olena"), ("k2", "olena")]
    assert due[0].due == clock.now() + timedelta(hours=1)
    assert len(await store.timers.due(olena.partition, clock.now() + timedelta(hours=3), limit=1)) == 1


async def test_a_timer_of_the_same_kind_is_replaced_and_can_be_dropped(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await remind(olena, hours=1)
    await remind(olena, hours=5)
    (timer,) = await store.timers.due(olena.partition, clock.now() + timedelta(days=1))
    assert timer.due == clock.now() + timedelta(hours=5)
    await olena.say("tack", timers=(DropTimer(kind="reminder"),))
    assert await store.timers.due(olena.partition, clock.now() + timedelta(days=1)) == []


async def test_a_timer_is_popped_once_by_two_workers(store: Store, second: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await remind(olena, hours=1)
    (timer,) = await store.timers.due(olena.partition, clock.advance(hours=1))
    commit = await olena.prepare("påminnelse", event_id=timer.id, popped=timer.id)
    results = await asyncio.gather(store.conversations.commit(commit), second.conversations.commit(commit))
    assert sorted(result.repeat for result in results) == [False, True]
    assert await store.timers.due(olena.partition, clock.now()) == []
    assert len(await store.conversations.transcript("olena")) == 2


async def test_a_timer_that_was_replaced_meanwhile_cannot_be_popped(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await remind(olena, hours=1)
    (timer,) = await store.timers.due(olena.partition, clock.advance(hours=1))
    stale = await olena.prepare("påminnelse", event_id=timer.id, popped=timer.id)
    await remind(olena, hours=1)
    with pytest.raises(Conflict):
        await store.conversations.commit(stale)
    with pytest.raises(Refused, match="timer"):
        await olena.say("påminnelse", event_id=timer.id, popped=timer.id)
    assert len(await store.timers.due(olena.partition, clock.advance(hours=1))) == 1


async def test_who_pops_a_timer_may_set_it_again(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await remind(olena, hours=1)
    (timer,) = await store.timers.due(olena.partition, clock.advance(hours=1))
    again = SetTimer(kind="reminder", at=clock.now() + timedelta(hours=1))
    assert await olena.say("påminnelse", event_id=timer.id, popped=timer.id, timers=(again,)) == Committed(2)
    assert len(await store.timers.due(olena.partition, clock.advance(hours=1))) == 1


async def test_a_timer_of_a_conversation_that_is_gone_is_dropped(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await remind(olena, hours=1)
    (timer,) = await store.timers.due(olena.partition, clock.advance(hours=1))
    await store.timers.drop(timer)
    await store.timers.drop(timer)
    assert store._site.keys.at(olena.partition, "timers") not in await keyspace(store)
