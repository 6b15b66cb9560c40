"""The calendar as calls reach it: what a call says is what the calendar does, however often it comes."""

from datetime import UTC, datetime

import pytest

from bot.backends.visits import VisitCalendar
from bot.store import Store
from bot.store.visits import Slot
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
NINE = datetime(2026, 5, 25, 7, tzinfo=UTC)
PLACE = "welcome_house"


async def test_how_a_visit_went_is_remembered_and_forgotten_when_that_is_taken_back(
    store: Store, clock: HandClock
) -> None:
    await store.visits.open([Slot(place=PLACE, start=NINE, minutes=60)])
    await store.visits.book("a", 1, place=PLACE, start=NINE)
    calendar = VisitCalendar(store=store, clock=clock)
    told = {"reference": "a", "place": PLACE, "start": NINE.isoformat()}
    for came, ended in (("mapped", ("a",)), ("mapped", ("a",)), ("", ()), ("absent", ("a",))):
        assert await calendar.call("end", {**told, "came": came}, key="k") == {"result": "ended"}
        assert (await store.visits.slots(NINE))[0].ended == ended


async def test_a_call_that_the_calendar_does_not_know_is_a_mistake_of_ours(store: Store, clock: HandClock) -> None:
    with pytest.raises(ValueError, match="no such operation"):
        await VisitCalendar(store=store, clock=clock).call("forget", {}, key="k")
