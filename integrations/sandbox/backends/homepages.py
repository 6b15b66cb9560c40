"""Homepages on this machine, by the name under which they are asked for: good ones, odd ones, and some that mean harm.

``POST /control/homepage`` changes how all of them are.
"""

import gzip
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Host, Route, Router

from integrations.sandbox.backends.organisations import Invented, invented
from integrations.sandbox.backends.trouble import Trouble
from integrations.sandbox.dripping import Dripping

OWNERS: Mapping[str, str] = MappingProxyType(
    {
        "provbolaget": "5560021361",
        "utan-scb": "5567223705",
        "pahitt-och-son": "9124001992",
        "kooperativet": "7020008350",
        "konkursbolaget": "5560986878",
        "koket": "5599900015",
        "svets": "5599900023",
        "vardhemmet": "5599900031",
        "stad-soder": "5599900049",
        "verkstaden": "5599900056",
        "butiken": "5599900064",
        "odlarna": "7696900013",
        "snickarna": "9699900016",
        "vanner": "8029900019",
        "idrottsklubben": "8029900027",
        "huset": "8029900035",
    }
)
"""Name of a homepage → number of the organisation that stands on it."""
FILLER = b"<p>" + b"lorem ipsum " * 5_000 + b"</p>"
_PAGE = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>{name}</title></head>
<body><h1>{name}</h1><p>Välkommen till oss. Den här sidan är påhittad.</p>
<footer>{name}, org.nr {number}</footer></body></html>
"""
Show = Callable[["LocalHomepages", Request], Awaitable[Response]]


@dataclass(slots=True)
class LocalHomepages:
    """``visits``: name and path of every request. ``known``: the organisations of the local register."""

    name: str = "homepage"
    trouble: Trouble = field(default_factory=Trouble)
    known: Mapping[str, Invented] = field(default_factory=invented)
    visits: list[tuple[str, str]] = field(default_factory=list)

    def routes(self) -> Sequence[BaseRoute]:
        """Where they answer: under made-up names only."""
        pages = Router(
            [
                Route("/robots.txt", self.trouble.around(self._robots)),
                Route("/{path:path}", self.trouble.around(self._page)),
            ]
        )
        return (Host("{site}.example", app=pages),)

    async def _robots(self, request: Request) -> Response:
        self._note(request)
        if request.path_params["site"] == "stangd":
            return PlainTextResponse("User-agent: *\nDisallow: /\n")
        return PlainTextResponse("Not found", 404)

    async def _page(self, request: Request) -> Response:
        self._note(request)
        site = request.path_params["site"].removeprefix("www.")
        if show := ODD.get(site):
            return await show(self, request)
        owner = self.known.get(OWNERS.get(site, ""))
        return HTMLResponse(homepage(owner)) if owner else PlainTextResponse("Not found", 404)

    def _note(self, request: Request) -> None:
        self.visits.append((f"{request.path_params['site']}.example", request.url.path))


def homepage(owner: Invented) -> str:
    """The page of an organisation, with its name and number."""
    return _PAGE.format(name=escape(owner.name), number=f"{owner.number[:6]}-{owner.number[6:]}")


async def _nameless(_pages: LocalHomepages, _request: Request) -> Response:
    return HTMLResponse("<!doctype html><title>Under uppbyggnad</title><p>Här kommer snart en ny sida.</p>")


async def _moved(_pages: LocalHomepages, _request: Request) -> Response:
    return RedirectResponse("http://www.provbolaget.example/hem", 301)


async def _circling(_pages: LocalHomepages, request: Request) -> Response:
    return RedirectResponse(f"/{len(request.url.path)}{request.url.path}", 302)


async def _inwards(_pages: LocalHomepages, _request: Request) -> Response:
    return RedirectResponse("http://127.0.0.1/", 302)


async def _slow(pages: LocalHomepages, _request: Request) -> Response:
    await pages.trouble.rest()
    return HTMLResponse("<p>Hej.</p>")


async def _dripping(pages: LocalHomepages, _request: Request) -> Response:
    return Dripping(pages.trouble.ended, "text/html")


async def _huge(_pages: LocalHomepages, _request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield FILLER

    return StreamingResponse(pieces(), media_type="text/html")


async def _bomb(_pages: LocalHomepages, _request: Request) -> Response:
    return Response(gzip.compress(b"a" * 20_000_000), headers={"content-encoding": "gzip"}, media_type="text/html")


async def _picture(_pages: LocalHomepages, _request: Request) -> Response:
    return Response(b"\x89PNG\r\n\x1a\n", media_type="image/png")


async def _away(_pages: LocalHomepages, _request: Request) -> Response:
    return PlainTextResponse("Service Unavailable", 503, {"retry-after": "900"})


ODD: Mapping[str, Show] = MappingProxyType(
    {
        "namnlos": _nameless,
        "flyttad": _moved,
        "snurran": _circling,
        "inat": _inwards,
        "langsam": _slow,
        "droppar": _dripping,
        "stor": _huge,
        "bomb": _bomb,
        "bild": _picture,
        "borta": _away,
        "stangd": _nameless,
    }
)
"""Name of a homepage → what is odd about it."""
