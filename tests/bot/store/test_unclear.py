"""What was not understood is kept without persons: counted, bounded, sealed, forgotten in time."""

import asyncio
from datetime import date

import pytest

from bot.store import Keyring, Refused, Store
from bot.store.unclear import KEPT, MOST, UnclearTexts
from nlu.understanding import Intent
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
TODAY = date(2026, 5, 20)
GUESSES = tuple(Intent(f"ask_{n}", 0.31234 - n / 100) for n in range(5))


async def collect(store: Store, words: str, language: str = "sv") -> str:
    row = await store.unclear.collect(words, language=language, guesses=GUESSES)
    assert row is not None
    return row


async def test_the_same_words_are_one_row_that_counts(store: Store, clock: HandClock) -> None:
    first = await collect(store, "Var går bussen?")
    clock.advance(days=2)
    assert await collect(store, "var gar bussen") == first
    assert await collect(store, "var går bussen", "en") != first
    row, other = await store.unclear.all()
    assert (row.text, row.count, row.first, row.last) == ("Var går bussen?", 2, TODAY, date(2026, 5, 22))
    assert [guess.name for guess in row.guesses] == ["ask_0", "ask_1", "ask_2"]
    assert row.guesses[0].confidence == 0.31
    assert (other.language, other.count, other.state) == ("en", 1, "new")


async def test_who_wrote_it_is_not_kept(store: Store, clock: HandClock) -> None:
    clock.advance(hours=3, minutes=33, seconds=7)
    await collect(store, "jag heter Anna Ek och ringer 0701234567 om bussen")
    (row,) = await store.unclear.all()
    assert row.text == "jag heter [name] och ringer [phone] om bussen"
    assert await store.unclear.collect("+380671234567", language="uk", guesses=()) is None
    assert await store.audit.read() == []


async def test_nothing_of_it_can_be_read_in_the_store(store: Store) -> None:
    await collect(store, "hemligabussen")
    wire, keys = store._site.wire, store._site.keys
    rows = await wire.run(
        ("HGETALL", keys.at(0, "unclear")),
        ("ZRANGE", keys.at(0, "unclear-order", "new"), 0, -1, "WITHSCORES"),
        ("HGETALL", keys.at(0, "unclear-days")),
    )
    assert b"hemliga" not in repr(rows).encode()
    assert b"ask_0" not in repr(rows).encode()


async def test_many_at_once_are_all_counted(store: Store, second: Store) -> None:
    await asyncio.gather(*(collect((store, second)[n % 2], "var går bussen") for n in range(6)))
    (row,) = await store.unclear.all()
    assert row.count == 6
    assert await store.unclear.days() == {TODAY: {"sv": 6}}


async def test_days_count_messages_by_language(store: Store, clock: HandClock) -> None:
    await collect(store, "ett")
    await collect(store, "два", "uk")
    clock.advance(days=1)
    await collect(store, "ett")
    assert await store.unclear.days() == {date(2026, 5, 21): {"sv": 1}, TODAY: {"sv": 1, "uk": 1}}


async def test_a_day_is_stockholms(store: Store, clock: HandClock) -> None:
    clock.advance(hours=13, minutes=30)
    await collect(store, "sent på kvällen")
    assert (await store.unclear.all())[0].first == date(2026, 5, 21)


async def test_a_label_is_given_changed_and_taken_back(store: Store) -> None:
    row = await collect(store, "var går bussen")
    before = await store.unclear.mark(row, "labelled", intent="ask_contact", actor="Eva")
    assert (before.state, before.intent) == ("new", None)
    before = await store.unclear.mark(row, "labelled", intent="out_of_scope", actor="Eva")
    assert before.intent == "ask_contact"
    assert await store.unclear.all(state="new") == []
    await collect(store, "var går bussen")
    (labelled,) = await store.unclear.all(state="labelled", language="sv")
    assert (labelled.intent, labelled.count) == ("out_of_scope", 2)
    await store.unclear.mark(row, "ignored", actor="Eva")
    await store.unclear.mark(row, "new", actor="Eva")
    assert [r.intent for r in await store.unclear.all(state="new")] == [None]
    lines = [record.line for record in await store.audit.read()]
    assert [line.action for line in reversed(lines)] == [
        "unclear.labelled", "unclear.labelled", "unclear.ignored", "unclear.reset",
    ]  # fmt: skip
    assert {line.actor for line in lines} == {"Eva"}
    assert not any("bussen" in line.detail for line in lines)


async def test_a_deleted_row_is_gone_for_good(store: Store) -> None:
    row = await collect(store, "var går bussen")
    await store.unclear.delete(row, actor="Eva")
    assert await store.unclear.all() == []
    for attempt in (store.unclear.delete(row, actor="Eva"), store.unclear.mark(row, "new", actor="Eva")):
        with pytest.raises(Refused, match="missing"):
            await attempt
    assert [r.line.action for r in await store.audit.read()] == ["unclear.deleted"]


async def test_after_ninety_days_of_silence_a_row_is_neither_shown_nor_kept(store: Store, clock: HandClock) -> None:
    await collect(store, "gammal")
    labelled = await collect(store, "gammal men märkt")
    await store.unclear.mark(labelled, "labelled", intent="help", actor="Eva")
    clock.advance(days=KEPT.days)
    await collect(store, "ny")
    assert await store.unclear.prune() == 0
    clock.advance(days=1)
    assert [row.text for row in await store.unclear.all()] == ["ny"]
    assert set(await store.unclear.days()) == {date(2026, 8, 18)}
    assert await store.unclear.prune() == 2
    kept = await store._site.wire.run(
        ("HLEN", store._site.keys.at(0, "unclear")), ("HLEN", store._site.keys.at(0, "unclear-days"))
    )
    assert kept == [1, 1]


async def test_there_is_room_for_so_many_and_what_nobody_wants_goes_first(store: Store, clock: HandClock) -> None:
    labelled = await collect(store, "märkt")
    await store.unclear.mark(labelled, "labelled", intent="help", actor="Eva")
    clock.advance(days=1)
    ignored = await collect(store, "ointressant")
    await store.unclear.mark(ignored, "ignored", actor="Eva")
    clock.advance(days=1)
    small = UnclearTexts(store._site, most=10)
    for letter in "abcdefghijklmnop":
        await small.collect(f"fråga {letter * 2}", language="sv", guesses=())
        clock.advance(days=1)
    rows = await store.unclear.all()
    assert len(rows) == 10
    assert {row.text for row in rows} == {"märkt", *(f"fråga {letter * 2}" for letter in "hijklmnop")}
    assert ignored not in {row.id for row in rows}


async def test_two_thousand_are_kept(store: Store) -> None:
    assert (MOST, store.unclear._most) == (2_000, 2_000)


async def test_keys_that_rotate_take_the_rows_along(store: Store, keyring: Keyring) -> None:
    await collect(store, "var går bussen")
    assert await store.people.generations() == {1: 1}
    assert await store.people.rotate() == 1
    assert await store.people.generations() == {2: 1}
    await store.people.destroy(1)
    assert [row.text for row in await store.unclear.all()] == ["var går bussen"]
