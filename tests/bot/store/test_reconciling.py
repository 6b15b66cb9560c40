import pytest

from bot.store import Store
from dialogs.effects import Erase
from tests.bot.store.people import Person
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def busy(store: Store, clock: HandClock) -> list[str]:
    """Tickets in every state."""
    references = []
    for n in range(12):
        person = Person(store, f"p{n}")
        reference = await person.open_ticket("hej", queue=("general", "mentors")[n % 2])
        references.append(reference)
        if n % 3:
            await person.claim(reference)
        if n % 3 == 2:
            change = ("replied", "closed", "transferred")[n // 4]
            queue = "urgent" if change == "transferred" else None
            await person.say("", tickets=(person.moving(reference, change, queue=queue),))
        if n == 7:
            await store.tickets.park(reference, clock.now(), actor="Anna", at=clock.now(), key="p")
        if n == 10:
            await person.say(erase=Erase(reason="asked"))
    return references


async def test_whatever_was_done_tickets_and_lists_fit_together(store: Store, clock: HandClock) -> None:
    await busy(store, clock)
    assert await store.reconcile() == []


async def test_what_a_hand_in_the_store_parted_is_named(store: Store, clock: HandClock) -> None:
    references = await busy(store, clock)
    keys, wire = store._site.keys, store._site.wire
    first, second = references[0], references[3]
    place = keys.partition_of_case(first) or 0
    await wire.one("ZREM", keys.at(place, "queue", "general:new"), first)
    await wire.one("DEL", keys.at(keys.partition_of_case(second) or 0, "ticket", second))
    faults = await store.reconcile()
    assert [fault.split(" ")[0] for fault in faults] == sorted([first, second])
