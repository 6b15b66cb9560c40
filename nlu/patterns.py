"""Phrases over words: the small language in which the word lists of ``nlu/data`` are written.

A phrase is words in order; between two of them up to ``GAP`` other words may stand.

- ``дозвіл* отрима*``  – ``*`` ends a stem: any ending fits
- ``=так``             – the whole message is just this (greetings and courtesies around it do not count)
- ``not allowed ~``    – ``~`` marks a phrase that itself holds a negation, so that a "not" before it does not undo it
- ``?applied``         – weak: counts only when the message holds nothing stronger
- ``муж|чоловік бив``  – ``|`` parts words of which any one may stand there
- ``live +in``         – ``+``: no other word stands between this word and the one before it
- ``сын & не пришел``  – ``&`` alone: what stands on its two sides may come in any order, far from each other
- ``#18-99 years``     – ``#``: a number written in digits, from the one to the other

A word of six letters or more (a matcher may ask for more) also fits with one typing error. Ukrainian and Russian
phrases also fit when the message is typed in Latin letters. A phrase with more letters outweighs a shorter one.
"""

import gc
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, permutations

from nlu.negations import NEGATIONS, find_negated
from nlu.words import Word, fold, sound

GAP = 2
WIDE_GAP = 8
FUZZY_FROM = 6
LATIN_FROM = 2
LATIN_PHRASE_FROM = 5


