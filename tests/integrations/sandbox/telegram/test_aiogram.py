"""aiogram, which knows Telegram and not us, works against the local Bot API as it does against Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.filters import CommandObject, CommandStart
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReactionTypeEmoji,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from integrations.sandbox.telegram import LocalBotApi
from tests.integrations.sandbox.telegram.conftest import TOKEN
from tests.integrations.sandbox.telegram.exchange import converse
from tests.integrations.sandbox.telegram.specification import Specification

pytestmark = pytest.mark.asyncio

KEYS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Так", callback_data="yes")]])


@asynccontextmanager
async def client(api: LocalBotApi, token: str = TOKEN) -> AsyncIterator[Bot]:
    """Aiogram's bot, told of our address only."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.url), timeout=10)
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    try:
        yield bot
    finally:
        await session.close()


@pytest_asyncio.fixture
async def bot(api: LocalBotApi) -> AsyncIterator[Bot]:
    """Aiogram's bot."""
    async with client(api) as bot:
        yield bot


@pytest.fixture
def dispatcher() -> Dispatcher:
    """A small bot: it greets, asks, hears the answer, and takes files."""
    router = Router()

    @router.message(CommandStart())
    async def greet(message: Message, command: CommandObject) -> None:
        await message.answer(f"<b>Вітаю</b> {command.args}", reply_markup=KEYS)

    @router.callback_query(F.data == "yes")
    async def hear(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("Дякую")
        await query.answer("Записано")

    @router.message(F.document)
    async def fetch(message: Message, bot: Bot) -> None:
        assert message.document is not None
        content = await bot.download(message.document)
        assert content is not None
        await message.reply(f"{message.document.file_name}: {len(content.read())}")

    @router.edited_message()
    async def correct(message: Message) -> TelegramMethod[Any]:
        return SendMessage(chat_id=message.chat.id, text=f"Rättat: {message.text}")

    @router.my_chat_member()
    async def note(change: ChatMemberUpdated, dispatcher: Dispatcher) -> None:
        dispatcher.workflow_data["standing"] = change.new_chat_member.status

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    return dispatcher


async def test_a_conversation_by_polling(api: LocalBotApi, bot: Bot, dispatcher: Dispatcher) -> None:
    """With aiogram's own polling."""
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    await converse(api, lambda: dispatcher.workflow_data.get("standing"))
    await dispatcher.stop_polling()
    await polling


@pytest.mark.parametrize("background", [True, False])
async def test_a_conversation_by_webhook(
    api: LocalBotApi, bot: Bot, dispatcher: Dispatcher, *, background: bool
) -> None:
    """With aiogram's own handler, which may answer with a method."""
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=background, secret_token="s3cret")
    handler.register(app, path="/hook")
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        assert await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="s3cret", max_connections=5)
        await converse(api, lambda: dispatcher.workflow_data.get("standing"))
        assert (await bot.get_webhook_info()).last_error_message is None
        await bot.delete_webhook(drop_pending_updates=True)
    finally:
        await runner.cleanup()


async def test_everything_that_is_not_a_conversation(api: LocalBotApi, bot: Bot) -> None:
    """Who it is, menus, files, reactions, chats."""
    olena = api.visitor(first_name="Олена", language_code="uk")
    number = olena.start()
    assert (await bot.me()).username == "stra_local_bot"
    menu = [BotCommand(command="help", description="Допомога")]
    assert await bot.set_my_commands(menu, BotCommandScopeAllPrivateChats(), language_code="uk")
    (command,) = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), language_code="uk")
    assert command.description == "Допомога"
    assert await bot.set_my_description("Вітаємо", language_code="uk")
    assert (await bot.get_my_description(language_code="uk")).description == "Вітаємо"
    document = await bot.send_document(1001, BufferedInputFile(b"x", "a.txt"), caption="<i>a</i>")
    assert document.document is not None
    assert document.caption_entities is not None
    assert await bot.set_message_reaction(1001, number, [ReactionTypeEmoji(emoji="👍")])
    assert await bot.send_chat_action(1001, "typing")
    assert (await bot.get_chat(1001)).first_name == "Олена"
    assert await bot.delete_message(1001, document.message_id)
    assert (await bot.get_updates(allowed_updates=["message"]))[0].message is not None


async def test_refusals_are_what_aiogram_takes_them_for(api: LocalBotApi, bot: Bot) -> None:
    """Each its own exception."""
    api.world.clock.hold()
    olena = api.visitor()
    olena.start()
    message = await bot.send_message(1001, "hej", reply_markup=KEYS)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await message.edit_text("hej", reply_markup=KEYS)
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.send_message(1001, "1 < 2")
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query("1")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(7, "hej")
    api.fault("flood", chat=1001, seconds=37)
    with pytest.raises(TelegramRetryAfter) as told:
        await bot.send_message(1001, "hej")
    assert told.value.retry_after == 37
    api.world.faults.cancel()
    olena.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(1001, "hej")
    group = api.room("Personal", by=api.visitor(2))
    new = group.upgrade()
    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(group.id, "hej")
    assert moved.value.migrate_to_chat_id == new.id


async def test_trouble_is_what_aiogram_takes_it_for(api: LocalBotApi, bot: Bot) -> None:
    """Servers that fail, lines that are cut, other pollers, revoked tokens."""
    olena = api.visitor()
    olena.start()
    api.fault("error", "sendMessage", times=1, status=502)
    with pytest.raises(TelegramServerError):
        await bot.send_message(1001, "hej")
    for kind in ("cut", "refuse"):
        api.fault(kind, "sendMessage", times=1)
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(1001, kind)
    assert [message["text"] for message in olena.messages()] == ["cut"]
    first = asyncio.create_task(bot.get_updates(offset=api.world.updates.past()[-1].id + 1, timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot.get_updates(offset=api.world.updates.past()[-1].id + 1, timeout=1))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    assert await second == []
    api.world.bot.token = "42:OTHER"
    with pytest.raises(TelegramUnauthorizedError):
        await bot.send_message(1001, "hej")
    async with client(api, "42:OTHER") as other:
        with pytest.raises(TelegramNotFound):
            await other.send_dice(1001)


async def test_what_aiogram_sends_is_what_telegram_takes(
    api: LocalBotApi, bot: Bot, specification: Specification
) -> None:
    """So calls that are written down can be held to the specification."""
    api.visitor().start()
    message = await bot.send_message(1001, "hej", reply_markup=KEYS)
    await message.edit_text("hej!", reply_markup=KEYS)
    await bot.set_my_commands([BotCommand(command="help", description="Hjälp")])
    await bot.send_document(1001, BufferedInputFile(b"x", "a.txt"))
    for call in api.calls():
        given = call.parameters | dict.fromkeys(call.files, "a file")
        assert specification.request(call.method, given) == []
