"""How many calls for help are heard, and how many harmless messages are taken for one."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from nlu.evaluate import ALL, UNTOLD, share
from nlu.understanding import DANGER, Understander

LABELS = {"danger": True, "harmless": False, "safe": False}
"""What the first field of a line may say."""


@dataclass(frozen=True, slots=True)
class Call:
    """A message that is one of danger, or only sounds like it."""

    danger: bool
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a message was taken for one of danger."""

    danger: bool
    language: str
    seen: bool


class DangerScore(msgspec.Struct, frozen=True):
    """``recall``: the share of dangers that were seen. ``false_alarms``: the share of harmless that were, too."""

    dangers: int
    recall: float | None
    harmless: int
    false_alarms: float | None


def judge(engine: Understander, call: Call) -> Judged:
    """What ``engine`` takes the message for."""
    found = engine.understand(call.text, language=UNTOLD).intent.name
    return Judged(call.danger, call.language, found == DANGER)


def evaluate_danger(judged: Sequence[Judged]) -> dict[str, DangerScore]:
    """Scores by language in alphabetical order, and ``all``."""
    languages = sorted({one.language for one in judged})
    parts = {name: [one for one in judged if one.language == name] for name in languages}
    return {name: _score(part) for name, part in (parts | {ALL: list(judged)}).items()}


def _score(part: Sequence[Judged]) -> DangerScore:
    dangers = [one.seen for one in part if one.danger]
    others = [one.seen for one in part if not one.danger]
    return DangerScore(len(dangers), share(dangers), len(others), share(others))
