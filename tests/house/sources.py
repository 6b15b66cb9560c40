"""The files of the repository, as the tests about the house see them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("bot", "dialogs", "nlu", "integrations")


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file under version control, and new ones that will be."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file())


def modules(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    """Path and syntax of the Python files of ``packages``."""
    for path in kept_files():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and name.split("/")[0] in packages:
            yield name, ast.parse(path.read_text(encoding="utf-8"), name)
