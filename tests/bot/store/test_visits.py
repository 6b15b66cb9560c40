"""Calendars: no time is given away more often than it has places, whoever asks at the same moment."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.store import Refused, Store
from bot.store.keys import TABLE
from bot.store.visits import KEPT, Booking, Slot, slot_name
from tests.bot.store.snapshots import keyspace
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
PLACE = "welcome_house"
NINE = datetime(2026, 5, 25, 7, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)


def slot(start: datetime = NINE, **more: object) -> Slot:
    return Slot(place=PLACE, start=start, minutes=60, **more)  # type: ignore[arg-type]


async def taken(store: Store, start: datetime = NINE) -> tuple[str, ...]:
    slots = await store.visits.slots(start, place=PLACE)
    return next(s.taken for s in slots if s.start == start)


async def test_a_calendar_tells_its_times_in_their_order_from_one_on(store: Store) -> None:
    assert await store.visits.open([slot(TEN), slot(NINE, capacity=2)]) == 2
    assert [s.start for s in await store.visits.slots(NINE)] == [NINE, TEN]
    assert [s.start for s in await store.visits.slots(TEN)] == [TEN]
    assert await store.visits.slots(NINE, place="etableringscentrum") == []


async def test_a_time_that_is_there_already_stays_with_who_comes_then(store: Store) -> None:
    await store.visits.open([slot()])
    await store.visits.book("a", 1, place=PLACE, start=NINE)
    assert await store.visits.open([slot(capacity=5)]) == 0
    assert await taken(store) == ("a",)


@pytest.mark.parametrize("wrong", [{"capacity": 0}, {"capacity": 51}, {"minutes": 0}, {"place": "home"}])
async def test_what_is_no_time_is_not_kept(store: Store, wrong: dict[str, object]) -> None:
    told: dict[str, object] = {"place": PLACE, "start": NINE, "minutes": 60, **wrong}
    with pytest.raises(ValueError, match="no time"):
        await store.visits.open([Slot(**told)])  # type: ignore[arg-type]


@pytest.mark.parametrize("capacity", [1, 3])
async def test_of_many_who_ask_at_once_only_as_many_get_it_as_there_are_places(store: Store, capacity: int) -> None:
    await store.visits.open([slot(capacity=capacity)])
    asking = (store.visits.book(f"case-{n}", 1, place=PLACE, start=NINE) for n in range(12))
    results = [booking.result for booking in await asyncio.gather(*asking)]
    assert results.count("booked") == capacity
    assert results.count("taken") == 12 - capacity
    assert len(await taken(store)) == capacity


async def test_one_case_never_has_two_times(store: Store) -> None:
    await store.visits.open([slot(NINE, capacity=9), slot(TEN, capacity=9)])
    await asyncio.gather(*(store.visits.book("a", n, place=PLACE, start=(NINE, TEN)[n % 2]) for n in range(1, 9)))
    assert sorted((*await taken(store, NINE), *await taken(store, TEN))) == ["a"]
    assert (await store.visits.booking("a")).slot == slot_name(PLACE, NINE)


async def test_the_same_request_again_has_no_second_effect(store: Store) -> None:
    await store.visits.open([slot(NINE, capacity=2)])
    first = await store.visits.book("a", 1, place=PLACE, start=NINE)
    before = await keyspace(store)
    assert await store.visits.book("a", 1, place=PLACE, start=NINE) == first
    assert await keyspace(store) == before


async def test_a_request_that_was_overtaken_changes_nothing(store: Store) -> None:
    await store.visits.open([slot()])
    await store.visits.cancel("a", 2)
    assert (await store.visits.book("a", 1, place=PLACE, start=NINE)).result == "outdated"
    assert await taken(store) == ()


async def test_moving_gives_the_old_time_back_in_the_same_moment(store: Store) -> None:
    await store.visits.open([slot(NINE), slot(TEN)])
    await store.visits.book("a", 1, place=PLACE, start=NINE)
    assert (await store.visits.book("a", 2, place=PLACE, start=TEN)).result == "booked"
    assert (await taken(store, NINE), await taken(store, TEN)) == ((), ("a",))


async def test_who_cannot_have_the_new_time_keeps_the_old_one(store: Store) -> None:
    await store.visits.open([slot(NINE), slot(TEN)])
    await store.visits.book("b", 1, place=PLACE, start=TEN)
    await store.visits.book("a", 1, place=PLACE, start=NINE)
    expected = Booking(slot=slot_name(PLACE, NINE), number=2, result="taken")
    assert await store.visits.book("a", 2, place=PLACE, start=TEN) == expected
    assert await taken(store, NINE) == ("a",)


async def test_two_who_swap_their_times_at_once_both_have_one(store: Store) -> None:
    await store.visits.open([slot(NINE), slot(TEN)])
    await store.visits.book("a", 1, place=PLACE, start=NINE)
    await store.visits.book("b", 1, place=PLACE, start=TEN)
    await asyncio.gather(
        store.visits.book("a", 2, place=PLACE, start=TEN), store.visits.book("b", 2, place=PLACE, start=NINE)
    )
    assert sorted((*await taken(store, NINE), *await taken(store, TEN))) == ["a", "b"]


async def test_taking_the_last_place_and_closing_the_time_at_once_leaves_no_half(store: Store) -> None:
    for n in range(8):
        start = NINE + timedelta(days=n)
        await store.visits.open([slot(start)])
        booking, closing = await asyncio.gather(
            store.visits.book(f"case-{n}", 1, place=PLACE, start=start),
            store.visits.close(PLACE, start),
            return_exceptions=True,
        )
        there = [s.taken for s in await store.visits.slots(start) if s.start == start]
        assert isinstance(booking, Booking)
        assert there == ([(f"case-{n}",)] if booking.result == "booked" else [])
        assert isinstance(closing, Refused) == (booking.result == "booked")


async def test_a_time_that_begins_now_or_does_not_exist_is_taken(store: Store, clock: HandClock) -> None:
    await store.visits.open([slot()])
    assert (await store.visits.book("a", 1, place=PLACE, start=TEN)).result == "taken"
    clock.instant = NINE
    assert (await store.visits.book("a", 2, place=PLACE, start=NINE)).result == "taken"


async def test_a_time_with_somebody_in_it_cannot_be_closed(store: Store) -> None:
    await store.visits.open([slot()])
    await store.visits.book("a", 1, place=PLACE, start=NINE)
    with pytest.raises(Refused, match="taken"):
        await store.visits.close(PLACE, NINE)
    await store.visits.cancel("a", 2)
    await store.visits.close(PLACE, NINE)
    assert await store.visits.slots(NINE) == []


async def test_times_long_past_are_forgotten_with_their_visits(store: Store, clock: HandClock) -> None:
    await store.visits.open([slot(NINE), slot(NINE + KEPT)])
    await store.visits.book("a", 1, place=PLACE, start=NINE)
    await store.visits.book("b", 1, place=PLACE, start=NINE + KEPT)
    clock.instant = TEN + KEPT
    await store.visits.prune()
    assert [s.start for s in await store.visits.slots(NINE)] == [NINE + KEPT]
    assert (await store.visits.booking("a")).slot is None
    assert (await store.visits.booking("b")).slot is not None


async def test_whose_data_are_erased_comes_no_more(store: Store) -> None:
    await store.visits.open([slot()])
    await store.visits.book("gone", 1, place=PLACE, start=NINE)

    async def is_gone(reference: str) -> bool:
        return reference == "gone"

    await store.visits.release(is_gone)
    assert await taken(store) == ()


async def test_calendars_stand_in_the_table_of_keys() -> None:
    assert {"slots", "visits"} <= set(TABLE)


async def test_who_was_expected_at_a_time_that_is_past_stays_there(store: Store, clock: HandClock) -> None:
    await store.visits.open([slot(), slot(TEN + timedelta(days=1))])
    await store.visits.book("a", 1, place=PLACE, start=NINE)
    clock.instant = TEN
    await store.visits.book("a", 2, place=PLACE, start=TEN + timedelta(days=1))
    assert await taken(store) == ("a",)
    assert await taken(store, TEN + timedelta(days=1)) == ("a",)


async def test_it_is_remembered_of_which_visits_staff_have_said_how_they_went(store: Store) -> None:
    await store.visits.open([slot(capacity=3)])
    for number, case in enumerate("abc"):
        await store.visits.book(case, number + 1, place=PLACE, start=NINE)

    async def ended() -> set[str]:
        return {name for s in await store.visits.slots(NINE) for name in s.ended}

    ends = (store.visits.end(case, place=PLACE, start=NINE, said=True) for case in "abx")
    await asyncio.gather(*ends)
    assert await ended() == {"a", "b"}
    for _ in range(2):
        await store.visits.end("a", place=PLACE, start=NINE, said=False)
    assert await ended() == {"b"}
    await store.visits.end("a", place=PLACE, start=TEN, said=True)
    assert await ended() == {"b"}
