"""Lines that a commit leaves for others: audit entries, and word to listeners that something changed."""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from bot.store.keys import Keys
from bot.store.script import Batch


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An audit entry: who did what to which case, when. No personal data."""

    at: datetime
    actor: str
    action: str
    detail: str = ""
    conversation: str = ""
    reference: str = ""


class Change(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    rename={"conversation": "c", "message": "m", "tickets": "t", "queues": "q", "content": "v", "resync": "r"},
):
    """What is told to listeners: conversation, its newest message, changed tickets and queues, version of content.

    ``resync``: something may have been missed.
    """

    conversation: str = ""
    message: int = 0
    tickets: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    content: int = 0
    resync: bool = False


@dataclass(frozen=True, slots=True)
class Notices:
    """Adds such lines to a batch."""

    keys: Keys

    def audit(self, batch: Batch, line: Line) -> None:
        """Write ``line`` into the audit stream of the partition."""
        batch.write("XADD", self.keys.at(batch.partition, "audit"), "*", "line", msgspec.json.encode(line))

    def tell(self, batch: Batch, change: Change) -> None:
        """Publish ``change``."""
        batch.publish(self.keys.channel(batch.partition), msgspec.json.encode(change))
