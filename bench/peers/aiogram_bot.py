"""The peer: a stock aiogram bot with ``RedisStorage``, a webhook and ``sendMessage``.

It walks between two questions as ours does: reads the state, writes the next one, answers with a keyboard.
"""

import argparse

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web
from redis.asyncio import Redis


class Form(StatesGroup):
    """Two questions."""

    adult = State()
    stage = State()


KEYBOARDS = {
    state.state: InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=f"Button {n}", callback_data=f"b{n}")] for n in range(count)]
    )
    for state, count in ((Form.adult, 4), (Form.stage, 6))
}


async def _step(state: FSMContext, answer: str) -> InlineKeyboardMarkup:
    now = await state.get_state()
    data = await state.get_data()
    following = Form.adult if now == Form.stage.state else Form.stage
    await state.set_data({**data, "last": answer, "turns": data.get("turns", 0) + 1})
    await state.set_state(following)
    return KEYBOARDS[following.state]


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api", required=True)
    parser.add_argument("--redis", required=True)
    parser.add_argument("--token", required=True)
    options = parser.parse_args()
    session = AiohttpSession(api=TelegramAPIServer.from_base(options.api), limit=100)
    bot = Bot(options.token, session=session)
    dispatcher = Dispatcher(storage=RedisStorage(Redis.from_url(options.redis, max_connections=100)))

    @dispatcher.message()
    async def on_message(message: Message, state: FSMContext) -> None:
        keyboard = await _step(state, message.text or "")
        await message.answer("At which stage is your permit?", reply_markup=keyboard)

    @dispatcher.callback_query()
    async def on_press(query: CallbackQuery, state: FSMContext) -> None:
        keyboard = await _step(state, query.data or "")
        await bot.send_message(query.from_user.id, "At which stage is your permit?", reply_markup=keyboard)
        await query.answer()

    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="secret")  # noqa: S106
    handler.register(app, "/telegram/webhook")
    web.run_app(app, host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
