"""Habits of the house that no tool keeps."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.sources import PRODUCT, ROOT, kept_files, modules

NO_NOUNS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
NO_VERBS = ("process_", "handle_", "do_")
# Methods that others name: HTML parsers and the like call them.
THEIR_VERBS = {"handle_starttag", "handle_endtag", "handle_data", "handle_startendtag"}
A_PLACE_OF_ITS_OWN = re.compile(r"(?<![\w.~<>/-])/(?:home|root|Users|work|mnt|private)/[\w.-]+")


def test_modules_are_named_after_what_they_hold() -> None:
    """No ``utils``, ``helpers`` and the like: a module is one noun."""
    assert [name for name, _ in modules(*PRODUCT) if NO_NOUNS & set(re.split(r"[/_.]", name))] == []


def test_functions_are_named_after_what_they_do() -> None:
    """``process_``, ``handle_`` and ``do_`` say nothing."""
    vague = [
        f"{name}: {node.name}"
        for name, tree in modules(*PRODUCT)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.lstrip("_").startswith(NO_VERBS)
        and node.name not in THEIR_VERBS
    ]
    assert vague == []


def _replaces(call: ast.Call) -> bool:
    """``monkeypatch.setattr`` of anything but the process's own streams, which are a wire."""
    named = isinstance(call.func, ast.Attribute) and call.func.attr in {"setattr", "delattr"}
    return named and not (call.args and isinstance(call.args[0], ast.Name) and call.args[0].id == "sys")


def _replacements(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("unittest.mock", "pytest_mock")):
            yield f"line {node.lineno}: import of {node.module}"
        if isinstance(node, ast.Import) and any(alias.name.startswith("unittest.mock") for alias in node.names):
            yield f"line {node.lineno}: import of unittest.mock"
        if isinstance(node, ast.Call) and _replaces(node):
            yield f"line {node.lineno}: monkeypatch"


def test_tests_replace_the_wire_and_not_the_code() -> None:
    """No ``patch()``: what a test must replace is handed over, or is a server."""
    found = [f"{name} {what}" for name, tree in modules("tests", "bench") for what in _replacements(tree)]
    assert found == []


def test_every_test_says_what_it_is_about() -> None:
    """By a sentence of its own, or by a name that is one."""
    silent = [
        f"{name}: {node.name}"
        for name, tree in modules("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
        and node.name.count("_") < 2
    ]
    assert silent == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    """No path of somebody's home or work folder in any file."""
    found = []
    for path in kept_files():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {match}" for match in A_PLACE_OF_ITS_OWN.findall(text)]
    assert found == []


@pytest.mark.parametrize("name", ["LICENSE", "Makefile", "pyproject.toml", ".ci/run", "docs/operations.md"])
def test_what_a_newcomer_needs_is_there(name: str) -> None:
    """And kept."""
    assert ROOT / name in kept_files()
