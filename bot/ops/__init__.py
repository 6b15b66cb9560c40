"""Routes for those who run the service: is it alive, is it ready, how is it doing; and the front door ``/``."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.ops.metrics import Metrics
from bot.ops.pages import page, style
from bot.ops.parse import Parser
from bot.ops.probes import Check, ask_all

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


Counts = Callable[[], Awaitable[Mapping[str, int]]]


async def _nobody(_token: str) -> bool:
    return False


async def _none() -> Mapping[str, int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ops:
    """``checks`` decide about readiness, ``token_known`` who reads the figures and asks what a message means.

    ``tickets`` counts them by status, ``waiting`` what is to be done by its kind. Without a ``parser`` nobody is told.
    """

    checks: Mapping[str, Check]
    metrics: Metrics = field(default_factory=Metrics)
    token_known: Callable[[str], Awaitable[bool]] = _nobody
    tickets: Counts = _none
    waiting: Counts = _none
    parser: Parser | None = None

    async def landing(self, _request: Request) -> Response:
        """The front door."""
        return Response(page("landing"), media_type="text/html")

    async def style(self, _request: Request) -> Response:
        """Its style sheet."""
        return Response(style(), media_type="text/css", headers={"cache-control": "public, max-age=3600"})

    async def healthz(self, _request: Request) -> Response:
        """The process answers."""
        return Response(b'{"live":true}', media_type="application/json")

    async def readyz(self, _request: Request) -> Response:
        """Everything it needs answers too."""
        answers = await ask_all(self.checks)
        ready = all(answers.values())
        body = {"ready": ready, **{name: "ok" if well else "failing" for name, well in answers.items()}}
        return Response(msgspec.json.encode(body), 200 if ready else 503, media_type="application/json")

    async def guarded_figures(self, request: Request) -> Response:
        """The figures, for who has an API token."""
        await self._check_token(request)
        return await self.figures(request)

    async def parse(self, request: Request) -> Response:
        """What a message means, for who has an API token."""
        await self._check_token(request)
        if self.parser is None:
            raise HTTPException(404)
        return Response(await self.parser.answer(request), media_type="application/json")

    async def _check_token(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not await self.token_known(token.strip()):
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})

    async def figures(self, _request: Request) -> Response:
        """The figures."""
        self.metrics.tickets(await self.tickets())
        self.metrics.waiting(await self.waiting())
        return Response(self.metrics.text(), media_type=TEXT_FORMAT)


def routes(ops: Ops) -> list[Route]:
    """The routes of the public listener."""
    return [
        Route("/", ops.landing),
        Route("/plain.css", ops.style),
        Route("/healthz", ops.healthz),
        Route("/readyz", ops.readyz),
        Route("/metrics", ops.guarded_figures),
        Route("/nlu/parse", ops.parse, methods=["POST"]),
    ]


def inside(ops: Ops) -> Starlette:
    """What ``STRA_METRICS_LISTEN`` serves: the figures without a token, and the probes."""
    return Starlette(
        routes=[Route("/metrics", ops.figures), Route("/healthz", ops.healthz), Route("/readyz", ops.readyz)]
    )
