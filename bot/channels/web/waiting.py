"""How many messages of one conversation may wait for their turn. The turns themselves go one after the other."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.channels.web.problems import Problem


@dataclass(frozen=True, slots=True)
class WaitingRoom:
    """Who floods a conversation is told to slow down; nobody else notices."""

    seats: int = 200
    _taken: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def enter(self, conversation: str) -> Iterator[None]:
        """Take a seat for as long as it lasts."""
        if self._taken[conversation] >= self.seats:
            raise Problem("flood", "Too many messages of this conversation are waiting.", retry_after=2)
        self._taken[conversation] += 1
        try:
            yield
        finally:
            self._taken[conversation] -= 1
            if not self._taken[conversation]:
                del self._taken[conversation]
