"""Nothing but an allow-list reaches the log, whatever the program is given to log."""

import asyncio
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import structlog

from bot.log import Gate, Pseudonyms, configure, watch_loop

CANARY = "Олена Canary +46701234567"


class Log:
    """The lines written so far."""

    def __init__(self, stream: io.StringIO, gate: Gate) -> None:
        self.stream, self.gate = stream, gate

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def last(self) -> dict[str, Any]:
        line: dict[str, Any] = json.loads(self.text.splitlines()[-1])
        return line


@pytest.fixture
def log() -> Iterator[Log]:
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    yield Log(stream, configure("test", stream))
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(capture=False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


def test_a_line_is_json_with_the_named_fields(log: Log) -> None:
    """Event, level, time and process are always there."""
    structlog.get_logger().info("ticket_opened", queue="general", count=3)
    assert log.last.items() >= {"event": "ticket_opened", "level": "info", "queue": "general", "count": 3}.items()
    assert log.last["process"] == "test"
    assert log.last["timestamp"].endswith("Z")


def test_an_unknown_field_is_dropped_and_counted(log: Log) -> None:
    """A field nobody allowed may hold anything."""
    structlog.get_logger().info("person_wrote", text=CANARY, queue="general")
    assert "Canary" not in log.text
    assert (log.last["dropped"], log.gate.dropped) == (1, 1)


@pytest.mark.parametrize(
    "value",
    [CANARY, "Олена", "anna@example.org", "0701234567", "070-123 45 67", {"name": "Canary"}, ["a", 1], "a" * 200],
)
def test_an_allowed_field_takes_names_and_figures_only(log: Log, value: object) -> None:
    """Words of people do not look like names of ours."""
    structlog.get_logger().info("something_happened", reason=value)
    assert "reason" not in log.last
    assert log.gate.dropped == 1


@pytest.mark.parametrize("value", ["1763800000000-0", "2026-05-20T10:00:00.123456Z", 46701234567, True, None])
def test_our_own_figures_pass(log: Log, value: object) -> None:
    """Ids of entries, instants, and what is a number already."""
    structlog.get_logger().info("something_happened", entry=value)
    assert log.last["entry"] == value
    assert log.gate.dropped == 0


def test_a_sentence_is_no_event(log: Log) -> None:
    """Words put into the event's name stay out too."""
    structlog.get_logger().warning(f"could not read {CANARY}")
    assert log.last["event"] == "unnamed_event"
    assert "Canary" not in log.text


def test_ids_become_pseudonyms(log: Log) -> None:
    """The same conversation can be followed, but not found."""
    for _ in range(2):
        structlog.get_logger().info("turn_committed", conversation="c0ffee")
    first, second = (json.loads(line)["conversation"] for line in log.text.splitlines())
    assert first == second
    assert "c0ffee" not in log.text


def test_pseudonyms_change_every_day_and_with_every_process() -> None:
    """Yesterday's line cannot be joined with today's."""
    names, other = Pseudonyms(), Pseudonyms()
    monday = names.name("c0ffee", date(2026, 5, 18))
    assert names.name("c0ffee", date(2026, 5, 18)) == monday
    assert other.name("c0ffee", date(2026, 5, 18)) != monday
    assert names.name("c0ffee", date(2026, 5, 19)) != monday


def test_an_exception_shows_type_and_place_only(log: Log) -> None:
    """Messages of exceptions quote what they choked on."""
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError:
        structlog.get_logger().exception("turn_failed")
    assert log.last["error"] == "builtins.RuntimeError < builtins.ValueError"
    assert log.last["trace"][0].startswith("tests/bot/test_log.py:")
    assert "Canary" not in log.text


def test_libraries_are_heard_but_not_quoted(log: Log) -> None:
    """The standard library's loggers pass the same gate."""
    logging.getLogger("some.library").warning("could not parse %s", CANARY)
    assert (log.last["event"], log.last["logger"], log.last["level"]) == ("library", "some.library", "warning")
    assert "Canary" not in log.text


@pytest.mark.parametrize("name", ["httpx", "uvicorn.access", "aiogram.event"])
def test_loggers_of_addresses_are_silent(log: Log, name: str) -> None:
    """They log whole URLs and updates."""
    logging.getLogger(name).error("GET https://example.org/?q=%s", CANARY)
    assert log.text == ""


def test_warnings_are_captured(log: Log) -> None:
    """A warning's words may quote data."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(CANARY, stacklevel=1)
        logging.captureWarnings(capture=False)
    assert "Canary" not in log.text
    assert log.last["logger"] == "py.warnings"


def test_what_nobody_caught_is_logged_without_words(log: Log) -> None:
    """The interpreter would print the message."""
    sys.excepthook(ValueError, ValueError(CANARY), None)
    assert (log.last["event"], log.last["error"]) == ("uncaught", "builtins.ValueError")
    assert "Canary" not in log.text


def test_what_no_thread_caught_is_logged_without_words(log: Log) -> None:
    """So would a thread."""

    def fail() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert log.last["event"] == "uncaught_in_thread"
    assert "Canary" not in log.text


def test_what_no_task_awaited_is_logged_without_words(log: Log) -> None:
    """So would the event loop."""

    async def fail() -> None:
        watch_loop(asyncio.get_running_loop())
        asyncio.get_running_loop().call_soon(int, CANARY)
        await asyncio.sleep(0.01)

    asyncio.run(fail())
    assert (log.last["event"], log.last["error"]) == ("loop_error", "builtins.ValueError")
    assert "Canary" not in log.text
