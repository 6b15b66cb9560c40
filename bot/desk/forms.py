"""What a form brings: its fields, and what is wrong with them in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

FIELDS = 300
LONGEST = 128 * 1024


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
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS, errors="replace"
        )
    except ValueError as wrong:
        raise Unreadable("the form cannot be read") from wrong
    return Form(tuple((name, value.replace("\r\n", "\n")) for name, value in pairs))


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
