"""How long is tried, and how long is waited between two tries."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Waits double from ``first`` up to ``longest`` seconds, each shortened by up to half by chance.

    What has waited for ``limit`` is given up. An entry's age is told by the machine's clock, as the store dates it.
    """

    first: float = 1.0
    longest: float = 300.0
    limit: timedelta = timedelta(hours=24)
    deadline: float = 30.0
    chance: Callable[[], float] = field(default=random.random)  # noqa: S311 - spreads tries, hides nothing

    def pause(self, tries: int) -> float:
        """Seconds before the next try, after so many."""
        whole = min(self.first * 2.0 ** min(tries - 1, 30), self.longest)
        return whole * (1 - self.chance() / 2)

    def is_over(self, since: datetime, wait: float = 0.0) -> bool:
        """Whether something that waits since ``since`` would be too old after another ``wait`` seconds."""
        return datetime.now(UTC) - since + timedelta(seconds=min(wait, 1e9)) >= self.limit