@contextmanager
def collector_paused() -> Iterator[None]:
    """While word lists load: all that they make stays, and looking for garbage in it takes a third of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase and the label that it speaks for."""

    label: str
    words: tuple[str, ...]
    whole: bool
    negated: bool
    latin: bool
    weak: bool = False

    @property
    def weight(self) -> int:
        """Letters of the phrase: the more specific of two hits has more."""
        least = (
            min(2 if c.startswith("#") else len(c.rstrip("*")) for c in _choices(w)) for w in self.words if w != "&"
        )
        return sum(letters + 2 for letters in least)


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at words ``start:end``."""

    label: str
    start: int
    end: int
    weight: int
    whole: bool
    weak: bool = False


def compile_phrase(label: str, source: str, *, latin: bool = False) -> Phrase:
    """One phrase from its written form. ``latin``: also match its sound when typed in Latin letters."""
    whole = source.startswith("=")
    words = source.strip("=~? ").split()
    if not words or "&" in (words[0], words[-1]) or any(map(_is_empty, words)):
        raise ValueError(f"empty phrase for {label!r}: {source!r}")
    negated = source.endswith("~") or any(map(_negates, words))
    return Phrase(label, tuple(words), whole, negated, latin, source.startswith("?"))


@dataclass(frozen=True, slots=True)
class _Place:
    """Which vocabulary entries may stand at one place of a phrase, how many other words before it; letters at least."""

    entries: frozenset[str]
    gap: int
    least: int


class Matcher:
    """Finds which of many phrases a message holds."""

    @collector_paused()
    def __init__(
        self,
        phrases: Iterable[Phrase],
        *,
        courtesies: Iterable[str] = (),
        fuzzy_from: int = FUZZY_FROM,
        deniable: bool = True,
    ) -> None:
        """How phrases are found.

        ``courtesies`` do not count in a whole message; words of ``fuzzy_from`` letters or more may hold a typing
        error; ``deniable``: a negation undoes a phrase.
        """
        self._starts: dict[str, list[tuple[Phrase, tuple[_Place, ...]]]] = defaultdict(list)
        self._vocabulary: set[str] = set()
        self._deletes: dict[str, list[str]] = {}
        self._courtesies = frozenset(courtesies)
        self._fuzzy_from = fuzzy_from
        self._deniable = deniable
        for phrase in phrases:
            for places in _spellings(phrase):
                for entry in places[0].entries:
                    self._starts[entry].append((phrase, places))
                self._vocabulary.update(*(place.entries for place in places))
        self._ranges = {w: _range(w) for w in self._vocabulary if w.startswith("#")}
        for word in self._vocabulary:
            stem = word.rstrip("*")
            if len(stem) >= fuzzy_from and word[0] not in "~#":
                for cut in {stem, *_cuts(stem)}:
                    self._deletes.setdefault(cut, []).append(word)
        self._longest = max(map(len, self._vocabulary), default=0)

    def find(self, words: tuple[Word, ...]) -> list[Hit]:
        """All hits, the weightiest first; of equal ones always the same."""
        known = {text: self._forms(text) for text in {w.text for w in words}}
        forms = [known[w.text] for w in words]
        denied = find_negated(words) if self._deniable else [False] * len(words)
        bare = self.bare(words)
        hits = [
            Hit(phrase.label, start, end, phrase.weight, bare <= set(range(start, end)), phrase.weak)
            for phrase, start, end in self._spans(forms)
            if phrase.negated or not any(denied[start:end])
            if not phrase.whole or bare <= set(range(start, end))
        ]
        return sorted(hits, key=lambda h: (-h.weight, h.start, -h.end, h.label))

    def bare(self, words: tuple[Word, ...]) -> set[int]:
        """Where the words stand that are no courtesies."""
        return {i for i, w in enumerate(words) if w.text not in self._courtesies}

    def _spans(self, forms: list[set[str]]) -> Iterator[tuple[Phrase, int, int]]:
        """Phrases and where they stand. A phrase of which the message lacks a word is tried nowhere."""
        present = {entry for entries in forms for entry in entries}
        possible = {
            entry: [(p, places) for p, places in self._starts.get(entry, ()) if _all_in(places, present)]
            for entry in present
        }
        for start, entries in enumerate(forms):
            for phrase, places in (found for entry in entries for found in possible[entry]):
                end = _reach(places[1:], forms, start)
                if end is not None:
                    yield phrase, start, end

    def _forms(self, text: str) -> set[str]:
        """The vocabulary entries that this word of the message fits."""
        if text.isdecimal():
            return {text, *(w for w, numbers in self._ranges.items() if int(text) in numbers)}
        forms = {f for f in _prefixes(text) if f in self._vocabulary}
        heard = sound(text) if text.isascii() and len(text) >= LATIN_FROM else ""
        forms.update(f for f in _prefixes("~" + heard) if heard and f in self._vocabulary)
        if not forms and len(text) >= self._fuzzy_from:
            forms = self._nearly(text)
        return forms

    def _nearly(self, text: str) -> set[str]:
        found: set[str] = set()
        for length in range(self._fuzzy_from - 1, min(len(text), self._longest + 1) + 1):
            part = text[:length]
            for cut in (part, *_cuts(part)):
                for word in self._deletes.get(cut, ()):
                    stem = word.rstrip("*")
                    if abs(len(stem) - length) <= 1 and (word.endswith("*") or length == len(text)):
                        found.add(word)
        return found


@collector_paused()
def load_phrases(table: Mapping[str, Mapping[str, list[str]]]) -> list[Phrase]:
    """Phrases of a word list ``{label: {language: [phrase, …]}}``."""
    return [
        compile_phrase(label, source, latin=language in ("uk", "ru"))
        for label, languages in table.items()
        for language, sources in languages.items()
        for source in sources
    ]


def _spellings(phrase: Phrase) -> Iterator[tuple[_Place, ...]]:
    for words in _orders(phrase.words):
        yield tuple(_place(w, heard=False) for w in words)
        heard = _long_enough([_place(w, heard=True) for w in words]) if phrase.latin else ()
        if heard and all(place.entries for place in heard):
            yield heard


def _orders(words: tuple[str, ...]) -> Iterator[list[str]]:
    """The words with the parts around ``&`` in every order, each later part marked as one that may stand far away."""
    parts = [list(part) for alone, part in groupby(words, "&".__eq__) if not alone]
    for order in permutations(parts):
        yield [*order[0], *(w for first, *rest in order[1:] for w in ("&" + first.lstrip("+"), *rest))]


def _long_enough(heard: list[_Place]) -> tuple[_Place, ...]:
    """The places without the choices with which the phrase is too short to be told from a word of another language."""
    missing = LATIN_PHRASE_FROM - sum(place.least for place in heard)
    if missing <= 0:
        return tuple(heard)
    return tuple(
        _Place(frozenset(e for e in place.entries if _letters(e) >= missing + place.least), place.gap, place.least)
        for place in heard
    )


def _choices(word: str) -> list[str]:
    return word.lstrip("+&").split("|")


# Most words of the lists are written as folding would leave them.
_FOLDED = re.compile(r"(?!.*(.)\1\1)(?:[a-z]+|[а-щьюяєії]+)")
_GAPS = {"+": 0, "&": WIDE_GAP}


# The lists hold the same words many times over; without these caches their loading takes three times as long.
@lru_cache(maxsize=1 << 15)
def _is_empty(word: str) -> bool:
    return word != "&" and any(not choice.strip("#*") for choice in _choices(word))


@lru_cache(maxsize=1 << 15)
def _negates(word: str) -> bool:
    return any(_spelling(choice, heard=False).rstrip("*") in NEGATIONS for choice in _choices(word))


@lru_cache(maxsize=1 << 15)
def _place(word: str, *, heard: bool) -> _Place:
    entries = frozenset([_spelling(choice, heard=heard) for choice in _choices(word)])
    return _Place(entries, _GAPS.get(word[0], GAP), min(map(_letters, entries)))


@lru_cache(maxsize=1 << 16)
def _spelling(choice: str, *, heard: bool) -> str:
    if choice.startswith("#"):
        return choice
    bare = choice.rstrip("*")
    body, ending = bare if _FOLDED.fullmatch(bare) else fold(bare), choice[len(bare) :]
    return ("~" + sound(body) if heard else body) + ending


def _letters(entry: str) -> int:
    return 0 if entry.startswith("#") else len(entry.strip("~*"))


def _range(word: str) -> range:
    low, high = word.lstrip("#").split("-")
    return range(int(low), int(high) + 1)


def _prefixes(text: str) -> Iterator[str]:
    yield text
    for length in range(2, len(text) + 1):
        yield text[:length] + "*"


def _cuts(text: str) -> list[str]:
    return [text[:i] + text[i + 1 :] for i in range(len(text))]


def _all_in(places: tuple[_Place, ...], present: set[str]) -> bool:
    return not any(place.entries.isdisjoint(present) for place in places)


def _reach(places: tuple[_Place, ...], forms: list[set[str]], at: int) -> int | None:
    """Where a phrase ends whose remaining ``places`` follow the word ``at``, or None."""
    if not places:
        return at + 1
    for i in range(at + 1, min(at + 2 + places[0].gap, len(forms))):
        if not places[0].entries.isdisjoint(forms[i]) and (end := _reach(places[1:], forms, i)) is not None:
            return end
    return None
