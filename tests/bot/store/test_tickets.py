import asyncio
from datetime import timedelta

import pytest

from bot.ports import STATUSES
from bot.store import Refused, Store, Waking
from tests.bot.store.people import Person
from tests.bot.store.snapshots import keyspace
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def test_a_ticket_is_read_back_with_conversation_and_history(store: Store) -> None:
    olena = Person(store, "olena")
    opening = olena.opening(queue="mentors")
    await olena.say("hej", tickets=(opening,))
    kept = await store.tickets.get(opening.reference)
    assert kept is not None
    assert (kept.ticket, kept.conversation, kept.history) == (opening.ticket, "olena", (opening.history,))


@pytest.mark.parametrize("reference", ["IP-2222-2222", "nonsense", "", "IP-2222-2223", "IP-ZZZZ-ZZZ2", "{p00}:epoch"])
async def test_there_is_no_ticket_without_a_reference(store: Store, reference: str) -> None:
    assert await store.tickets.get(reference) is None


async def test_a_taken_reference_is_refused(store: Store) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    with pytest.raises(Refused, match="reference"):
        await olena.say("igen", tickets=(olena.opening(reference),))


async def test_of_many_who_claim_at_once_one_gets_the_ticket(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    claims = (store.tickets.claim(reference, actor=f"a{n}", at=clock.now(), key="k") for n in range(20))
    results = await asyncio.gather(*claims, return_exceptions=True)
    refused = [r for r in results if isinstance(r, Refused)]
    assert len(refused) == 19
    assert {r.reason for r in refused} == {"assignee"}
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert [act.action for act in kept.history] == ["opened", "claimed"]


async def test_who_holds_a_ticket_claims_it_again_without_effect(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    before = await keyspace(store)
    kept = await store.tickets.claim(reference, actor="Anna", at=clock.now(), key="another")
    assert kept.ticket.assignee == "Anna"
    assert await keyspace(store) == before


async def test_the_same_request_again_has_no_second_effect(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    for _ in range(2):
        await store.tickets.note(reference, "Ringde", actor="Anna", at=clock.now(), key="k")
    kept = await store.tickets.note(reference, "Ringde", actor="Anna", at=clock.now(), key="k")
    assert [act.action for act in kept.history] == ["opened", "noted"]


async def test_a_key_used_for_another_request_is_refused(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await store.tickets.note(reference, "Ringde", actor="Anna", at=clock.now(), key="k")
    with pytest.raises(Refused, match="reused"):
        await store.tickets.note(reference, "Skrev", actor="Anna", at=clock.now(), key="k")
    kept = await store.tickets.note(reference, "Skrev", actor="Bo", at=clock.now(), key="k")
    assert [act.text for act in kept.history] == ["", "Ringde", "Skrev"]


async def test_notes_at_the_same_time_are_all_kept(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    notes = (store.tickets.note(reference, f"n{n}", actor="Anna", at=clock.now(), key=f"k{n}") for n in range(4))
    await asyncio.gather(*notes)
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert {act.text for act in kept.history[1:]} == {"n0", "n1", "n2", "n3"}


async def test_a_ticket_goes_its_way(store: Store, clock: HandClock) -> None:
    olena, tickets = Person(store, "olena"), store.tickets
    reference = await olena.open_ticket("hej")
    opened = clock.now()
    kept = await tickets.claim(reference, actor="Anna", at=clock.advance(minutes=1), key="1")
    assert (kept.ticket.status, kept.ticket.assignee, kept.ticket.waiting_since) == ("claimed", "Anna", opened)
    await olena.say("svar", tickets=(olena.moving(reference, "replied"),))
    replied = await tickets.get(reference)
    assert replied is not None
    assert (replied.ticket.status, replied.ticket.waiting_since) == ("waiting", None)
    wrote = clock.advance(minutes=1)
    await olena.say("tack", tickets=(Waking(reference=reference, at=wrote, priority="urgent"),))
    woken = await tickets.get(reference)
    assert woken is not None
    assert (woken.ticket.status, woken.ticket.waiting_since, woken.ticket.priority) == ("claimed", wrote, "urgent")
    kept = await tickets.priority(reference, "normal", actor="Anna", at=clock.now(), key="2")
    assert kept.ticket.priority == "normal"
    await olena.say("", tickets=(olena.moving(reference, "transferred", queue="mentors", note="Vill ha mentor"),))
    moved = await tickets.get(reference)
    assert moved is not None
    assert (moved.ticket.status, moved.ticket.assignee, moved.ticket.queue) == ("new", None, "mentors")
    assert moved.ticket.waiting_since == wrote
    assert moved.history[-1].text == "Vill ha mentor"
    await tickets.claim(reference, actor="Bo", at=clock.now(), key="3")
    await olena.say("hej då", tickets=(olena.moving(reference, "closed", actor="Bo", outcome="solved"),))
    closed = await tickets.get(reference)
    assert closed is not None
    assert (closed.ticket.status, closed.ticket.outcome) == ("closed", "solved")
    await olena.say("igen", tickets=(olena.moving(reference, "reopened", actor="Cia"),))
    reopened = await tickets.get(reference)
    assert reopened is not None
    assert (reopened.ticket.status, reopened.ticket.assignee, reopened.ticket.outcome) == ("claimed", "Cia", None)
    kept = await tickets.release(reference, actor="Cia", at=clock.now(), key="4")
    assert (kept.ticket.status, kept.ticket.assignee) == ("new", None)
    assert [act.action for act in kept.history] == [
        *("opened", "claimed", "replied", "wrote", "prioritised", "transferred"),
        *("claimed", "closed", "reopened", "released"),
    ]


async def test_two_changes_of_a_ticket_in_one_turn_are_both_made_in_their_order(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    replied = olena.moving(reference, "replied")
    woken = Waking(reference=reference, at=clock.now(), priority="urgent")
    await olena.say("svar", tickets=(replied, woken))
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert (kept.ticket.status, kept.ticket.priority) == ("claimed", "urgent")
    assert [act.action for act in kept.history[2:]] == ["replied", "wrote"]
    page = await store.tickets.list(queues=["general"], statuses=list(STATUSES))
    assert [ticket.reference for ticket in page.tickets] == [reference]


async def test_a_conversation_knows_its_tickets(store: Store) -> None:
    olena = Person(store, "olena")
    references = [await olena.open_ticket("hej"), await olena.open_ticket("hej")]
    assert await store.tickets.of("olena") == sorted(references)
    assert await store.tickets.of("nobody") == []


async def test_a_message_on_a_closed_ticket_changes_nothing_of_it(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    await olena.say("klart", tickets=(olena.moving(reference, "closed"),))
    before = await store.tickets.get(reference)
    await olena.say("tack", tickets=(Waking(reference=reference, at=clock.now()),))
    assert await store.tickets.get(reference) == before


async def test_a_parked_ticket_is_taken_up_again_in_time(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    until = clock.now() + timedelta(days=3)
    kept = await store.tickets.park(reference, until, actor="Anna", at=clock.now(), key="p")
    assert (kept.ticket.status, kept.ticket.assignee) == ("parked", "Anna")
    assert await store.timers.due(olena.partition, clock.now()) == []
    (timer,) = await store.timers.due(olena.partition, until)
    assert timer.kind == f"park:{reference}"
    kept = await store.tickets.unpark(timer, at=until)
    assert kept.ticket.status == "claimed"
    assert await store.timers.due(olena.partition, until) == []
    again = await store.tickets.unpark(timer, at=until)
    assert len(again.history) == len(kept.history)


@pytest.mark.parametrize("how", ["resume", "release", "close", "reply", "write"])
async def test_a_ticket_that_is_no_longer_parked_has_no_timer(store: Store, clock: HandClock, how: str) -> None:
    olena, tickets, now = Person(store, "olena"), store.tickets, clock.now()
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    await tickets.park(reference, now + timedelta(days=3), actor="Anna", at=now, key="p")
    match how:
        case "resume":
            await tickets.resume(reference, actor="Anna", at=now, key="r")
        case "release":
            await tickets.release(reference, actor="Anna", at=now, key="r")
        case "close":
            await olena.say("", tickets=(olena.moving(reference, "closed"),))
        case "reply":
            await olena.say("", tickets=(olena.moving(reference, "replied"),))
        case _:
            await olena.say("hallå", tickets=(Waking(reference=reference, at=now),))
    assert await store.timers.due(olena.partition, now + timedelta(days=4)) == []


async def test_a_note_does_not_end_parking(store: Store, clock: HandClock) -> None:
    olena, now = Person(store, "olena"), clock.now()
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)
    await store.tickets.park(reference, now + timedelta(days=3), actor="Anna", at=now, key="p")
    await store.tickets.note(reference, "Väntar", actor="Bo", at=now, key="n")
    assert len(await store.timers.due(olena.partition, now + timedelta(days=4))) == 1


@pytest.mark.parametrize("action", ["release", "park", "resume", "priority"])
@pytest.mark.parametrize("holder", [None, "Bo"])
async def test_what_staff_do_without_holding_the_ticket_is_refused(
    store: Store, clock: HandClock, action: str, holder: str | None
) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    if holder:
        await olena.claim(reference, holder)
    before = await keyspace(store)
    words = {"park": (clock.now(),), "priority": ("urgent",)}.get(action, ())
    with pytest.raises(Refused, match="assignee"):
        await getattr(store.tickets, action)(reference, *words, actor="Anna", at=clock.now(), key="k")
    assert await keyspace(store) == before


async def test_what_is_done_to_no_ticket_is_refused_as_missing(store: Store, clock: HandClock) -> None:
    with pytest.raises(Refused, match="missing"):
        await store.tickets.claim("IP-2222-2222", actor="Anna", at=clock.now(), key="k")


async def test_urgent_tickets_come_first_then_the_longest_waiting(store: Store, clock: HandClock) -> None:
    expected = []
    for n in range(12):
        clock.advance(minutes=1)
        urgent = n % 3 == 2
        reference = await Person(store, f"p{n}").open_ticket("hej", priority="urgent" if urgent else "normal")
        expected.append((not urgent, n, reference))
    page = await store.tickets.list(queues=["general"], statuses=["new"])
    assert [ticket.reference for ticket in page.tickets] == [reference for _, _, reference in sorted(expected)]
    assert page.next is None


@pytest.mark.parametrize("step", [0, 1])
async def test_pages_show_every_ticket_once_even_when_all_came_at_the_same_instant(
    store: Store, clock: HandClock, step: int
) -> None:
    references = set()
    for n in range(25):
        clock.advance(seconds=step)
        references.add(await Person(store, f"p{n % 5}").open_ticket("hej"))
    seen: list[str] = []
    after = None
    while True:
        page = await store.tickets.list(queues=["general"], statuses=["new"], limit=4, after=after)
        seen += [ticket.reference for ticket in page.tickets]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(references)


@pytest.mark.parametrize("after", ["x", "!!!", "bm8=", "é"])
async def test_a_cursor_that_is_none_is_refused(store: Store, after: str) -> None:
    with pytest.raises(Refused, match="after"):
        await store.tickets.list(queues=["general"], statuses=["new"], after=after)


async def test_nobody_sees_a_queue_that_was_not_asked_for(store: Store) -> None:
    olena = Person(store, "olena")
    await olena.open_ticket("hej", queue="urgent")
    mine = await olena.open_ticket("hej", queue="mentors")
    await olena.claim(mine)
    page = await store.tickets.list(queues=["general"], statuses=list(STATUSES))
    assert page.tickets == ()
    assert (await store.tickets.list(queues=["general"], statuses=["claimed"], assignee="Anna")).tickets == ()
    page = await store.tickets.list(queues=["mentors"], statuses=["claimed"], assignee="Anna")
    assert [ticket.reference for ticket in page.tickets] == [mine]


async def test_the_last_closed_ticket_comes_first(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    closed = []
    for _ in range(3):
        reference = await olena.open_ticket("hej")
        await olena.claim(reference)
        clock.advance(minutes=1)
        await olena.say("", tickets=(olena.moving(reference, "closed"),))
        closed.append(reference)
    page = await store.tickets.list(queues=["general"], statuses=["closed"])
    assert [ticket.reference for ticket in page.tickets] == closed[::-1]


async def test_counts_tell_each_status_and_who_holds_how_many(store: Store) -> None:
    olena = Person(store, "olena")
    for _ in range(3):
        await olena.open_ticket("hej")
    claimed = await olena.open_ticket("hej", queue="mentors")
    await olena.claim(claimed)
    assert await store.tickets.counts(["general", "mentors"]) == {
        "new": 3,
        "claimed": 1,
        "waiting": 0,
        "parked": 0,
        "closed": 0,
    }
    assert (await store.tickets.counts(["urgent"]))["new"] == 0
    assert (await store.tickets.mine("Anna"), await store.tickets.mine("Bo")) == (1, 0)
    await olena.say("", tickets=(olena.moving(claimed, "closed"),))
    assert await store.tickets.mine("Anna") == 0


async def test_tickets_are_found_by_exact_values_only(store: Store) -> None:
    olena, taras = Person(store, "olena"), Person(store, "taras")
    lookups = (("phone", "+46701234567"), ("email", "Olena@Example.com"))
    reference = await olena.open_ticket("hej", lookups=lookups)
    await taras.open_ticket("hej", lookups=(("phone", "+46700000000"),))
    find = store.tickets.find
    assert await find("phone", "+46701234567") == [reference]
    assert await find("phone", "+46 70 123 45 67") == [reference]
    assert await find("email", "olena@example.com") == [reference]
    assert await find("email", "+46701234567") == []
    assert await find("phone", "+4670123456") == []
    assert await find("reference", reference.lower().replace("-", " ")) == [reference]
    assert await find("reference", "IP-2222-2222") == []


async def test_a_value_told_later_finds_all_tickets_of_the_conversation(store: Store) -> None:
    olena = Person(store, "olena")
    references = [await olena.open_ticket("hej"), await olena.open_ticket("hej")]
    await olena.say("hej", lookups=(("organisation_number", "556012-5790"),))
    assert await store.tickets.find("organisation_number", "556012-5790") == sorted(references)


async def test_the_index_does_not_tell_the_values(store: Store) -> None:
    await Person(store, "olena").open_ticket("hej", lookups=(("phone", "+46701234567"),))
    assert not [key for key in await keyspace(store) if "701234567" in key]


async def test_a_ticket_changed_while_a_turn_is_committed_is_judged_anew(store: Store, clock: HandClock) -> None:
    """Notes arrive all the time while somebody replies: neither gets lost, and the reply is not refused."""
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await olena.claim(reference)

    async def note(n: int) -> None:
        await store.tickets.note(reference, f"{n}", actor="Bo", at=clock.now(), key=f"{n}")

    reply = await olena.prepare("svar", tickets=(olena.moving(reference, "replied"),))
    await asyncio.gather(note(1), store.conversations.commit(reply), note(2))
    kept = await store.tickets.get(reference)
    assert kept is not None
    assert sorted(act.action for act in kept.history[2:]) == ["noted", "noted", "replied"]


async def test_drafts_and_presence_belong_to_account_and_ticket(store: Store, clock: HandClock) -> None:
    olena = Person(store, "olena")
    reference = await olena.open_ticket("hej")
    await store.drafts.save(reference, "Anna", "Hej Олена")
    assert await store.drafts.get(reference, "Anna") == "Hej Олена"
    assert await store.drafts.get(reference, "Bo") is None
    await store.drafts.save(reference, "Anna", "")
    assert await store.drafts.get(reference, "Anna") is None
    with pytest.raises(Refused, match="missing"):
        await store.drafts.save("IP-2222-2222", "Anna", "Hej")
    await store.presence.appear(reference, "Anna", "reading", at=clock.now())
    await store.presence.appear(reference, "Bo", "writing", at=clock.now())
    assert await store.presence.on([reference], at=clock.now()) == {reference: {"Anna": "reading", "Bo": "writing"}}
    await store.presence.leave(reference, "Bo")
    assert await store.presence.on([reference], at=clock.now()) == {reference: {"Anna": "reading"}}
    assert await store.presence.on([reference], at=clock.advance(seconds=30)) == {reference: {}}
