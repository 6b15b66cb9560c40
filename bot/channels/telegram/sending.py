"""What goes to Telegram by aiogram, and what Telegram's answers mean for the outbox. Importing this is slow."""

import re
from dataclasses import dataclass
from typing import Self

import structlog
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
)

from bot.channels.telegram.keyboards import Rows, Shown
from bot.channels.telegram.parts import LONGEST, split_text, units
from bot.channels.telegram.session import QuickSession
from bot.channels.telegram.updates import Button
from bot.ports import Sent

PATIENCE = 15.0
SENT = Sent("sent")
# What the Bot API writes when somebody cannot be written to; there is no code for it.
_NOBODY = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid", "bot was blocked")
_ADDRESS = re.compile(r"\w\.\w")
# A preview makes Telegram fetch the page, and pushes the question off a small screen.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sender:
    """Speaks as one bot."""

    bot: Bot

    @classmethod
    def to(cls, url: str, token: str) -> Self:
        """A sender to the Bot API at ``url``."""
        session = QuickSession(api=TelegramAPIServer.from_base(url), timeout=PATIENCE)
        return cls(Bot(token, session=session))

    async def send(self, chat: int, shown: Shown) -> Sent:
        """One message. What Telegram does not like about it is left out, rather than the message."""
        try:
            await self._post(chat, shown.text, shown.rows, shown.quote)
        except TelegramMigrateToChat as moved:
            return await self._send_plainly(moved.migrate_to_chat_id, shown, LONGEST)
        except TelegramBadRequest as problem:
            return await self._mend(chat, shown, problem)
        except AiogramError as error:
            return meaning_of(error)
        return SENT

    async def send_file(self, chat: int, name: str, content: bytes) -> Sent:
        """One file."""
        try:
            await self.bot.send_document(chat, BufferedInputFile(content, name))
        except AiogramError as error:
            return meaning_of(error)
        return SENT

    async def close(self) -> None:
        """Close the connections."""
        await self.bot.session.close()

    async def _mend(self, chat: int, shown: Shown, problem: TelegramBadRequest) -> Sent:
        words = problem.message.lower()
        if "can't parse" in words:
            return await self._send_plainly(chat, shown, LONGEST)
        if "too long" in words:
            return await self._send_plainly(chat, shown, max(len(shown.whole) // 2, 1))
        if "button" in words or "url" in words:
            return await self._send_plainly(chat, shown.without_links(), LONGEST)
        return meaning_of(problem)

    async def _send_plainly(self, chat: int, shown: Shown, longest: int) -> Sent:
        parts = split_text(shown.whole, longest)
        try:
            for number, part in enumerate(parts, start=1):
                await self._post(chat, part, shown.rows if number == len(parts) else ())
        except AiogramError as error:
            return meaning_of(error)
        return SENT

    async def _post(self, chat: int, text: str, rows: Rows, quote: str = "") -> None:
        keyboard = InlineKeyboardMarkup(inline_keyboard=[[_button(b) for b in row] for row in rows]) if rows else None
        preview = _NO_PREVIEW if _ADDRESS.search(f"{text}\n{quote}") else None
        above, below = _sendable(text), _sendable(quote)
        whole = "\n".join(filter(None, (above, below)))
        folded = [_folded(whole, below)] if below else None
        await self.bot.send_message(chat, whole, entities=folded, reply_markup=keyboard, link_preview_options=preview)


def meaning_of(error: AiogramError) -> Sent:
    """What an error means for the message."""
    match error:
        case TelegramRetryAfter():
            return Sent("retry", float(error.retry_after))
        case TelegramForbiddenError():
            return Sent("unreachable")
        case TelegramUnauthorizedError() | TelegramNotFound():
            # 404 is said of a method or of a token; our methods exist.
            log.error("telegram_token_refused")
            return Sent("retry")
        case TelegramEntityTooLarge():
            return Sent("rejected", detail="too large")
        case TelegramBadRequest():
            return _meaning_of_words(error.message.lower())
    return Sent("retry")


def _meaning_of_words(words: str) -> Sent:
    if "message is not modified" in words:
        return SENT
    if any(nobody in words for nobody in _NOBODY):
        return Sent("unreachable")
    log.error("telegram_message_rejected")
    return Sent("rejected", detail="bad request")


def _folded(whole: str, tail: str) -> MessageEntity:
    """The end of the text as a quotation that unfolds."""
    length = units(tail)
    return MessageEntity(type="expandable_blockquote", offset=units(whole) - length, length=length)


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=button.text, callback_data=button.callback_data, url=button.url)


def _sendable(text: str) -> str:
    """Without what no JSON carries: halves of pairs of code units, and NUL."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
