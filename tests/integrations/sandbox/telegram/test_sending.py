"""What a bot sends arrives as Telegram shows it, or is refused in Telegram's words."""

from typing import Any

import pytest

from integrations.sandbox.telegram import LocalBotApi
from tests.integrations.sandbox.telegram.conftest import PlainBot

pytestmark = pytest.mark.asyncio

CANNOT = "can't parse inline keyboard button"
ADDRESS = "inline keyboard button URL"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03"


async def test_a_message_arrives_as_it_was_marked_up(api: LocalBotApi, bot: PlainBot) -> None:
    """With its words, marks and buttons."""
    olena = api.visitor(first_name="Олена", language_code="uk")
    olena.start()
    keyboard = [[{"text": "Так", "callback_data": "yes"}, {"text": "Сайт", "url": "https://x.se/a"}]]
    said = await bot(
        "sendMessage",
        chat_id=1001,
        text=" <b>Вітаю</b> 😀! ",
        parse_mode="HTML",
        protect_content=True,
        link_preview_options={"is_disabled": True},
        reply_markup={"inline_keyboard": keyboard},
    )
    assert said.result["from"] == {"id": 42, "is_bot": True, "first_name": "Strå", "username": "stra_local_bot"}
    assert said.result["chat"] == {"id": 1001, "type": "private", "first_name": "Олена"}
    assert said.result["has_protected_content"] is True
    (shown,) = olena.messages()
    assert (shown["text"], shown["buttons"]) == ("Вітаю 😀!", keyboard)
    assert shown["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


@pytest.mark.parametrize(
    "change,words",
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x" * 32769}, "text is too long"),
        ({"text": "<b", "parse_mode": "HTML"}, "can't parse entities: Unclosed start tag at byte offset 0"),
        ({"chat_id": ""}, "chat_id is empty"),
        ({"chat_id": 7777}, "chat not found"),
        ({"chat_id": "@nobody"}, "chat not found"),
        ({"chat_id": "abc"}, "chat not found"),
        ({"reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"reply_to_message_id": 99}, "message to be replied not found"),
        ({"reply_parameters": "x"}, "can't parse reply parameters JSON object"),
        ({"reply_markup": "x"}, "can't parse reply keyboard markup JSON object"),
        ({"reply_markup": [1]}, "object expected as reply markup"),
    ],
)
async def test_messages_are_refused_in_telegrams_words(
    api: LocalBotApi, bot: PlainBot, change: dict[str, Any], words: str
) -> None:
    """And nothing arrives."""
    visitor = api.visitor()
    visitor.start()
    assert str(await bot("sendMessage", **{"chat_id": 1001, "text": "hej", **change})) == f"400 Bad Request: {words}"
    assert visitor.messages() == []


@pytest.mark.parametrize(
    "button,words",
    [
        ({"text": "a", "callback_data": "å" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a"}, f"{CANNOT}: Text buttons are unallowed in the inline keyboard"),
        ({"text": "a", "callback_data": ""}, f"{CANNOT}: Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "a"}, f'{CANNOT}: Can\'t find field "text"'),
        ({"text": 1, "callback_data": "a"}, f'{CANNOT}: Field "text" must be of type String'),
        ({"text": "a", "callback_data": 1}, f'{CANNOT}: Field "callback_data" must be of type String'),
        ("a", f"{CANNOT}: InlineKeyboardButton must be an Object"),
        ({"text": "a", "url": "http://localhost:1"}, f"{ADDRESS} 'http://localhost:1' is invalid: Wrong HTTP URL"),
        ({"text": "a", "url": "ftp://x.se"}, f"{ADDRESS} 'ftp://x.se' is invalid: Unsupported URL protocol"),
    ],
)
async def test_buttons_are_refused_in_telegrams_words(api: LocalBotApi, bot: PlainBot, button: Any, words: str) -> None:
    """Data has at most 64 bytes, an address a host that Telegram takes for one."""
    api.visitor().start()
    markup = {"inline_keyboard": [[button]]}
    assert str(await bot("sendMessage", chat_id=1001, text="x", reply_markup=markup)) == f"400 Bad Request: {words}"


async def test_sixty_four_bytes_of_data_and_4096_characters_are_fine(api: LocalBotApi, bot: PlainBot) -> None:
    """The limits themselves are allowed."""
    api.visitor().start()
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "å" * 32}]]}
    assert (await bot("sendMessage", chat_id=1001, text="😀" * 2048, reply_markup=markup)).status == 200


async def test_a_keyboard_of_letters_comes_and_goes(api: LocalBotApi, bot: PlainBot) -> None:
    """It stays until it is taken away."""
    visitor = api.visitor()
    visitor.start()
    keyboard = {"keyboard": [["Ja", {"text": "Nej"}]], "resize_keyboard": True}
    said = await bot("sendMessage", chat_id=1001, text="Säker?", reply_markup=keyboard)
    assert "reply_markup" not in said.result
    await bot("sendMessage", chat_id=1001, text="?")
    assert visitor.chat()["keyboard"] == [["Ja", "Nej"]]
    await bot("sendMessage", chat_id=1001, text="Tack", reply_markup={"remove_keyboard": True})
    assert visitor.chat()["keyboard"] is None


async def test_a_bot_does_not_write_first(api: LocalBotApi, bot: PlainBot) -> None:
    """Only to who has written to it, and not to who has left."""
    visitor = api.visitor()
    first = await bot("sendMessage", chat_id=1001, text="hej")
    assert str(first) == "403 Forbidden: bot can't initiate conversation with a user"
    visitor.start()
    visitor.block()
    for method in ("sendMessage", "sendChatAction"):
        said = await bot(method, chat_id=1001, text="hej", action="typing")
        assert str(said) == "403 Forbidden: bot was blocked by the user"
    visitor.unblock()
    assert (await bot("sendMessage", chat_id=1001, text="hej")).status == 200
    visitor.deactivate()
    assert str(await bot("sendMessage", chat_id=1001, text="hej")) == "403 Forbidden: user is deactivated"


async def test_a_reply_shows_what_it_replies_to(api: LocalBotApi, bot: PlainBot) -> None:
    """A missing message may be passed over if the bot says so."""
    number = api.visitor().start()
    said = await bot("sendMessage", chat_id=1001, text="hej", reply_parameters={"message_id": number})
    assert said.result["reply_to_message"]["text"] == "/start"
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    said = await bot("sendMessage", chat_id=1001, text="hej", reply_parameters=reply)
    assert "reply_to_message" not in said.result


async def test_files_arrive_with_their_captions(api: LocalBotApi, bot: PlainBot) -> None:
    """A document keeps its name, a photo has a size, a file can be sent again by its number."""
    visitor = api.visitor()
    visitor.start()
    sent = await bot.send(
        "sendDocument",
        data={"chat_id": "1001", "caption": "<i>Avtal</i>", "parse_mode": "HTML"},
        files={"document": ("avtal å.pdf", b"%PDF-1.4", "application/pdf")},
    )
    document = sent.result["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "avtal å.pdf",
        "application/pdf",
        8,
    )
    again = await bot("sendDocument", chat_id=1001, document=document["file_id"])
    assert again.result["document"]["file_unique_id"] == document["file_unique_id"]
    photo = await bot.send("sendPhoto", data={"chat_id": "1001", "photo": "attach://p"}, files={"p": ("p.png", PNG)})
    assert (photo.result["photo"][0]["width"], photo.result["photo"][0]["height"]) == (2, 3)
    voice = await bot.send("sendVoice", data={"chat_id": "1001"}, files={"voice": ("v.ogg", b"OggS")})
    assert voice.result["voice"]["mime_type"] == "audio/ogg"
    assert [message["text"] for message in visitor.messages()] == ["Avtal", "", "", ""]


@pytest.mark.parametrize(
    "method,data,files,words",
    [
        ("sendDocument", {}, None, "there is no document in the request"),
        ("sendDocument", {"document": "nothing"}, None, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"document": "https://x.se/a.pdf"}, None, "failed to get HTTP URL content"),
        ("sendDocument", {}, {"document": ("a.pdf", b"")}, "file must be non-empty"),
        ("sendDocument", {"caption": "x" * 1025}, {"document": ("a.pdf", b"x")}, "message caption is too long"),
        ("sendPhoto", {}, {"photo": ("a.png", b"not a picture")}, "IMAGE_PROCESS_FAILED"),
    ],
)
async def test_files_are_refused_in_telegrams_words(
    api: LocalBotApi, bot: PlainBot, method: str, data: dict[str, str], files: Any, words: str
) -> None:
    """No file, an empty one, one that is not what it should be."""
    api.visitor().start()
    said = await bot.send(method, data={"chat_id": "1001", **data}, files=files)
    assert str(said) == f"400 Bad Request: {words}"


