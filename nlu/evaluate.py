"""How well an engine recognises what messages are about: for each language, and for all messages.

The engine is not told which language a message is in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from nlu.parse import best
from nlu.understanding import OUT_OF_SCOPE, Identified, Understander
from nlu.words import split

ALL = "all"
UNTOLD = "und"
"""The language of a conversation that has none yet."""
_NOTHING_HEARD = Identified(UNTOLD, 0.0)


class Malformed(Exception):
    """A line of a test set is not what it has to be."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what it means."""

    intent: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine made of a message.

    ``found`` is the likeliest intent, also where the engine would rather ask: then ``asked`` are the intents that it
    would name.
    """

    expected: str
    language: str
    found: str
    confidence: float = 1.0
    asked: tuple[str, ...] = ()
    heard: Identified = _NOTHING_HEARD
    words: int = 0

    @property
    def right(self) -> bool:
        """The likeliest intent is the right one."""
        return self.found == self.expected

    @property
    def refused(self) -> bool:
        """The engine would say that it did not understand."""
        return self.found == OUT_OF_SCOPE and not self.asked


class Score(msgspec.Struct, frozen=True):
    """Shares, 0–1; None where there is nothing to have a share of.

    ``acted``, ``asked`` and ``refused`` are shares of what is in scope and make one together. ``acted_right`` is the
    share right of what was acted upon, ``asked_right`` how often the right intent was among those asked about.
    """

    messages: int
    accuracy: float
    macro_f1: float
    out_of_scope_recall: float | None
    acted: float | None
    asked: float | None
    refused: float | None
    acted_right: float | None
    asked_right: float | None


def read_examples(lines: Iterable[str]) -> Iterator[Example]:
    """Examples of a file: ``intent``, ``language``, ``text``, parted by tabs. Raises ``Malformed``."""
    for number, fields in rows(lines):
        if len(fields) != 3:
            raise Malformed(f"line {number} is not: intent, language, text, parted by tabs")
        yield Example(*fields)


def rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and fields; empty lines and lines with ``#`` are passed over. Raises ``Malformed``."""
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.rstrip("\r\n").split("\t")
        if not all(fields):
            raise Malformed(f"line {number} has an empty field")
        yield number, fields


def ask(engine: Understander, example: Example) -> Answer:
    """What ``engine`` makes of a message, the first of its conversation."""
    heard = engine.understand(example.text, language=UNTOLD)
    found = best(heard)
    return Answer(
        expected=example.intent,
        language=example.language,
        found=found.name,
        confidence=found.confidence,
        asked=heard.rivals,
        heard=heard.language,
        words=len(split(example.text)),
    )


def evaluate(answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores by language in alphabetical order, and ``all``."""
    languages = sorted({answer.language for answer in answers})
    parts = {name: [a for a in answers if a.language == name] for name in languages}
    return {name: score(part) for name, part in (parts | {ALL: list(answers)}).items()}


def score(answers: Sequence[Answer]) -> Score:
    """How well these messages were recognised."""
    inside = [a for a in answers if a.expected != OUT_OF_SCOPE]
    acted = [a for a in inside if not a.asked and not a.refused]
    asked = [a for a in inside if a.asked]
    return Score(
        messages=len(answers),
        accuracy=share(a.right for a in answers) or 0.0,
        macro_f1=_macro_f1(answers),
        out_of_scope_recall=share(a.right for a in answers if a.expected == OUT_OF_SCOPE),
        acted=share(not a.asked and not a.refused for a in inside),
        asked=share(bool(a.asked) for a in inside),
        refused=share(a.refused for a in inside),
        acted_right=share(a.right for a in acted),
        asked_right=share(a.expected in a.asked for a in asked),
    )


def share(held: Iterable[bool]) -> float | None:
    """How many of them are true; None of nothing."""
    values = list(held)
    return sum(values) / len(values) if values else None


def _macro_f1(answers: Sequence[Answer]) -> float:
    """The mean F1 of all intents that were expected or found."""
    right = Counter(a.expected for a in answers if a.right)
    expected, found = Counter(a.expected for a in answers), Counter(a.found for a in answers)
    f1 = [2 * right[name] / (expected[name] + found[name]) for name in expected | found]
    return sum(f1) / len(f1) if f1 else 0.0
