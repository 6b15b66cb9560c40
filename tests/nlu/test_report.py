"""Everything that is measured, as tables, as one object, and on the page that shows it."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from nlu.evaluate import Example
from nlu.evaluate_costs import Costs
from nlu.evaluate_danger import Call
from nlu.evaluate_languages import Spoken
from nlu.report import Report, measure
from nlu.report_picture import draw_calibration, draw_confusion, publish
from nlu.samples import Samples
from tests.nlu.said import Said, doubting, meaning

SVG = "{http://www.w3.org/2000/svg}"
ENGINE = Said({"tack": meaning("thanks", 0.9), "hej": meaning("thanks", 0.6), "cv": doubting(("ask_cv", 0.4))})
MESSAGES = (("thanks", "tack"), ("greet", "hej"), ("ask_cv", "cv"), ("out_of_scope", "vad är klockan"))


@pytest.fixture(scope="module")
def report() -> Report:
    """Four messages, of which one is taken for another."""
    examples = tuple(Example(intent, "sv", text) for intent, text in MESSAGES)
    calls = (Call(danger=True, language="sv", text="hjälp"),)
    return measure(ENGINE, Samples(examples, (Spoken("sv", "hej"),), calls))


def test_tables_show_all_that_was_measured(report: Report) -> None:
    told = replace(report, costs=Costs(1.0, 2.0, 3.0, 4.0)).as_text(intents=True)
    heads = [table.split("\n")[0].split()[0] for table in told.split("\n\n")]
    assert heads == ["language", "in", "intent", "most", "calibration", "language", "danger", "costs"]
    assert "   1  greet -> thanks" in told
    assert len({len(line) for line in told.split("\n\n")[0].split("\n")}) == 1


def test_what_there_is_nothing_of_is_a_dash(report: Report) -> None:
    danger = next(table for table in report.as_text().split("\n\n") if table.startswith("danger"))
    assert danger.split("\n")[1].split() == ["sv", "1", "0.000", "0", "-"]


def test_one_object_has_no_empty_parts(report: Report) -> None:
    assert json.loads(report.as_json()).keys() == {"sv", "all", "languages", "danger", "confusions", "calibration"}
    assert json.loads(measure(ENGINE, Samples()).as_json()) == {}


def test_each_mistake_is_a_cell_with_its_number(report: Report) -> None:
    cells = ET.fromstring(draw_confusion(report.answers)).iter(f"{SVG}rect")  # noqa: S314 - our own
    told = {(cell.get("class"), title.text) for cell in cells if (title := cell.find(f"{SVG}title")) is not None}
    assert ("wrong", "greet taken for thanks: 1 of 1") in told
    assert ("right", "thanks taken for thanks: 1 of 1") in told
    assert len(told) == 4


def test_a_bar_is_as_high_as_it_was_right(report: Report) -> None:
    picture = ET.fromstring(draw_calibration(report.answers))  # noqa: S314 - our own
    bars = [int(bar.get("height", "")) for bar in picture.iter(f"{SVG}rect") if bar.get("class") == "right"]
    # Out of scope with no confidence and the doubt are right, the greeting is not, the thanks are.
    assert bars == [320, 320, 0, 320]


def test_pictures_need_no_certain_page(report: Report) -> None:
    """They have a ground of their own, and a dark one where that is wanted."""
    for picture in (draw_confusion(report.answers), draw_calibration(report.answers)):
        assert 'class="ground"' in picture
        assert "prefers-color-scheme: dark" in picture


def test_the_page_keeps_what_is_written_by_hand(report: Report, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    page = tmp_path / "nlu.md"
    page.write_text("Before\n<!-- figures -->\nold\n<!-- end of figures -->\nAfter\n", encoding="utf-8")
    publish(report, tmp_path)
    publish(report, tmp_path)
    table = f"```\n{report.as_text()}\n```\n"
    assert page.read_text("utf-8") == f"Before\n<!-- figures -->\n{table}<!-- end of figures -->\nAfter\n"
    assert {path.name for path in (tmp_path / "images").iterdir()} == {"confusion.svg", "calibration.svg"}


def test_our_page_has_a_place_for_the_figures() -> None:
    docs = Path(__file__).parents[2] / "docs"
    page = (docs / "nlu.md").read_text("utf-8")
    assert page.index("<!-- figures -->\n```") < page.index("```\n<!-- end of figures -->")
    assert all(f"images/{name}.svg" in page for name in ("confusion", "calibration"))
