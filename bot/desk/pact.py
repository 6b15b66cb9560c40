"""What membership asks for, as leads edit it: a page over all of it, and one for each sheet with its versions."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response

from bot.desk import words
from bot.desk.door import NotHere
from bot.desk.edits import Edit, Part, edits_where, newest
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.pact_sheets import (
    HOME,
    NEW,
    EventSheet,
    FormSheet,
    affirmed_words,
)
from bot.desk.policy_sheet import POLICY_WORDS
from bot.desk.sheets import Sheet, Typed
from bot.desk.times import local
from bot.desk.visit import Visit
from bot.store import Conflict, Unreadable
from bot.store.content import Snapshot
from dialogs.effects import Arg
from dialogs.pact import Pact
from dialogs.texts import LANGUAGES

Handler = Callable[[Visit], Awaitable[Response]]
Make = Callable[[Visit], Sheet]
_OTHERS = "Någon annan sparade under tiden. Det du ser är det nya; fyll i igen."


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody who reads this language sees in the chat."""

    language: str
    word: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetPages:
    """The pages of the sheet that ``make`` finds for a visit."""

    make: Make

    async def show(self, visit: Visit) -> Response:
        """The form, what the chat says now, and the versions."""
        return await _page(visit, await self._sheet(visit))

    async def save(self, visit: Visit) -> Response:
        """A new version, or a look at what it would be."""
        sheet = await self._sheet(visit)
        act = visit.form.text("act")
        typed = Typed.of(visit.form, sheet.fields)
        if act == "remove" and sheet.removable:
            return await self._publish(visit, sheet, {})
        if faults := sheet.faults(typed, today(visit)):
            return await _page(visit, sheet, 422, typed=typed, faults=faults)
        now = await newest(visit)
        part = sheet.read(typed, now)
        if wrong := sheet.refuse(now, part):
            return await _page(visit, sheet, 422, typed=typed, faults=Faults({sheet.fields[-1].name: wrong}))
        if act == "preview":
            return await _page(visit, sheet, typed=typed, preview=part)
        return await self._publish(visit, sheet, part)

    async def roll_back(self, visit: Visit) -> Response:
        """What the sheet was in an old version becomes the newest version."""
        sheet = await self._sheet(visit)
        try:
            old = await visit.desk.store.content.at(visit.form.number("version"))
        except Unreadable:
            return await _page(visit, sheet, 422, faults=Faults({"main": "Den versionen finns inte."}))
        part, now = sheet.pick(old), await newest(visit)
        if not part and not sheet.removable:
            return await _page(visit, sheet, 422, faults=Faults({"main": "Det fanns inte i den versionen."}))
        if part and (wrong := sheet.refuse(now, part)):
            return await _page(visit, sheet, 422, faults=Faults({"main": wrong}))
        await _put(visit, sheet, part, now)
        return visit.go(sheet.path, "rolled")

    async def _sheet(self, visit: Visit) -> Sheet:
        """The sheet, if it is there, or was."""
        sheet = self.make(visit)
        if sheet.name != NEW and not sheet.pick(await newest(visit)) and sheet.key in {"forms", "events"}:
            edits = await _edits(visit, sheet)
            if not edits:
                raise NotHere
        return sheet

    async def _publish(self, visit: Visit, sheet: Sheet, part: Part) -> Response:
        try:
            now = await _unchanged(visit, sheet)
            await _put(visit, sheet, part, now)
        except (Conflict, Unreadable):
            return await _page(visit, sheet, 409, faults=Faults({"main": _OTHERS}))
        if not part or sheet.name == NEW:
            return visit.go(HOME, "saved")
        return visit.go(sheet.path, "saved")


async def show_pact(visit: Visit) -> Response:
    """All of it, with links to each sheet."""
    now = await newest(visit)
    return visit.page("pact.html", **overview(visit, now))


