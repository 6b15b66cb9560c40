"""Files for spreadsheets: opened as they are in Swedish, and never carried out."""

import csv
import io

import pytest

from bot.desk.follow_up_report import Report, report_csv
from bot.desk.spreadsheet import as_csv


def read(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_taken_for_a_formula(start: str) -> None:
    (row,) = read(as_csv(("namn", "antal"), [(f"{start}HYPERLINK(1)", 5)]))[1:]
    assert row == [f"'{start}HYPERLINK(1)", "5"]


def test_other_words_stay_as_they_are() -> None:
    told = [("Rådgivning; «så»", 'den "andra"', "–"), ("", 0, "två\nrader")]
    assert read(as_csv(("a", "b", "c"), told)) == [["a", "b", "c"], *([str(value) for value in row] for row in told)]


def test_what_leads_call_a_form_is_words_in_the_report() -> None:
    report = Report(year=2026, lines=(), forms=(("=1+1", "5", "10", "50 %"),), index=(), women=None)
    assert read(report_csv(report))[1][4:6] == ["'=1+1", "5"]
