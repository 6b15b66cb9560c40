"""Messages reach people in order, once, and nobody waits for somebody else's."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.ports import Entry, Message, Sent
from bot.store import Store
from bot.store.out_entries import ToSend
from bot.workers.deliver import Deliveries
from bot.workers.hold import Lost, Tenure
from bot.workers.receipts import Receipts
from bot.workers.stopping import Stopping
from bot.workers.turnstile import Turnstile
from dialogs.effects import Erase
from tests.bot.store.people import Person
from tests.bot.workers.conftest import HASTY, Running
from tests.bot.workers.paper import Paper

pytestmark = pytest.mark.asyncio

LATER = Sent("retry")


class Pushed(Person):
    """Somebody whose messages must be sent out."""

    @classmethod
    def on(cls, store: Store, name: str) -> "Pushed":
        return cls(store, name, channel="paper")

    async def told(self, *texts: str, sender: Any = "bot") -> None:
        """Messages for this person, from the bot or from staff."""
        commit = await self.prepare(*texts, address=self.id.upper())
        entries = tuple(
            Entry(message=Message(id=e.message.id, at=e.message.at, sender=sender, text=e.message.text, language="uk"))
            for e in commit.entries
        )
        first = commit.expected == 0
        commit = replace(
            commit,
            entries=entries,
            deliver=tuple(e.message.id for e in entries),
            address=commit.address if first else None,
        )
        await self.store.conversations.commit(commit)

    async def deliveries(self) -> list[str]:
        return [entry.message.delivery for entry in await self.store.conversations.transcript(self.id)]

    async def settled(self, *wanted: str) -> None:
        """Wait until the transcript shows these."""
        async with asyncio.timeout(10):
            while await self.deliveries() != list(wanted):
                await asyncio.sleep(0.02)


async def test_messages_are_sent_in_order_and_marked(store: Store, paper: Paper, working: Running) -> None:
    """What was waiting before the worker came, and what comes while it works."""
    anna = Pushed.on(store, "anna")
    await anna.told("one", "two")
    assert await anna.deliveries() == ["waiting", "waiting"]
    async with working():
        await anna.settled("sent", "sent")
        await anna.told("three")
        await anna.settled("sent", "sent", "sent")
    assert paper.sent == [("ANNA", "one"), ("ANNA", "two"), ("ANNA", "three")]
    assert (await store.outbox.backlog()).deliveries == 0


async def test_a_busy_channel_is_obeyed_to_the_second(store: Store, paper: Paper, working: Running) -> None:
    """``retry_after`` of one chat makes that chat wait, in order, and no other."""
    anna, boris = Pushed.on(store, "anna"), Pushed.on(store, "boris")
    paper.answers["ANNA"] = [Sent("retry", retry_after=1.0)]
    await anna.told("one", "two")
    async with working():
        await paper.tried(1)
        await boris.told("hello")
        await boris.settled("sent")
        await anna.settled("sent", "sent")
    first, second = [at for address, text, at in paper.tries if text == "one"]
    (others,) = [at for address, text, at in paper.tries if address == "BORIS"]
    assert first < others < second
    assert 1.0 <= second - first < 3
    assert [text for address, text in paper.sent if address == "ANNA"] == ["one", "two"]


@pytest.mark.parametrize("answer", [LATER, ConnectionError("reset"), ValueError("broken")])
async def test_no_answer_is_tried_again(store: Store, paper: Paper, working: Running, answer: Any) -> None:
    """A server error, a cut connection, even a bug: the message waits and is sent once."""
    anna = Pushed.on(store, "anna")
    paper.answers["ANNA"] = [answer, answer]
    await anna.told("one")
    async with working():
        await anna.settled("sent")
    assert len(paper.tries) == 3
    assert paper.sent == [("ANNA", "one")]


async def test_silence_is_no_answer(store: Store, paper: Paper, working: Running) -> None:
    """A send that hangs is cut and tried again."""

    async def silence() -> Sent:
        await asyncio.sleep(60)
        return Sent("sent")

    anna = Pushed.on(store, "anna")
    paper.answers["ANNA"] = [silence]
    await anna.told("one")
    async with working(patience=replace(HASTY, deadline=0.1)):
        await anna.settled("sent")
    assert len(paper.tries) == 2


@pytest.mark.parametrize("result", ["unreachable", "rejected"])
async def test_a_refusal_is_final(store: Store, paper: Paper, working: Running, result: Any) -> None:
    """Who blocked us is not tried again; the desk sees that it was not delivered, and the next message goes its way."""
    anna = Pushed.on(store, "anna")
    paper.answers["ANNA"] = [Sent(result)]
    await anna.told("one", "two")
    async with working():
        await anna.settled("failed", "sent")
    assert len(paper.tries) == 2


@pytest.mark.parametrize("answer", [LATER, Sent("retry", retry_after=1e12)])
async def test_after_a_day_a_message_has_failed(store: Store, paper: Paper, working: Running, answer: Sent) -> None:
    """Or as soon as it is clear that it will take longer."""
    anna = Pushed.on(store, "anna")
    paper.answers["ANNA"] = [answer] * 100
    await anna.told("one")
    async with working(patience=replace(HASTY, limit=timedelta(seconds=0.5))):
        await anna.settled("failed")


async def test_a_channel_that_is_not_here_delays(store: Store, working: Running) -> None:
    """Another version of the service may have it."""
    anna = Pushed(store, "anna", channel="pigeon")
    await anna.told("one")
    with capture_logs() as logs:
        async with working():
            await asyncio.sleep(0.3)
    assert await anna.deliveries() == ["waiting"]
    assert any(entry["event"] == "delivery_postponed" for entry in logs)


async def test_staff_pass_first(store: Store, paper: Paper, working: Running) -> None:
    """When many wait, a case worker's reply does not."""
    gate = asyncio.Event()

    async def held() -> Sent:
        await gate.wait()
        return Sent("sent")

    crowd = [Pushed.on(store, f"person-{n}") for n in range(40)]
    for person in crowd:
        paper.answers[person.id.upper()] = [held]
        await person.told("news")
    anna = Pushed.on(store, "anna")
    async with working(patience=replace(HASTY, deadline=10)):
        await paper.tried(30)
        await anna.told("reply", sender="staff")
        await asyncio.sleep(0.3)
        assert len(paper.tries) == 30
        gate.set()
        await anna.settled("sent")
    order = [text for _, text, _ in paper.tries]
    assert order.index("reply") == 30


