"""Test sets: what a line is, its fields tell.

====================================  ========================================================
``intent``, ``language``, ``text``    what a message means
``language``, ``text``                which language it is in
``danger`` (``harmless``), ``text``   whether somebody is in danger; ``…_sv.tsv`` names the language
JSON with ``entities``, ``*.jsonl``   which values stand in a message
====================================  ========================================================

Fields are parted by tabs; empty lines and lines with ``#`` are passed over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nlu.corpus import LANGUAGES
from nlu.evaluate import UNTOLD, Example, Malformed, rows
from nlu.evaluate_danger import LABELS, Call
from nlu.evaluate_entities import Marked, read_marked
from nlu.evaluate_languages import Spoken

JSON_LINES = ".jsonl"
Line = Example | Spoken | Call | Marked


@dataclass(frozen=True, slots=True)
class Samples:
    """Messages to measure with, by what is known of them."""

    examples: tuple[Example, ...] = ()
    spoken: tuple[Spoken, ...] = ()
    calls: tuple[Call, ...] = ()
    marked: tuple[Marked, ...] = ()


def read_samples(files: Iterable[Path]) -> Samples:
    """Everything in ``files``. Raises ``Malformed`` with file and line, ``OSError``."""
    lines = [line for file in files for line in _read(file)]
    return Samples(
        examples=tuple(line for line in lines if isinstance(line, Example)),
        spoken=tuple(line for line in lines if isinstance(line, Spoken)),
        calls=tuple(line for line in lines if isinstance(line, Call)),
        marked=tuple(line for line in lines if isinstance(line, Marked)),
    )


def _read(file: Path) -> list[Line]:
    lines = file.read_text(encoding="utf-8").split("\n")
    try:
        return list(read_marked(lines) if file.suffix == JSON_LINES else _fielded(lines, _language_of(file)))
    except Malformed as error:
        raise Malformed(f"{file}: {error}") from error


def _fielded(lines: Iterable[str], language: str) -> Iterator[Example | Spoken | Call]:
    for number, fields in rows(lines):
        match fields:
            case [label, text] if label in LABELS:
                yield Call(LABELS[label], language, text)
            case [name, text] if name in LANGUAGES:
                yield Spoken(name, text)
            case [intent, name, text]:
                yield Example(intent, name, text)
            case _:
                raise Malformed(f"line {number} is not: intent, language, text, parted by tabs")


def _language_of(file: Path) -> str:
    """``second_sv.tsv`` and ``sv.tsv`` are Swedish."""
    name = file.stem.rsplit("_", 1)[-1]
    return name if name in LANGUAGES else UNTOLD
