"""Counts of places and of years, in digits and in words.

Not every number is one: what stands beside it tells a bus, a price, an age, an hour from a count.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from nlu.entities.spans import Taken
from nlu.entities.terms import Terms, compile_terms
from nlu.words import Word, fold, sound

# "12", "12+", "12 years" without the space, the first of "5-6", "5-річний"; not times, dates, decimals, parts of a
# longer number, nor a calendar year.
_UNIT = r"(?:рок|рік|р|лет|л|год|г|år|ar|yr|year|y|st|шт|x|х)\w*"
_ENDING = r"-(?:ти|т?ьо?х|ма|ро|ох|ом|х|т?ь|ть|річ\w*|летн\w*|årig\w*|tal)"
_DIGITS = re.compile(
    rf"(?<![\w.,:/–+#№@$€£-])(?<!\d[ \u00a0])(?!(?:19|20)\d\d(?!\d))(\d{{1,4}})"
    rf"(?=(?:[–-]\d{{1,4}})?(?:{_UNIT}|{_ENDING})?(?![\w–-]|[.,:/]\d|:[ae]\b|[ \u00a0]\d|\s?[%‰€$£₴°]|:-|\)))",
    re.IGNORECASE,
)
_REMAINDER = re.compile(r"[^\W\d_]+")
# What is counted, or who is so old, is told before a pause.
_PAUSE = re.compile(r"[,;.!?:()\n]")
_LABEL_GAP = re.compile(r"[\s:=#№\"«„“-]{0,4}")
_ABBREVIATED_GAP = re.compile(r"\.?\s?")
_ABBREVIATED = 5
_NEAR = 3
_COUNTED = ("places", "years")
_SURE_BELOW = 100
_HUNDRED = 100
_HEARD_FROM = 3
# More counts than a message that is no table holds; each costs some time.
_MOST = 40


@dataclass(frozen=True, slots=True)
class Counts:
    """Number words and what stands around numbers that count something."""

    words: Mapping[str, int]
    heard: Mapping[str, int]
    compound: re.Pattern[str]
    two: frozenset[str]
    lead: frozenset[str]
    led: frozenset[str]
    context: Mapping[str, Terms]
    heard_behind: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that begins with the word ``first``, and the words right behind it, up to a pause."""

    start: int
    end: int
    value: int
    first: int
    behind: tuple[str, ...]
    next_start: int = -1
    is_alone: bool = False

    def has_near(self, terms: Terms) -> bool:
        """One of the words right behind is one of the ``terms``."""
        return any(word in terms for word in self.behind)


def load_counts(table: Mapping[str, Any]) -> Counts:
    """From the list ``numbers``."""
    words = {fold(w): int(n) for n, line in table["numbers"].items() for w in line.split()}
    tens = "|".join(w for w, n in words.items() if n in range(20, 100, 10))
    ones = "|".join(w for w, n in words.items() if 0 < n < 10)
    context = {name: compile_terms(line) for name, line in table["context"].items()}
    return Counts(
        words=words,
        heard={sound(w): n for w, n in words.items() if not w.isascii() and len(sound(w)) >= _HEARD_FROM},
        compound=re.compile(f"({tens})-?({ones})"),
        context=context,
        heard_behind=frozenset(sound(w) for kind in _COUNTED for w in context[kind].stems | context[kind].words),
        **{name: frozenset(map(fold, table["pairs"][name].split())) for name in ("two", "lead", "led")},
    )


def find_counts(
    text: str, words: tuple[Word, ...], counts: Counts, *, taken: Taken, occupations: frozenset[int]
) -> Iterator[tuple[int, int, int]]:
    """Where a count starts and ends, and the count. ``occupations`` are the places where names of them start."""
    line = _Line(text, words, counts, occupations)
    found = (n for n in (*_in_digits(text, words), *_in_words(text, words, counts)) if taken.is_free(n.start, n.end))
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

    def counts_one(self, number: _Number) -> bool:
        context = self.counts.context
        counted = any(word in context[kind] for word in number.behind[:2] for kind in _COUNTED)
        return counted and not number.behind[0][0].isdecimal()

    def is_one(self, number: _Number) -> bool:
        """One is counted: "one year", "en svetsare", but not "I look for a place" or "one of us"."""
        own = any(word.text in self.counts.context["own"] for word in self.words[:_HUNDRED])
        counted = self.counts_one(number) or number.next_start in self.occupations
        years = bool(number.behind) and number.behind[0] in self.counts.context["years"]
        return years or (counted and not own)


def _in_digits(text: str, words: tuple[Word, ...]) -> Iterator[_Number]:
    starts = [w.start for w in words]
    for match in _DIGITS.finditer(text):
        at = bisect_right(starts, match.start(1)) - 1
        if at < 0:
            continue
        glued = _REMAINDER.findall(text[match.end(1) : max(words[at].end, match.end(1))])
        behind = (*map(fold, glued), *_behind(text, words, at + 1))
        alone = len(words) == 1 and not glued
        yield _Number(match.start(1), match.end(1), int(match.group(1)), at, behind, is_alone=alone)


