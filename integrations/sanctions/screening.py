"""One question to the list, and what is said of it: a hit, none, or why it could not be asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from integrations.errors import IntegrationError, Unavailable
from integrations.sanctions.keeper import Keeper, Kept, TooSmall
from integrations.sanctions.matching import Hit
from integrations.sanctions.subjects import Subject

OLDEST = timedelta(days=7)
PATIENCE = 10.0
"""Seconds that a question waits for the first list after a start."""
Outcome = Literal["clear", "hit", "list_too_old", "list_too_small", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """``hits``: the likeliest first. ``kept``: the list that was asked. ``error``: why there is none."""

    outcome: Outcome
    hits: tuple[Hit, ...] = ()
    kept: Kept | None = None
    error: IntegrationError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Asks the list that ``keeper`` has in use, unless it is older than ``oldest``."""

    keeper: Keeper
    now: Callable[[], datetime]
    oldest: timedelta = OLDEST
    patience: float = PATIENCE

    async def screen(self, subject: Subject) -> Screened:
        """Whether ``subject`` may stand on the list. Never raises for a list that is not there."""
        kept = await self.keeper.look(self.patience)
        if kept is None:
            error = self.keeper.error or Unavailable("there is no list")
            return Screened(outcome="list_too_small" if isinstance(error, TooSmall) else "failed", error=error)
        if self.now() - kept.generated > self.oldest:
            return Screened(outcome="list_too_old", kept=kept)
        hits = await asyncio.to_thread(kept.index.search, subject)
        return Screened(outcome="hit" if hits else "clear", hits=hits, kept=kept)
