"""Which intents are recognised, and which are taken for which."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from nlu.evaluate import Answer

MOST = 10


class IntentScore(msgspec.Struct, frozen=True):
    """``messages`` mean it, ``found`` were taken to; the rest are shares, 0–1."""

    messages: int
    found: int
    precision: float
    recall: float
    f1: float


class Confusion(msgspec.Struct, frozen=True):
    """So many messages that mean ``expected`` were taken for ``found``."""

    expected: str
    found: str
    messages: int


def evaluate_intents(answers: Sequence[Answer]) -> dict[str, IntentScore]:
    """Scores by intent, in the order in which the test set has them; what was only found comes last."""
    expected, found = Counter(a.expected for a in answers), Counter(a.found for a in answers)
    right = Counter(a.expected for a in answers if a.right)
    return {name: _score(expected[name], found[name], right[name]) for name in dict.fromkeys([*expected, *found])}


def confusions(answers: Sequence[Answer], most: int = MOST) -> list[Confusion]:
    """The pairs that are mixed up most often, the most frequent first."""
    pairs = Counter((a.expected, a.found) for a in answers if not a.right)
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [Confusion(expected, found, count) for (expected, found), count in ordered[:most]]


def _score(expected: int, found: int, right: int) -> IntentScore:
    precision, recall = right / found if found else 0.0, right / expected if expected else 0.0
    return IntentScore(expected, found, precision, recall, 2 * right / (expected + found))
