"""Telegram: updates come in by webhook or polling, messages go out through the outbox.

Everything that receives is quick to import; aiogram is loaded by the process that sends, when a token is set.
"""

from bot.channels.telegram.assembly import Telegram
from bot.channels.telegram.names import CHANNEL

__all__ = ["CHANNEL", "Telegram"]
