"""What falls due happens once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.store import Store
from bot.turn import Turns
from bot.workers.expire import Expiry
from dialogs.effects import SetTimer
from dialogs.events import PersonChose
from tests.bot.store.people import Person
from tests.bot.workers.conftest import Running
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


@pytest.fixture
def expiry(store: Store, turns: Turns, clock: HandClock) -> Expiry:
    return Expiry(store=store, turns=turns, clock=clock)


async def open_form(turns: Turns, conversation: str, at: datetime) -> None:
    """Somebody begins the form and goes away."""
    await turns.start(conversation=conversation, channel="web", language="en", entry="arrival", event_id="first", at=at)
    begun = await turns.take(conversation, PersonChose(id="begin", at=at, values=("begin",)))
    assert begun.conversation


async def count(store: Store, conversation: str) -> int:
    return len(await store.conversations.transcript(conversation))


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await true():
            await asyncio.sleep(0.05)


async def test_a_timer_becomes_an_event_of_its_conversation(
    store: Store, turns: Turns, clock: HandClock, working: Running
) -> None:
    """An open form is recalled, once."""
    await open_form(turns, "anna", clock.now())
    before = await count(store, "anna")
    async with working():
        await asyncio.sleep(1.2)
        assert await count(store, "anna") == before
        clock.advance(hours=26)

        async def reminded() -> bool:
            return await count(store, "anna") > before

        await until(reminded)
        after = await count(store, "anna")
        clock.advance(hours=26)
        await asyncio.sleep(1.2)
    assert await count(store, "anna") == after


async def test_many_timers_are_carried_out_without_waiting(
    store: Store, turns: Turns, clock: HandClock, expiry: Expiry
) -> None:
    """A hundred at a time, then at once the next."""
    people = [Person(store, f"p{n}") for n in range(1500)]
    people = [p for p in people if p.partition == people[0].partition][:60]
    for person in people:
        await open_form(turns, person.id, clock.now())
    clock.advance(hours=26)
    assert await expiry.look(people[0].partition) is False
    assert await store.timers.due(people[0].partition, clock.now()) == []


async def test_a_parked_ticket_wakes_up(store: Store, clock: HandClock, working: Running) -> None:
    """It is its holder's again when its time has come."""
    anna = Person(store, "anna")
    reference = await anna.open_ticket("hello")
    await anna.claim(reference)
    until_when = clock.now() + timedelta(hours=3)
    await store.tickets.park(reference, until_when, actor="Anna", at=clock.now(), key="park")
    async with working():
        clock.advance(hours=4)

        async def woken() -> bool:
            kept = await store.tickets.get(reference)
            return kept is not None and kept.ticket.status == "claimed"

        await until(woken)
    kept = await store.tickets.get(reference)
    assert kept
    assert kept.ticket.assignee == "Anna"


async def test_a_timer_of_nobody_goes_away(store: Store, clock: HandClock, expiry: Expiry) -> None:
    """A conversation that cannot be read or is gone does not hold the others up for ever."""
    anna = Person(store, "anna")
    await anna.say("hello", timers=(SetTimer(kind="reminder", at=clock.now()),))
    clock.advance(hours=1)
    for _ in range(5):
        await expiry.look(anna.partition)
    assert await store.timers.due(anna.partition, clock.now()) == []


async def test_the_audit_trail_is_chained(store: Store, working: Running) -> None:
    """What was noted is sealed, at the latest when the worker ends."""
    anna = Person(store, "anna")
    async with working():
        await asyncio.sleep(0.5)
        await anna.open_ticket("hello")
    links = await store._site.wire.one("HLEN", store._site.keys.at(anna.partition, "chain"))
    assert isinstance(links, int)
    assert links >= 2
    assert await store.audit.verify(anna.partition) is None
