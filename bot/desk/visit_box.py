"""The visits of a ticket as its page shows them: what is to come, and what staff say of those that have been."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.cuts import CAME
from bot.desk.times import MONTHS, local
from bot.ports import Act
from bot.store import Kept, Store
from bot.store.visits import KEPT, Slot
from dialogs.events import Came

PLACE_WORDS = {"welcome_house": "Welcome House", "etableringscentrum": "Etableringscentrum"}
_WEEKDAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
_SAID: Mapping[str, Came] = {"visit_mapped": "mapped", "visit_met": "met", "visit_absent": "absent"}


@dataclass(frozen=True, slots=True)
class Been:
    """A visit whose time has come; ``said`` is how it went, empty until staff have said it."""

    slot: str
    words: str
    said: str


@dataclass(frozen=True, slots=True)
class Box:
    """The visits of a ticket: when the next one is, and those that have been, the newest first."""

    coming: str
    been: tuple[Been, ...]
    choices: tuple[tuple[str, str], ...] = tuple(CAME.items())


def time_words(slot: Slot) -> str:
    """``mån 25 maj 09:00–10:00``."""
    start = local(slot.start)
    end = local(slot.start + timedelta(minutes=slot.minutes))
    return f"{_WEEKDAYS[start.weekday()]} {start.day} {MONTHS[start.month - 1]} {start:%H:%M}–{end:%H:%M}"


async def visits_of(store: Store, reference: str, now: datetime) -> list[Slot]:
    """The times that the case has or had, the earliest first, as long as the calendar remembers them."""
    if not (await store.visits.booking(reference)).number:
        return []
    return [slot for slot in await store.visits.slots(now - KEPT) if reference in slot.taken]


def answers_in(history: Sequence[Act]) -> dict[datetime, Came]:
    """What staff say of each visit, by its time: whatever was not taken back."""
    found: dict[datetime, Came] = {}
    for act in history:
        if act.action in _SAID:
            found[datetime.fromisoformat(act.detail)] = _SAID[act.action]
        elif act.action == "visit_answer_withdrawn":
            found.pop(datetime.fromisoformat(act.detail), None)
    return found


async def visit_box(store: Store, kept: Kept, now: datetime) -> Box | None:
    """What the page shows; None where no time was ever agreed."""
    slots = await visits_of(store, kept.ticket.reference, now)
    if not slots:
        return None
    said = answers_in(kept.history)
    been = tuple(_been(slot, said.get(slot.start)) for slot in reversed(slots) if slot.start <= now)
    return Box(next((_words(slot) for slot in slots if slot.start > now), ""), been)


def _been(slot: Slot, came: Came | None) -> Been:
    return Been(slot.name, _words(slot), CAME[came] if came else "")


def _words(slot: Slot) -> str:
    return f"{PLACE_WORDS[slot.place]}, {time_words(slot)}"
