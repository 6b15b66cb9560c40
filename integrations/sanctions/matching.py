"""Looking for a name among all the names of a list. Every question stands by itself: nothing is remembered of it.

An organisation is compared with enterprises, an owner with enterprises and persons. A country is not compared: a
listed company's Swedish daughter, or a listing without a country, must be as near as any other.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from integrations.sanctions.likeness import NEAREST_WHOLE, NEAREST_WORD, Measure, word_likeness
from integrations.sanctions.listed import Entry, Kind, SanctionsList
from integrations.sanctions.spelling import spell
from integrations.sanctions.subjects import Organisation, Owner, Subject
from integrations.sanctions.words import ordinary, without_forms

STRONG = 0.7
WEAK = 0.5
ORDINARY = 0.25
"""What a word weighs that many names have; a rare one weighs 1."""
MOST_HITS = 5
_LOOKED_AT = 150
_LEAST_NAMES = 1000
_ALIKE = OSA.normalized_similarity
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may be meant: ``strong`` from 0.7, weaker from 0.5."""

    reference: str
    programme: str
    score: float

    @property
    def strength(self) -> Literal["strong", "weak"]:
        """Whether it is rather this one, or one with a name like it."""
        return "strong" if self.score >= STRONG else "weak"


@dataclass(frozen=True, slots=True)
class _Name:
    words: Words
    entry: Entry
    strong: bool


class _Names:
    """The names of one kind of entries, and where each word stands. ``personal``: see ``Measure``."""

    def __init__(self, names: list[_Name], *, personal: bool) -> None:
        self._names = names
        self._rarity = _rarity(names)
        self._measure = Measure(self._weigh, _tells, personal)
        self._where: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            for word in set(name.words):
                self._where[word].append(place)
        self._words = list(self._where)
        self._wholes = tuple(zip(*(self._measure.wholes(name.words) for name in names), strict=True))
        self._weights = [sum(map(self._weigh, name.words)) for name in names]

    def near(self, words: Words) -> Iterable[tuple[_Name, float]]:
        """Names that may be meant by ``words``, each with how like it is."""
        for place in {*self._by_words(words), *self._by_wholes(words)}:
            yield self._names[place], self._measure.likeness(words, self._names[place].words)

    def _weigh(self, word: str) -> float:
        return self._rarity.get(word, 1.0) if _tells(word) else ORDINARY

    def _by_words(self, words: Words) -> list[int]:
        """Places of the names that share most with ``words``."""
        shared: dict[int, float] = defaultdict(float)
        for word in set(words):
            for place, alike in self._with_word_like(word).items():
                shared[place] += alike * self._weigh(word)
        own = sum(map(self._weigh, words))
        return nlargest(_LOOKED_AT, shared, key=lambda place: shared[place] / (own + self._weights[place]))

    def _by_wholes(self, words: Words) -> Iterable[int]:
        """Places of the names that are like it without their spaces."""
        for whole, theirs in zip(self._measure.wholes(words), self._wholes, strict=False):
            near = process.extract(
                whole, theirs, scorer=_ALIKE, processor=None, score_cutoff=NEAREST_WHOLE, limit=_LOOKED_AT
            )
            yield from (place for _, _, place in near)

    def _with_word_like(self, word: str) -> dict[int, float]:
        """Places of the names with a word like ``word``, and how like it is."""
        found: dict[int, float] = {}
        for near, _, _ in process.extract_iter(
            word, self._words, scorer=_ALIKE, processor=None, score_cutoff=NEAREST_WORD
        ):
            alike = word_likeness(word, near)
            for place in self._where[near] if alike else ():
                found[place] = max(found.get(place, 0.0), alike)
        return found


class Index:
    """A list made ready to be searched."""

    def __init__(self, listed: SanctionsList) -> None:
        self.size = len(listed.entries)
        self._names: dict[Kind, _Names] = {kind: _names(listed, kind) for kind in ("enterprise", "person")}
        self._numbered = {number: entry for entry in listed.entries for number in entry.numbers if number}

    def search(self, subject: Subject, *, most: int = MOST_HITS) -> tuple[Hit, ...]:
        """At most so many entries that may be meant by ``subject``, the likeliest first."""
        kinds: tuple[Kind, ...] = ("enterprise", "person") if isinstance(subject, Owner) else ("enterprise",)
        scores: dict[str, Hit] = {}
        for kind in kinds:
            for name, score in self._names[kind].near(_words(subject.name, kind)):
                _keep(scores, name.entry, score if name.strong else min(score, STRONG - 0.01))
        if isinstance(subject, Organisation) and (entry := self._numbered.get(subject.number)):
            _keep(scores, entry, 1.0)
        return tuple(sorted(scores.values(), key=lambda hit: (-hit.score, hit.reference))[:most])


def _keep(hits: dict[str, Hit], entry: Entry, score: float) -> None:
    """The best of an entry's names counts."""
    rounded = round(score, 2)
    if rounded >= WEAK and (entry.reference not in hits or hits[entry.reference].score < rounded):
        hits[entry.reference] = Hit(entry.reference, entry.programme, rounded)


def _names(listed: SanctionsList, kind: Kind) -> _Names:
    found = [
        _Name(words, entry, alias.strong)
        for entry in listed.entries
        if entry.kind == kind
        for alias in entry.aliases
        if (words := _words(alias.name, kind))
    ]
    return _Names(found, personal=kind == "person")


def _rarity(names: list[_Name]) -> dict[str, float]:
    """What each word weighs, by how many entries have it."""
    bearers = Counter(word for _, word in {(name.entry.reference, word) for name in names for word in name.words})
    most = math.log(max(len(names), _LEAST_NAMES))
    return {word: max(1 - math.log(count) / most, ORDINARY) for word, count in bearers.items()}


def _tells(word: str) -> bool:
    return word not in ordinary()


def _words(name: str, kind: Kind) -> Words:
    return without_forms(spell(name)) if kind == "enterprise" else spell(name, initials=True)
