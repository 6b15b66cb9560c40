"""All parts behind one address, and the switches of each."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.sandbox.backends.homepages import LocalHomepages
from integrations.sandbox.backends.job_adverts import LocalJobAdverts
from integrations.sandbox.backends.membership import LocalMembership
from integrations.sandbox.backends.membership_book import practice
from integrations.sandbox.backends.oidc import LocalProvider
from integrations.sandbox.backends.page import is_foreign, refused
from integrations.sandbox.backends.part import Part
from integrations.sandbox.backends.register import LocalRegister
from integrations.sandbox.backends.sanctions import LocalSanctions
from integrations.sandbox.backends.support_management import LocalSupportManagement
from integrations.sandbox.backends.zammad import LocalZammad
from integrations.sandbox.serving import serving

PAUSE = (0.05, 0.3)
"""Seconds that a case system takes, at least and at most."""


def every_part() -> tuple[Part, ...]:
    """The parts that there are."""
    cases = (LocalSupportManagement(pause=PAUSE), LocalZammad(pause=PAUSE, lag=1.0))
    others = (LocalHomepages(), LocalSanctions(), LocalProvider(), LocalJobAdverts())
    return (LocalRegister(), *others, LocalMembership(book=practice()), *cases)


@dataclass(slots=True)
class LocalBackends:
    """``parts`` behind ``url``. The first one whose route fits answers."""

    parts: Sequence[Part] = field(default_factory=every_part)
    url: str = ""

    @asynccontextmanager
    async def listening(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["LocalBackends"]:
        """Answer inside the block, at ``url``."""
        control = [Route("/control/{part}", self._change, methods=["POST"]), Route("/control", self._show)]
        routes = [*control, *(route for part in self.parts for route in part.routes())]
        async with serving(Starlette(routes=routes), host, port, self._end) as self.url:
            yield self

    def _end(self) -> None:
        for part in self.parts:
            part.trouble.ended.set()

    async def _show(self, _request: Request) -> Response:
        return JSONResponse({part.name: part.trouble.now for part in self.parts})

    async def _change(self, request: Request) -> Response:
        part = next((part for part in self.parts if part.name == request.path_params["part"]), None)
        if part is None:
            return JSONResponse({"parts": [part.name for part in self.parts]}, 404)
        asked = await _asked(request)
        if is_foreign(request) or asked is None:
            return refused()
        seconds, only, times = asked.get("seconds"), asked.get("only", ""), asked.get("times")
        good = isinstance(seconds, int | float | None) and isinstance(only, str) and isinstance(times, int | None)
        if asked.get("fault") not in part.trouble.kinds or not good:
            return JSONResponse({"faults": part.trouble.kinds}, 400)
        part.trouble.begin(asked["fault"], seconds, only=only, times=times)
        return JSONResponse({"fault": part.trouble.now})


async def _asked(request: Request) -> dict[str, Any] | None:
    """None: it is no JSON object."""
    try:
        found = await request.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
