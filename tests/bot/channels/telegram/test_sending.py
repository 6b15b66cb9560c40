"""Every refusal that Telegram knows, in its own words, and what becomes of the message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.telegram.keyboards import Shown
from bot.channels.telegram.sending import Sender
from bot.channels.telegram.updates import Button
from bot.serve import bind, serving
from bot.settings_values import Address
from tests.chaos.system import free_port

pytestmark = pytest.mark.asyncio
GROUP = -5
BUTTONS = ((Button("Ja", "v1:1:x:yes"),), (Button("Läs", url="https://a.example/"),))


@dataclass(slots=True)
class Grumpy:
    """A Bot API that refuses in a row of given words, then takes everything."""

    refusals: list[dict[str, Any]]
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0

    async def __call__(self, request: Request) -> Response:
        form = await parameters(request)
        self.asked += 1
        if self.refusals:
            refusal = {"ok": False, **self.refusals.pop(0)}
            return JSONResponse(refusal, refusal["error_code"])
        self.taken.append(form)
        chat = {"id": int(str(form["chat_id"])), "type": "private"}
        return JSONResponse({"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat}})


async def parameters(request: Request) -> dict[str, str]:
    """What was asked for, as JSON or, with a file, as a form."""
    if request.headers["content-type"] == "application/json":
        return {name: str(value) for name, value in (await request.json()).items()}
    async with request.form() as given:
        return {name: value if isinstance(value, str) else str(value.filename) for name, value in given.items()}


@asynccontextmanager
async def grumpy(*refusals: tuple[int, str] | dict[str, Any]) -> AsyncIterator[tuple[Grumpy, Sender]]:
    told = [r if isinstance(r, dict) else {"error_code": r[0], "description": r[1]} for r in refusals]
    api = Grumpy(told)

    async def answer(request: Request) -> Response:
        return await api(request)

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])
    address = Address("127.0.0.1", free_port())
    with bind(address) as listener:
        async with serving(app, listener):
            sender = Sender.to(f"http://{address}", "4242:a-token-of-a-test")
            try:
                yield api, sender
            finally:
                await sender.close()


@pytest.mark.parametrize(
    "code, words, result",
    [
        (400, "Bad Request: message is not modified: specified new message content", "sent"),
        (400, "Bad Request: chat not found", "unreachable"),
        (400, "Bad Request: PEER_ID_INVALID", "unreachable"),
        (400, "Bad Request: user not found", "unreachable"),
        (403, "Forbidden: bot was blocked by the user", "unreachable"),
        (403, "Forbidden: user is deactivated", "unreachable"),
        (403, "Forbidden: bot can't initiate conversation with a user", "unreachable"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "unreachable"),
        (401, "Unauthorized", "retry"),
        (404, "Not Found", "retry"),
        (409, "Conflict: terminated by other getUpdates request", "retry"),
        (413, "Request Entity Too Large", "rejected"),
        (420, "FLOOD_WAIT", "retry"),
        (500, "Internal Server Error", "retry"),
        (502, "Bad Gateway", "retry"),
        (500, "Internal Server Error: restart", "retry"),
        (400, "Bad Request: text must be non-empty", "rejected"),
    ],
)
async def test_each_refusal_has_its_meaning(code: int, words: str, result: str) -> None:
    async with grumpy((code, words)) as (api, sender):
        assert (await sender.send(7, Shown("Hej!"))).result == result
        assert api.asked == 1


async def test_a_wait_is_kept_to_the_second() -> None:
    flood = {"error_code": 429, "description": "Too Many Requests: retry after 37", "parameters": {"retry_after": 37}}
    async with grumpy(flood) as (_, sender):
        sent = await sender.send(7, Shown("Hej!"))
    assert (sent.result, sent.retry_after) == ("retry", 37.0)


async def test_what_telegram_cannot_parse_goes_as_plain_text() -> None:
    async with grumpy((400, "Bad Request: can't parse entities: Unsupported start tag")) as (api, sender):
        assert (await sender.send(7, Shown("a <3 b", BUTTONS))).result == "sent"
    (taken,) = api.taken
    assert taken["text"] == "a <3 b"
    assert "parse_mode" not in taken
    assert "v1:1:x:yes" in taken["reply_markup"]


async def test_a_quotation_that_telegram_cannot_take_goes_as_plain_text() -> None:
    async with grumpy((400, "Bad Request: can't parse entities: unsupported type")) as (api, sender):
        assert (await sender.send(7, Shown("Вітаю", BUTTONS, quote="Hej"))).result == "sent"
    (taken,) = api.taken
    assert taken["text"] == "Вітаю\nHej"
    assert "entities" not in taken
    assert "v1:1:x:yes" in taken["reply_markup"]


async def test_a_refused_link_costs_no_quotation() -> None:
    async with grumpy((400, "Bad Request: BUTTON_URL_INVALID")) as (api, sender):
        assert (await sender.send(7, Shown("Вітаю", BUTTONS, quote="Hej"))).result == "sent"
    assert api.taken[0]["text"].endswith("\nHej")


async def test_what_is_too_long_after_all_is_split_once_more() -> None:
    text = "ett två tre fyra fem sex sju åtta nio tio"
    async with grumpy((400, "Bad Request: message is too long")) as (api, sender):
        assert (await sender.send(7, Shown(text, BUTTONS))).result == "sent"
    assert "".join(taken["text"] for taken in api.taken) == text
    assert ["reply_markup" in taken for taken in api.taken] == [False] * (len(api.taken) - 1) + [True]
    assert len(api.taken) > 1


@pytest.mark.parametrize("words", ["Bad Request: BUTTON_URL_INVALID", "Bad Request: Wrong HTTP URL"])
async def test_a_refused_link_does_not_cost_the_message(words: str) -> None:
    async with grumpy((400, words)) as (api, sender):
        assert (await sender.send(7, Shown("Hej!", BUTTONS))).result == "sent"
    assert "https" not in api.taken[0]["reply_markup"]


async def test_what_is_refused_again_is_what_the_second_refusal_says() -> None:
    async with grumpy((400, "Bad Request: can't parse entities"), (403, "Forbidden: bot was blocked by the user")) as (
        api,
        sender,
    ):
        assert (await sender.send(7, Shown("Hej!"))).result == "unreachable"
        assert api.asked == 2


async def test_a_group_that_moved_is_written_to_where_it_is() -> None:
    moved = {
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -100_500},
    }
    async with grumpy(moved) as (api, sender):
        assert (await sender.send(GROUP, Shown("Hej!"))).result == "sent"
    assert [taken["chat_id"] for taken in api.taken] == ["-100500"]


async def test_an_answer_that_is_no_answer_is_asked_for_again() -> None:
    async with grumpy({"error_code": 200, "ok": "?"}) as (_, sender):
        assert (await sender.send(7, Shown("Hej!"))).result == "retry"


async def test_a_file_goes_with_its_name() -> None:
    async with grumpy() as (api, sender):
        assert (await sender.send_file(7, "my-data.json", b"{}")).result == "sent"
    assert api.taken[0]["chat_id"] == "7"
    assert "my-data.json" in api.taken[0].values()


async def test_what_is_not_said_is_not_sent() -> None:
    async with grumpy() as (api, sender):
        await sender.send(7, Shown("Hej!"))
        await sender.send(7, Shown("Se stockholm.se"))
    assert set(api.taken[0]) == {"chat_id", "text"}
    assert set(api.taken[1]) == {"chat_id", "text", "link_preview_options"}
    assert api.taken[1]["link_preview_options"] == "{'is_disabled': True}"
