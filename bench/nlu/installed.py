"""How much an engine takes on the disk: its distributions and all that those need."""

import re
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def size_of(names: Iterable[str]) -> int:
    """Bytes of every file that the distributions ``names`` and their needs have installed."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            found[key] = distribution(name)
        except PackageNotFoundError:
            # Needed on another system, or by an extra that nobody asked for.
            continue
        waiting += [match[0] for line in found[key].requires or () if (match := _needed(line))]
    return sum(_bytes(one) for one in found.values())


def _needed(requirement: str) -> "re.Match[str] | None":
    return None if "extra ==" in requirement else _NAME.match(requirement)


def _bytes(one: Distribution) -> int:
    files = (Path(str(one.locate_file(file))) for file in one.files or () if "__pycache__" not in file.parts)
    return sum(file.stat().st_size for file in files if file.is_file())
