"""The one door: an event is taken once, wholly or not at all, and nothing that is said gets lost."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.render import Texts
from bot.store import Refused, Store
from bot.turn import TRIES, Outcome, Reused, Turns, UnknownConversation
from dialogs.events import PersonChose, PersonWrote, StaffReplied, TimedOut
from dialogs.texts import compile_catalogues
from nlu.understanding import Understanding
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


class Mute:
    """Understands nothing; breaks on ``"bang"``."""

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        if text == "bang":
            raise RuntimeError("Олена 0701740605")
        return Understanding(text=text)


@pytest.fixture(scope="module")
def texts() -> Texts:
    compile_catalogues()
    return Texts.load()


@pytest.fixture
def turns(store: Store, texts: Texts) -> Turns:
    return Turns(store=store, understander=Mute(), texts=texts)


async def opened(turns: Turns, name: str = "c1") -> Outcome:
    return await turns.start(conversation=name, channel="web", language="uk", event_id="start", at=NOW)


def wrote(text: str, name: str = "e1") -> PersonWrote:
    return PersonWrote(id=name, at=NOW, text=text)


def chose(value: str, name: str) -> PersonChose:
    return PersonChose(id=name, at=NOW, values=(value,))


async def test_a_turn_gives_its_messages_and_keeps_them(turns: Turns, store: Store) -> None:
    first = await opened(turns)
    second = await turns.take("c1", chose("arrival", "e1"))
    kept = [entry.message for entry in await store.conversations.transcript("c1")]
    assert kept == [*first.messages, *second.messages]
    assert [m.sender for m in second.messages] == ["person", "bot", "bot"]


async def test_the_same_event_again_gives_the_same_answer_and_no_effect(turns: Turns, store: Store) -> None:
    await opened(turns)
    first = await turns.take("c1", wrote("привіт"))
    again = await turns.take("c1", wrote("привіт"))
    assert (again.messages, again.repeat) == (first.messages, True)
    assert len(await store.conversations.transcript("c1")) == 2 + len(first.messages)


async def test_the_same_id_for_something_else_is_refused(turns: Turns) -> None:
    await opened(turns)
    await turns.take("c1", wrote("привіт"))
    with pytest.raises(Reused):
        await turns.take("c1", wrote("бувай"))


async def test_a_hundred_at_once_are_one(turns: Turns, store: Store) -> None:
    await opened(turns)
    outcomes = await asyncio.gather(*(turns.take("c1", wrote("привіт")) for _ in range(100)))
    assert sum(not outcome.repeat for outcome in outcomes) == 1
    assert len({outcome.messages for outcome in outcomes}) == 1


async def test_two_processes_with_the_same_conversation_do_not_lose_a_message(store: Store, texts: Texts) -> None:
    one, two = (Turns(store=store, understander=Mute(), texts=texts) for _ in range(2))
    await opened(one)
    events = [wrote(f"слово {n}", f"e{n}") for n in range(8)]
    await asyncio.gather(*((one, two)[n % 2].take("c1", event) for n, event in enumerate(events)))
    entries = await store.conversations.transcript("c1")
    own = sorted(entry.message.text for entry in entries if entry.message.sender == "person")
    assert own == sorted(event.text for event in events)


async def test_nobody_can_write_to_a_conversation_that_is_not_there(turns: Turns) -> None:
    with pytest.raises(UnknownConversation):
        await turns.take("nobody", wrote("привіт"))


async def test_a_message_that_breaks_the_turn_is_set_aside_and_the_person_told(turns: Turns, store: Store) -> None:
    await opened(turns)
    outcome = await turns.take("c1", wrote("bang"))
    assert [m.key for m in outcome.messages] == ["set-aside"]
    (letter,) = await store.dead.list()
    assert (letter.reason, b"bang" in letter.event) == ("failed", True)
    assert (await turns.take("c1", wrote("привіт", "e2"))).messages


async def test_a_message_that_killed_its_worker_three_times_is_set_aside(turns: Turns, store: Store) -> None:
    await opened(turns)
    for _ in range(TRIES):
        await store.conversations.load("c1", "e1")
    outcome = await turns.take("c1", wrote("привіт"))
    assert [m.key for m in outcome.messages] == ["set-aside"]
    assert [letter.reason for letter in await store.dead.list()] == ["poison"]


async def test_a_clean_refusal_is_no_try(turns: Turns, store: Store) -> None:
    await opened(turns)
    reply = StaffReplied(id="r", at=NOW, reference="IP-2222-2222", staff="anna", text="hej")
    for _ in range(TRIES + 2):
        with pytest.raises(Refused, match="missing"):
            await turns.take("c1", reply)
    assert await store.dead.list() == []


async def test_what_was_set_aside_can_be_taken_again(turns: Turns, store: Store, texts: Texts) -> None:
    await opened(turns)
    await turns.take("c1", wrote("bang"))
    (letter,) = await store.dead.list()
    again = await turns.replay(letter.id, actor="anna")
    assert [m.key for m in again.messages] == ["set-aside"]
    assert len(await store.dead.list()) == 1

    class Mended(Mute):
        def understand(
            self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
        ) -> Understanding:
            return Understanding(text=text)

    mended = Turns(store=store, understander=Mended(), texts=texts)
    outcome = await mended.replay(letter.id, actor="anna")
    assert outcome.messages[0].text == "bang"
    assert await store.dead.list() == []
    with pytest.raises(UnknownConversation):
        await mended.replay(letter.id, actor="anna")


async def test_numbers_are_masked_even_in_what_is_set_aside(turns: Turns, store: Store) -> None:
    await opened(turns)
    for _ in range(TRIES):
        await store.conversations.load("c1", "e1")
    await turns.take("c1", wrote("19811218-9876"))
    (letter,) = await store.dead.list()
    assert b"9876" not in letter.event


async def test_a_conversation_in_which_nobody_wrote_is_forgotten(turns: Turns, store: Store) -> None:
    await opened(turns, "silent")
    await opened(turns, "used")
    await turns.take("used", chose("arrival", "e1"))
    keys = store.keys
    lives = await store._site.wire.run(
        ("TTL", keys.of("silent", "conversation")), ("TTL", keys.of("used", "conversation"))
    )
    assert 0 < lives[0] <= 3600  # type: ignore[operator]
    assert lives[1] == -1


async def test_a_timer_that_somebody_else_popped_is_a_repeat(turns: Turns) -> None:
    await opened(turns)
    await turns.take("c1", chose("arrival", "e1"))
    gone = TimedOut(id="c1|reminder|1", at=NOW, kind="reminder")
    assert (await turns.take("c1", gone)).repeat


async def test_only_the_popped_timer_has_an_effect(turns: Turns, store: Store, clock: HandClock) -> None:
    await opened(turns)
    await turns.take("c1", chose("arrival", "e1"))
    partition = store.keys.partition_of("c1")
    later = clock.advance(hours=30)
    (due,) = [t for t in await store.timers.due(partition, datetime(2026, 5, 23, tzinfo=UTC)) if t.kind == "reminder"]
    event = TimedOut(id=due.id, at=later, kind=due.kind)
    outcomes = await asyncio.gather(*(turns.take("c1", event) for _ in range(5)))
    assert sum(bool(outcome.messages) and not outcome.repeat for outcome in outcomes) == 1
    assert [m.key for m in outcomes[0].messages] == ["reminder", "offer-resume-ask"]


async def test_what_was_not_understood_is_counted_once_with_its_turn(turns: Turns, store: Store) -> None:
    await opened(turns)
    for _ in range(3):
        await turns.take("c1", wrote("Коли приїде автобус? 19811218-9876"))
    await turns.take("c1", chose("arrival", "e2"))
    (row,) = await store.unclear.all()
    assert (row.text, row.count, row.language) == ("Коли приїде автобус? [personnummer]", 1, "uk")


async def test_an_answer_in_free_words_and_what_staff_get_are_not_collected(turns: Turns, store: Store) -> None:
    await opened(turns)
    await turns.take("c1", chose("question", "e1"))
    await turns.take("c1", wrote("Мій чоловік зник безвісти", "e2"))
    await turns.take("c1", chose("person", "e3"))
    await turns.take("c1", wrote("Він працював на заводі", "e4"))
    assert await store.unclear.all() == []


async def test_a_turn_is_none_the_worse_when_nothing_can_be_collected(turns: Turns, store: Store) -> None:
    """The place where it would be counted holds something else."""
    await opened(turns)
    await store._site.wire.one("SET", store.keys.at(0, "unclear"), "no hash")
    outcome = await turns.take("c1", wrote("Коли приїде автобус?"))
    assert outcome.messages
    assert (await turns.take("c1", wrote("Коли приїде автобус?"))).repeat
