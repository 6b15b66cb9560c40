"""Logs that can be read by anybody: what happened, never to whom and never in whose words.

Logging is where personal data leaks by accident, so nothing passes but an allow-list: an event's name, fields named
here, values that look like names and numbers. Whatever else was given is dropped and counted. An exception shows its
type and the places in the code, not its message. Ids of conversations become pseudonyms that change every day and
with every process. The standard library's loggers pass the same gate.

    log = structlog.get_logger()
    log.info("ticket_opened", conversation=conversation_id, queue="general")
"""

import asyncio
import hashlib
import hmac
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog

ROOT = Path(__file__).resolve().parent.parent
PSEUDONYMOUS = frozenset({"conversation", "person", "account", "reference", "client"})
FIELDS = PSEUDONYMOUS | frozenset(
    "action attempt backend bytes channel child code count deaths dropped entry error event event_type exit_code flow "
    "generation holder kind level limit listen logger method model operation owner partition partitions pid port "
    "process queue reason result retry_after role route script seconds signal size status step store timestamp trace "
    "turn version where".split()
)
SILENCED = ("httpx", "httpcore", "uvicorn.access", "asyncio", "aiogram.event", "hpack")
_EVENT = re.compile(r"[a-z][a-z0-9_.]{0,60}")
_PLAIN = re.compile(r"[A-Za-z0-9 _.,:;/+<>=()\[\]#-]{0,120}")
# As long as a telephone number, unless it is our own: an instant, the id of an entry in a stream.
_NUMBER = re.compile(r"(?:\d[ -]?){7,}")
_OUR_NUMBER = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)|\d{13}-\d{1,6}")
_FRAMES = 8

Event = MutableMapping[str, Any]


@dataclass(slots=True)
class Pseudonyms:
    """Stable within a process and a day, meaningless afterwards."""

    day: date | None = None
    key: bytes = b""

    def name(self, identity: str, today: date) -> str:
        """What ``identity`` is called in today's log."""
        if today != self.day:
            self.day, self.key = today, secrets.token_bytes(32)
        return "p-" + hmac.new(self.key, identity.encode(), hashlib.sha256).hexdigest()[:10]


@dataclass(slots=True)
class Gate:
    """The last processor before the words are written. ``dropped`` counts what it kept out."""

    pseudonyms: Pseudonyms = field(default_factory=Pseudonyms)
    dropped: int = 0

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        passed: dict[str, Any] = {}
        today = datetime.now(UTC).date()
        for name, value in event.items():
            if name in PSEUDONYMOUS and value is not None:
                passed[name] = self.pseudonyms.name(str(value), today)
            elif name in FIELDS and _is_plain(value):
                passed[name] = value
        if not _EVENT.fullmatch(str(event.get("event"))):
            passed["event"] = "unnamed_event"
        lost = len(event) - len(passed)
        if lost or passed["event"] != event.get("event"):
            self.dropped += max(lost, 1)
            passed["dropped"] = max(lost, 1)
        return passed


def _is_plain(value: object) -> bool:
    """Short ASCII names and figures pass; other scripts, addresses, telephone numbers and structures do not."""
    if isinstance(value, list):
        return all(isinstance(item, str) and _is_plain(item) for item in value)
    if value is None or isinstance(value, bool | int | float):
        return True
    words = str(value)
    return bool(_PLAIN.fullmatch(words)) and bool(_OUR_NUMBER.fullmatch(words) or not _NUMBER.search(words))


def places(error: BaseException) -> list[str]:
    """Where an exception passed, innermost last: file, line and function, nothing of its contents."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name.strip('<>')}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    return "/".join(path.parts[-2:])


def _type_names(error: BaseException) -> str:
    names: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(names) < 4:
        names.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return " < ".join(names)


def describe_exception(_logger: object, _method: str, event: Event) -> Event:
    """Put an exception's type and places in the place of the exception."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = _type_names(error)
        event["trace"] = places(error)
    return event


class StandardHandler(logging.Handler):
    """Passes on that a library logged something and where; its message may hold anything, so it stays out."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log ``record`` without its words."""
        log = structlog.get_logger()
        log.log(
            record.levelno,
            "library",
            logger=record.name,
            where=f"{record.module}:{record.lineno}",
            exc_info=record.exc_info,
        )


def configure(process: str, stream: TextIO | None = None, gate: Gate | None = None) -> Gate:
    """Send all logs of this process through the gate to ``stream`` (stderr): JSON, or plain lines on a terminal."""
    out = stream or sys.stderr
    gate = gate or Gate()
    renderer = structlog.dev.ConsoleRenderer() if out.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _name_process(process),
            describe_exception,
            gate,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=out),
    )
    _route_standard_library()
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable
    return gate


def _name_process(name: str) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, event: Event) -> Event:
        event["process"] = name
        return event

    return add


def _route_standard_library() -> None:
    logging.basicConfig(handlers=[StandardHandler()], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    for name in SILENCED:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _uncaught(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("uncaught", exc_info=error)


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    structlog.get_logger().critical("uncaught_in_thread", exc_info=args.exc_value)


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    structlog.get_logger().error("unraisable", exc_info=args.exc_value)


def watch_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Log what nobody awaited, without its words."""

    def report(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        structlog.get_logger().error("loop_error", exc_info=context.get("exception"))

    loop.set_exception_handler(report)
