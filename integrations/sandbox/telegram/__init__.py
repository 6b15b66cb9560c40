"""A local Bot API: it behaves as Telegram's own towards a bot, and lets tests and people be the users.

Towards the bot (``/bot<token>/<method>``, ``/file/bot<token>/<path>``) it knows what a bot such as ours calls, refuses
in Telegram's words and holds the bot to Telegram's limits. ``/control`` is the other side: users who write, press and
block, faults on demand, and what came of it all. ``/`` is a page on which to type as a user.

In a test::

    async with LocalBotApi("42:TEST").listening() as api:
        olena = api.visitor(1001, first_name="Олена", language_code="uk")
        olena.start()
        ...  # a bot with TELEGRAM_API_URL=api.url answers
        shown = await olena.answered()

It listens on this machine only and keeps everything in memory.
"""

from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.clock import Clock
from integrations.sandbox.telegram.limits import Limits
from integrations.sandbox.telegram.pace import Pace
from integrations.sandbox.telegram.visitor import Impossible, Visitor

__all__ = ["Clock", "Impossible", "Limits", "LocalBotApi", "Pace", "Visitor"]
