"""Telegram's own description of its Bot API, as something that calls, results and updates are held to.

The description is a file beside this checkout, which nobody here wrote by hand: methods with parameters and results,
types with fields. Where it is missing, nothing can be held to it; in CI that is a failure.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

CONTRACTS = Path(__file__).resolve().parents[5] / "shared" / "contracts" / "telegram"
LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")
AFTER_MARKS = "after entities"


def specification_file() -> Path | None:
    """The newest description; None where there is none, a failure in CI."""
    found = sorted(CONTRACTS.glob("bot-api-*.json"))
    if not found and os.environ.get("CI") == "true":
        pytest.fail(f"Telegram's specification is missing: no bot-api-*.json in {CONTRACTS}")
    return found[-1] if found else None


@cache
def specification_at_hand() -> "Specification | None":
    """The description, if there is one."""
    path = specification_file()
    return None if path is None else Specification(path)


def demanded_specification() -> "Specification":
    """The description, or the test is skipped."""
    found = specification_at_hand()
    if found is None:
        pytest.skip("Telegram's specification does not lie beside this checkout (../shared/contracts/telegram)")
    return found


class Specification:
    """What Telegram says that it takes and gives."""

    def __init__(self, path: Path) -> None:
        whole = json.loads(path.read_text("utf-8"))
        self.version: str = whole["version"]
        self.methods: Mapping[str, Any] = {name.lower(): method for name, method in whole["methods"].items()}
        self.types: Mapping[str, Any] = whole["types"]

    def request(self, method: str, given: Mapping[str, Any]) -> list[str]:
        """What is wrong with the parameters of a call, as they stand on the wire or decoded."""
        known = self.methods.get(method.lower())
        if known is None:
            return [f"{method}: unknown method"]
        fields = {field["name"]: field for field in known.get("fields", [])}
        problems = [f"{method}.{name}: unknown parameter" for name in given if name not in fields]
        for name, field in fields.items():
            where = f"{method}.{name}"
            if name in given:
                problems += self._value(field["types"], given[name], where, wire=True)
                problems += _length(field["description"], given[name], where)
            elif field["required"]:
                problems.append(f"{where}: required")
        return problems

    def result(self, method: str, value: Any) -> list[str]:
        """What is wrong with the result of a method."""
        return self._value(self.methods[method.lower()]["returns"], value, f"{method} gives")

    def update(self, value: Any) -> list[str]:
        """What is wrong with an update."""
        return self._value(["Update"], value, "update")

    def _value(self, types: Sequence[str], value: Any, where: str, *, wire: bool = False) -> list[str]:
        """Nothing, if the value fits one of the types; otherwise what the type that fits best finds wrong."""
        found = [self._fits(kind, value, where, wire=wire) for kind in types]
        return min(found, key=lambda problems: (len(problems), sum(map(len, problems))))

    def _fits(self, kind: str, value: Any, where: str, *, wire: bool) -> list[str]:
        if kind.startswith("Array of "):
            return self._array(kind.removeprefix("Array of "), _decoded(value, wire=wire), where)
        match kind:
            case "Integer":
                fits = isinstance(value, int) or (wire and isinstance(value, str) and re.fullmatch(r"-?\d+", value))
                return [] if fits and not isinstance(value, bool) else [f"{where}: not an integer"]
            case "Float":
                fits = isinstance(value, int | float) or (wire and re.fullmatch(r"-?[\d.]+", str(value)))
                return [] if fits and not isinstance(value, bool) else [f"{where}: not a number"]
            case "Boolean" | "True":
                fits = isinstance(value, bool) or (wire and str(value).lower() in {"true", "false"})
                return [] if fits else [f"{where}: not a boolean"]
            case "String" | "InputFile":
                return [] if isinstance(value, str) else [f"{where}: not a text"]
        return self._object(kind, _decoded(value, wire=wire), where)

    def _array(self, kind: str, value: Any, where: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{where}: not a list"]
        parts = (self._value([kind], part, f"{where}[{index}]") for index, part in enumerate(value))
        return [problem for problems in parts for problem in problems]

    def _object(self, kind: str, value: Any, where: str) -> list[str]:
        known = self.types[kind]
        if known.get("subtypes"):
            return self._value(known["subtypes"], value, where)
        if not isinstance(value, dict):
            return [f"{where}: not a {kind}"]
        fields = {field["name"]: field for field in known.get("fields", [])}
        problems = [f"{where}.{name}: unknown in {kind}" for name in value if name not in fields]
        for name, field in fields.items():
            if name in value:
                problems += self._value(field["types"], value[name], f"{where}.{name}")
                problems += _always(field["description"], value[name], f"{where}.{name}")
            elif field["required"]:
                problems.append(f"{where}.{name}: missing in {kind}")
        return problems


def _decoded(value: Any, *, wire: bool) -> Any:
    if not wire or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _length(description: str, value: Any, where: str) -> list[str]:
    """Lengths that stand in the description; a text with marks may be longer before they are read."""
    found = LENGTH.search(description)
    if found is None or not isinstance(value, str):
        return []
    size = len(value.encode()) if found[3] == "bytes" else len(value.encode("utf-16-le")) // 2
    most = 1 << 15 if AFTER_MARKS in description else int(found[2])
    return [] if int(found[1]) <= size <= most else [f"{where}: {size} {found[3]}, not {found[0]}"]


def _always(description: str, value: Any, where: str) -> list[str]:
    """Words such as «always "kicked"» tell one variant from another."""
    found = re.search(r"always [“\"]?(\w+)[”\"]?", description)
    return [f"{where}: not always {found[1]}"] if found and isinstance(value, str) and value != found[1] else []
