"""What is asked of the local support-management, read; who asks wrongly is told so."""

import re
from typing import Any
from uuid import UUID

import msgspec
from starlette.requests import Request

from integrations.sandbox.backends.errand_shapes import Written, missing, problem

_SORTS = {"created": "created", "modified": "modified", "touched": "touched", "errandNumber": "errand_number"}


class Problem(Exception):
    """What is wrong, as a response."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.response = problem(status, detail)


def check_place(request: Request) -> None:
    """Raises ``Problem`` where nobody is."""
    municipality, namespace = place_of(request)
    if not re.fullmatch(r"\d{4}", municipality, re.ASCII) or not re.fullmatch(r"[\w|\-]+", namespace):
        raise Problem(400, "There is no such municipality or namespace")


def place_of(request: Request) -> tuple[str, str]:
    """Municipality and namespace."""
    return request.path_params["municipality"], request.path_params["namespace"]


def uuid_of(text: str) -> str:
    """Ids are UUIDs."""
    try:
        return str(UUID(text))
    except ValueError as error:
        raise Problem(400, "Not a valid UUID") from error


def page_of(request: Request) -> tuple[int, int]:
    """Which page, and how much is on one."""
    texts = [request.query_params.get("page", "0"), request.query_params.get("size", "20")]
    if not all(re.fullmatch(r"\d{1,6}", text, re.ASCII) for text in texts) or int(texts[1]) < 1:
        raise Problem(400, "There is no such page")
    return int(texts[0]), min(int(texts[1]), 1000)


def sorts_of(request: Request) -> list[tuple[str, bool]]:
    """By what, and whether downwards."""
    found = [text.partition(",") for text in request.query_params.getlist("sort") if text]
    return [(_SORTS[name], way.lower() == "desc") for name, _, way in found if name in _SORTS]


async def written_errand(request: Request) -> Written:
    """An errand, or a part of one, that the metadata know."""
    written: Written = await body_as(request, Written)
    if found := missing(written):
        raise Problem(400, f"{found}: not in the metadata of the namespace")
    # It is only ever written: phases are read elsewhere.
    written.active_phase_id = None
    return written


async def body_as(request: Request, kind: type[Any]) -> Any:
    """The body in that shape."""
    return read_as(await request.body(), kind)


def read_as(body: bytes, kind: type[Any]) -> Any:
    """``body`` in that shape."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem(400, "The body cannot be read") from error
