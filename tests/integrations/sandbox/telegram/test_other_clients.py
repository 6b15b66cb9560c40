"""python-telegram-bot, which knows neither us nor aiogram, works against the local Bot API too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReactionTypeEmoji, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from integrations.sandbox.telegram import LocalBotApi
from tests.integrations.sandbox.telegram.conftest import TOKEN
from tests.integrations.sandbox.telegram.exchange import converse
from tests.integrations.sandbox.telegram.receiver import receiving

pytestmark = pytest.mark.asyncio

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Так", callback_data="yes")]])


async def greet(update: Update, context: Context) -> None:
    assert update.message is not None
    words = f"<b>Вітаю</b> {' '.join(context.args or [])}"
    await update.message.reply_text(words, parse_mode=ParseMode.HTML, reply_markup=KEYS)


async def hear(update: Update, _context: Context) -> None:
    assert update.callback_query is not None
    await update.callback_query.edit_message_text("Дякую")
    await update.callback_query.answer("Записано")


async def fetch(update: Update, _context: Context) -> None:
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    content = await file.download_as_bytearray()
    await update.message.reply_text(f"{update.message.document.file_name}: {len(content)}")


async def correct(update: Update, context: Context) -> None:
    assert update.edited_message is not None
    await context.bot.send_message(update.edited_message.chat_id, f"Rättat: {update.edited_message.text}")


async def note(update: Update, context: Context) -> None:
    assert update.my_chat_member is not None
    context.application.bot_data["standing"] = update.my_chat_member.new_chat_member.status


@asynccontextmanager
async def running(api: LocalBotApi) -> AsyncIterator[App]:
    """The same small bot as aiogram's."""
    builder = Application.builder().token(TOKEN).base_url(f"{api.url}/bot").base_file_url(f"{api.url}/file/bot")
    app: App = builder.build()
    app.add_handler(CommandHandler("start", greet))
    app.add_handler(CallbackQueryHandler(hear))
    app.add_handler(MessageHandler(filters.Document.ALL, fetch))
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, correct))
    app.add_handler(ChatMemberHandler(note, ChatMemberHandler.MY_CHAT_MEMBER))
    async with app:
        await app.start()
        yield app
        await app.stop()


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans of time as the library will give them, so that it does not warn of it."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest_asyncio.fixture
async def bot(api: LocalBotApi) -> AsyncIterator[Bot]:
    """The bare client."""
    async with Bot(TOKEN, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot") as bot:
        yield bot


async def test_a_conversation_by_polling(api: LocalBotApi) -> None:
    """With the library's own polling."""
    async with running(api) as app:
        assert app.updater is not None
        await app.updater.start_polling(timeout=5)
        await converse(api, lambda: app.bot_data.get("standing"))
        await app.updater.stop()


async def test_a_conversation_by_webhook(api: LocalBotApi) -> None:
    """With updates put in as the library's guide says for other web servers."""
    async with running(api) as app, receiving() as hook:

        def take(update: Any) -> int:
            app.update_queue.put_nowait(Update.de_json(update, app.bot))
            return 200

        hook.answer = take
        assert await app.bot.set_webhook(hook.url, secret_token="s3cret")
        await converse(api, lambda: app.bot_data.get("standing"))
        assert (await app.bot.get_webhook_info()).pending_update_count == 0
        assert await app.bot.delete_webhook()


async def test_everything_that_is_not_a_conversation(api: LocalBotApi, bot: Bot) -> None:
    """Menus, files, reactions, chats."""
    number = api.visitor(first_name="Олена").start()
    assert bot.username == "stra_local_bot"
    assert await bot.set_my_commands([BotCommand("help", "Hjälp")], language_code="sv")
    assert (await bot.get_my_commands(language_code="sv"))[0].description == "Hjälp"
    assert await bot.set_my_short_description("Hej")
    assert (await bot.get_my_short_description()).short_description == "Hej"
    sent = await bot.send_document(1001, b"x", filename="a.txt")
    assert sent.document is not None
    assert (await bot.send_document(1001, sent.document.file_id)).document == sent.document
    assert await bot.set_message_reaction(1001, number, ReactionTypeEmoji("👍"))
    assert (await bot.get_chat(1001)).first_name == "Олена"
    assert await bot.delete_message(1001, sent.message_id)


@pytest.mark.usefixtures("spans")
async def test_refusals_are_what_the_library_takes_them_for(api: LocalBotApi, bot: Bot) -> None:
    """Each its own exception."""
    api.world.clock.hold()
    olena = api.visitor()
    olena.start()
    message = await bot.send_message(1001, "hej")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("hej")
    api.fault("flood", chat=1001, seconds=37)
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(1001, "hej")
    assert told.value.retry_after == timedelta(seconds=37)
    api.world.faults.cancel()
    olena.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1001, "hej")
    group = api.room("Personal", by=api.visitor(2))
    new = group.upgrade()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "hej")
    assert moved.value.new_chat_id == new.id
    api.fault("error", "getMe", times=1, status=502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.get_me()
    await bot.set_webhook("http://127.0.0.1:9/")
    with pytest.raises(Conflict, match="can't use getUpdates"):
        await bot.get_updates()
    api.world.bot.token = "42:OTHER"
    with pytest.raises(InvalidToken):
        await bot.get_me()
