"""A message as the readers of written dates see it: tokens, and what stands between them."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from nlu.entities.calendar import Calendar
from nlu.entities.numerals import Counts
from nlu.entities.spans import Found
from nlu.words import Word, sound

NEAR = re.compile(r"[\s.,]{1,3}")
"""One word after the other, perhaps with a comma or the full stop of an abbreviation."""
JOINED = re.compile(r"\.?\s{1,2}|[.-]")
"""As a day and its month stand, with no comma between them ("he is 16, may he …")."""
GLUED = re.compile(r"[\s.,]{1,3}|-")
"""The same, or a hyphen ("twenty-first", "1-juni")."""
RANGE = re.compile(r"\s?[-–—]\s?")
_PARTS = re.compile(r"[^.+-]+")
_HEARD_FROM = 5
_NOTHING_NEAR = "\n" * 4


@dataclass(frozen=True, slots=True)
class Almanac:
    """What dates are read with: their words, what stands around numbers, and the day that is today, if known."""

    calendar: Calendar
    counts: Counts
    today: date | None


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a word between full stops and hyphens, folded, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Step:
    """What was read, and the token behind it; ``found`` is None where what was passed over holds no date."""

    found: Found | None
    then: int


@dataclass(frozen=True)
class Line:
    """One message's tokens; places outside of it hold no word."""

    text: str
    words: tuple[Word, ...]
    almanac: Almanac

    @cached_property
    def tokens(self) -> list[Token]:
        """The parts of the words; Cyrillic words that were typed in Latin letters are brought back."""
        return [
            Token(_in_cyrillic(part.text, self.almanac.calendar), part.start, part.end)
            for word in self.words
            for part in _parts(word)
        ]

    def word(self, at: int) -> str:
        """The token ``at``, or nothing."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def has(self, kind: str, at: int) -> bool:
        """The token is one of these words of the list ``dates``."""
        return self.word(at) in self.almanac.calendar.words[kind]

    def gap(self, at: int) -> str:
        """What stands between this token and the one before it."""
        if not 0 < at < len(self.tokens):
            return _NOTHING_NEAR
        return self.text[self.tokens[at - 1].end : self.tokens[at].start]

    def follows(self, at: int, gap: re.Pattern[str] = NEAR) -> bool:
        """The token stands right behind the one before it."""
        return bool(gap.fullmatch(self.gap(at)))

    def step(self, start: int, end: int, value: date | None, *, relative: bool = False) -> Step:
        """A date that takes up the tokens ``start:end``."""
        return Step(Found(self.tokens[start].start, self.tokens[end - 1].end, value, relative=relative), end)


def _parts(word: Word) -> list[Token]:
    # Folding may have changed the length: then it is not known where the parts stand.
    if word.text.isalnum() or len(word.text) != word.end - word.start:
        return [Token(word.text, word.start, word.end)]
    return [Token(m[0], word.start + m.start(), word.start + m.end()) for m in _PARTS.finditer(word.text)]


def _in_cyrillic(word: str, calendar: Calendar) -> str:
    if len(word) < _HEARD_FROM or not word.isascii() or word in calendar.starters:
        return word
    return calendar.heard.get(sound(word), word)
