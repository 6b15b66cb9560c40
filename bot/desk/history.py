"""The history of a ticket in words: who did what, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import words
from bot.desk.outcome_words import outcome_words
from bot.desk.times import day_and_time
from bot.ports import Act

_DETAILS = {"closed": words.RESULTS, "rated": words.RATINGS, "prioritised": words.PRIORITIES}


def _check_words(detail: str) -> str:
    name, _, result = detail.rpartition(": ")
    return f"{name}: {words.word(words.CHECKS, result).lower()}"


_TOLD = {"outcome": outcome_words, "outcome_withdrawn": outcome_words, "checked": _check_words}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActView:
    """One line of the history."""

    at: str
    iso: str
    actor: str
    words: str
    detail: str
    text: str


def show_act(act: Act, now: datetime) -> ActView:
    """A line of it, for who reads it at ``now``."""
    return ActView(
        at=day_and_time(act.at, now),
        iso=act.at.isoformat(),
        actor=words.actor(act.actor),
        words=words.word(words.ACTS, act.action),
        detail=act_detail(act, now),
        text=act.text,
    )


def act_detail(act: Act, now: datetime) -> str:
    """What a line of the history says besides what was done."""
    match act.action:
        case "parked":
            return f"till {day_and_time(datetime.fromisoformat(act.detail), now)}"
        case "transferred":
            return f"till {words.word(words.QUEUES, act.detail)}"
        case "decided":
            return words.word(words.DECISIONS, act.detail).lower()
        case action if action in _TOLD:
            return _TOLD[action](act.detail)
        case action if action in _DETAILS:
            return words.word(_DETAILS[action], act.detail)
        case _:
            return ""


def parked_until(history: Sequence[Act]) -> datetime | None:
    """When the last parking ends."""
    parked = next((act for act in reversed(history) if act.action == "parked"), None)
    return datetime.fromisoformat(parked.detail) if parked else None
