"""The systems behind us, as ``Call`` effects reach them: who they are, and what the rest of the bot hears of them.

None of them raises for a system that is away: it answers ``NOT_CHECKED`` with a reason and when to ask again.
"""

from bot.backends.opened import System, keeping, open_backends
from bot.backends.visits import VisitCalendar

__all__ = ["System", "VisitCalendar", "keeping", "open_backends"]
