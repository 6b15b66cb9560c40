"""The waiting times of Telegram, in one place, for tests that cannot wait so long."""

from dataclasses import dataclass

DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long things take. The defaults are Telegram's own, as far as they are known."""

    poll: float = 50.0
    """The longest long poll."""
    conflict: float = 3.0
    """How long a second conflict of pollers within this time waits for its 409."""
    retry: float = 1.0
    """Unit of the delays between redeliveries to a webhook: 0, 2, 4, 8 … of it."""
    longest_retry: float = 60.0
    """The longest such delay is between this and twice this."""
    answer: float = 60.0
    """How long a webhook may take to answer."""
    keep: float = DAY
    """How long an update is kept for a bot that does not fetch it."""
    silence: float = 7 * DAY
    """After such a silence the next update has an identifier out of any order."""
    callback: float = 60.0
    """How long the press of a button can be answered."""
    file_link: float = 3600.0
    """How long the path of a file is good after getFile."""
    deletable: float = 2 * DAY
    """How long a message can be deleted."""
    webhook: float = 1.0
    """How long after setWebhook another one is refused."""
