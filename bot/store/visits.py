"""The calendars of places where people are met, and who comes when. Nothing here says more of a person than a case.

Taking a time is one script: it is written only if the time's row and the visit's row still are what was read. So no
time is given away more often than it has places, and no case has two times.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from bot.store.errors import Conflict, Refused
from bot.store.script import Batch
from bot.store.site import Site
from bot.store.wire import blob, table
from dialogs.visit_words import PLACES

Result = Literal["booked", "taken", "cancelled", "outdated"]
MOST = 50
"""Places of one time."""
KEPT = timedelta(days=90)
"""So long after it a time is remembered."""
_PARTITION = 0
_ATTEMPTS = 40
_AT_ONCE = 200
_RACES = frozenset({"slot", "visit"})


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A time at a place; ``taken`` are the cases that come then, ``ended`` those of which staff said how it went."""

    place: str
    start: datetime
    minutes: int
    capacity: int = 1
    taken: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """How many may still come."""
        return max(self.capacity - len(self.taken), 0)

    @property
    def name(self) -> str:
        """What tells it from all others."""
        return slot_name(self.place, self.start)


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """What a case has: the ``slot`` by its name, if any, since the request ``number`` that ended with ``result``."""

    slot: str | None = None
    number: int = 0
    result: Result = "cancelled"


def slot_name(place: str, start: datetime) -> str:
    """``welcome_house|1763980200``."""
    return f"{place}|{int(start.timestamp())}"