async def test_what_the_bot_is_doing_is_seen_until_it_writes(api: LocalBotApi, bot: PlainBot) -> None:
    """«typing …»."""
    visitor = api.visitor()
    visitor.start()
    assert str(await bot("sendChatAction", chat_id=1001, action="x")) == (
        "400 Bad Request: wrong parameter action in request"
    )
    assert (await bot("sendChatAction", chat_id=1001, action="typing")).result is True
    assert visitor.chat()["actions"] == ["typing"]
    await bot("sendMessage", chat_id=1001, text="klar")
    assert visitor.chat()["actions"] == []


async def test_a_copy_has_no_link_to_its_origin(api: LocalBotApi, bot: PlainBot) -> None:
    """Only the number is given back."""
    visitor = api.visitor()
    number = visitor.write("hej")
    said = await bot("copyMessage", chat_id=1001, from_chat_id=1001, message_id=number)
    assert said.result == {"message_id": visitor.messages()[0]["message_id"]}
    missing = await bot("copyMessage", chat_id=1001, from_chat_id=1001, message_id=99)
    assert str(missing) == "400 Bad Request: message to copy not found"


async def test_private_chats_share_one_count_of_messages(api: LocalBotApi, bot: PlainBot) -> None:
    """A number is unique in its chat only together with the chat."""
    one, other = api.visitor(1), api.visitor(2)
    assert (one.start(), other.start(), one.write("hej")) == (1, 2, 3)
