"""Numbers in a message, in digits and in words, and what stands behind them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

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
NEAR = 3
"""So many words behind a number tell what it counts."""
COUNTED = ("places", "years")
HUNDRED = 100
_HEARD_FROM = 3
OTHER_FROM = 5


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
    heard_other: frozenset[str]


@dataclass(frozen=True, slots=True)
class Number:
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
        heard_behind=frozenset(sound(w) for kind in COUNTED for w in context[kind].stems | context[kind].words),
        heard_other=frozenset(
            s for w in context["other"].stems if len(s := sound(w)) >= OTHER_FROM and not w.isascii()
        ),
        **{name: frozenset(map(fold, table["pairs"][name].split())) for name in ("two", "lead", "led")},
    )


def in_digits(text: str, words: tuple[Word, ...]) -> Iterator[Number]:
    """Numbers of one to four digits that may be a count."""
    starts = [w.start for w in words]
    for match in _DIGITS.finditer(text):
        at = bisect_right(starts, match.start(1)) - 1
        if at < 0:
            continue
        glued = _REMAINDER.findall(text[match.end(1) : max(words[at].end, match.end(1))])
        behind = (*map(fold, glued), *_behind(text, words, at + 1))
        alone = len(words) == 1 and not glued
        yield Number(match.start(1), match.end(1), int(match.group(1)), at, behind, is_alone=alone)


def in_words(text: str, words: tuple[Word, ...], counts: Counts) -> Iterator[Number]:
    """Numbers in words, up to the hundreds."""
    at = 0
    while at < len(words):
        first, (value, end) = at, _read(text, words, at, counts)
        at = max(end, at + 1)
        if value is None or _leads(words, first, counts):
            continue
        if words[first].text in counts.led and first and words[first - 1].text in counts.lead:
            first -= 1
        behind = tuple(_behind(text, words, end))
        yield Number(
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
    for word in islice(words, at, at + NEAR):
        before = words[at - 1].end if at else 0
        if _PAUSE.search(text, before, word.start):
            return
        # "Är" (is) looks like "år" (years) where accents are dropped; who types it means it.
        yield "är" if text[word.start : word.end].casefold() == "är" else word.text
        at += 1


def _leads(words: tuple[Word, ...], at: int, counts: Counts) -> bool:
    """The "ett" of "ett dussin" is no number of its own."""
    return words[at].text in counts.lead and at + 1 < len(words) and words[at + 1].text in counts.led


def _read(text: str, words: tuple[Word, ...], at: int, counts: Counts) -> tuple[int | None, int]:
    """The number that begins with this word, and the word behind it."""
    value = _value(words, at, counts)
    end = at + 1
    while value and end < len(words) and text[words[end - 1].end : words[end].start].isspace():
        linked = value % HUNDRED == 0 and words[end].text == "and" and end + 1 < len(words)
        follower = _value(words, end + linked, counts)
        if follower == HUNDRED and value < 10:
            value *= HUNDRED
        elif follower and _fits(value, follower):
            value += follower
        else:
            break
        end += 1 + linked
    return value, end


def _fits(value: int, follower: int) -> bool:
    """Ones may follow tens, tens and ones a hundred."""
    if value % HUNDRED == 0:
        return follower < HUNDRED
    return value % 10 == 0 and value % HUNDRED >= 20 and follower < 10


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
    behind = [w.text for w in words[at + 1 : at + 1 + NEAR]]
    return led and any(w in counts.context[kind] for w in behind for kind in COUNTED)


def _heard(words: tuple[Word, ...], at: int, counts: Counts) -> int | None:
    """A Ukrainian or Russian number in Latin letters, where what it counts is typed so, too."""
    word = words[at].text
    if not word.isascii() or len(word) < _HEARD_FROM or at + 1 == len(words):
        return None
    behind = sound(words[at + 1].text)
    if not any(behind[:n] in counts.heard_behind for n in range(2, len(behind) + 1)):
        return None
    return counts.heard.get(sound(word))
