"""Errors of the desk API as problem details (RFC 9457)."""

from dataclasses import dataclass, field

import msgspec
from starlette.responses import Response

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(slots=True, eq=False)
class Problem(Exception):
    """What is wrong with a request, in a sentence; never with what was sent."""

    status: int
    title: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The answer."""
        body = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        headers = HEADERS | self.headers
        return Response(msgspec.json.encode(body), self.status, headers, "application/problem+json")


def bad_request(detail: str) -> Problem:
    """The request cannot be read."""
    return Problem(400, "Bad Request", detail)


def unauthorized() -> Problem:
    """No token, or none of ours."""
    detail = "Send the token of a service account: Authorization: Bearer <token>."
    return Problem(401, "Unauthorized", detail, {"WWW-Authenticate": 'Bearer realm="desk"'})


def forbidden() -> Problem:
    """The service account may not do this."""
    return Problem(403, "Forbidden", "This service account may not do this.")


def not_found(detail: str = "There is no such ticket in the queues of this service account.") -> Problem:
    """Nothing here, or nothing for this account."""
    return Problem(404, "Not Found", detail)


def not_allowed(methods: str) -> Problem:
    """Another method is needed."""
    return Problem(405, "Method Not Allowed", f"Use {methods}.", {"Allow": methods})


def conflict(detail: str) -> Problem:
    """The ticket is not in the state that this needs."""
    return Problem(409, "Conflict", detail)


def too_large(most: int) -> Problem:
    """The body is too large."""
    return Problem(413, "Content Too Large", f"A body has at most {most} bytes.")


def unprocessable(detail: str) -> Problem:
    """The request can be read but not be done."""
    return Problem(422, "Unprocessable Content", detail)


def unavailable(retry_after: float) -> Problem:
    """The store does not answer."""
    wait = str(max(1, round(retry_after)))
    return Problem(503, "Service Unavailable", f"Try again in {wait} s.", {"Retry-After": wait})


def refusal(reason: str) -> Problem:
    """Why an act on a ticket was not carried out."""
    match reason:
        case "missing":
            return not_found()
        case "reused":
            return unprocessable("This Idempotency-Key was used before for something else.")
        case "stuck":
            return Problem(500, "Internal Server Error", "This could not be carried out; it was set aside for staff.")
        case "assignee":
            return conflict("Somebody else, or nobody, holds the ticket.")
        case _:
            return conflict("The ticket's status does not allow this now.")
