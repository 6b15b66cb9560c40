"""Whole conversations of people who only type, with the ticket that each ends in."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGES = ("sv", "uk", "en")


@dataclass(frozen=True, slots=True)
class Line:
    """What the person writes when the question ``at`` is open; an ``optional`` line only where it is."""

    at: str
    text: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation, opened in the language ``opens``. ``ticket``: what the desk shows of it at the end."""

    name: str
    opens: str
    lines: tuple[Line, ...]
    ticket: dict[str, object]
    answers: dict[str, str]


def read_scripts() -> list[Script]:
    """All of them, in the order of the files."""
    return [_script(f"{language}-{name}", t) for language in LANGUAGES for name, t in _table(language).items()]


def _table(language: str) -> dict[str, dict[str, object]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def _script(name: str, table: dict[str, object]) -> Script:
    lines, answers = table["lines"], table["answers"]
    assert isinstance(lines, list)
    assert isinstance(answers, dict)
    said = tuple(Line(at.rstrip("?"), text, at.endswith("?")) for at, text in lines)
    ticket = {key: table[key] for key in ("queue", "priority", "language", "routes")}
    return Script(name, str(table["opens"]), said, ticket, answers)
