"""Counts of places and of years.

Not every number is one: what stands beside it tells a bus, a price, an age, an hour from a count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from nlu.entities.numerals import COUNTED, HUNDRED, NEAR, OTHER_FROM, Counts, Number, in_digits, in_words
from nlu.entities.spans import Taken
from nlu.words import Word, sound

_LABEL_GAP = re.compile(r"[\s:=#№\"«„“-]{0,4}")
_ABBREVIATED_GAP = re.compile(r"\.?\s?")
_ABBREVIATED = 5
_SURE_BELOW = 100
_HIGHEST_ALONE = 1000
# More counts than a message that is no table holds; each costs some time.
_MOST = 40


def find_counts(
    text: str, words: tuple[Word, ...], counts: Counts, *, taken: Taken, occupations: frozenset[int]
) -> Iterator[tuple[int, int, int]]:
    """Where a count starts and ends, and the count. ``occupations`` are the places where names of them start."""
    line = _Line(text, words, counts, occupations)
    found = (n for n in (*in_digits(text, words), *in_words(text, words, counts)) if taken.is_free(n.start, n.end))
    numbers = sorted(islice(found, _MOST), key=lambda n: n.start)
    # "One" is often an article ("en svetsare i 5 år"): beside another number it has to count a place or a year.
    several = any(n.value != 1 for n in numbers)
    for number in numbers:
        sure = number.value != 1 or not several or text[number.start].isdecimal() or line.counts_one(number)
        if sure and _is_count(number, line):
            yield number.start, number.end, number.value


@dataclass(frozen=True, slots=True)
class _Line:
    """One message and where its occupations start."""

    text: str
    words: tuple[Word, ...]
    counts: Counts
    occupations: frozenset[int]

    def counts_one(self, number: Number) -> bool:
        context = self.counts.context
        counted = any(word in context[kind] for word in number.behind[:2] for kind in COUNTED)
        return counted and not number.behind[0][0].isdecimal()

    def _is_sought(self, number: Number) -> bool:
        """Somebody looks for one who can do that: "vi söker en kock"; or nothing else is said."""
        before = self.words[max(0, number.first - NEAR) : number.first]
        alone = number.first == 0 and len(number.behind) == 1
        return alone or any(word.text in self.counts.context["seeking"] for word in before)

    def is_one(self, number: Number) -> bool:
        """One is counted: "one year", "en svetsare", but not "I look for a place" or "one of us"."""
        own = any(word.text in self.counts.context["own"] for word in self.words[:HUNDRED])
        counted = self.counts_one(number) or (number.next_start in self.occupations and self._is_sought(number))
        years = bool(number.behind) and number.behind[0] in self.counts.context["years"]
        return years or (counted and not own)


def _is_count(number: Number, line: "_Line") -> bool:
    context = line.counts.context
    if number.value in (0, 1) and not line.text[number.start].isdecimal():
        return number.is_alone or line.is_one(number)
    if _is_age(number, line):
        return False
    if context["years"].begins(number.behind) or context["places"].begins(number.behind):
        return True
    if context["other"].begins(number.behind) or number.has_near(context["streets"]) or _is_named(number, line):
        return False
    if number.value < _SURE_BELOW:
        return not _counts_things(number, line.counts)
    return (number.is_alone and number.value < _HIGHEST_ALONE) or number.has_near(context["places"])


def _counts_things(number: Number, counts: Counts) -> bool:
    things = counts.context["things"]
    heard = bool(number.behind) and _is_heard(number.behind[0], counts.heard_other)
    return heard or any(things.begins(number.behind[n:]) for n in range(2))


def _is_heard(word: str, sounds: frozenset[str]) -> bool:
    """A Cyrillic word in Latin letters ("misjaciv")."""
    heard = sound(word) if word.isascii() and len(word) >= OTHER_FROM else ""
    return any(heard[:n] in sounds for n in range(OTHER_FROM, len(heard) + 1))


def _is_age(number: Number, line: "_Line") -> bool:
    """Somebody's age: "I am 34", "34 years old", but not "I am 9 years in the trade"."""
    context = line.counts.context
    if number.has_near(context["work"]) or number.has_near(context["places"]):
        return False
    if context["aged_by"].begins(number.behind):
        return True
    return _is_aged(number, line) or any(context["old"].begins(number.behind[n:]) for n in range(2))


def _is_aged(number: Number, line: "_Line") -> bool:
    """Who is so old stands before the number: "I am 34", "my daughter, 17", "мамі вже 70"."""
    context = line.counts.context
    before = [w.text for w in line.words[max(0, number.first - NEAR) : number.first]]
    if context["aged"].closes(before):
        return True
    while before and context["already"].closes(before):
        before.pop()
    gap = line.text[line.words[number.first - 1].end : number.start] if number.first else ""
    return context["family"].closes(before) and not set(gap) - set(" ,(")


def _is_named(number: Number, line: "_Line") -> bool:
    """The number of a bus, a house, a level: its name stands before it, with no pause in between."""
    context = line.counts.context
    at, end = number.first - 1, number.start
    # "Вул. Шевченка 5".
    if (
        at > 0
        and line.words[at - 1].text in context["roads"]
        and _LABEL_GAP.fullmatch(line.text, line.words[at].end, end)
    ):
        return True
    while at >= 0 and _belongs(line.words[at], line.text[line.words[at].end : end]):
        if line.words[at].text in context["names"]:
            return True
        if line.words[at].text not in context["links"]:
            return False
        at, end = at - 1, line.words[at].start
    return False


def _belongs(word: Word, gap: str) -> bool:
    short = len(word.text) < _ABBREVIATED and _ABBREVIATED_GAP.fullmatch(gap)
    return bool(short or _LABEL_GAP.fullmatch(gap))
