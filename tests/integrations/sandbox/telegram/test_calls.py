"""How a call may be written, and what is refused before anything else."""

import httpx
import pytest

from integrations.sandbox.telegram import LocalBotApi
from tests.integrations.sandbox.telegram.conftest import TOKEN, PlainBot

pytestmark = pytest.mark.asyncio

FULL = {"chat_id": 1001, "text": "hej & hej", "disable_notification": True}
KEYS = '{"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}'


@pytest.mark.parametrize("way", ["json", "data", "params", "files"])
async def test_parameters_come_in_four_ways(api: LocalBotApi, bot: PlainBot, way: str) -> None:
    """JSON, form, multipart and the address mean the same."""
    api.visitor().start()
    flat = {"chat_id": "1001", "text": "hej & hej", "disable_notification": "true", "reply_markup": KEYS}
    parts = {name: (None, value) for name, value in flat.items()}
    said = await bot.send("sendMessage", **{way: parts if way == "files" else flat})
    assert (said.result["text"], said.result["reply_markup"]["inline_keyboard"][0][0]["text"]) == ("hej & hej", "A")


async def test_objects_in_json_need_not_be_texts(api: LocalBotApi, bot: PlainBot) -> None:
    """A keyboard may be an object of its own."""
    api.visitor().start()
    said = await bot("sendMessage", **FULL, reply_markup={"inline_keyboard": [[{"text": "A", "url": "https://x.se"}]]})
    assert said.result["reply_markup"]["inline_keyboard"] == [[{"text": "A", "url": "https://x.se/"}]]


async def test_names_of_methods_know_no_capitals(bot: PlainBot) -> None:
    """And GET is as good as POST."""
    assert (await bot("GETME")).result["id"] == 42
    assert (await bot.http.get(f"/bot{TOKEN}/getme")).json()["ok"] is True


async def test_an_unknown_method_is_not_found(bot: PlainBot) -> None:
    """Also one that Telegram has and this does not."""
    assert str(await bot("sendNothing")) == "404 Not Found: method not found"
    assert str(await bot("sendPoll")) == "404 Not Found: method not found"


@pytest.mark.parametrize(
    "path,answer",
    [
        ("/bot42:WRONG/getMe", (401, "Unauthorized")),
        ("/botnobody/getMe", (404, "Not Found")),
        ("/bot42:TEST", (404, "Not Found")),
        ("/file/bot42:WRONG/documents/file_0.pdf", (401, "Unauthorized")),
        ("/file/bot42:TEST/documents/file_0.pdf", (404, "Not Found")),
    ],
)
async def test_wrong_doors_are_refused(http: httpx.AsyncClient, path: str, answer: tuple[int, str]) -> None:
    """A token that is nobody's, or no token."""
    body = (await http.get(path)).json()
    assert (body["error_code"], body["description"]) == answer


@pytest.mark.parametrize(
    "body,kind,words",
    [
        (b"{", "application/json", "Bad Request: can't parse JSON object"),
        (b'{"chat_id": NaN}', "application/json", "Bad Request: can't parse JSON object"),
        (b"[" * 100_000, "application/json", "Bad Request: can't parse JSON object"),
        (b"[1]", "application/json", "Bad Request: can't parse JSON object: object expected"),
        (b'{"text": "\xff"}', "application/json", "Bad Request: strings must be encoded in UTF-8"),
        (rb'{"text": "\ud83d"}', "application/json", "Bad Request: strings must be encoded in UTF-8"),
        (b"--x", "multipart/form-data", "Bad Request: can't parse multipart request"),
        (b"text=hej", "text/plain", "Bad Request: message text is empty"),
        (b"", "application/json", "Bad Request: message text is empty"),
    ],
)
async def test_bodies_that_make_no_sense_are_refused(bot: PlainBot, body: bytes, kind: str, words: str) -> None:
    """With 400 and a sentence."""
    said = await bot.send("sendMessage", content=body, headers={"content-type": kind})
    assert str(said) == f"400 {words}"


async def test_a_revoked_token_is_refused_from_then_on(bot: PlainBot) -> None:
    """And the new one is taken."""
    await bot.http.post("/control/token", json={"token": "42:NEW"})
    assert str(await bot("getMe")) == "401 Unauthorized"
    assert (await PlainBot(bot.http, "42:NEW")("getMe")).status == 200
