"""Real pages in a real browser: Chromium, a server on loopback, and what both surfaces are measured by.

Tests that use it run in the session's event loop, because the browser lives there::

    pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

and fixtures of theirs that hold connections say ``@pytest_asyncio.fixture(loop_scope="session")``.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright
from starlette.types import ASGIApp

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer may change with the colours alone."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# A refused request is what many tests are about; the browser reports it as a console error all the same.
EXPECTED_NOISE = (
    "Failed to load resource",
    "net::ERR_",
    "htmx: htmx:sse:error",
    "htmx: htmx:response:error",
    "htmx: htmx:error: Failed to fetch",
)


class OpenPage(Protocol):
    """Opens a page; the context of its own goes away after the test."""

    async def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        javascript: bool = True,
        forced_colors: Literal["active", "none"] = "none",
        reduced_motion: Literal["reduce", "no-preference"] = "no-preference",
        cookies: Any = (),
    ) -> Page:
        """A blank page in a fresh context."""
        ...


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run; skipped where there is none, an error in CI."""
    if not CHROMIUM.exists():
        reason = f"no browser at {CHROMIUM}: install the package chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Opens pages, and fails the test if a script on them fails or the content policy stops something."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    async def opened(*, width: int = 1280, height: int = 900, javascript: bool = True, **options: Any) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            color_scheme=options.get("scheme", "light"),
            forced_colors=options.get("forced_colors", "none"),
            reduced_motion=options.get("reduced_motion", "no-preference"),
            locale="sv-SE",
        )
        contexts.append(context)
        await context.add_cookies(list(options.get("cookies", ())))
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.extend(_complaints(message)))
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert not problems, problems


def _complaints(message: ConsoleMessage) -> Iterator[str]:
    if message.type == "error" and not message.text.startswith(EXPECTED_NOISE):
        yield message.text


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C belongs to the test run."""
        yield


@asynccontextmanager
async def serve_app(app: ASGIApp) -> AsyncIterator[str]:
    """``app`` on a free port of loopback, in this event loop; gives its address without a slash at the end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, log_level="warning", ws="none", lifespan="auto", timeout_graceful_shutdown=1)
        server = _Server(config)
        running = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


async def axe_violations(page: Page, rules: Sequence[str] = RULES) -> list[str]:
    """What axe finds wrong on the page as it stands, one line for each rule and element."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations)", list(rules)
    )
    return [f"{rule['id']}: {node['html'][:160]} — {rule['help']}" for rule in found for node in rule["nodes"]]


async def sideways_overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


SMALL_TARGETS = """least => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('[hidden]') && e.type !== 'hidden')
  .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline' && e.closest('p, li, td, dd, caption')))
  .map(e => {
    const ticked = e.matches('input[type=checkbox], input[type=radio]');
    return {box: (ticked && e.closest('label') || e).getBoundingClientRect(), html: e.outerHTML.slice(0, 120)};
  })
  .filter(({box}) => box.right > 0 && box.bottom > 0 && (box.width < least || box.height < least))
  .map(({box, html}) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""


async def small_targets(page: Page, least: int = 24) -> list[str]:
    """Controls smaller than ``least`` pixels a side; links inside running text do not count."""
    found: list[str] = await page.evaluate(SMALL_TARGETS, least)
    return found


async def soon(check: Callable[[], Awaitable[bool]], *, seconds: float = 5.0) -> None:
    """Wait until ``check`` holds; fails after ``seconds``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await check():
        assert asyncio.get_running_loop().time() < deadline, "did not happen in time"
        await asyncio.sleep(0.05)
