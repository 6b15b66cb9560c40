"""How well an engine recognises intents: accuracy and macro-F1, for each language and for all messages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from nlu.parse import best
from nlu.understanding import Understander

ALL = "all"


class Malformed(Exception):
    """A line of a test set is not ``intent``, ``language``, ``text``."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what it means."""

    intent: str
    language: str
    text: str


class Score(msgspec.Struct, frozen=True):
    """The share of ``messages`` that were recognised, and the mean F1 of the intents."""

    messages: int
    accuracy: float
    macro_f1: float


def read_examples(lines: Iterable[str]) -> Iterator[Example]:
    """Examples of a tab separated file; empty lines and lines with ``#`` are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) != 3 or not all(fields):
            raise Malformed(f"line {number} is not: intent, language, text, parted by tabs")
        yield Example(*fields)


def evaluate(engine: Understander, examples: Iterable[Example]) -> dict[str, Score]:
    """Scores by language in alphabetical order, and ``all``."""
    answers: dict[str, list[tuple[str, str]]] = {}
    for example in examples:
        found = best(engine.understand(example.text, language=example.language)).name
        answers.setdefault(example.language, []).append((example.intent, found))
    scores = {language: score(answers[language]) for language in sorted(answers)}
    return scores | {ALL: score([pair for pairs in answers.values() for pair in pairs])}


def score(pairs: Sequence[tuple[str, str]]) -> Score:
    """The score of (expected, found) pairs."""
    if not pairs:
        return Score(0, 0.0, 0.0)
    right = Counter(expected for expected, found in pairs if expected == found)
    expected, found = Counter(e for e, _ in pairs), Counter(f for _, f in pairs)
    f1 = [2 * right[name] / (expected[name] + found[name]) for name in expected | found]
    return Score(len(pairs), right.total() / len(pairs), sum(f1) / len(f1))
