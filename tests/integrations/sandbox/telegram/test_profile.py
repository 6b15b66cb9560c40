"""The bot's own account: its name, its descriptions and its menu in each language."""

from typing import Any

import pytest

from integrations.sandbox.telegram import LocalBotApi
from tests.integrations.sandbox.telegram.conftest import PlainBot

pytestmark = pytest.mark.asyncio

HELP = {"command": "help", "description": "Hjälp"}
PERSON = {"command": "person", "description": "Людина"}


async def test_menus_are_kept_by_scope_and_language(api: LocalBotApi, bot: PlainBot) -> None:
    """A user sees the closest one."""
    private = {"type": "all_private_chats"}
    assert (await bot("setMyCommands", commands=[HELP])).result is True
    assert (await bot("setMyCommands", commands=[PERSON], scope=private, language_code="uk")).result is True
    assert (await bot("getMyCommands")).result == [HELP]
    assert (await bot("getMyCommands", scope=private)).result == []
    assert (await bot("getMyCommands", scope=private, language_code="uk")).result == [PERSON]
    assert api.visitor(1, language_code="uk").chat()["commands"] == [PERSON]
    assert api.visitor(2, language_code="sv").chat()["commands"] == [HELP]
    assert (await bot("deleteMyCommands", scope=private, language_code="uk")).result is True
    assert api.visitor(1).chat()["commands"] == [HELP]


async def test_a_menu_may_be_for_one_chat(api: LocalBotApi, bot: PlainBot) -> None:
    """Which must be there."""
    api.visitor(1).start()
    assert (await bot("setMyCommands", commands=[HELP], scope={"type": "chat", "chat_id": 1})).result is True
    assert api.visitor(1).chat()["commands"] == [HELP]
    missing = await bot("setMyCommands", commands=[HELP], scope={"type": "chat", "chat_id": 9})
    assert str(missing) == "400 Bad Request: chat not found"


@pytest.mark.parametrize(
    "parameters,words",
    [
        ({"commands": "x"}, "can't parse commands JSON object"),
        ({"commands": {"command": "a"}}, "expected an Array of BotCommand"),
        ({"commands": [1]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [{"command": "a"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ({"commands": [{"command": "Hjälp", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [HELP] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [HELP], "language_code": "sve"}, "invalid language code specified"),
        ({"commands": [HELP], "scope": {"type": "all"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": [HELP], "scope": {"type": "chat"}}, "can't parse BotCommandScope: Empty chat_id specified"),
    ],
)
async def test_menus_are_refused_in_telegrams_words(bot: PlainBot, parameters: dict[str, Any], words: str) -> None:
    """Names of commands are small letters, digits and underscores."""
    assert str(await bot("setMyCommands", **parameters)) == f"400 Bad Request: {words}"


@pytest.mark.parametrize("what", ["Name", "Description", "ShortDescription"])
async def test_the_bot_introduces_itself_in_each_language(bot: PlainBot, what: str) -> None:
    """And in one language for all others."""
    field = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[what]
    assert (await bot(f"setMy{what}", **{field: "Strå!"})).result is True
    assert (await bot(f"setMy{what}", **{field: "Соломинка", "language_code": "uk"})).result is True
    assert (await bot(f"getMy{what}", language_code="uk")).result == {field: "Соломинка"}
    assert (await bot(f"getMy{what}", language_code="en")).result == {field: "Strå!"}
    await bot(f"setMy{what}", **{field: "", "language_code": "uk"})
    assert (await bot(f"getMy{what}", language_code="uk")).result == {field: "Strå!"}
    assert (await bot(f"setMy{what}", **{field: "x" * 1000})).status == 400


async def test_the_name_stands_in_messages(api: LocalBotApi, bot: PlainBot) -> None:
    """And on getMe."""
    await bot("setMyName", name="Стра")
    assert (await bot("getMe")).result["first_name"] == "Стра"


async def test_the_button_of_the_menu_is_kept(bot: PlainBot) -> None:
    """For one chat or for all."""
    assert (await bot("getChatMenuButton")).result == {"type": "default"}
    assert (await bot("setChatMenuButton", menu_button={"type": "commands"})).result is True
    assert (await bot("getChatMenuButton", chat_id=5)).result == {"type": "commands"}
    wrong = await bot("setChatMenuButton", menu_button={"type": "x"})
    assert str(wrong) == "400 Bad Request: can't parse menu button: MenuButton has unsupported type"


async def test_leaving_the_server_is_agreed_to(bot: PlainBot) -> None:
    """Both ways."""
    assert ((await bot("close")).result, (await bot("logOut")).result) == (True, True)
