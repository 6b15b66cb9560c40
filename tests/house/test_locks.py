"""The lock files install exactly the same everywhere and name nobody's registry."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock", "deploy/rasa/requirements.lock"]
PIN = re.compile(r"^([a-z0-9-]+)==([^ ;]+)(?: ; ([^\\]+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(name: str) -> dict[str, str]:
    found = (PIN.match(line) for line in (ROOT / name).read_text().splitlines())
    return {match[1]: match[2] for match in found if match}


def wanted(*, dev: bool) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + (project["optional-dependencies"]["dev"] if dev else [])
    return {re.split(r"[\[<>=]", line)[0] for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_a_pin_or_its_hash(name: str) -> None:
    """No host, no option, nothing unpinned or without a hash."""
    lines = (ROOT / name).read_text().splitlines()
    assert [line for line in lines if not PIN.match(line) and not HASH.match(line)] == []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        assert not PIN.match(line) or HASH.match(after), line


@pytest.mark.parametrize("name,dev", [("requirements.lock", False), ("requirements-dev.lock", True)])
def test_the_lock_has_what_the_project_asks_for(name: str, *, dev: bool) -> None:
    """A library added to pyproject.toml was locked."""
    assert wanted(dev=dev) - set(pins(name)) == set()


def test_what_is_tested_is_what_runs() -> None:
    """Both locks agree on every library of the running service."""
    tested = pins("requirements-dev.lock")
    assert {name: version for name, version in pins("requirements.lock").items() if tested.get(name) != version} == {}


def test_tools_are_not_installed_with_the_service() -> None:
    """The running service has no test library and no browser."""
    assert (
        set(pins("requirements.lock")) & {"pytest", "mypy", "ruff", "playwright", "python-telegram-bot", "hypothesis"}
        == set()
    )
