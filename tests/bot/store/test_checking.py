"""What a look-up found is kept on its ticket, sealed like everything that is said there."""

import pytest

from bot.ports import Check
from bot.store import Checking, Store
from dialogs.effects import Erase
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


def found(clock: HandClock, name: str = "Bolagsregister", result: str = "OK", detail: str = "Kvarnens Kök") -> Check:
    return Check(name, result, detail, "Bolagsverket", clock.now())


async def test_a_finding_stands_on_the_ticket_and_in_its_history(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    check = found(clock)
    await olena.say(tickets=(Checking(reference=reference, check=check),))
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert kept.ticket.checks == (check,)
    assert (kept.ticket.status, kept.history[-1].action) == ("new", "checked")
    assert kept.history[-1].detail == "Bolagsregister: OK"


async def test_the_same_look_up_takes_the_place_of_the_one_before(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    page, failed, later = found(clock, "Webbplats"), found(clock, result="NOT_CHECKED"), found(clock)
    for check in (page, failed, later):
        await olena.say(tickets=(Checking(reference=reference, check=check),))
        clock.advance(minutes=5)
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert kept.ticket.checks == (later, page)


async def test_a_finding_of_the_turn_that_opens_the_ticket_is_kept(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    opening = olena.opening()
    await olena.say("hej", tickets=(opening, Checking(reference=opening.reference, check=found(clock))))
    kept = await store.tickets.get(opening.reference)
    assert kept is not None
    assert kept.ticket.checks == (found(clock),)


async def test_a_closed_ticket_takes_a_late_finding_and_stays_closed(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    await olena.say("klart", tickets=(olena.moving(reference, "closed"),))
    await olena.say(tickets=(Checking(reference=reference, check=found(clock)),))
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert (kept.ticket.status, len(kept.ticket.checks)) == ("closed", 1)


async def test_a_finding_for_a_ticket_that_is_gone_is_dropped(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    await olena.say("hej")
    await olena.say("och", tickets=(Checking(reference=olena.reference(), check=found(clock)),))
    assert (await olena.load()).last_message == 2


async def test_nothing_of_a_finding_is_kept_in_the_clear_or_after_an_erasure(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.say(tickets=(Checking(reference=reference, check=found(clock, detail="Hemliga Köket")),))
    assert "Hemliga Köket" not in str(await keyspace(store))
    await olena.say(erase=Erase(reason="asked"))
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert kept.ticket.checks == ()
