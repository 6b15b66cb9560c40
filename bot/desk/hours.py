"""Opening hours and answer time of each queue: what the bot may promise. Every save is a version that can come back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from bot.desk import words
from bot.desk.door import NotHere
from bot.desk.edits import edits_of, newest, part_of, with_part
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.times import typed_time
from bot.desk.visit import Visit
from bot.store import Conflict, Unreadable

Hours = Mapping[str, Any]
MOST_WITHIN = 200


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week in the form."""

    name: str
    word: str
    opens: str
    closes: str


async def show_hours(visit: Visit) -> Response:
    """The form for one of the lead's queues, and its versions."""
    return await _page(visit, _queue(visit, visit.query("queue")))


async def save_hours(visit: Visit) -> Response:
    """A new version."""
    queue = _queue(visit, visit.form.text("queue"))
    hours, faults = read_hours(visit)
    if faults:
        return await _page(visit, queue, status=422, faults=faults)
    return await _publish(visit, queue, hours, "saved", base=visit.form.number("version"))


async def roll_back(visit: Visit) -> Response:
    """An old version's hours become the newest version."""
    queue = _queue(visit, visit.form.text("queue"))
    try:
        old = await visit.desk.store.content.at(visit.form.number("version"))
    except Unreadable:
        return await _page(visit, queue, status=422, faults=Faults({"main": "Den versionen finns inte."}))
    return await _publish(visit, queue, part_of(old, "hours", queue), "rolled")


def read_hours(visit: Visit) -> tuple[dict[str, object], Faults]:
    """The hours in the form, and what is wrong with them. An empty form means no hours."""
    faults: dict[str, str] = {}
    days: dict[str, object] = {}
    for name, word in words.DAYS.items():
        opens, closes = visit.form.text(f"{name}-opens"), visit.form.text(f"{name}-closes")
        if fault := _day_fault(opens, closes, word):
            faults[name] = fault
        elif opens:
            days[name] = [_written(opens), _written(closes)]
    within = visit.form.text("within")
    if within and not (re.fullmatch(r"[0-9]{1,3}", within, re.ASCII) and 1 <= int(within) <= MOST_WITHIN):
        faults["within"] = f"Skriv ett helt tal från 1 till {MOST_WITHIN}, eller inget."
    if faults or not (days or within):
        return {}, Faults(faults)
    return {"days": days, **({"answer_within_hours": int(within)} if within else {})}, NO_FAULTS


def _day_fault(opens: str, closes: str, word: str) -> str | None:
    if not opens and not closes:
        return None
    if not opens or not closes:
        return f"{word}: fyll i både när det öppnar och när det stänger."
    start, end = typed_time(opens), typed_time(closes)
    if start is None or end is None:
        return f"{word}: skriv tiden som 09:00."
    return None if start < end else f"{word}: stängningen måste vara efter öppningen."


def _written(text: str) -> str:
    at = typed_time(text)
    return at.strftime("%H:%M") if at else ""


async def _publish(visit: Visit, queue: str, hours: Hours, said: str, *, base: int | None = None) -> Response:
    data = with_part(await newest(visit), "hours", queue, hours)
    try:
        await visit.desk.store.content.publish(data, actor=visit.account.name, base=base)
    except Conflict:
        fault = "Någon annan sparade under tiden. Det du ser är det nya; fyll i igen."
        return await _page(visit, queue, status=409, faults=Faults({"main": fault}), typed=False)
    return visit.go(f"/desk/hours?queue={queue}", said)


async def _page(
    visit: Visit, queue: str, *, status: int = 200, faults: Faults = NO_FAULTS, typed: bool = True
) -> Response:
    now = await newest(visit)
    hours = part_of(now, "hours", queue)
    again = bool(faults) and typed and bool(visit.form.pairs)
    within = visit.form.text("within") if again else str(hours.get("answer_within_hours", ""))
    return visit.page(
        "hours.html",
        status,
        queue=queue,
        queue_word=words.word(words.QUEUES, queue),
        queues=[(name, words.word(words.QUEUES, name)) for name in visit.account.queues],
        days=[_day(visit, name, hours, again=again) for name in words.DAYS],
        within=within,
        version=now.version,
        versions=await edits_of(visit, "hours", queue, hours_words),
        faults=faults,
    )


def _day(visit: Visit, name: str, hours: Hours, *, again: bool) -> Day:
    if again:
        opens, closes = visit.form.text(f"{name}-opens"), visit.form.text(f"{name}-closes")
    else:
        opens, closes = hours.get("days", {}).get(name, ("", ""))
    return Day(name, words.DAYS[name], opens, closes)


def hours_words(hours: Hours) -> str:
    """``mån 09:00–16:00, tis 09:00–16:00; svar inom 8 tim``."""
    days = hours.get("days", {})
    told = ", ".join(f"{word[:3].lower()} {'–'.join(days[day])}" for day, word in words.DAYS.items() if day in days)
    within = hours.get("answer_within_hours")
    return "; ".join(filter(None, (told, f"svar inom {within} tim" if within else ""))) or "inga tider"


def _queue(visit: Visit, name: str) -> str:
    """The queue asked for, if it is one of the lead's; else the first of them."""
    if not visit.account.queues or (name and name not in visit.account.queues):
        raise NotHere
    return name or visit.account.queues[0]
