"""What the person does to their ticket: nobody need hold it, and what staff did already stays as it is."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.ports import Ticket
from bot.store import Kept, Refused, Store
from dialogs.effects import Change
from tests.bot.store.people import Person
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def kept(store: Store, reference: str) -> Kept:
    found = await store.tickets.get(reference)
    assert found is not None
    return found


async def does(person: Person, reference: str, change: Change, **more: Any) -> Ticket:
    moving = person.moving(reference, change, actor="person", **more)
    await person.say(change, tickets=(moving,))
    return (await kept(person.store, reference)).ticket


@pytest.mark.parametrize("held", ["free", "claimed", "waiting", "parked"])
async def test_the_person_closes_a_ticket_whoever_holds_it(store: Store, clock: HandClock, held: str) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    if held != "free":
        await olena.claim(reference)
    if held == "waiting":
        await olena.say("svar", tickets=(olena.moving(reference, "replied"),))
    if held == "parked":
        until = clock.now() + timedelta(days=1)
        await store.tickets.park(reference, until, actor="Anna", at=clock.now(), key="p")
    ticket = await does(olena, reference, "closed_by_person", outcome="person", note="Fick jobb")
    assert (ticket.status, ticket.outcome, ticket.waiting_since) == ("closed", "person", None)
    act = (await kept(store, reference)).history[-1]
    assert (act.actor, act.action, act.detail, act.text) == ("person", "closed", "person", "Fick jobb")
    counts = await store.tickets.counts(["general"])
    assert {status: number for status, number in counts.items() if number} == {"closed": 1}
    assert await store.tickets.mine("Anna") == 0
    assert await store.timers.due(olena.partition, clock.advance(days=2)) == []


async def test_a_reopened_ticket_is_new_in_its_queue_with_its_priority_and_a_new_promise(
    store: Store, clock: HandClock
) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej", priority="urgent")
    await olena.claim(reference)
    await olena.say("klart", tickets=(olena.moving(reference, "closed", outcome="helped"),))
    later, due = clock.advance(days=3), clock.now() + timedelta(hours=8)
    ticket = await does(olena, reference, "reopened_by_person", due=due, note="Det kom aldrig")
    assert (ticket.status, ticket.assignee, ticket.priority, ticket.outcome) == ("new", None, "urgent", None)
    assert (ticket.waiting_since, ticket.due) == (later, due)
    act = (await kept(store, reference)).history[-1]
    assert (act.actor, act.action, act.text) == ("person", "reopened", "Det kom aldrig")
    assert (await store.tickets.claim(reference, actor="Bo", at=later, key="b")).ticket.assignee == "Bo"


async def test_what_staff_did_first_stays(store: Store) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    await olena.say("klart", tickets=(olena.moving(reference, "closed", outcome="referred"),))
    assert (await does(olena, reference, "closed_by_person", outcome="person")).outcome == "referred"
    await olena.say("igen", tickets=(olena.moving(reference, "reopened", actor="Cia"),))
    ticket = await does(olena, reference, "reopened_by_person")
    assert (ticket.status, ticket.assignee) == ("claimed", "Cia")
    actions = [act.action for act in (await kept(store, reference)).history]
    assert actions == ["opened", "claimed", "closed", "reopened"]


@pytest.mark.parametrize("change", ["replied", "closed", "transferred"])
async def test_what_staff_do_to_a_ticket_that_the_person_closed_is_refused(store: Store, change: Change) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    await does(olena, reference, "closed_by_person", outcome="person")
    with pytest.raises(Refused, match="status"):
        await olena.say("svar", tickets=(olena.moving(reference, change, outcome="helped", queue="mentors"),))


async def test_a_note_at_the_same_instant_does_not_stop_the_person(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    closing = await olena.prepare(
        "stängt", tickets=(olena.moving(reference, "closed_by_person", actor="person", outcome="person"),)
    )
    notes = (store.tickets.note(reference, f"{n}", actor="Bo", at=clock.now(), key=f"{n}") for n in range(3))
    await asyncio.gather(*notes, store.conversations.commit(closing))
    found = await kept(store, reference)
    assert found.ticket.status == "closed"
    assert sorted(act.action for act in found.history) == ["closed", "noted", "noted", "noted", "opened"]


@pytest.mark.parametrize("change", ["rated", "commented"])
async def test_how_it_went_stands_in_the_history_of_the_closed_ticket_only(store: Store, change: Change) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await does(olena, reference, "closed_by_person", outcome="person")
    ticket = await does(olena, reference, change, outcome="not_helped", note="Ingen ringde")
    assert (ticket.status, ticket.outcome) == ("closed", "person")
    act = (await kept(store, reference)).history[-1]
    assert (act.actor, act.action, act.detail, act.text) == ("person", change, "not_helped", "Ingen ringde")
    trail = [record.line for record in await store.audit.read(reference=reference)]
    assert [line.detail for line in trail if line.action == f"ticket.{change}"] == [""]


async def test_a_full_store_takes_a_closing_but_no_reopening(store: Store) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    closing = await olena.prepare("stängt", tickets=(olena.moving(reference, "closed_by_person", actor="person"),))
    opening = await olena.prepare("öppet", tickets=(olena.moving(reference, "reopened_by_person", actor="person"),))
    assert (closing.drains, opening.drains) == (True, False)
