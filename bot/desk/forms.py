"""What a form brings: its fields, and what is wrong with them in words."""

import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

FIELDS = 300
LONGEST = 128 * 1024
# Digits without end are no number of anything here.
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


class Unreadable(ValueError):
    """The body is no form, or larger than any form of ours."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as sent; a field may come several times."""

    pairs: tuple[tuple[str, str], ...] = ()

    def text(self, name: str) -> str:
        """The first value of the field, without space around it; empty when it was not sent."""
        return next((value.strip() for key, value in self.pairs if key == name), "")

    def raw(self, name: str) -> str:
        """The first value of the field exactly as typed (passwords)."""
        return next((value for key, value in self.pairs if key == name), "")

    def number(self, name: str) -> int:
        """The whole number in the field, of at most nine digits; -1 when it is none."""
        typed = self.text(name)
        return int(typed) if _NUMBER.fullmatch(typed) else -1

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of the field."""
        return tuple(value.strip() for key, value in self.pairs if key == name)


async def read_form(request: Request) -> Form:
    """The body as a form. Raises ``Unreadable``."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise Unreadable("the form is too large")
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return Form(await _read_parts(request.headers, bytes(body)))
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS, errors="replace"
        )
    except ValueError as wrong:
        raise Unreadable("the form cannot be read") from wrong
    return Form(tuple((name, value.replace("\r\n", "\n")) for name, value in pairs))


async def _read_parts(headers: Headers, body: bytes) -> tuple[tuple[str, str], ...]:
    """A form with a file; the file is text, and its value is what it holds."""

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        found = await MultiPartParser(headers, whole(), max_files=1, max_fields=FIELDS, max_part_size=LONGEST).parse()
    except (MultiPartException, KeyError) as wrong:
        raise Unreadable("the form cannot be read") from wrong
    try:
        return tuple([(name, await _part(value)) for name, value in found.multi_items()])
    finally:
        await found.close()


async def _part(value: UploadFile | str) -> str:
    text = value if isinstance(value, str) else (await value.read()).decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong, by field; the order is that of the page."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.texts)

    def of(self, name: str) -> str | None:
        """The sentence for this field, if it is at fault."""
        return self.texts.get(name)


NO_FAULTS = Faults()
