"""The users' side: what they do becomes the updates that Telegram would send."""

import asyncio
from typing import Any

import pytest

from integrations.sandbox.telegram import Impossible, LocalBotApi
from tests.integrations.sandbox.telegram.conftest import PlainBot

pytestmark = pytest.mark.asyncio


async def latest(bot: PlainBot) -> Any:
    """The newest update."""
    return (await bot.updates(offset=-1))[0]


async def test_start_carries_the_payload(api: LocalBotApi, bot: PlainBot) -> None:
    """As a command with a word after it."""
    api.visitor(7, first_name="Олена", last_name="К", username="olena_k", language_code="uk").start("flow-arrival")
    message = (await latest(bot))["message"]
    assert message["text"] == "/start flow-arrival"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {
        "id": 7, "is_bot": False, "first_name": "Олена", "last_name": "К", "username": "olena_k", "language_code": "uk",
    }  # fmt: skip
    assert message["chat"] == {
        "id": 7,
        "type": "private",
        "first_name": "Олена",
        "last_name": "К",
        "username": "olena_k",
    }


async def test_an_edit_comes_with_the_old_number(api: LocalBotApi, bot: PlainBot) -> None:
    """As an edited message."""
    visitor = api.visitor()
    number = visitor.write("hje")
    visitor.edit("hej")
    edited = (await latest(bot))["edited_message"]
    assert (edited["message_id"], edited["text"], "edit_date" in edited) == (number, "hej", True)


async def test_files_and_contacts_come_with_what_bots_need(api: LocalBotApi, bot: PlainBot) -> None:
    """Numbers to fetch them by."""
    visitor = api.visitor(first_name="Олена", phone="+380501234567")
    visitor.send_photo(b"\xff\xd8\xff", caption="pass")
    assert (await latest(bot))["message"]["photo"][0]["file_size"] == 3
    visitor.send_voice(b"OggS")
    assert (await latest(bot))["message"]["voice"]["duration"] == 1
    visitor.send_contact()
    card = {"phone_number": "+380501234567", "first_name": "Олена", "user_id": 1001}
    assert (await latest(bot))["message"]["contact"] == card
    visitor.send_contact("+461", first_name="Vän")
    assert (await latest(bot))["message"]["contact"] == {"phone_number": "+461", "first_name": "Vän"}
    visitor.send({"location": {"latitude": 59.3, "longitude": 18.1}})
    assert (await latest(bot))["message"]["location"]["latitude"] == 59.3


async def test_a_file_is_fetched_by_the_path_that_getfile_gives(api: LocalBotApi, bot: PlainBot) -> None:
    """For an hour, and if it is not too large."""
    visitor = api.visitor()
    visitor.send_document(b"innehall", "cv.pdf")
    document = (await latest(bot))["message"]["document"]
    assert (document["file_name"], document["mime_type"]) == ("cv.pdf", "application/pdf")
    link = (await bot("getFile", file_id=document["file_id"])).result
    assert (await bot.http.get(f"/file/bot42:TEST/{link['file_path']}")).content == b"innehall"
    api.world.clock.advance(3601)
    assert (await bot.http.get(f"/file/bot42:TEST/{link['file_path']}")).status_code == 404
    visitor.send_document(b"x", size=21 * 1024 * 1024)
    large = (await latest(bot))["message"]["document"]["file_id"]
    for number, words in ((large, "file is too big"), ("x", "invalid file_id"), ("", "file_id not specified")):
        assert str(await bot("getFile", file_id=number)) == f"400 Bad Request: {words}"


async def test_blocking_and_coming_back_is_told(api: LocalBotApi, bot: PlainBot) -> None:
    """As a change of the bot's standing in the chat."""
    visitor = api.visitor()
    visitor.start()
    visitor.block()
    change = (await latest(bot))["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    with pytest.raises(Impossible, match="the bot is blocked"):
        visitor.write("hej")
    visitor.start()
    last = await bot.updates(offset=-2)
    assert last[0]["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert last[1]["message"]["text"] == "/start"


async def test_a_deleted_account_does_nothing_more(api: LocalBotApi, bot: PlainBot) -> None:
    """And nobody tells the bot."""
    visitor = api.visitor()
    visitor.start()
    count = len(await bot.updates())
    visitor.deactivate()
    assert len(await bot.updates()) == count
    for deed in (lambda: visitor.write("hej"), lambda: visitor.press("x")):
        with pytest.raises(Impossible, match="the account is deleted"):
            deed()


async def test_what_no_app_would_do_is_impossible(api: LocalBotApi) -> None:
    """An empty or endless message, a button that is not there, a deep link with blanks."""
    visitor = api.visitor()
    for words in (" ", "x" * 4097):
        with pytest.raises(Impossible):
            visitor.write(words)
    with pytest.raises(Impossible):
        visitor.start("two words")
    with pytest.raises(Impossible, match="no such button"):
        visitor.press("Ja")
    with pytest.raises(Impossible, match="no message of one's own"):
        visitor.edit("hej")


async def test_a_link_button_is_not_heard_of(api: LocalBotApi, bot: PlainBot) -> None:
    """It opens a page."""
    visitor = api.visitor()
    visitor.start()
    markup = {"inline_keyboard": [[{"text": "Sida", "url": "https://x.se"}]]}
    await bot("sendMessage", chat_id=1001, text="x", reply_markup=markup)
    with pytest.raises(Impossible, match="the bot does not hear of it"):
        visitor.press("Sida")


async def test_a_test_can_wait_for_the_answer(api: LocalBotApi, bot: PlainBot) -> None:
    """To what was last written or pressed."""
    visitor = api.visitor()
    visitor.start()
    await bot("sendMessage", chat_id=1001, text="gammalt")
    visitor.write("hej")
    waiting = asyncio.create_task(visitor.answered(2))
    await bot("sendMessage", chat_id=1001, text="ett")
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await bot("sendMessage", chat_id=1001, text="två")
    assert [message["text"] for message in await waiting] == ["ett", "två"]
    visitor.write("mer")
    with pytest.raises(TimeoutError, match="0 of 1 messages"):
        await visitor.answered(seconds=0.05)


async def test_strange_names_come_through_unchanged(api: LocalBotApi, bot: PlainBot) -> None:
    """Such as have broken other bots."""
    for number, name in enumerate(["<3", '"><img onerror>', "{{7*7}}", "%n", "\u202eabc", "👨‍👩‍👧"], start=1):
        api.visitor(number, first_name=name).start()
        assert (await latest(bot))["message"]["from"]["first_name"] == name