def _in_words(text: str, words: tuple[Word, ...], counts: Counts) -> Iterator[_Number]:
    at = 0
    while at < len(words):
        first, (value, end) = at, _read(text, words, at, counts)
        at = max(end, at + 1)
        if value is None or _leads(words, first, counts):
            continue
        if words[first].text in counts.led and first and words[first - 1].text in counts.lead:
            first -= 1
        behind = tuple(_behind(text, words, end))
        yield _Number(
            start=words[first].start,
            end=words[end - 1].end,
            value=value,
            first=first,
            behind=behind,
            next_start=words[end].start if behind else -1,
            is_alone=first == 0 and end == len(words),
        )


def _behind(text: str, words: tuple[Word, ...], at: int) -> Iterator[str]:
    """The next words up to a pause."""
    for word in islice(words, at, at + _NEAR):
        before = words[at - 1].end if at else 0
        if _PAUSE.search(text, before, word.start):
            return
        yield word.text
        at += 1


def _leads(words: tuple[Word, ...], at: int, counts: Counts) -> bool:
    """The "ett" of "ett dussin" is no number of its own."""
    return words[at].text in counts.lead and at + 1 < len(words) and words[at + 1].text in counts.led


def _read(text: str, words: tuple[Word, ...], at: int, counts: Counts) -> tuple[int | None, int]:
    """The number that begins with this word, and the word behind it."""
    value = _value(words, at, counts)
    end = at + 1
    while value and end < len(words) and text[words[end - 1].end : words[end].start].isspace():
        linked = value % _HUNDRED == 0 and words[end].text == "and" and end + 1 < len(words)
        follower = _value(words, end + linked, counts)
        if follower == _HUNDRED and value < 10:
            value *= _HUNDRED
        elif follower and _fits(value, follower):
            value += follower
        else:
            break
        end += 1 + linked
    return value, end


def _fits(value: int, follower: int) -> bool:
    """Ones may follow tens, tens and ones a hundred."""
    if value % _HUNDRED == 0:
        return follower < _HUNDRED
    return value % 10 == 0 and value % _HUNDRED >= 20 and follower < 10


def _value(words: tuple[Word, ...], at: int, counts: Counts) -> int | None:
    word = words[at].text
    if word in counts.words:
        return counts.words[word]
    if word in counts.two:
        return 2 if _is_pair(words, at, counts) else None
    if found := counts.compound.fullmatch(word):
        return counts.words[found.group(1)] + counts.words[found.group(2)]
    if "-" in word:
        return _first_of_range(word, counts)
    return _heard(words, at, counts)


def _first_of_range(word: str, counts: Counts) -> int | None:
    """The first of "три-чотири"."""
    parts = [counts.words.get(part) for part in word.split("-")]
    return parts[0] if None not in parts else None


def _is_pair(words: tuple[Word, ...], at: int, counts: Counts) -> bool:
    """A pair of what is counted: "ett par år", "пару років"."""
    led = at > 0 and words[at - 1].text in counts.lead if words[at].text in counts.led else True
    behind = [w.text for w in words[at + 1 : at + 1 + _NEAR]]
    return led and any(w in counts.context[kind] for w in behind for kind in _COUNTED)


def _heard(words: tuple[Word, ...], at: int, counts: Counts) -> int | None:
    """A Ukrainian or Russian number in Latin letters, where what it counts is typed so, too."""
    word = words[at].text
    if not word.isascii() or len(word) < _HEARD_FROM or at + 1 == len(words):
        return None
    behind = sound(words[at + 1].text)
    if not any(behind[:n] in counts.heard_behind for n in range(2, len(behind) + 1)):
        return None
    return counts.heard.get(sound(word))


def _is_count(number: _Number, line: "_Line") -> bool:
    context = line.counts.context
    if number.value == 1 and not line.text[number.start].isdecimal():
        return number.is_alone or line.is_one(number)
    if _is_age(number, line):
        return False
    if context["years"].begins(number.behind) or context["places"].begins(number.behind):
        return True
    if context["other"].begins(number.behind) or number.has_near(context["streets"]) or _is_named(number, line):
        return False
    return number.value < _SURE_BELOW or number.is_alone or number.has_near(context["places"])


def _is_age(number: _Number, line: "_Line") -> bool:
    """Somebody's age: "I am 34", "34 years old", but not "I am 9 years in the trade"."""
    context = line.counts.context
    if number.has_near(context["work"]) or number.has_near(context["places"]):
        return False
    if context["aged_by"].begins(number.behind):
        return True
    before = [w.text for w in line.words[max(0, number.first - 2) : number.first]]
    return context["aged"].closes(before) or any(context["old"].begins(number.behind[n:]) for n in range(2))


def _is_named(number: _Number, line: "_Line") -> bool:
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
