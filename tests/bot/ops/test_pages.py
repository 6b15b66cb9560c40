"""The front door, and the pages of trouble, in a real browser behind the real guard."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.ops import Ops, routes
from bot.ops.guard import Guard
from bot.ops.problems import problem_handlers
from bot.store.errors import Unavailable
from tests.browser import OpenPage, axe_violations, serve_app, sideways_overflow, small_targets

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def away(_request: Request) -> Response:
    raise Unavailable


@pytest_asyncio.fixture(loop_scope="session")
async def address() -> AsyncIterator[str]:
    app = Starlette(routes=[*routes(Ops(checks={})), Route("/away", away)], exception_handlers=problem_handlers())
    async with serve_app(Guard(app=app, hosts={"127.0.0.1"}, shutdown=asyncio.Event())) as served:
        yield served


@pytest.mark.parametrize("path", ["/", "/away", "/nowhere"])
@pytest.mark.parametrize(
    "options",
    [
        {"width": 320, "height": 640},
        {"width": 320, "height": 640, "scheme": "dark"},
        {"width": 1280, "height": 800, "forced_colors": "active"},
    ],
    ids=["small", "dark", "forced-colours"],
)
async def test_every_page_can_be_used_by_everybody(
    open_page: OpenPage, address: str, path: str, options: dict[str, Any]
) -> None:
    """No axe finding, nothing wider than the smallest phone, nothing too small to touch, styles let in."""
    page = await open_page(**options)
    await page.goto(address + path)
    assert await axe_violations(page) == []
    assert await sideways_overflow(page) <= 0
    assert await small_targets(page) == []
    assert await page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"


async def test_the_front_door_works_without_script(open_page: OpenPage, address: str) -> None:
    """A link is enough to begin in one's own language."""
    page = await open_page(javascript=False)
    await page.goto(address)
    await page.get_by_role("link", name="Відкрити чат").click()
    assert page.url == f"{address}/chat?lang=uk"
