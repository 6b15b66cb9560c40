"""Names that one part writes and another must know."""

import ast
import re
from collections.abc import Iterator

from bot.log import FIELDS
from tests.house.sources import PRODUCT, modules

LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
EVENT = re.compile(r"[a-z][a-z0-9_.]{0,60}")


def _calls(*packages: str) -> Iterator[tuple[str, ast.Call]]:
    for name, tree in modules(*packages):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{name}:{node.lineno}", node


def _log_calls() -> Iterator[tuple[str, ast.Call]]:
    for place, call in _calls(*PRODUCT):
        speaker = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(speaker, ast.Name) and speaker.id == "log" and call.func.attr in LEVELS:  # type: ignore[attr-defined]
            yield place, call


def test_every_field_that_is_logged_is_allowed() -> None:
    """A field that the gate drops would be missed when it is needed."""
    allowed = FIELDS | {"exc_info"}
    dropped = [
        f"{place}: {word.arg}" for place, call in _log_calls() for word in call.keywords if word.arg not in allowed
    ]
    assert dropped == []


def test_every_log_line_has_a_name() -> None:
    """Of our making, in one piece: nothing that a person sent can be part of it."""
    nameless = [
        place
        for place, call in _log_calls()
        if len(call.args) != 1
        or not isinstance(call.args[0], ast.Constant)
        or not EVENT.fullmatch(str(call.args[0].value))
    ]
    assert nameless == []


def test_every_backend_that_is_called_has_a_worker() -> None:
    """A call to nobody would wait for ever. A worker tells its name as the default of its field ``name``."""
    named = {
        field.value.value
        for _, tree in modules("bot")
        for kind in ast.walk(tree)
        if isinstance(kind, ast.ClassDef) and any(getattr(f, "name", "") == "call" for f in kind.body)
        for field in kind.body
        if isinstance(field, ast.AnnAssign) and getattr(field.target, "id", "") == "name"
        if isinstance(field.value, ast.Constant)
    }
    called = {
        word.value.value
        for _, call in _calls("bot", "dialogs")
        if isinstance(call.func, ast.Name) and call.func.id == "Call"
        for word in call.keywords
        if word.arg == "backend" and isinstance(word.value, ast.Constant)
    }
    assert {"store", "homepage"} <= named
    assert called
    assert called <= named
