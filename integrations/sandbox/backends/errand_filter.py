"""As much of spring-filter as clients of errands need: ``a.b:'x' and c>:'y'``."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from integrations.sandbox.backends.errand_shapes import Errand

_TERM = re.compile(r"\s*([A-Za-z.]{1,60})\s*(>:|<:|>|<|!|:)\s*'((?:[^'\\]|\\.){0,300})'\s*")
_KNOWN = frozenset({
    "id", "errandNumber", "title", "status", "priority", "channel", "created", "modified", "touched",
    "externalTags.key", "externalTags.value", "classification.category", "classification.type",
    "stakeholders.role", "stakeholders.contactChannels.type", "category", "type",
})  # fmt: skip
_TIMES = frozenset({"created", "modified", "touched"})
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    ":": lambda one, other: one == other,
    "!": lambda one, other: one != other,
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    ">:": lambda one, other: one >= other,
    "<:": lambda one, other: one <= other,
}
Fits = Callable[[Errand], bool]


def parsed(text: str) -> Fits:
    """Whether an errand fits ``text``. Raises ``ValueError``."""
    terms = [_term(part) for part in re.split(r"(?<=['\s])\band\b", text)] if text.strip() else []
    return lambda errand: all(fits(errand) for fits in terms)


def _term(text: str) -> Fits:
    found = _TERM.fullmatch(text)
    if found is None or found[1] not in _KNOWN:
        raise ValueError("the filter cannot be read")
    path, compare = found[1], _COMPARED[found[2]]
    path = f"classification.{path}" if path in {"category", "type"} else path
    wanted = _read(path, re.sub(r"\\(.)", r"\1", found[3]))

    def fits(errand: Errand) -> bool:
        return any(
            compare(_read(path, value), wanted) for value in _values(msgspec.to_builtins(errand), path.split("."))
        )

    return fits


def _read(path: str, text: str) -> Any:
    return datetime.fromisoformat(text) if path in _TIMES else text


def _values(within: Any, path: list[str]) -> Iterator[str]:
    if isinstance(within, list):
        for each in within:
            yield from _values(each, path)
    elif not path:
        if within is not None:
            yield str(within)
    elif isinstance(within, dict) and path[0] in within:
        yield from _values(within[path[0]], path[1:])
