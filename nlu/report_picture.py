"""What was measured, for docs/nlu.md: its tables, and two pictures as SVG.

confusion.svg     which intents are taken for which
calibration.svg   how often it is right, beside how sure it is
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from nlu.evaluate import Answer
from nlu.evaluate_confidence import BANDS, Band, calibrate
from nlu.report import Report

PAGE, IMAGES = "nlu.md", "images"
_FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
CELL, LABELS, EDGE = 15, 172, 14
"""Pixels: a cell's side, the room of the labels, the margin."""
SIDE, AXES = 320, 56
_SHADES = 5
# A ground of its own, so that it can be read on any page; dark where the reader wants dark.
_STYLE = """
  text { font: 11px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2933 }
  .title { font-size: 15px; font-weight: 600 } .note, .axis { fill: #52606d }
  .ground { fill: #ffffff; stroke: #d5dbe1 } .line { stroke: #e6eaee; stroke-width: 1 }
  .ideal { stroke: #7b8794; stroke-width: 1.5; stroke-dasharray: 4 4 } .right { fill: #1f6f8b } .wrong { fill: #c2410c }
  .count { font-size: 10px; text-anchor: middle; fill: #ffffff; font-weight: 600 }
  .end { text-anchor: end } .middle { text-anchor: middle }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4e7eb } .note, .axis { fill: #9aa5b1 } .ground { fill: #12181f; stroke: #323f4b }
    .line { stroke: #252f3a } .right { fill: #4fb3d1 } .wrong { fill: #f97316 } .count { fill: #12181f }
  }"""


def publish(report: Report, docs: Path) -> None:
    """Write the pictures, and the tables into the page's place for them."""
    (docs / IMAGES / "confusion.svg").write_text(draw_confusion(report.answers), encoding="utf-8")
    (docs / IMAGES / "calibration.svg").write_text(draw_calibration(report.answers), encoding="utf-8")
    page = docs / PAGE
    tables = f"```\n{report.as_text()}\n```\n"
    page.write_text(_FIGURES.sub(lambda _: tables, page.read_text(encoding="utf-8")), encoding="utf-8")


def draw_confusion(answers: Sequence[Answer]) -> str:
    """The confusion matrix as SVG: a row for what was meant, a column for what it was taken for."""
    names = list(dict.fromkeys([*(a.expected for a in answers), *(a.found for a in answers)]))
    side, left, top = len(names) * CELL, EDGE + LABELS, EDGE + 50 + LABELS
    parts = [
        *_heading(
            "What was meant (rows), and what it was taken for (columns)",
            "Blue: right, the fuller the larger the share of the row. Orange: so many messages were taken for another.",
        ),
        *_grid(names, left, top),
        *_cells(answers, names, left, top),
    ]
    return _svg(left + side + EDGE, top + side + EDGE, parts)


def draw_calibration(answers: Sequence[Answer]) -> str:
    """Share right by confidence as SVG: on the dashed line both are the same."""
    found = calibrate(answers)
    left, top = EDGE + AXES, EDGE + 60
    bottom = top + SIDE
    parts = [
        *_heading(
            "How sure, and how often right",
            f"Calibration error {found.error:.3f}. Below the bars: messages.",
        ),
        *_scale(left, top),
        *(part for band in found.bands for part in _bar(band, left, bottom)),
        f'<line class="ideal" x1="{left}" y1="{bottom}" x2="{left + SIDE}" y2="{top}"/>',
        f'<text class="axis middle" x="{left + SIDE // 2}" y="{bottom + 50}">confidence</text>',
    ]
    return _svg(left + SIDE + 2 * EDGE, bottom + AXES + EDGE, parts)


def _heading(title: str, note: str) -> Iterator[str]:
    yield f'<text class="title" x="{EDGE + 4}" y="{EDGE + 16}">{escape(title)}</text>'
    yield f'<text class="note" x="{EDGE + 4}" y="{EDGE + 36}">{escape(note)}</text>'


def _grid(names: Sequence[str], left: int, top: int) -> Iterator[str]:
    side = len(names) * CELL
    for at, name in enumerate(names):
        middle = at * CELL + CELL // 2 + 4
        yield f'<line class="line" x1="{left}" y1="{top + at * CELL}" x2="{left + side}" y2="{top + at * CELL}"/>'
        yield f'<line class="line" x1="{left + at * CELL}" y1="{top}" x2="{left + at * CELL}" y2="{top + side}"/>'
        yield f'<text class="end" x="{left - 6}" y="{top + middle}">{escape(name)}</text>'
        yield f'<text transform="translate({left + middle} {top - 6}) rotate(-90)">{escape(name)}</text>'


def _cells(answers: Sequence[Answer], names: Sequence[str], left: int, top: int) -> Iterator[str]:
    places = {name: at for at, name in enumerate(names)}
    meant = Counter(a.expected for a in answers)
    for (expected, found), count in sorted(Counter((a.expected, a.found) for a in answers).items()):
        x, y = left + places[found] * CELL, top + places[expected] * CELL
        right = expected == found
        shade = max(1, round(count / meant[expected] * _SHADES)) / _SHADES if right else 1
        told = escape(f"{expected} taken for {found}: {count} of {meant[expected]}")
        yield (
            f'<rect class="{"right" if right else "wrong"}" x="{x + 1}" y="{y + 1}" width="{CELL - 1}" '
            f'height="{CELL - 1}" fill-opacity="{shade:g}"><title>{told}</title></rect>'
        )
        if not right:
            yield f'<text class="count" x="{x + CELL / 2 + 0.5}" y="{y + CELL - 4}">{count}</text>'


def _scale(left: int, top: int) -> Iterator[str]:
    for at in range(0, BANDS + 1, 2):
        x, y = left + SIDE * at // BANDS, top + SIDE - SIDE * at // BANDS
        yield f'<line class="line" x1="{left}" y1="{y}" x2="{left + SIDE}" y2="{y}"/>'
        yield f'<text class="axis end" x="{left - 6}" y="{y + 4}">{at * 10} %</text>'
        yield f'<text class="axis middle" x="{x}" y="{top + SIDE + 32}">{at / BANDS:g}</text>'


def _bar(band: Band, left: int, bottom: int) -> Iterator[str]:
    wide, high = SIDE // BANDS, round(band.right * SIDE)
    x = left + round(band.least * SIDE)
    yield f'<rect class="right" x="{x + 2}" y="{bottom - high}" width="{wide - 4}" height="{high}"/>'
    yield f'<text class="note middle" x="{x + wide // 2}" y="{bottom + 14}">{band.messages}</text>'


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    ground = f'<rect class="ground" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    return "\n".join((head, f"<style>{_STYLE}\n</style>", ground, *parts, "</svg>", ""))
