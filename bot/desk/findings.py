"""What was found about the organisation behind a ticket, and what was decided, in words."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk import words
from bot.desk.applications import decided
from bot.desk.times import day_and_time
from bot.ports import Check
from bot.store import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    """The result of a look-up; what deviates stands out."""

    name: str
    result: str
    detail: str
    source: str
    at: str
    deviates: bool


@dataclass(frozen=True, slots=True)
class DecisionView:
    """Where an application stands, in words."""

    word: str
    reason: str
    by: str
    final: bool


def show_check(check: Check, now: datetime) -> CheckView:
    """A check in words."""
    return CheckView(
        name=check.name,
        result=words.word(words.CHECKS, check.result),
        detail=check.detail,
        source=check.source,
        at=day_and_time(check.at, now),
        deviates=check.result != "OK",
    )


def show_decision(kept: Kept, now: datetime) -> DecisionView | None:
    """Where an application stands; None for other tickets."""
    state = decided(kept.ticket, kept.history)
    if state is None or kept.erased:
        return None
    by = f"{state.by}, {day_and_time(state.at, now)}" if state.at else ""
    return DecisionView(words.word(words.DECISIONS, state.decision), state.reason, by, state.final)
