"""The follow-up of a year: every number with its quarters, its target and what it is divided by, safe to show."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.desk.cuts import CUTS, value_word
from bot.desk.follow_up_counts import Key, Sources, numbers_of
from bot.desk.kpi import INDEX_STEPS, KPIS, Kpi
from bot.desk.small_cells import HIDDEN, LEAST, Table, is_small, protect, publish, shown
from bot.desk.spreadsheet import as_csv
from bot.store.tallies import MEASURED, WHOLE, Count
from dialogs.measures import first_of_quarter

QUARTERS = 4
WOMEN = "women"
"""The target that is no number of people: women's share of those whom it is for, in per cent."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A group and its number in words."""

    word: str
    number: str


@dataclass(frozen=True, slots=True)
class Division:
    """A number divided by something; ``until`` is the last day that it covers, empty while none can be shown."""

    word: str
    until: str
    total: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A number as the pages show it. ``bar`` is its part of the longest bar in thousandths, ``mark`` the target's."""

    kpi: Kpi
    total: str
    quarters: tuple[str, ...]
    target: int | None
    reached: str
    divisions: tuple[Division, ...]
    value: int | None
    bar: int = 0
    mark: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The follow-up of ``year``; ``forms`` are the forms of participation that have a target of their own."""

    year: int
    lines: tuple[Line, ...]
    forms: tuple[tuple[str, str, str, str], ...]
    index: tuple[tuple[str, str], ...]
    women: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """What was counted in one year, and what the report of it needs besides."""

    year: int
    numbers: Mapping[Key, int]
    targets: Mapping[str, int]
    sources: Sources

    def of(self, name: str, value: str, quarter: int) -> int:
        """How often."""
        return max(self.numbers.get((name, value, quarter), 0), 0)

    def published(self, name: str, cut: str) -> tuple[int, Table]:
        """The division that may be shown, and how many quarters it covers."""
        values = {value for what, value, _ in self.numbers if what == name and value.startswith(f"{cut}=")}
        over = range(quarters_over(self.year, self.sources.today))
        return publish([{value.removeprefix(f"{cut}="): self.of(name, value, n) for value in values} for n in over])


def make_report(sources: Sources, year: int) -> Report:
    """The report of one year."""
    targets = sources.content.get("targets", {}).get(str(year), {})
    known = _Year(year=year, numbers=numbers_of(sources, year), targets=targets, sources=sources)
    lines = [_line(kpi, known) for kpi in KPIS]
    longest = max((max(line.value or 0, line.target or 0) for line in lines), default=0) or 1
    return Report(
        year=year,
        lines=tuple(_drawn(line, longest) for line in lines),
        forms=tuple(_forms(known)),
        index=tuple(_index(known)),
        women=targets.get(WOMEN),
    )


def quarters_over(year: int, today: date) -> int:
    """How many quarters of ``year`` are over."""
    if today.year != year:
        return QUARTERS if today.year > year else 0
    return (today.month - 1) // 3


def report_csv(report: Report) -> str:
    """Every number of the report, as a file for a spreadsheet."""
    head = ("år", "nyckeltal", "mått", "uppdelning", "värde", "antal", "mål", "till och med")
    return as_csv(head, _rows(report))


def _rows(report: Report) -> Iterator[tuple[object, ...]]:
    for line in report.lines:
        head = (report.year, line.kpi.number, line.kpi.title)
        yield (*head, "", "hela året", line.total, line.target if line.target is not None else "", "")
        for n, quarter in enumerate(line.quarters, 1):
            yield (*head, "kvartal", f"kvartal {n}", quarter, "", "")
        for division in line.divisions:
            for cell in division.cells:
                yield (*head, division.word.lower(), cell.word, cell.number, "", division.until)
    for name, number, target, _ in report.forms:
        yield (report.year, "K11", "Genomförda insatser", "form", name, number, target, "")
    for title, index in report.index:
        yield (report.year, "K12", "Kvinnors andel, index", "steg", title, index, "", "")


def _line(kpi: Kpi, known: _Year) -> Line:
    by_quarter = [known.of(kpi.name, WHOLE, n) for n in range(QUARTERS)]
    total, target = sum(by_quarter), known.targets.get(kpi.name)
    cells = protect({str(n): number for n, number in enumerate(by_quarter)}).cells
    begun = first_of_quarter(known.sources.today)
    return Line(
        kpi=kpi,
        total=shown(total),
        quarters=tuple(
            _told(cells[str(n)]) if date(known.year, 3 * n + 1, 1) <= begun else "–" for n in range(QUARTERS)
        ),
        target=target,
        reached=f"{100 * total // target} %" if target and not is_small(total) else "",
        divisions=tuple(_division(kpi.name, cut, known) for cut in kpi.cuts) if total else (),
        value=None if is_small(total) else total,
    )


def _division(name: str, cut: str, known: _Year) -> Division:
    covered, table = known.published(name, cut)
    if table.total == 0:
        return Division(CUTS[cut][0], "", "", ())
    until = _last_day(known.year, covered).isoformat() if covered and table.cells else ""
    if table.total is None:
        # The name of a group that stands alone would say that all of them are in it.
        return Division(CUTS[cut][0], until, _told(None), ())
    sources = known.sources
    cells = [
        Cell(value_word(cut, value, sources.forms, sources.texts), _told(number))
        for value, number in sorted(table.cells.items(), key=lambda cell: _place(cut, cell[0]))
        # A group that has nobody yet is named when it has: a nought would say that somebody came meanwhile.
        if number != 0
    ]
    return Division(CUTS[cut][0], until, _told(table.total), tuple(cells))


def _forms(known: _Year) -> Iterator[tuple[str, str, str, str]]:
    """What was delivered in each form that has a target."""
    _, table = known.published("delivered", "form")
    for form, name in known.sources.forms.items():
        if target := known.targets.get(f"delivered.{form}"):
            number = table.cells.get(form, 0)
            yield name, _told(number), str(target), "" if number is None else f"{100 * number // target} %"


def _index(known: _Year) -> Iterator[tuple[str, str]]:
    """Women's share of those who said woman, man or other, divided by their share of those whom it is for."""
    women = known.targets.get(WOMEN)
    if not women:
        return
    titles = {kpi.name: kpi.title for kpi in KPIS}
    for name in INDEX_STEPS:
        _, table = known.published(name, "gender")
        told = [table.cells.get(gender, 0) for gender in ("woman", "man", "other")]
        given = [number for number in told if number is not None]
        whole = len(given) == len(told) and sum(given) >= LEAST
        yield titles[name], f"{100 * given[0] / sum(given) / women:.2f}".replace(".", ",") if whole else HIDDEN


def _drawn(line: Line, longest: int) -> Line:
    mark = None if line.target is None else 1000 * line.target // longest
    return replace(line, bar=1000 * (line.value or 0) // longest, mark=mark)


def _told(number: int | None) -> str:
    return HIDDEN if number is None else str(number)


def _place(cut: str, value: str) -> tuple[int, str]:
    order = list(CUTS[cut][1])
    return (order.index(value) if value in order else len(order), value)


def _last_day(year: int, quarters: int) -> date:
    return (
        date(year, 12, 31)
        if quarters == QUARTERS
        else date.fromordinal(date(year, 3 * quarters + 1, 1).toordinal() - 1)
    )


def years_of(counts: Iterable[Count], today: date) -> list[int]:
    """The years of which something is known, the newest first; always this one."""
    return sorted({today.year, *(count.day.year for count in counts if count.name.startswith(MEASURED))}, reverse=True)