async def test_a_stop_leaves_the_rest_for_later(store: Store, paper: Paper, working: Running) -> None:
    """What is not acknowledged is there for the next worker; the end takes less than two seconds."""
    anna, boris = Pushed.on(store, "anna"), Pushed.on(store, "boris")
    paper.answers["ANNA"] = [Sent("retry", retry_after=3600)]

    async def slow() -> Sent:
        await asyncio.sleep(0.4)
        return Sent("sent")

    paper.answers["BORIS"] = [slow]
    await anna.told("one")
    await boris.told("two")
    async with working(patience=replace(HASTY, deadline=10)):
        await paper.tried(2)
        began = time.monotonic()
    # No longer than what was being sent: who waits for a retry is not waited for.
    assert time.monotonic() - began < 5
    assert (await anna.deliveries(), await boris.deliveries()) == (["waiting"], ["sent"])
    async with working():
        await anna.settled("sent")


async def test_a_worker_that_hangs_in_a_send_still_stops(store: Store, paper: Paper, working: Running) -> None:
    """It is cut, and the message comes again: the one repeat that is allowed."""

    async def endless() -> Sent:
        await asyncio.sleep(60)
        return Sent("sent")

    anna = Pushed.on(store, "anna")
    paper.answers["ANNA"] = [endless]
    await anna.told("one")
    async with working(patience=replace(HASTY, deadline=60)):
        await paper.tried(1)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    async with working():
        await anna.settled("sent")
    assert paper.sent == [("ANNA", "one")]


async def test_nobody_is_sent_the_same_twice_in_many_rounds(store: Store, paper: Paper, working: Running) -> None:
    """Fifty people, three messages each, workers coming and going."""
    people = [Pushed.on(store, f"person-{n}") for n in range(50)]
    for person in people:
        await person.told("one", "two", "three")
    for _ in range(3):
        async with working():
            await asyncio.sleep(0.15)
    async with working():
        for person in people:
            await person.settled("sent", "sent", "sent")
    assert sorted(paper.sent) == sorted((p.id.upper(), text) for p in people for text in ("one", "three", "two"))


async def test_an_erased_person_gets_nothing_more(store: Store, paper: Paper, working: Running) -> None:
    """The outbox entry has no key any more and goes away quietly."""
    anna = Pushed.on(store, "anna")
    await anna.told("one")
    await anna.say(erase=Erase(reason="asked"))
    async with working():
        async with asyncio.timeout(5):
            while (await store.outbox.backlog()).deliveries:
                await asyncio.sleep(0.02)
    assert paper.sent == []


async def test_what_comes_again_in_a_sweep_is_in_hand_already(store: Store, paper: Paper, working: Running) -> None:
    """The outbox is read again from time to time; a message that waits in its lane is not put there twice."""
    anna = Pushed.on(store, "anna")
    paper.answers["ANNA"] = [Sent("retry", retry_after=1.5)]
    await anna.told("one")
    async with working():
        await paper.tried(1)
        # The next read is a sweep.
        store.outbox._cursors[anna.partition].swept = float("-inf")
        await anna.settled("sent")
        store.outbox._cursors[anna.partition].swept = float("-inf")
        await anna.told("two")
        await anna.settled("sent", "sent")
    assert paper.sent == [("ANNA", "one"), ("ANNA", "two")]


async def test_without_a_living_lease_nothing_is_sent(store: Store, paper: Paper) -> None:
    """A process that slept past its lease finds out before it speaks, not after."""
    anna = Pushed.on(store, "anna")
    await anna.told("one")
    lease = await store.leases.acquire(anna.partition, "sleeper", ttl=0.3)
    assert lease
    tenure, stopping = Tenure(store.leases, lease), Stopping()
    deliveries = Deliveries(
        tenure=tenure,
        receipts=Receipts(store.outbox, tenure),
        channels={"paper": paper},
        turnstile=Turnstile(1),
        patience=HASTY,
        stopping=stopping,
    )
    [entry] = await store.outbox.read(anna.partition, lease)
    assert isinstance(entry.item, ToSend)
    await asyncio.sleep(0.4)
    deliveries.accept(entry, entry.item)
    with pytest.raises(Lost):
        await asyncio.wait_for(tenure.keep(), 1)
    await stopping.abandon()
    assert paper.tries == []
