"""``POST /nlu/parse``: what a message is understood to mean, for programs that have a token. Nothing of it is kept."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

LONGEST = 4_096
"""Characters of a message: more does not come in by any channel."""
LONGEST_BODY = 64 * 1024
AT_ONCE = 2
"""Messages that are understood at the same time: chats come first."""

Understand = Callable[[str, str | None], bytes]


class Asked(msgspec.Struct, frozen=True):
    """A message, and the language that its conversation is in."""

    text: str
    language: Literal["sv", "uk", "en", "ru"] | None = None


@dataclass(frozen=True, slots=True)
class Parser:
    """``understand`` gives the answer as JSON; it may take a while and runs beside the event loop."""

    understand: Understand
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), repr=False)

    async def answer(self, request: Request) -> bytes:
        """What the message in ``request`` means. Raises ``HTTPException`` with what is wrong with it."""
        asked = await read_asked(request)
        async with self._places:
            return await asyncio.to_thread(self.understand, asked.text, asked.language)


async def read_asked(request: Request) -> Asked:
    """The body. Raises ``HTTPException``; what it says names fields and never quotes."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LONGEST_BODY:
            raise HTTPException(413, f"A body has at most {LONGEST_BODY} bytes.")
    try:
        asked = msgspec.json.decode(raw, type=Asked)
    except msgspec.ValidationError as wrong:
        raise HTTPException(422, _sentence(wrong)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise HTTPException(400, "The body is not JSON.") from None
    if len(asked.text) > LONGEST:
        raise HTTPException(422, f"text has at most {LONGEST} characters.")
    return asked


def _sentence(wrong: msgspec.ValidationError) -> str:
    if "language" in str(wrong):
        return "language is one of: sv, uk, en, ru."
    return "text is a string, and is needed."
