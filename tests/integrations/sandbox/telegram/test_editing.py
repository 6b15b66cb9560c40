"""What stands in a chat is changed, removed and reacted to as on Telegram; pressed buttons are answered once."""

from typing import Any

import pytest

from integrations.sandbox.telegram import LocalBotApi, Visitor
from tests.integrations.sandbox.telegram.conftest import PlainBot

pytestmark = pytest.mark.asyncio

KEYS = {"inline_keyboard": [[{"text": "Ja", "callback_data": "v1:1:a:yes"}]]}
SAME = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


async def asked(api: LocalBotApi, bot: PlainBot) -> tuple[Visitor, int]:
    """A question with a button."""
    visitor = api.visitor()
    visitor.start()
    said = await bot("sendMessage", chat_id=1001, text="Säker?", reply_markup=KEYS)
    return visitor, said.result["message_id"]


async def test_an_edit_replaces_words_and_buttons(api: LocalBotApi, bot: PlainBot) -> None:
    """Without buttons in the call the old ones go."""
    visitor, number = await asked(api, bot)
    said = await bot("editMessageText", chat_id=1001, message_id=number, text="*Tack*", parse_mode="MarkdownV2")
    assert (said.result["text"], "reply_markup" in said.result, "edit_date" in said.result) == ("Tack", False, True)
    (shown,) = visitor.messages()
    assert (shown["text"], shown["buttons"], shown["edited"]) == ("Tack", [], True)


async def test_an_edit_that_changes_nothing_is_refused(api: LocalBotApi, bot: PlainBot) -> None:
    """Of words or buttons."""
    _, number = await asked(api, bot)
    edit = {"chat_id": 1001, "message_id": number}
    assert str(await bot("editMessageText", **edit, text=" Säker? ", reply_markup=KEYS)) == SAME
    assert str(await bot("editMessageReplyMarkup", **edit, reply_markup=KEYS)) == SAME
    assert (await bot("editMessageReplyMarkup", **edit)).status == 200
    assert str(await bot("editMessageReplyMarkup", **edit)) == SAME


async def test_new_buttons_are_no_new_words(api: LocalBotApi, bot: PlainBot) -> None:
    """The message is not shown as edited."""
    visitor, number = await asked(api, bot)
    other = {"inline_keyboard": [[{"text": "Nej", "callback_data": "no"}]]}
    await bot("editMessageReplyMarkup", chat_id=1001, message_id=number, reply_markup=other)
    (shown,) = visitor.messages()
    assert (shown["buttons"], shown["edited"]) == (other["inline_keyboard"], False)


@pytest.mark.parametrize(
    "change,words",
    [
        ({"message_id": 99}, "message to edit not found"),
        ({"message_id": "abc"}, "message to edit not found"),
        ({"message_id": 1}, "message can't be edited"),
        ({"chat_id": 7}, "chat not found"),
        ({"text": ""}, "message text is empty"),
        ({"text": "x" * 4097}, "MESSAGE_TOO_LONG"),
        ({"reply_markup": {"remove_keyboard": True}}, "inline keyboard expected"),
        ({"chat_id": "", "message_id": ""}, "message identifier is not specified"),
    ],
)
async def test_edits_are_refused_in_telegrams_words(
    api: LocalBotApi, bot: PlainBot, change: dict[str, Any], words: str
) -> None:
    """Only one's own messages, and only those that are there."""
    _, number = await asked(api, bot)
    said = await bot("editMessageText", **{"chat_id": 1001, "message_id": number, "text": "x", **change})
    assert str(said) == f"400 Bad Request: {words}"


async def test_a_file_has_a_caption_and_no_text(api: LocalBotApi, bot: PlainBot) -> None:
    """Each is edited by its own method."""
    visitor, number = await asked(api, bot)
    sent = await bot.send("sendDocument", data={"chat_id": "1001"}, files={"document": ("a.pdf", b"x")})
    file = sent.result["message_id"]
    assert (await bot("editMessageCaption", chat_id=1001, message_id=file, caption="a")).result["caption"] == "a"
    wrong = await bot("editMessageText", chat_id=1001, message_id=file, text="a")
    assert str(wrong) == "400 Bad Request: there is no text in the message to edit"
    wrong = await bot("editMessageCaption", chat_id=1001, message_id=number, caption="a")
    assert str(wrong) == "400 Bad Request: there is no caption in the message to edit"
    assert visitor.messages()[1]["text"] == "a"


async def test_a_deleted_message_is_gone(api: LocalBotApi, bot: PlainBot) -> None:
    """For everybody, and only while it is young; a bot deletes its person's messages too."""
    visitor, number = await asked(api, bot)
    assert (await bot("deleteMessage", chat_id=1001, message_id=number)).result is True
    assert visitor.messages() == []
    again = await bot("deleteMessage", chat_id=1001, message_id=number)
    assert str(again) == "400 Bad Request: message to delete not found"
    assert (await bot("deleteMessages", chat_id=1001, message_ids=[1, number])).result is True
    old = visitor.write("hej")
    api.world.clock.advance(48 * 3600 + 1)
    late = await bot("deleteMessage", chat_id=1001, message_id=old)
    assert str(late) == "400 Bad Request: message can't be deleted for everyone"


async def test_a_reaction_is_seen(api: LocalBotApi, bot: PlainBot) -> None:
    """One at a time."""
    visitor, _ = await asked(api, bot)
    thumb = {"type": "emoji", "emoji": "👍"}
    assert (await bot("setMessageReaction", chat_id=1001, message_id=1, reaction=[thumb])).result is True
    assert visitor.chat()["messages"][0]["reactions"] == ["👍"]
    many = await bot("setMessageReaction", chat_id=1001, message_id=1, reaction=[thumb, thumb])
    assert str(many) == "400 Bad Request: REACTIONS_TOO_MANY"


async def test_a_press_is_answered_once(api: LocalBotApi, bot: PlainBot) -> None:
    """With words that the person sees."""
    visitor, number = await asked(api, bot)
    query = visitor.press("Ja")
    body = (await bot.updates())[-1]["callback_query"]
    assert (body["id"], body["data"], body["message"]["message_id"]) == (query, "v1:1:a:yes", number)
    long = await bot("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert str(long) == "400 Bad Request: MESSAGE_TOO_LONG"
    assert (await bot("answerCallbackQuery", callback_query_id=query, text="Tack", show_alert=True)).result is True
    (answer,) = visitor.chat()["answers"]
    assert (answer["text"], answer["alert"], answer["answered"]) == ("Tack", True, True)
    for number_of_query in (query, "1", ""):
        late = await bot("answerCallbackQuery", callback_query_id=number_of_query)
        assert str(late) == ("400 Bad Request: query is too old and response timeout expired or query ID is invalid")


async def test_a_press_that_waits_too_long_can_no_longer_be_answered(api: LocalBotApi, bot: PlainBot) -> None:
    """The wheel on the button has stopped."""
    visitor, _ = await asked(api, bot)
    query = visitor.press("Ja")
    api.world.clock.advance(61)
    assert "query is too old" in (await bot("answerCallbackQuery", callback_query_id=query)).description


async def test_a_button_of_a_deleted_message_is_heard_all_the_same(api: LocalBotApi, bot: PlainBot) -> None:
    """The app may not have heard of it yet; the message is then inaccessible."""
    visitor, number = await asked(api, bot)
    await bot("deleteMessage", chat_id=1001, message_id=number)
    visitor.press("v1:1:a:yes", message=number)
    body = (await bot.updates())[-1]["callback_query"]
    assert (body["message"]["date"], body["message"]["message_id"]) == (0, number)
