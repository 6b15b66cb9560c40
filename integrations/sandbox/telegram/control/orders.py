"""What the control API is asked for, and how it answers."""

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from integrations.sandbox.telegram.visitor import Impossible

T = TypeVar("T", bound="Order")
Handler = Callable[[Any, Request], Awaitable[Any]]


class Order(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The body of a request; every field may be left out unless said otherwise."""


class Names(Order):
    """A new or changed account."""

    id: int = 0
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone: str | None = None


class Start(Order):
    """A deep link's payload."""

    payload: str = ""


class Text(Order):
    """Words, or ``content`` as it stands in a Message; ``chat_id`` of a group or channel."""

    text: str = ""
    content: dict[str, Any] = msgspec.field(default_factory=dict)
    reply_to: int | None = None
    chat_id: int | None = None


class Edit(Order):
    """Other words for one's own message."""

    text: str
    message_id: int | None = None
    chat_id: int | None = None


class Tap(Order):
    """A button by its label or its data."""

    button: str
    message_id: int | None = None
    chat_id: int | None = None


class FileOrder(Order):
    """A file: ``content`` in base64; ``size`` pretends another size."""

    content: bytes = b"%PDF-1.4\n"
    name: str = "file.pdf"
    mime: str = ""
    caption: str = ""
    size: int | None = None


class Contact(Order):
    """A contact card; one's own when nothing is said."""

    phone: str = ""
    first_name: str = ""
    user_id: int | None = None


async def read(request: Request, kind: type[T]) -> T:
    """The order in a request."""
    return msgspec.json.decode(await request.body() or b"{}", type=kind)


def answering(handler: Handler) -> Handler:
    """Answer with what the handler gives, as JSON; say in words why not."""

    @wraps(handler)
    async def answer(self: Any, request: Request) -> Response:
        try:
            return json_response(await handler(self, request))
        except msgspec.MsgspecError as problem:
            return json_response({"error": str(problem)}, 422)
        except Impossible as problem:
            return json_response({"error": str(problem)}, 409)
        except LookupError as problem:
            return json_response({"error": str(problem.args[0])}, 404)

    return answer


def json_response(body: Any, status: int = 200) -> Response:
    """``body`` as JSON."""
    return Response(json.dumps(body, ensure_ascii=False), status, media_type="application/json")
