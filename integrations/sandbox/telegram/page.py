"""The page on which to type as a user of Telegram."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from integrations.sandbox.telegram.control.orders import json_response
from integrations.sandbox.telegram.world import World

STATIC = Path(__file__).parent / "static"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def page_routes(world: World) -> list[BaseRoute]:
    """The page, its style and script, and what it shows besides the chat."""

    async def page(_request: Request) -> Response:
        return FileResponse(STATIC / "page.html", headers=HEADERS, media_type="text/html; charset=utf-8")

    async def state(_request: Request) -> Response:
        webhook = world.webhook
        return json_response(
            {
                "bot": {"name": world.bot.said("name", ""), "username": world.bot.username},
                "webhook": webhook.url if webhook else "",
                "problem": webhook.error if webhook else "",
                "waiting": len(world.updates),
                "breaches": len(world.limits.breaches),
            }
        )

    return [
        Route("/", page, methods=["GET"]),
        Route("/state", state, methods=["GET"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
