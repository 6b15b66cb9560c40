"""What the guard lets in and out."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from bot.ops.guard import Guard, Limits, host_name
from bot.ops.problems import problem_handlers
from bot.store.errors import Conflict, Refused, StoreError, Unavailable, Unreadable

pytestmark = pytest.mark.asyncio

CANARY = "Олена"


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def cached(_request: Request) -> Response:
    return PlainTextResponse("x", headers={"cache-control": "public", "content-security-policy": "default-src *"})


def failing(error: Exception) -> Any:
    async def endpoint(_request: Request) -> Response:
        raise error

    return endpoint


def guarded(*routes: Route, **options: Any) -> Guard:
    app = Starlette(
        routes=[Route("/echo", echo, methods=["GET", "POST"]), Route("/cached", cached), *routes],
        exception_handlers=problem_handlers(),
    )
    defaults: dict[str, Any] = {"hosts": {"localhost", "127.0.0.1", "::1"}, "shutdown": asyncio.Event()}
    return Guard(app=app, **(defaults | options))


def client(guard: Guard, address: str = "127.0.0.1", **options: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=guard, client=(address, 1), raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost", **options)


async def test_every_answer_has_the_security_headers() -> None:
    """Also errors, and whatever a route says itself."""
    async with client(guarded()) as http:
        for path in ("/echo", "/cached", "/nowhere"):
            headers = (await http.get(path)).headers
            assert headers["content-security-policy"] == (
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
            )
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert "strict-transport-security" not in headers


async def test_https_is_remembered_only_where_there_is_https() -> None:
    """A browser that was told so on http could not come back."""
    async with client(guarded(secure=True)) as http:
        assert "max-age=" in (await http.get("/echo")).headers["strict-transport-security"]


async def test_answers_are_not_stored_unless_a_route_says_so() -> None:
    """What people wrote does not stay in a library's browser."""
    async with client(guarded()) as http:
        assert (await http.get("/echo")).headers["cache-control"] == "no-store"
        assert (await http.get("/cached")).headers["cache-control"] == "public"


async def test_only_named_sites_may_frame_the_chat_and_none_the_desk() -> None:
    """Click-jacking staff is not an embedding."""
    guard = guarded(embed_origins=("https://a.example", "https://b.example"))
    async with client(guard) as http:
        chat = (await http.get("/chat/x")).headers["content-security-policy"]
        desk = (await http.get("/desk/chat")).headers["content-security-policy"]
    assert "frame-ancestors https://a.example https://b.example;" in chat
    assert "frame-ancestors 'none';" in desk


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example:8080"])
async def test_an_unknown_host_name_is_refused(host: str) -> None:
    """Rebound names and poisoned links do not get an answer."""
    async with client(guarded()) as http:
        answer = await http.get("/echo", headers={"host": host})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080"])
async def test_our_own_names_are_answered_on_any_port(host: str) -> None:
    """Ports change in front of us; upper case does not matter."""
    async with client(guarded()) as http:
        assert (await http.get("/echo", headers={"host": host})).status_code == 200


async def test_probes_may_ask_by_any_name() -> None:
    """A machine's health check asks by address."""
    async with client(guarded(Route("/healthz", echo))) as http:
        assert (await http.get("/healthz", headers={"host": "10.0.0.7"})).status_code == 200


async def test_the_host_name_is_read_without_its_port() -> None:
    """Also that of an IPv6 address."""
    assert [host_name(h) for h in ("a:1", "[::1]:1", "[::1]", "A")] == ["a", "::1", "::1", "a"]


class TestBody:
    limits = Limits(body=10)

    async def test_a_body_within_the_limit_passes(self) -> None:
        """Exactly the limit is fine."""
        async with client(guarded(limits=self.limits)) as http:
            assert (await http.post("/echo", content=b"x" * 10)).text == "10"

    async def test_a_large_body_is_refused_before_it_is_read(self) -> None:
        """By its announced length."""
        async with client(guarded(limits=self.limits)) as http:
            answer = await http.post("/echo", content=b"x" * 11)
        assert (answer.status_code, answer.headers["connection"]) == (413, "close")

    async def test_an_endless_body_is_refused_at_the_limit(self) -> None:
        """Chunks announce nothing."""
        sent = 0

        async def chunks() -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(1000):
                sent += 1
                yield b"xxxx"

        async with client(guarded(limits=self.limits)) as http:
            answer = await http.post("/echo", content=chunks())
        assert answer.status_code == 413
        assert sent < 10


