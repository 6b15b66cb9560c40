"""Telegram's limits on sending, enforced and counted.

Telegram publishes round figures, not rules: one message a second in a chat with short bursts tolerated, twenty a minute
in a group, about thirty a second in all. Here a private chat takes a burst of ``burst`` messages and then one a second;
a group twenty in any minute; the whole bot thirty in any second. What goes beyond is refused with 429 and counted, and
so is a message that comes while the bot was told to wait.
"""

import math
from collections import defaultdict, deque
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from integrations.sandbox.telegram.chats import Chat
from integrations.sandbox.telegram.clock import Clock
from integrations.sandbox.telegram.refusals import too_many

# Messages that were on their way when the bot was told to wait.
UNDER_WAY = 0.5
# The way here is not always equally long: who keeps to a limit exactly is not caught a few milliseconds short of it.
SLACK = 0.05


@dataclass(frozen=True, slots=True)
class Breach:
    """One message too many."""

    at: float
    limit: Literal["chat", "group", "overall", "retry_after"]
    chat: int
    method: str
    retry_after: int


@dataclass(slots=True)
class Limits:
    """What one bot may send. ``enforced=False`` only counts."""

    per_second: float = 1.0
    burst: int = 5
    overall: int = 30
    per_minute: int = 20
    enforced: bool = True
    breaches: list[Breach] = field(default_factory=list)
    # Messages that came sooner than a second after the one before, within the burst.
    tolerated: int = 0
    _recent: deque[float] = field(default_factory=deque)
    _minutes: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _tokens: dict[int, tuple[float, float]] = field(default_factory=dict)
    _told: dict[int, tuple[float, float]] = field(default_factory=dict)

    def spend(self, chat: Chat, method: str, clock: Clock) -> None:
        """Send one message, or raise 429."""
        now = clock.now()
        told_at, until = self._told.get(chat.id, (0.0, 0.0))
        if told_at + UNDER_WAY < now < until - SLACK:
            self._refuse(Breach(now, "retry_after", chat.id, method, math.ceil(until - now)))
        elif (wait := self._minute(chat, now)) > 0:
            self._refuse(Breach(now, "group", chat.id, method, math.ceil(wait)))
        elif (wait := self._bucket(chat, now)) > 0:
            self._refuse(Breach(now, "chat", chat.id, method, math.ceil(wait)))
        elif (wait := self._second(now)) > 0:
            self._refuse(Breach(now, "overall", chat.id, method, math.ceil(wait)))
        self._note(chat, now)

    def tell(self, chat: int, seconds: float, now: float) -> None:
        """The bot was told to wait before it writes to ``chat`` again."""
        told_at, until = self._told.get(chat, (now, 0.0))
        self._told[chat] = (told_at if until > now else now, max(until, now + seconds))

    def disobeyed(self, chat: int, method: str, now: float) -> None:
        """Count a message to ``chat`` that came before the time that the bot was told."""
        told_at, until = self._told.get(chat, (0.0, 0.0))
        if told_at + UNDER_WAY < now < until - SLACK:
            self.breaches.append(Breach(now, "retry_after", chat, method, math.ceil(until - now)))

    def forget(self) -> None:
        """Start counting anew."""
        self.breaches.clear()
        self.tolerated = 0

    def report(self) -> dict[str, Any]:
        """What was counted."""
        return {
            "count": len(self.breaches),
            "breaches": [asdict(breach) for breach in self.breaches],
            "tolerated": self.tolerated,
        }

    def _refuse(self, breach: Breach) -> None:
        self.breaches.append(breach)
        if self.enforced:
            self.tell(breach.chat, breach.retry_after, breach.at)
            raise too_many(breach.retry_after)

    def _minute(self, chat: Chat, now: float) -> float:
        """Seconds to wait in a group."""
        if chat.kind == "private":
            return 0
        sent = self._minutes[chat.id]
        while sent and sent[0] <= now - 60 + SLACK:
            sent.popleft()
        return sent[0] + 60 - now if len(sent) >= self.per_minute else 0

    def _bucket(self, chat: Chat, now: float) -> float:
        """Seconds to wait in a private chat."""
        if chat.kind != "private":
            return 0
        tokens = self._filled(chat.id, now)
        return 0 if tokens >= 1 - SLACK else (1 - tokens) / self.per_second

    def _filled(self, chat: int, now: float) -> float:
        tokens, at = self._tokens.get(chat, (float(self.burst), now))
        return min(float(self.burst), tokens + (now - at) * self.per_second)

    def _second(self, now: float) -> float:
        while self._recent and self._recent[0] <= now - 1 + SLACK:
            self._recent.popleft()
        return self._recent[0] + 1 - now if len(self._recent) >= self.overall else 0

    def _note(self, chat: Chat, now: float) -> None:
        self._recent.append(now)
        if chat.kind != "private":
            self._minutes[chat.id].append(now)
            return
        _, at = self._tokens.get(chat.id, (0.0, now - 2))
        self.tolerated += now - at < 1 / self.per_second - SLACK
        self._tokens[chat.id] = (max(0.0, self._filled(chat.id, now) - 1), now)
