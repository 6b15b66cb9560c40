"""The control API does from another process what a test does from within, and says in words what cannot be."""

from typing import Any

import httpx
import pytest

from integrations.sandbox.telegram import LocalBotApi
from tests.integrations.sandbox.telegram.conftest import PlainBot

pytestmark = pytest.mark.asyncio

KEYS = {"inline_keyboard": [[{"text": "Ja", "callback_data": "yes"}]]}


async def told(http: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None) -> Any:
    """What the control API answers."""
    address = f"/control{path}"
    response = await (http.get(address) if body is None else http.post(address, json=body))
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_user_lives_a_whole_life(http: httpx.AsyncClient, bot: PlainBot) -> None:
    """From the first start to the end of the account."""
    user = await told(http, "/users", {"first_name": "Олена", "language_code": "uk"})
    assert user == {"id": 1001, "is_bot": False, "first_name": "Олена", "language_code": "uk"}
    me = "/users/1001"
    await told(http, f"{me}/start", {"payload": "arrival"})
    asked = await bot("sendMessage", chat_id=1001, text="Säker?", reply_markup=KEYS)
    await told(http, f"{me}/press", {"button": "Ja", "message_id": asked.result["message_id"]})
    await told(http, f"{me}/messages", {"text": "hej"})
    await told(http, f"{me}/edit", {"text": "hej!"})
    await told(http, f"{me}/messages", {"content": {"location": {"latitude": 59.3, "longitude": 18.1}}})
    await told(http, f"{me}/photo", {"caption": "pass"})
    await told(http, f"{me}/document", {"name": "cv.pdf", "content": "JVBERg=="})
    await told(http, f"{me}/voice", {})
    await told(http, f"{me}/contact", {})
    await told(http, f"{me}/block", {})
    await told(http, f"{me}/unblock", {})
    kinds = [next(name for name in update if name != "update_id") for update in await bot.updates()]
    assert kinds == [
        "message", "callback_query", "message", "edited_message", *["message"] * 5, "my_chat_member", "my_chat_member",
    ]  # fmt: skip
    chat = await told(http, f"{me}/chat")
    assert [message["text"] for message in chat["messages"]][:3] == ["/start arrival", "Säker?", "hej!"]
    document = next(message["document"] for message in chat["messages"] if "document" in message)
    got = await http.get(f"/control/files/{document['file_id']}")
    assert (got.content, "cv.pdf" in got.headers["content-disposition"]) == (b"%PDF", True)
    await told(http, f"{me}/deactivate", {})
    assert (await told(http, "/users"))["users"][0]["first_name"] == ""


async def test_users_change_their_names_and_language(http: httpx.AsyncClient) -> None:
    """What is not said stays."""
    await told(http, "/users", {"id": 5, "first_name": "Anna", "last_name": "A"})
    changed = await http.patch("/control/users/5", json={"language_code": "sv", "last_name": ""})
    assert changed.json() == {"id": 5, "is_bot": False, "first_name": "Anna", "language_code": "sv"}


async def test_groups_are_made_and_grow(http: httpx.AsyncClient, bot: PlainBot) -> None:
    """And throw the bot out."""
    room = await told(http, "/rooms", {"user_id": 1, "title": "Personal"})
    await told(http, "/users/1/messages", {"text": "/help", "chat_id": room["id"]})
    grown = await told(http, f"/rooms/{room['id']}/upgrade", {})
    assert grown["type"] == "supergroup"
    await told(http, f"/rooms/{grown['id']}/kick", {"user_id": 1})
    await told(http, f"/rooms/{grown['id']}/admit", {"user_id": 1})
    assert (await bot("sendMessage", chat_id=grown["id"], text="hej")).status == 200
    assert (await told(http, f"/rooms/{grown['id']}/chat"))["messages"][-1]["text"] == "hej"


async def test_calls_are_kept_for_the_test(http: httpx.AsyncClient, bot: PlainBot) -> None:
    """With their parameters, and with what came of them."""
    await bot("getMe")
    await bot("sendMessage", chat_id=1, text="hej", reply_markup=KEYS)
    (call,) = (await told(http, "/calls?method=sendMessage"))["calls"]
    assert (call["status"], call["description"]) == (400, "Bad Request: chat not found")
    assert call["parameters"] == {"chat_id": "1", "text": "hej", "reply_markup": KEYS}
    await http.delete("/control/calls")
    assert (await told(http, "/calls"))["calls"] == []


async def test_updates_of_any_kind_can_be_made(http: httpx.AsyncClient, bot: PlainBot) -> None:
    """Also of one that does not exist yet."""
    poll = {
        "poll_id": "1",
        "option_ids": [],
        "option_persistent_ids": [],
        "user": {"id": 1, "is_bot": False, "first_name": "A"},
    }
    await told(http, "/updates", {"kind": "poll_answer", "body": poll})
    await told(http, "/updates", {"kind": "new_wonder", "body": {"x": 1}})
    updates = await bot.updates()
    assert (updates[0]["poll_answer"]["poll_id"], updates[1]["new_wonder"]) == ("1", {"x": 1})
    assert len((await told(http, "/updates"))["waiting"]) == 2
    assert (await http.post("/control/updates", json={"kind": "wonder", "body": {}})).status_code == 409


async def test_time_can_be_moved(http: httpx.AsyncClient) -> None:
    """Forward."""
    before = (await told(http, "/clock"))["now"]
    after = (await told(http, "/clock", {"seconds": 3600}))["now"]
    assert 3600 <= after - before < 3660


@pytest.mark.parametrize(
    "path,body,status",
    [
        ("/users/1/messages", {"text": ""}, 409),
        ("/users/1/messages", {"text": "x", "chat_id": -5}, 404),
        ("/users/1/messages", {"words": "x"}, 422),
        ("/users/1/press", {}, 422),
        ("/users/1/press", {"button": "Ja"}, 409),
        ("/rooms/1/kick", {"user_id": 1}, 404),
        ("/rooms/abc/chat", None, 404),
        ("/token", {"token": "x"}, 409),
        ("/files/x", None, 404),
    ],
)
async def test_what_cannot_be_is_said_in_words(
    http: httpx.AsyncClient, path: str, body: dict[str, Any] | None, status: int
) -> None:
    """With a status that fits."""
    address = f"/control{path}"
    response = await (http.get(address) if body is None else http.post(address, json=body))
    assert (response.status_code, bool(response.json()["error"])) == (status, True)


async def test_whoever_comes_unannounced_is_made_up(api: LocalBotApi, http: httpx.AsyncClient) -> None:
    """A test need not introduce its users."""
    await told(http, "/users/77/start", {})
    assert api.world.users[77].first_name == "User 77"
