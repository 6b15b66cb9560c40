"""Tables as files that a Swedish spreadsheet opens as they are; no cell of them is taken for a formula."""

import csv
import io
from collections.abc import Iterable

# The wide ones count in some spreadsheets, too.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """With the mark and the semicolons by which it is known."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return f"\ufeff{out.getvalue()}"


def cell(value: object) -> str:
    """The value as words that stay words."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text