async def show_affirmed(visit: Visit) -> Response:
    """What was affirmed in one version, as applicants read it."""
    asked = visit.path("version")
    pact = Pact.of((await newest(visit)).data)
    affirmed = pact.in_version(int(asked)) if asked.isdecimal() and len(asked) < 9 else None
    if affirmed is None:
        raise NotHere
    return visit.page(
        "affirmed.html",
        version=affirmed.version,
        current=affirmed.version == pact.version,
        seen=seen_of(visit, affirmed_words(affirmed)),
    )


def overview(visit: Visit, now: Snapshot) -> dict[str, Any]:
    """What the page over all of it shows."""
    pact, day = Pact.of(now.data), today(visit)
    russia = pact.russia
    return {
        "forms": pact.forms,
        "minimum": pact.minimum,
        "version": pact.version,
        "earlier": sorted(pact.earlier, reverse=True),
        "coming": pact.coming(day),
        "past": [event for event in reversed(pact.events) if event.day < day],
        "policy": POLICY_WORDS[russia.policy],
        "directive": ", ".join(filter(None, (russia.reference, russia.day.isoformat() if russia.day else ""))),
        "may_edit": "lead" in visit.roles,
        "may_switch": "admin" in visit.roles,
    }


def form_sheet(visit: Visit) -> Sheet:
    """The form of participation in the path."""
    return FormSheet(visit.path("form"))


def event_sheet(visit: Visit) -> Sheet:
    """The event in the path."""
    return EventSheet(visit.path("event"))


def only(sheet: Sheet) -> Make:
    """There is one such sheet."""
    return lambda _visit: sheet


def today(visit: Visit) -> date:
    """The day in Stockholm."""
    return local(visit.now).date()


def seen_of(visit: Visit, told: Sequence[Arg]) -> list[Seen]:
    """The words in each language."""
    texts = visit.desk.texts
    return [
        Seen(language, words.LANGUAGES[language].capitalize(), tuple(texts.words(arg, language) for arg in told))
        for language in LANGUAGES
        if told
    ]


async def _edits(visit: Visit, sheet: Sheet) -> list[Edit]:
    return await edits_where(visit, sheet.key, sheet.pick, lambda part: sheet.words(part) if part else "–")


async def _unchanged(visit: Visit, sheet: Sheet) -> Snapshot:
    """The content now; ``Conflict`` when this part is not what the form was made from."""
    now = await newest(visit)
    before = await visit.desk.store.content.at(visit.form.number("version"))
    if sheet.pick(before) != sheet.pick(now):
        raise Conflict("somebody else saved the same")
    return now


async def _put(visit: Visit, sheet: Sheet, part: Part, now: Snapshot) -> None:
    await visit.desk.store.content.publish(
        sheet.put(now, part), actor=visit.account.name, base=now.version, because=sheet.because(part)
    )


async def _page(
    visit: Visit,
    sheet: Sheet,
    status: int = 200,
    *,
    typed: Typed | None = None,
    preview: Part | None = None,
    faults: Faults = NO_FAULTS,
) -> Response:
    """The form; what was ``typed`` stays in it."""
    now = await newest(visit)
    part = sheet.pick(now)
    shown = part if preview is None else preview
    return visit.page(
        "sheet.html",
        status,
        sheet=sheet,
        heading=_heading(sheet, part),
        typed=typed or sheet.show(part, today(visit)),
        looked_at=preview is not None,
        seen=seen_of(visit, sheet.seen(shown)) if shown else [],
        now=sheet.words(part) if part else "",
        has_original=bool(sheet.pick(await visit.desk.store.content.at(0))),
        can_remove=sheet.removable and bool(part),
        languages=[(language, words.LANGUAGES[language]) for language in LANGUAGES],
        version=visit.form.text("version") if typed else now.version,
        edits=[] if sheet.name == NEW else await _edits(visit, sheet),
        faults=faults,
    )


def _heading(sheet: Sheet, part: Part) -> str:
    name = part.get("name") or part.get("title") if sheet.key in {"forms", "events"} else None
    if isinstance(name, dict):
        return f"{sheet.title}: {name.get('sv', '')}"
    return f"{sheet.title}: ny" if sheet.name == NEW else sheet.title
