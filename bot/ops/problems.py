"""What is answered when something goes wrong: problem details (RFC 9457) for programs, a calm page for people.

Every error that leaves a route is mapped here, in one place. Neither form holds anything of the request.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from bot.ops.pages import page
from bot.store.errors import Conflict, Refused, StoreError, Unavailable

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One refusal or failure: ``status``, a fixed ``detail`` and the headers that go with it."""

    status: int
    detail: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def response(self, scope: Scope) -> Response:
        """A page for a browser that opens a page, problem details for everything else."""
        if _opens_page(scope):
            name = "missing" if self.status in {404, 405, 410} else "trouble"
            return Response(page(name), self.status, self.headers, "text/html")
        body = {"type": "about:blank", "title": HTTPStatus(self.status).phrase, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        return Response(msgspec.json.encode(body), self.status, self.headers, "application/problem+json")


def _opens_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def problem_of(error: Exception) -> Problem:
    """What ``error`` means to who asked."""
    match error:
        case HTTPException():
            detail = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
            return Problem(status=error.status_code, detail=detail, headers=dict(error.headers or {}))
        case Unavailable():
            return unavailable(error.retry_after)
        case Conflict():
            return unavailable(1)
        case Refused():
            return Problem(status=409, detail=error.reason)
        case _:
            return Problem(status=500)


def unavailable(retry_after: float) -> Problem:
    """Try again soon; nothing was kept."""
    return Problem(
        status=503,
        detail="The service cannot keep messages just now. Please try again.",
        headers={"retry-after": str(max(1, round(retry_after)))},
    )


async def _answer(request: Request, error: Exception) -> Response:
    return problem_of(error).response(request.scope)


async def _answer_for_store(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status >= 500:
        log.warning("store_failed", method=request.method, exc_info=error)
    return problem.response(request.scope)


def problem_handlers() -> dict[Any, Callable[[Request, Exception], Awaitable[Response]]]:
    """The application's exception handlers. What nobody expected passes on to the guard, which logs it."""
    return {HTTPException: _answer, StoreError: _answer_for_store, Exception: _answer}
