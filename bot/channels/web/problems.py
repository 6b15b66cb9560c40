"""What goes wrong at this door, and how it is told.

Whoever finds a fault raises ``Problem`` with the name of a row of ``FAULTS``. The API tells it as problem details
(RFC 9457), the page as a sentence beside the field or on a page of its own; both take their words from the catalogue.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from starlette.responses import Response


class Words(Protocol):
    """The catalogue."""

    def say(self, key: str, language: str, /, **args: str | int) -> str:
        """The text of ``key``."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """How a fault is answered: the status, the key of its words."""

    status: int
    key: str


FAULTS: Mapping[str, Fault] = {
    "unreadable": Fault(400, "chat-broken"),
    "no-credentials": Fault(401, "chat-gone"),
    "foreign": Fault(403, "chat-foreign"),
    "not-yours": Fault(404, "chat-gone"),
    "no-such-page": Fault(404, "chat-missing"),
    "method": Fault(405, "chat-broken"),
    "reused": Fault(409, "chat-broken"),
    "too-large": Fault(413, "chat-too-long"),
    "not-json": Fault(415, "chat-broken"),
    "malformed": Fault(422, "chat-broken"),
    "too-long": Fault(422, "chat-too-long"),
    "empty": Fault(422, "chat-empty"),
    "none-chosen": Fault(422, "chat-choose-some"),
    "odd": Fault(422, "chat-odd"),
    "crowd": Fault(429, "chat-crowd"),
    "flood": Fault(429, "chat-flood"),
    "busy": Fault(503, "chat-busy"),
}


class Problem(Exception):
    """A request that is not carried out; ``detail`` is for programmers, without anything of the request's own."""

    def __init__(
        self,
        name: str,
        detail: str = "",
        *,
        retry_after: float | None = None,
        headers: Mapping[str, str] | None = None,
        **args: str | int,
    ) -> None:
        super().__init__(name)
        self.name = name
        self.fault = FAULTS[name]
        self.detail = detail
        self.retry_after = retry_after
        self.extra = headers or {}
        self.args_of_words = args

    @property
    def passing(self) -> bool:
        """The same request may succeed in a while."""
        return self.fault.status in {429, 503}

    @property
    def headers(self) -> dict[str, str]:
        """What the answer's head says besides the status."""
        wait = {} if self.retry_after is None else {"Retry-After": str(max(1, round(self.retry_after)))}
        return {**wait, **self.extra, "Cache-Control": "no-store"}

    def words(self, texts: Words, language: str) -> str:
        """The sentence for a person."""
        return texts.say(self.fault.key, language, **self.args_of_words)


def problem_response(problem: Problem, texts: Words, language: str) -> Response:
    """Problem details, in the words of ``language``."""
    told = {
        "type": f"urn:stra:problem:{problem.name}",
        "title": problem.words(texts, language),
        "status": problem.fault.status,
    }
    if problem.detail:
        told["detail"] = problem.detail
    return Response(
        json.dumps(told, ensure_ascii=False).encode(),
        status_code=problem.fault.status,
        media_type="application/problem+json",
        headers={**problem.headers, "Content-Language": language},
    )
