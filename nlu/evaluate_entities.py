"""How well an engine finds values: precision, recall and F1 of each entity, by place and value.

A line of a test set is a JSON object: ``language``, ``text``, and ``entities`` with ``entity``, ``value`` and
``surface`` (the piece of the text). Relative dates are counted from ``WRITTEN_ON``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import msgspec

from nlu.evaluate import Malformed
from nlu.occupations import Occupations
from nlu.understanding import Understander

WRITTEN_ON = date(2026, 5, 20)
"""The day that is today in the test sets."""
_OCCUPATION = "occupation"
# Entity, value, and where it stands.
_Value = tuple[str, str, int, int]


class Surface(msgspec.Struct, frozen=True):
    """A value and the piece of the text that says it."""

    entity: str
    value: str
    surface: str


class Marked(msgspec.Struct, frozen=True):
    """A message and the values that stand in it."""

    language: str
    text: str
    entities: tuple[Surface, ...]


class EntityScore(msgspec.Struct, frozen=True):
    """``marked`` and ``found`` values, and how well they agree."""

    marked: int
    found: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares what an engine finds with what is marked; occupations by their labels in the message's language."""

    engine: Understander
    occupations: Occupations
    today: date = WRITTEN_ON

    def found(self, example: Marked) -> set[_Value]:
        """What the engine finds."""
        heard = self.engine.understand(example.text, language=example.language, today=self.today)
        return {(e.entity, e.value.casefold(), e.start, e.end) for e in heard.entities}

    def named(self, value: str, language: str) -> set[str]:
        """What an occupation is called: "зварювальник / зварювальниця" are two names."""
        return {name.casefold() for name in self.occupations.label(value, language).split(" / ")}


def read_marked(lines: Iterable[str]) -> Iterator[Marked]:
    """Messages of a test set; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            example = msgspec.json.decode(line, type=Marked)
            _places(example)
        except (msgspec.DecodeError, ValueError) as error:
            raise Malformed(f"line {number} is no message with its entities") from error
        yield example


def evaluate_entities(judge: Judge, examples: Iterable[Marked]) -> dict[str, EntityScore]:
    """Scores by entity in alphabetical order. What no message of the set marks is not scored."""
    marked, found, right = Counter[str](), Counter[str](), Counter[str]()
    for example in examples:
        expected, answers = _places(example), judge.found(example)
        marked.update(entity for entity, *_ in expected)
        found.update(entity for entity, *_ in answers)
        right.update(value[0] for value in expected if _is_among(value, answers, judge, example.language))
    return {name: _score(marked[name], found[name], right[name]) for name in sorted(marked)}


def _is_among(value: _Value, answers: set[_Value], judge: Judge, language: str) -> bool:
    entity, name, start, end = value
    if entity != _OCCUPATION:
        return value in answers
    here = [v for kind, v, a, b in answers if kind == entity and (a, b) == (start, end)]
    return any(name in judge.named(v, language) for v in here)


def _places(example: Marked) -> list[_Value]:
    """Where the marked values stand: the same words twice are two places."""
    places: list[_Value] = []
    behind: Counter[str] = Counter()
    for one in example.entities:
        start = example.text.index(one.surface, behind[one.surface])
        end = behind[one.surface] = start + len(one.surface)
        places.append((one.entity, one.value.casefold(), start, end))
    return places


def _score(marked: int, found: int, right: int) -> EntityScore:
    precision, recall = right / found if found else 0.0, right / marked
    return EntityScore(marked, found, precision, recall, 2 * right / (marked + found))
