"""Updates that wait for the bot, with Telegram's rules for their numbers and how long they are kept."""

import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any

from integrations.sandbox.telegram.clock import Clock
from integrations.sandbox.telegram.pace import Pace

Json = dict[str, Any]
# What is served in order, one at a time: a chat's messages, a user's presses, a chat's members.
Lane = tuple[str, int]

KINDS = frozenset({
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "guest_message", "message_reaction",
    "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot",
})  # fmt: skip
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
BY_DEFAULT = KINDS - UNASKED
# A number this much beyond the newest one is not taken for a confirmation.
FUTURE = 10
REMEMBERED = 20_000


@dataclass(slots=True, eq=False)
class Update:
    """One update on its way."""

    id: int
    kind: str
    body: Json
    lane: Lane
    at: float
    # Repeated and reordered ones are handed out whatever the bot has confirmed meanwhile.
    sticky: bool = False
    place: int = -1

    def json(self) -> Json:
        """The object that the bot gets."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """The queue. ``listener`` is told of each update that joins it."""

    def __init__(self, clock: Clock, pace: Pace, chance: Random) -> None:
        self.allowed = BY_DEFAULT
        self.listener: Callable[[Update], None] = lambda _: None
        self._clock = clock
        self._pace = pace
        self._chance = chance
        self._next = chance.randrange(1 << 20, 1 << 30)
        self._last_at: float | None = None
        # By the order of joining, so that any of them is found and taken out at once.
        self._queue: dict[int, Update] = {}
        self._joined = itertools.count()
        self._past: deque[Update] = deque(maxlen=REMEMBERED)
        self._held: dict[Lane, Update] = {}
        self._to_swap: int = 0

    def __len__(self) -> int:
        self._expire()
        return len(self._queue)

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Which kinds the bot wants from now on: None leaves it as it is, nothing means the usual ones."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & KINDS or BY_DEFAULT

    def add(self, kind: str, body: Json, lane: Lane) -> int | None:
        """Queue an update; None when the bot does not want its kind."""
        return self.force(kind, body, lane) if kind in self.allowed else None

    def force(self, kind: str, body: Json, lane: Lane) -> int:
        """Queue an update of any kind, such as one that Telegram has only just invented."""
        update = Update(self._number(), kind, body, lane, self._clock.now())
        self._past.append(update)
        for ready in self._in_order(update):
            self._join(ready)
        self._clock.bell.ring()
        return update.id

    def take(self, offset: int, limit: int) -> list[Update]:
        """What getUpdates gives; what comes before ``offset`` is forgotten."""
        self._expire()
        if offset < 0:
            for update in list(self._queue.values())[:offset]:
                self.drop(update)
        elif offset <= self._next + 1 + FUTURE:
            self._forget(offset)
        taken = list(itertools.islice(self._queue.values(), limit))
        for update in taken:
            if update.sticky:
                self.drop(update)
        return taken

    def drop(self, update: Update) -> None:
        """One was delivered, or given up."""
        self._queue.pop(update.place, None)

    def clear(self) -> None:
        """Forget all that wait."""
        self._queue.clear()
        self._held.clear()

    def waiting(self) -> list[Update]:
        """All that wait, in order."""
        self._expire()
        return list(self._queue.values())

    def past(self) -> list[Update]:
        """All that there were, the oldest first."""
        return list(self._past)

    def repeat(self, number: int, times: int = 1) -> bool:
        """Deliver an update again, as Telegram does when it did not hear the answer. False: there is none such."""
        found = next((update for update in self._past if update.id == number), None)
        if found is None:
            return False
        for _ in range(times):
            again = Update(found.id, found.kind, found.body, found.lane, self._clock.now(), sticky=True)
            self._join(again)
        self._clock.bell.ring()
        return True

    def swap(self, times: int = 1) -> None:
        """Let each of the next ``times`` updates be overtaken by the one that follows in its chat."""
        self._to_swap += times

    def alive(self, update: Update) -> bool:
        """Whether it is young enough to be delivered."""
        return self._clock.now() < update.at + self._pace.keep

    def _number(self) -> int:
        now = self._clock.now()
        if self._last_at is not None and now >= self._last_at + self._pace.silence:
            self._next = self._chance.randrange(1 << 20, 1 << 30)
        self._last_at = now
        self._next += 1
        return self._next

    def _in_order(self, update: Update) -> tuple[Update, ...]:
        earlier = self._held.pop(update.lane, None)
        if earlier is not None:
            earlier.sticky = True
            return update, earlier
        if self._to_swap:
            self._to_swap -= 1
            self._held[update.lane] = update
            return ()
        return (update,)

    def _join(self, update: Update) -> None:
        update.place = next(self._joined)
        self._queue[update.place] = update
        self.listener(update)

    def _forget(self, offset: int) -> None:
        confirmed = itertools.takewhile(lambda update: update.sticky or update.id < offset, self._queue.values())
        for update in list(confirmed):
            if not update.sticky:
                self.drop(update)

    def _expire(self) -> None:
        for update in list(itertools.takewhile(lambda update: not self.alive(update), self._queue.values())):
            self.drop(update)