class Visits:
    """Calendars and visits; all of them lie in partition 0."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._slots, self._visits = (site.keys.at(_PARTITION, kind) for kind in ("slots", "visits"))

    async def open(self, slots: Iterable[Slot]) -> int:
        """Put times into the calendar; one that is there already stays as it is. How many are new."""
        fresh = 0
        for slot in slots:
            if slot.place not in PLACES or not 1 <= slot.capacity <= MOST or slot.minutes < 1 or slot.taken:
                raise ValueError("no time of a calendar")
            batch = Batch(_PARTITION)
            batch.field_is("slot", self._slots, slot.name, "")
            batch.put(self._slots, {slot.name: msgspec.json.encode(slot)})
            fresh += await self._unless_there(batch)
        return fresh

    async def close(self, place: str, start: datetime) -> None:
        """Take a time out of the calendar. Refused with ``taken`` when somebody comes then."""
        name = slot_name(place, start)
        raw, slot = await self._slot(name)
        if slot is None:
            return
        if slot.taken:
            raise Refused("taken")
        batch = Batch(_PARTITION, drains=True)
        batch.field_is("taken", self._slots, name, raw)
        batch.write("HDEL", self._slots, name)
        await self._site.script.run(batch)

    async def slots(self, since: datetime, *, place: str = "") -> list[Slot]:
        """The times from ``since`` on, the earliest first."""
        rows = table(await self._site.wire.one("HGETALL", self._slots)).values()
        found = (msgspec.json.decode(blob(row), type=Slot) for row in rows)
        wanted = [slot for slot in found if slot.start >= since and place in ("", slot.place)]
        return sorted(wanted, key=lambda slot: (slot.start, slot.place))

    async def booking(self, reference: str) -> Booking:
        """What the case has."""
        return (await self._booking(reference))[1]

    async def book(self, reference: str, number: int, *, place: str, start: datetime) -> Booking:
        """Take a time for a case, and give back what it had. The request ``number`` counts up within the case.

        The same request again has no second effect; one that a later one has overtaken has none at all.
        """
        return await self._carry(reference, number, slot_name(place, start))

    async def cancel(self, reference: str, number: int) -> Booking:
        """Give back what the case has."""
        return await self._carry(reference, number, None)

    async def end(self, reference: str, *, place: str, start: datetime, said: bool) -> None:
        """Remember that it was said of the visit how it went, or (``said`` is False) that this was taken back."""
        for _ in range(_ATTEMPTS):
            raw, slot = await self._slot(slot_name(place, start))
            if slot is None or reference not in slot.taken or (reference in slot.ended) == said:
                return
            others = tuple(name for name in slot.ended if name != reference)
            batch = Batch(_PARTITION)
            batch.field_is("slot", self._slots, slot.name, raw)
            self._put(batch, msgspec.structs.replace(slot, ended=(*others, reference) if said else others))
            if not await self._unless_there(batch):
                continue
            return
        raise Conflict("the calendar changes too quickly")

    async def release(self, is_gone: Callable[[str], Awaitable[bool]]) -> None:
        """Give back the coming times of cases that are gone: whose person was erased."""
        for slot in await self.slots(self._site.clock.now()):
            for reference in slot.taken:
                if await is_gone(reference):
                    await self.cancel(reference, (await self.booking(reference)).number + 1)

    async def prune(self) -> None:
        """Forget times long past, and the visits then."""
        before = int((self._site.clock.now() - KEPT).timestamp())
        past = [name for name in table(await self._site.wire.one("HGETALL", self._slots)) if _start(name) < before]
        rows = table(await self._site.wire.one("HGETALL", self._visits))
        bookings = {name: msgspec.json.decode(blob(row), type=Booking) for name, row in rows.items()}
        over = [name for name, booking in bookings.items() if booking.slot and _start(booking.slot) < before]
        for key, fields in ((self._slots, past), (self._visits, over)):
            for first in range(0, len(fields), _AT_ONCE):
                batch = Batch(_PARTITION, drains=True)
                batch.write("HDEL", key, *fields[first : first + _AT_ONCE])
                await self._site.script.run(batch)

    async def _carry(self, reference: str, number: int, wanted: str | None) -> Booking:
        for _ in range(_ATTEMPTS):
            try:
                return await self._attempt(reference, number, wanted)
            except Refused as refusal:
                # Somebody was quicker between our reading and our writing: look again.
                if refusal.reason not in _RACES:
                    raise
        raise Conflict("the calendar changes too quickly")

    async def _attempt(self, reference: str, number: int, wanted: str | None) -> Booking:
        known, booking = await self._booking(reference)
        if number <= booking.number:
            return booking if number == booking.number else Booking(slot=booking.slot, number=number, result="outdated")
        batch = Batch(_PARTITION, drains=wanted is None)
        batch.field_is("visit", self._visits, reference, known)
        result = await self._settle(batch, reference, booking.slot, wanted)
        after = Booking(slot=booking.slot if result == "taken" else wanted, number=number, result=result)
        batch.put(self._visits, {reference: msgspec.json.encode(after)})
        await self._site.script.run(batch)
        return after

    async def _settle(self, batch: Batch, reference: str, before: str | None, wanted: str | None) -> Result:
        """Add to ``batch`` what happens to the times; where the wanted one is gone, nothing does."""
        if wanted is not None and not await self._take(batch, reference, wanted):
            return "taken"
        if before is not None and before != wanted:
            await self._give_back(batch, reference, before)
        return "booked" if wanted else "cancelled"

    async def _take(self, batch: Batch, reference: str, wanted: str) -> bool:
        raw, slot = await self._slot(wanted)
        if slot is None or slot.start <= self._site.clock.now():
            return False
        batch.field_is("slot", self._slots, wanted, raw)
        if reference in slot.taken:
            return True
        if not slot.left:
            return False
        self._put(batch, msgspec.structs.replace(slot, taken=(*slot.taken, reference)))
        return True

    async def _give_back(self, batch: Batch, reference: str, name: str) -> None:
        raw, slot = await self._slot(name)
        # Who was expected at a time that is past stays there: staff say how it went.
        if slot is None or slot.start <= self._site.clock.now():
            return
        batch.field_is("slot", self._slots, name, raw)
        self._put(batch, msgspec.structs.replace(slot, taken=tuple(r for r in slot.taken if r != reference)))

    def _put(self, batch: Batch, slot: Slot) -> None:
        batch.put(self._slots, {slot.name: msgspec.json.encode(slot)})

    async def _slot(self, name: str) -> tuple[bytes, Slot | None]:
        raw = await self._site.wire.one("HGET", self._slots, name)
        return (b"", None) if raw is None else (blob(raw), msgspec.json.decode(blob(raw), type=Slot))

    async def _booking(self, reference: str) -> tuple[bytes, Booking]:
        raw = await self._site.wire.one("HGET", self._visits, reference)
        return (b"", Booking()) if raw is None else (blob(raw), msgspec.json.decode(blob(raw), type=Booking))

    async def _unless_there(self, batch: Batch) -> bool:
        try:
            await self._site.script.run(batch)
        except Refused as refusal:
            if refusal.reason != "slot":
                raise
            return False
        return True


def _start(name: str) -> int:
    return int(name.rpartition("|")[2])
