"""A local registry of members that keeps the contract of docs/howto/membership-registry.md. Its members are made up."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from integrations.membership.port import Activity, Application, Applied, Decision, Member, Standing
from integrations.sandbox.backends.trouble import AFTERWARDS, Trouble

ROOT = "/membership/v1"
TOKEN = "sandbox"  # noqa: S105 - it opens nothing
Endpoint = Callable[[Request], Awaitable[Response]]


class Decided(msgspec.Struct, frozen=True):
    """What staff decided."""

    decision: Decision
    at: datetime


class Asked(msgspec.Struct, frozen=True, rename="camel"):
    """Which organisation."""

    organisation_number: str


@dataclass(slots=True)
class Kept:
    """One application."""

    application: Application
    applied: Applied
    decided: datetime | None = None


@dataclass(slots=True)
class LocalMembership:
    """``kept``: applications by our id; ``activities``: by member and our id."""

    name: str = "membership"
    trouble: Trouble = field(default_factory=lambda: Trouble(more=AFTERWARDS))
    kept: dict[str, Kept] = field(default_factory=dict)
    activities: dict[tuple[str, str], Activity] = field(default_factory=dict)

    def routes(self) -> Sequence[BaseRoute]:
        """Where it answers."""
        return (
            self._guarded("/search", "POST", self._search),
            self._guarded("/applications/{id}", "PUT", self._apply),
            self._guarded("/applications/{id}/decision", "PUT", self._decide),
            self._guarded("/members/{number}/activities/{id}", "PUT", self._add),
            self._guarded("/members", "GET", self._published),
        )

    def _guarded(self, path: str, method: str, endpoint: Endpoint) -> BaseRoute:
        async def answer(request: Request) -> Response:
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                return _problem(401, "who are you")
            try:
                return await endpoint(request)
            except msgspec.DecodeError:
                return _problem(400, "not of the contract's shape")

        return Route(f"{ROOT}{path}", self.trouble.around(answer), methods=[method])

    async def _search(self, request: Request) -> Response:
        number = msgspec.json.decode(await request.body(), type=Asked).organisation_number
        found = [kept for kept in self.kept.values() if kept.application.organisation_number == number]
        return _json({"found": [_standing(kept) for kept in found[-1:]]})

    async def _apply(self, request: Request) -> Response:
        asked = msgspec.json.decode(await request.body(), type=Application)
        if asked.id != request.path_params["id"]:
            return _problem(400, "two ids")
        known = self.kept.get(asked.id)
        if known is not None:
            return _json(known.applied) if known.application == asked else _problem(409, "another application")
        applied = Applied(application_number=f"A-{1001 + len(self.kept)}", state="applied")
        self.kept[asked.id] = Kept(asked, applied)
        return _json(applied, 201)

    async def _decide(self, request: Request) -> Response:
        decided = msgspec.json.decode(await request.body(), type=Decided)
        kept = self.kept.get(request.path_params["id"])
        if kept is None:
            return _problem(404, "no such application")
        if decided.decision == "approved" and not kept.applied.member_number:
            number = f"M-{kept.applied.application_number.removeprefix('A-')}"
            kept.applied = msgspec.structs.replace(kept.applied, state="member", member_number=number)
            kept.decided = decided.at
        elif decided.decision == "declined" and kept.applied.state == "applied":
            kept.applied = msgspec.structs.replace(kept.applied, state="declined")
        return _json(kept.applied)

    async def _add(self, request: Request) -> Response:
        activity, number = msgspec.json.decode(await request.body(), type=Activity), request.path_params["number"]
        if all(kept.applied.member_number != number for kept in self.kept.values()):
            return _problem(404, "no such member")
        known = (number, activity.id) in self.activities
        self.activities.setdefault((number, activity.id), activity)
        place = list(self.activities).index((number, activity.id)) + 1
        return _json({"activityNumber": f"{number}-{place}"}, 200 if known else 201)

    async def _published(self, _request: Request) -> Response:
        agreed = [k for k in self.kept.values() if k.application.publish and k.applied.state == "member"]
        members = [
            Member(member_number=k.applied.member_number, name=k.application.name, since=k.decided) for k in agreed
        ]
        return _json({"members": members})


def _standing(kept: Kept) -> Standing:
    applied = kept.applied
    return Standing(
        state=applied.state,
        application_number=applied.application_number,
        member_number=applied.member_number,
        since=kept.decided or kept.application.at,
    )


def _json(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _problem(status: int, title: str) -> Response:
    body = msgspec.json.encode({"status": status, "title": title})
    return Response(body, status, media_type="application/problem+json")
