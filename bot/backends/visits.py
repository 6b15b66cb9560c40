"""The calendars of visits as ``Call`` effects reach them: our own store's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.ports import Clock
from bot.store import Store
from bot.store.visits import Slot
from dialogs.visit_words import MOST_TIMES

SOONEST = timedelta(minutes=30)
"""A time that begins earlier is not offered: nobody would arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCalendar:
    """Takes, gives back and looks for times. ``number`` tells which request an answer is for."""

    store: Store
    clock: Clock
    name: str = "visits"

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """``book`` ``cancel`` ``free`` ``end``; a repeat has no second effect, for the request's number is the same."""
        match operation:
            case "book":
                return await self._book(payload)
            case "cancel":
                booking = await self.store.visits.cancel(payload["reference"], int(payload["number"]))
                return {"result": booking.result, "number": payload["number"]}
            case "free":
                return {"result": "free", "number": payload["number"], "free": await self._free(payload)}
            case "end":
                start, said = datetime.fromisoformat(payload["start"]), bool(payload["came"])
                await self.store.visits.end(payload["reference"], place=payload["place"], start=start, said=said)
                return {"result": "ended"}
            case _:
                raise ValueError("the calendar knows no such operation")

    async def _book(self, payload: dict[str, str]) -> dict[str, str]:
        start = datetime.fromisoformat(payload["start"])
        booking = await self.store.visits.book(
            payload["reference"], int(payload["number"]), place=payload["place"], start=start
        )
        told = {"result": booking.result, "number": payload["number"]}
        return told | {"free": await self._free(payload)} if booking.result == "taken" else told

    async def _free(self, payload: dict[str, str]) -> str:
        """The next times that are long enough, as ISO instants; one more than are shown, for one may be the own."""
        slots = await self.store.visits.slots(self.clock.now() + SOONEST, place=payload["place"])
        fitting = [s for s in slots if _fits(s, payload["reference"], int(payload["minutes"]))]
        return ",".join(slot.start.isoformat() for slot in fitting[: MOST_TIMES + 1])


def _fits(slot: Slot, reference: str, minutes: int) -> bool:
    return slot.left > 0 and slot.minutes >= minutes and reference not in slot.taken
