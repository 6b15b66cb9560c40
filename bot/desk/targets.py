"""What leads fill in for the follow-up: the targets of a year, and how many came to the network's meetings."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bot.desk.cuts import value_word
from bot.desk.edits import Edit, edits_of, newest, part_of, with_part
from bot.desk.follow_up_report import WOMEN
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.kpi import KPIS
from bot.desk.times import local
from bot.desk.visit import Visit
from bot.store import Conflict, Unreadable
from bot.store.content import Snapshot
from dialogs.flow import Choose
from dialogs.flows import FLOWS
from dialogs.pact import Pact

HOME = "/desk/follow-up/targets"
MOST = 999_999
_OTHERS = "Någon annan sparade under tiden. Det du ser är det nya; fyll i igen."


async def show_targets(visit: Visit) -> Response:
    """Both forms, and the versions of the targets."""
    return await _page(visit, _year(visit, visit.query("year")))


async def save_targets(visit: Visit) -> Response:
    """A new version of the targets of a year."""
    year, now = _year(visit, visit.form.text("year")), await newest(visit)
    found, faults = _read(visit, [name for name, _ in _wanted(now)])
    if found.get(WOMEN, 1) not in range(1, 101):
        faults[WOMEN] = "Andelen är ett helt tal från 1 till 100."
    if faults:
        return await _page(visit, year, 422, faults=Faults(faults))
    return await _publish(visit, year, with_part(now, "targets", str(year), found))


async def save_attendance(visit: Visit) -> Response:
    """How many of each kind of organisation came to a meeting."""
    year, now, event = _year(visit, visit.form.text("year")), await newest(visit), visit.form.text("event")
    if event not in {one.id for one in Pact.of(now.data).events}:
        return await _page(visit, year, 422, faults=Faults({"event": "Välj ett möte."}))
    kind = visit.form.text("type")
    if kind not in _kinds():
        return await _page(visit, year, 422, faults=Faults({"type": "Välj ett slag av organisation."}))
    found, faults = _read(visit, ["number"])
    if faults or "number" not in found:
        fault = faults.get("number", "Skriv hur många som kom.")
        return await _page(visit, year, 422, faults=Faults({"number": fault}))
    came = {**part_of(now, "attendance", event), kind: found["number"]}
    return await _publish(visit, year, with_part(now, "attendance", event, came))


async def roll_back(visit: Visit) -> Response:
    """The targets of an old version become the newest version."""
    year = _year(visit, visit.form.text("year"))
    try:
        old = await visit.desk.store.content.at(visit.form.number("version"))
    except Unreadable:
        return await _page(visit, year, 422, faults=Faults({"main": "Den versionen finns inte."}))
    part = part_of(old, "targets", str(year))
    await visit.desk.store.content.publish(
        with_part(await newest(visit), "targets", str(year), part), actor=visit.account.name
    )
    return visit.go(f"{HOME}?year={year}", "rolled")


def _wanted(now: Snapshot) -> list[tuple[str, str]]:
    """Every target that can be set: of each number, of each form, and women's share."""
    forms = [
        (f"delivered.{form.id}", f"Genomförda insatser: {form.name.get('sv', form.id)}")
        for form in Pact.of(now.data).forms
    ]
    return [
        *((kpi.name, f"{kpi.number}. {kpi.title}") for kpi in KPIS),
        *forms,
        (WOMEN, "Kvinnors andel i målgruppen, %"),
    ]


def _read(visit: Visit, names: list[str]) -> tuple[dict[str, int], dict[str, str]]:
    """The whole numbers of the form, and what is wrong with the others. An empty field is no number."""
    found: dict[str, int] = {}
    faults: dict[str, str] = {}
    for name in names:
        number = visit.form.number(name)
        if 0 <= number <= MOST:
            found[name] = number
        elif visit.form.text(name):
            faults[name] = f"Skriv ett helt tal från 0 till {MOST}, eller inget."
    return found, faults


async def _publish(visit: Visit, year: int, data: Mapping[str, object]) -> Response:
    try:
        await visit.desk.store.content.publish(data, actor=visit.account.name, base=visit.form.number("version"))
    except Conflict:
        return await _page(visit, year, 409, faults=Faults({"main": _OTHERS}), typed=False)
    return visit.go(f"{HOME}?year={year}", "saved")


async def _page(
    visit: Visit, year: int, status: int = 200, *, faults: Faults = NO_FAULTS, typed: bool = True
) -> Response:
    now = await newest(visit)
    again = bool(faults) and typed and bool(visit.form.pairs)
    kept = part_of(now, "targets", str(year))

    def value(name: str) -> str:
        return visit.form.text(name) if again else str(kept.get(name, ""))

    return visit.page(
        "targets.html",
        status,
        year=year,
        years=[year - 1, year, year + 1],
        fields=[(name, title, value(name)) for name, title in _wanted(now)],
        events=_events(visit, now, year),
        choices=[(event.id, f"{event.day} {event.title.get('sv', event.id)}") for event in Pact.of(now.data).events],
        kinds=[(kind, value_word("type", kind, {}, visit.desk.texts)) for kind in _kinds()],
        typed={name: visit.form.text(name) if again else "" for name in ("event", "type", "number")},
        version=now.version,
        versions=await _versions(visit, year),
        faults=faults,
    )


def _events(visit: Visit, now: Snapshot, year: int) -> list[tuple[str, str]]:
    """The meetings of the year, and who came."""
    texts = visit.desk.texts
    return [
        (
            f"{event.day} {event.title.get('sv', event.id)}",
            ", ".join(
                f"{value_word('type', kind, {}, texts)} {number}"
                for kind, number in part_of(now, "attendance", event.id).items()
            ),
        )
        for event in Pact.of(now.data).events
        if event.day.year == year
    ]


async def _versions(visit: Visit, year: int) -> list[Edit]:
    titles = dict(_wanted(await newest(visit)))

    def tell(part: Mapping[str, Any]) -> str:
        return ", ".join(f"{titles.get(name, name)}: {number}" for name, number in part.items()) or "inga mål"

    return await edits_of(visit, "targets", str(year), tell)


def _kinds() -> tuple[str, ...]:
    question = FLOWS["membership"].question("membership.organisation_type")
    return question.kind.options if question is not None and isinstance(question.kind, Choose) else ()


def _year(visit: Visit, asked: str) -> int:
    today = local(visit.now).date()
    year = int(asked) if asked.isdecimal() and len(asked) < 5 else today.year
    return year if abs(year - today.year) <= 5 else today.year
