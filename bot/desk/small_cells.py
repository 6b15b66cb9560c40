"""Numbers that are too small to be told apart from a person stay unsaid, and cannot be worked out from the others.

A number from 1 to 4 is hidden. What is hidden in a table always sums up to at least five and never stands alone, so
that the sum less what is shown does not tell it; else the sum is hidden, too. A table is published only as it was at
the end of a quarter, and only when no group has grown by 1 to 4 since it was last published, so that neither does the
difference of two reports.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
FEW = "färre än 5"
HIDDEN = "visas inte"


@dataclass(frozen=True, slots=True)
class Table:
    """A cut that may be shown: the sum and its cells; None is hidden."""

    total: int | None
    cells: Mapping[str, int | None]


def is_small(number: int) -> bool:
    """Whether a number may point at somebody."""
    return 0 < number < LEAST


def shown(number: int) -> str:
    """A number that stands alone."""
    return FEW if is_small(number) else str(number)


def protect(cells: Mapping[str, int]) -> Table:
    """The table with what is small hidden, and with so much else that it cannot be worked out."""
    total = sum(cells.values())
    hidden = {name for name, number in cells.items() if is_small(number)}
    rest = sorted((number, name) for name, number in cells.items() if number >= LEAST)
    while hidden and rest and (len(hidden) < 2 or sum(cells[name] for name in hidden) < LEAST):
        hidden.add(rest.pop(0)[1])
    safe = not hidden or (len(hidden) > 1 and sum(cells[name] for name in hidden) >= LEAST)
    told = {name: None if name in hidden else number for name, number in cells.items()}
    return Table(total if safe and not is_small(total) else None, told)


def publish(quarters: Sequence[Mapping[str, int]]) -> tuple[int, Table]:
    """The table of the year so far, and the number of quarters that it covers; 0: none is over yet.

    ``quarters`` are those that are over, in order.
    """
    covered, last, sums = 0, protect({}), Counter[str]()
    for n, quarter in enumerate(quarters, 1):
        sums.update(quarter)
        table = protect({name: max(number, 0) for name, number in sums.items()})
        if not covered or not _tells(last, table):
            covered, last = n, table
    return covered, last


def _tells(before: Table, after: Table) -> bool:
    """Whether somebody who has both tables can see a small group come."""
    pairs = [(before.total, after.total), *((before.cells.get(name, 0), cell) for name, cell in after.cells.items())]
    return any(old is not None and new is not None and is_small(abs(new - old)) for old, new in pairs)