class TestErrors:
    @pytest.mark.parametrize("framework", [True, False])
    @pytest.mark.parametrize(
        "error,status",
        [
            (Unavailable(CANARY, retry_after=7), 503),
            (Conflict(CANARY), 503),
            (Refused("assignee"), 409),
            (Unreadable(CANARY), 500),
            (StoreError(CANARY), 500),
            (HTTPException(401, headers={"www-authenticate": "Bearer"}), 401),
            (ValueError(CANARY), 500),
            (ExceptionGroup(CANARY, [ValueError(CANARY)]), 500),
        ],
    )
    async def test_every_error_becomes_a_problem(self, error: Exception, status: int, *, framework: bool) -> None:
        """RFC 9457, without a word of the error's message, whether the framework answers or nobody does."""

        async def bare(_scope: Scope, _receive: Receive, _send: Send) -> None:
            raise error

        guard = guarded(Route("/x", failing(error)))
        if not framework:
            guard.app = bare
        with capture_logs() as logs:
            async with client(guard) as http:
                answer = await http.get("/x")
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert CANARY not in answer.text
        assert bool(logs) == (status >= 500)

    async def test_a_store_that_is_away_says_when_to_come_back(self) -> None:
        """Retry-After is in whole seconds, at least one."""
        away = guarded(Route("/x", failing(Unavailable(retry_after=0.2))))
        async with client(away) as http:
            assert (await http.get("/x")).headers["retry-after"] == "1"

    async def test_a_browser_gets_a_page_in_three_languages(self) -> None:
        """People are not shown JSON."""
        away = guarded(Route("/x", failing(Unavailable())))
        async with client(away, headers={"accept": "text/html,*/*"}) as http:
            trouble, missing = await http.get("/x"), await http.get("/nowhere")
        assert (trouble.status_code, missing.status_code) == (503, 404)
        for answer in (trouble, missing):
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert 'lang="sv"' in answer.text
            assert 'lang="uk"' in answer.text
            assert 'lang="en"' in answer.text

    async def test_the_log_names_the_route_and_not_the_path(self) -> None:
        """A path may hold an id."""
        with capture_logs() as logs:
            async with client(guarded(Route("/x/{id}", failing(ValueError(CANARY))))) as http:
                await http.get("/x/secret-id")
        assert logs[0]["route"] == "/x/{id}"
        assert "secret-id" not in str({**logs[0], "exc_info": None})


class Ticker:
    """A route of event streams that all end when told."""

    def __init__(self) -> None:
        self.end = asyncio.Event()
        self.open = 0

    async def endpoint(self, _request: Request) -> Response:
        async def body() -> AsyncIterator[bytes]:
            self.open += 1
            yield b"data: tick\n\n"
            await self.end.wait()

        return StreamingResponse(body(), media_type="text/event-stream")


class TestStreams:
    async def statuses(self, limits: Limits, addresses: list[str]) -> list[int]:
        ticker = Ticker()
        guard = guarded(Route("/events", ticker.endpoint), limits=limits)

        async def ask(address: str) -> int:
            async with client(guard, address) as http:
                return (await http.get("/events")).status_code

        asked = []
        for address in addresses:
            asked.append(asyncio.create_task(ask(address)))
            await asyncio.sleep(0.02)
        ticker.end.set()
        answers = await asyncio.gather(*asked)
        assert not guard.streams
        return answers

    async def test_one_address_has_so_many_streams(self) -> None:
        """The next one is asked to come back, other addresses are not concerned."""
        limits = Limits(streams_per_address=2)
        asked = ["1.1.1.1", "1.1.1.1", "1.1.1.1", "2.2.2.2"]
        assert await self.statuses(limits, asked) == [200, 200, 503, 200]

    async def test_all_together_have_so_many_streams(self) -> None:
        """A bound on everybody, the proxy's own address included."""
        assert await self.statuses(Limits(streams=1), ["127.0.0.1", "2.2.2.2"]) == [200, 503]

    async def test_this_machine_is_a_proxy(self) -> None:
        """Its streams are many people's."""
        assert await self.statuses(Limits(streams_per_address=1), ["127.0.0.1"] * 3) == [200, 200, 200]


async def test_new_work_is_refused_while_stopping() -> None:
    """With a word on when to come back; probes still get their answer."""
    guard = guarded(Route("/healthz", echo))
    guard.shutdown.set()
    async with client(guard) as http:
        answer = await http.get("/echo")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert (await http.get("/healthz")).status_code == 200


async def test_requests_are_measured_by_route() -> None:
    """Method, pattern, status and time."""
    seen: list[tuple[str, str, int]] = []
    guard = guarded(Route("/x/{id}", echo), observe=lambda m, r, s, _t: seen.append((m, r, s)))
    async with client(guard) as http:
        await http.get("/x/1")
        await http.get("/nowhere")
    assert seen == [("GET", "/x/{id}", 200), ("GET", "none", 404)]
