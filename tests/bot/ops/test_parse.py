"""What a message means, told to programs."""

import json
import threading

import httpx
import pytest
from starlette.applications import Starlette

from bot.ops import Ops, routes
from bot.ops.parse import LONGEST, LONGEST_BODY, Parser
from bot.ops.problems import problem_handlers
from nlu.parse import encode
from nlu.rules import load_rules
from tests.bot.ops.test_ops import known

pytestmark = pytest.mark.asyncio
RULES = load_rules()
THREADS: set[int] = set()


def understand(text: str, language: str | None) -> bytes:
    THREADS.add(threading.get_ident())
    return encode(RULES.understand(text, language=language or "und"))


@pytest.fixture
def http() -> httpx.AsyncClient:
    app = Starlette(
        routes=routes(Ops(checks={}, token_known=known, parser=Parser(understand))),
        exception_handlers=problem_handlers(),
    )
    headers = {"authorization": "Bearer right"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost", headers=headers)


async def test_the_answer_has_the_shape_of_the_command_line(http: httpx.AsyncClient) -> None:
    async with http:
        answer = await http.post("/nlu/parse", json={"text": "gå tillbaka, tack", "language": "sv"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.content == encode(RULES.understand("gå tillbaka, tack", language="sv"))
    assert set(answer.json()) == {"text", "intent", "intent_ranking", "entities", "language"}
    assert answer.json()["intent"] == {"name": "back", "confidence": 1.0}


async def test_it_is_worked_out_beside_the_event_loop(http: httpx.AsyncClient) -> None:
    THREADS.clear()
    async with http:
        await http.post("/nlu/parse", json={"text": "hej"})
    assert threading.get_ident() not in THREADS
    assert len(THREADS) == 1


@pytest.mark.parametrize("header", [{"authorization": ""}, {"authorization": "Bearer wrong"}])
async def test_it_needs_a_token(http: httpx.AsyncClient, header: dict[str, str]) -> None:
    async with http:
        answer = await http.post("/nlu/parse", json={"text": "hej"}, headers=header)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    "body,status",
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"text": "\\ud800"}', 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"text": 7}', 422),
        (b'{"text": "hej", "language": "fr"}', 422),
        (json.dumps({"text": "x" * (LONGEST + 1)}).encode(), 422),
        (b" " * (LONGEST_BODY + 1), 413),
    ],
)
async def test_what_is_wrong_is_said_without_quoting(http: httpx.AsyncClient, body: bytes, status: int) -> None:
    async with http:
        answer = await http.post("/nlu/parse", content=body)
    assert answer.status_code == status == answer.json()["status"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert "fr" not in answer.json()["detail"].split()


async def test_only_what_is_sent_is_understood(http: httpx.AsyncClient) -> None:
    async with http:
        answer = await http.get("/nlu/parse", params={"text": "hej"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("text", ["", "ﷺ" * 1000, "x" * LONGEST, "\u0000\u202e", "/start", "🚌"])
async def test_any_text_is_understood_somehow(http: httpx.AsyncClient, text: str) -> None:
    async with http:
        answer = await http.post("/nlu/parse", json={"text": text})
    assert (answer.status_code, answer.json()["text"]) == (200, text)
