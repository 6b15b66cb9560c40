"""What a request's body may be: small, strict, and of the shape of the contract; everything else is a ``Problem``.

The standard library's JSON is more generous than the standard (NaN, repeated keys, other encodings), so it is told off.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs

import msgspec
from starlette.requests import ClientDisconnect, Request

from bot.channels.web.problems import Problem
from bot.ports import LANGUAGES
from dialogs.limits import CHOICES, TEXT_LENGTH

BODY_LIMIT = 256 * 1024
CHOICE_LENGTH = 100
_ID = re.compile(r"[\x21-\x7e]{1,200}")
_ENTRY = re.compile(r"[A-Za-z0-9_-]{1,64}")
Shape = TypeVar("Shape", bound=msgspec.Struct)


class NewConversation(msgspec.Struct, frozen=True):
    """What opens a conversation."""

    language: str | None = None
    entry: str | None = None


class NewMessage(msgspec.Struct, frozen=True):
    """What a person says, as sent."""

    id: str
    text: str | None = None
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says, checked: a text, or the values of one or several choices."""

    id: str
    text: str | None
    choices: tuple[str, ...]


async def read_body(request: Request) -> bytes:
    """The whole body, if it is not too large."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise Problem("too-large", f"The body has more than {BODY_LIMIT} bytes.", limit=TEXT_LENGTH)
    except ClientDisconnect:
        raise Problem("unreadable", "The body ended early.") from None
    return bytes(body)


async def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of a form."""
    body = await read_body(request)
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=100, errors="strict")
    except ValueError:
        raise Problem("unreadable", "The body is not a form.") from None
    return {name: [value.replace("\r\n", "\n") for value in values] for name, values in fields.items()}


async def read_new_conversation(request: Request) -> NewConversation:
    """What opens a conversation; an empty body is an empty object."""
    new = await _read_json(request, NewConversation, allow_empty=True)
    if new.language is not None and new.language not in LANGUAGES:
        raise Problem("malformed", f"`language` must be one of {', '.join(LANGUAGES)}.")
    if new.entry is not None and not is_entry(new.entry):
        raise Problem("malformed", "`entry` must have 1 to 64 of the characters A-Z a-z 0-9 _ -.")
    return new


async def read_new_message(request: Request) -> Said:
    """What the person says."""
    message = await _read_json(request, NewMessage)
    if not is_client_id(message.id):
        raise Problem("malformed", "`id` must have 1 to 200 visible ASCII characters.")
    if (message.text is None) == (message.choice is None):
        raise Problem("malformed", "Exactly one of `text` and `choice` must be given.")
    if message.choice is None:
        return Said(message.id, checked_text(message.text or ""), ())
    return Said(message.id, None, checked_choices(message.choice.split(",")))


def is_entry(word: str) -> bool:
    """Whether ``word`` can be the word of a deep link."""
    return bool(_ENTRY.fullmatch(word))


def is_client_id(word: str) -> bool:
    """Whether ``word`` can name a message."""
    return bool(_ID.fullmatch(word))


def checked_text(text: str) -> str:
    """``text`` as it is, if it can be said."""
    _refuse_odd(text)
    if len(text) > TEXT_LENGTH:
        raise Problem("too-long", f"`text` has more than {TEXT_LENGTH} code points.", limit=TEXT_LENGTH)
    if not text.strip():
        raise Problem("empty", "`text` has no words.")
    return text


def checked_choices(values: Iterable[str]) -> tuple[str, ...]:
    """The values of the pressed buttons, each once."""
    chosen = tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
    if not chosen:
        raise Problem("none-chosen", "`choice` names no value.")
    if len(chosen) > CHOICES or any(len(value) > CHOICE_LENGTH for value in chosen):
        raise Problem("malformed", f"`choice` has at most {CHOICES} values of {CHOICE_LENGTH} characters.")
    for value in chosen:
        _refuse_odd(value)
    return chosen


def _refuse_odd(text: str) -> None:
    """A half of a pair of code units, or NUL: no keyboard makes them, and not every store keeps them."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Problem("odd", "A string holds NUL or an unpaired surrogate.")


async def _read_json(request: Request, shape: type[Shape], *, allow_empty: bool = False) -> Shape:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await read_body(request)
    if allow_empty and not body:
        return msgspec.convert({}, shape)
    if kind != "application/json" and not kind.endswith("+json"):
        raise Problem("not-json", "The body must be `application/json`.")
    try:
        given = json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Problem("unreadable", "The body is not JSON (RFC 8259, UTF-8, no repeated keys).") from None
    try:
        return msgspec.convert(given, shape)
    except msgspec.ValidationError as error:
        # The words name types and the places of our own fields, nothing of what was given.
        raise Problem("malformed", str(error)) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    given = dict(pairs)
    if len(given) != len(pairs):
        raise ValueError
    return given


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
