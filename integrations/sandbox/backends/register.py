"""A company register on this machine, with the contract of Bolagsverket's *värdefulla datamängder*, version 1.

``POST /oauth2/token``, ``GET /vardefulla-datamangder/v1/isalive``, ``POST …/organisationer``. How an organisation
stands is changed by ``POST /control/company_register/<number>`` with ``{"standing": "…"}``.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from stdnum import luhn

from integrations.sandbox.backends.organisations import STANDINGS, Invented, invented
from integrations.sandbox.backends.shapes import answer, blocked, problem, unknown
from integrations.sandbox.backends.tokens import TokenOffice
from integrations.sandbox.backends.trouble import Trouble

BASE = "/vardefulla-datamangder/v1"
A_MINUTE = 60.0
FAULTS = ("source", "source_late", "refusing", "no_tokens")
"""``source``, ``source_late``: 200 without what was asked for. ``refusing``: 403 for everybody."""


class _Asked(msgspec.Struct):
    identitetsbeteckning: str


@dataclass(slots=True)
class LocalRegister:
    """``asked``: the number and the ``X-Request-Id`` of each look-up; ``most`` requests a minute are answered."""

    name: str = "company_register"
    trouble: Trouble = field(default_factory=lambda: Trouble(more=FAULTS))
    tokens: TokenOffice = field(default_factory=TokenOffice)
    known: dict[str, Invented] = field(default_factory=invented)
    most: int = 60
    asked: list[tuple[str, str]] = field(default_factory=list)
    alive: int = 0
    _recent: deque[float] = field(default_factory=deque)

    def routes(self) -> Sequence[BaseRoute]:
        """Where it answers."""
        return (
            Route("/oauth2/token", self._give, methods=["POST"]),
            Route(f"{BASE}/isalive", self.trouble.around(self._is_alive)),
            Route(f"{BASE}/organisationer", self.trouble.around(self._look_up), methods=["POST"]),
            Route(f"/control/{self.name}/{{number}}", self._change, methods=["POST"]),
        )

    async def _give(self, request: Request) -> Response:
        if self.trouble.now == "no_tokens":
            return JSONResponse({"error": "server_error"}, 503)
        return await self.tokens.give(request)

    async def _is_alive(self, request: Request) -> Response:
        if refusal := self._refusal(request, "ping"):
            return refusal
        self.alive += 1
        return PlainTextResponse("OK")

    async def _look_up(self, request: Request) -> Response:
        if refusal := self._refusal(request, "read"):
            return refusal
        try:
            number = msgspec.json.decode(await request.body(), type=_Asked).identitetsbeteckning
        except msgspec.DecodeError:
            return _problem(request, 400, "Begäran kan inte läsas.")
        self.asked.append((number, request.headers.get("x-request-id", "")))
        if not (number.isascii() and number.isdigit() and len(number) in {10, 12}):
            return _problem(request, 400, "Numret har fel form.")
        if not luhn.is_valid(number[-10:]):
            return _problem(request, 400, "Numret har fel kontrollsiffra.")
        return JSONResponse(self._found(number))

    def _found(self, number: str) -> dict[str, Any]:
        match self.trouble.now:
            case "source":
                return blocked("OTILLGANGLIG_UPPGIFTSKALLA")
            case "source_late":
                return blocked("TIMEOUT")
            case _:
                one = self.known.get(number)
                return answer(one) if one else unknown(number)

    def _refusal(self, request: Request, need: str) -> Response | None:
        scope = self.tokens.scope(request)
        if scope is None:
            return _problem(request, 401, "Det finns inget giltigt intyg i anropet.")
        if scope == "default":
            return JSONResponse({"code": "900900", "message": "Unclassified Authentication Failure"}, 401)
        if self.trouble.now == "refusing" or f"vardefulla-datamangder:{need}" not in scope.split():
            return _problem(request, 403, "Anropet får inte göra detta.")
        return None if self._in_time() else _problem(request, 429, "Det är för många anrop.")

    def _in_time(self) -> bool:
        now = monotonic()
        while self._recent and self._recent[0] <= now - A_MINUTE:
            self._recent.popleft()
        if len(self._recent) >= self.most:
            return False
        self._recent.append(now)
        return True

    async def _change(self, request: Request) -> Response:
        one, wanted = self.known.get(request.path_params["number"]), (await request.json()).get("standing")
        if one is None or wanted not in STANDINGS:
            return JSONResponse({"numbers": list(self.known), "standings": STANDINGS}, 404 if one is None else 400)
        self.known[one.number] = one.standing_as(wanted)
        return JSONResponse({"number": one.number, "name": one.name, "standing": wanted})


def _problem(request: Request, status: int, detail: str) -> Response:
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    body = problem(status, detail, request.headers.get("x-request-id"), at)
    headers = {"retry-after": "30"} if status == 429 else {}
    return JSONResponse(body, status, headers)
