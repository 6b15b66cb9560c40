"""A local registry of members that keeps the contract of docs/howto/membership-registry.md. Its members are made up.

``/membership/v1`` answers; ``/membership/`` is the page on which its staff see what has come, and decide by hand.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from integrations.membership.port import Activity, Application, Decision, Moment
from integrations.sandbox.backends.membership_book import Book, Other
from integrations.sandbox.backends.membership_page import MembershipPage
from integrations.sandbox.backends.trouble import AFTERWARDS, Trouble

PAGE = "/membership"
ROOT = f"{PAGE}/v1"
TOKEN = "sandbox"  # noqa: S105 - it opens nothing
Endpoint = Callable[[Request], Awaitable[Response]]
OrganisationNumber = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{10}$")]


class Decided(msgspec.Struct, frozen=True):
    """What staff decided."""

    decision: Decision
    at: Moment


class Asked(msgspec.Struct, frozen=True, rename="camel"):
    """Which organisation."""

    organisation_number: OrganisationNumber


@dataclass(slots=True)
class LocalMembership:
    """``book``: what it knows."""

    name: str = "membership"
    trouble: Trouble = field(default_factory=lambda: Trouble(more=AFTERWARDS))
    book: Book = field(default_factory=Book)

    def routes(self) -> Sequence[BaseRoute]:
        """Where it answers."""
        return (
            self._guarded("/search", "POST", self._search),
            self._guarded("/applications/{id}", "PUT", self._apply),
            self._guarded("/applications/{id}/decision", "PUT", self._decide),
            self._guarded("/members/{number}/activities/{id}", "PUT", self._add),
            self._guarded("/members", "GET", self._published),
            *MembershipPage(self.book, self.trouble, PAGE).routes(),
        )

    def _guarded(self, path: str, method: str, endpoint: Endpoint) -> BaseRoute:
        async def answer(request: Request) -> Response:
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                return _problem(401, "who are you")
            try:
                return await endpoint(request)
            except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
                return _problem(400, "not of the contract's shape")
            except KeyError:
                return _problem(404, "nothing of that name")
            except Other:
                return _problem(409, "another one has this id")

        return Route(f"{ROOT}{path}", self.trouble.around(answer), methods=[method])

    async def _search(self, request: Request) -> Response:
        number = msgspec.json.decode(await request.body(), type=Asked).organisation_number
        found = self.book.standing(number)
        return _json({"found": [found] if found else []})

    async def _apply(self, request: Request) -> Response:
        asked = msgspec.json.decode(await request.body(), type=Application)
        _check_id(request, asked.id)
        if not re.fullmatch(r"[0-9]{10}", asked.organisation_number):
            raise ValueError("no number of an organisation")
        applied, new = self.book.apply(asked)
        return _json(applied, 201 if new else 200)

    async def _decide(self, request: Request) -> Response:
        decided = msgspec.json.decode(await request.body(), type=Decided)
        return _json(self.book.decide(request.path_params["id"], decided.decision, decided.at))

    async def _add(self, request: Request) -> Response:
        activity = msgspec.json.decode(await request.body(), type=Activity)
        _check_id(request, activity.id)
        number, new = self.book.add(request.path_params["number"], activity)
        return _json({"activityNumber": number}, 201 if new else 200)

    async def _published(self, _request: Request) -> Response:
        return _json({"members": self.book.published()})


def _check_id(request: Request, name: str) -> None:
    if name != request.path_params["id"] or str(UUID(name)) != name:
        raise ValueError("two ids, or none")


def _json(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _problem(status: int, title: str) -> Response:
    body = msgspec.json.encode({"status": status, "title": title})
    return Response(body, status, media_type="application/problem+json")
