"""Dates of a message: written in digits or in words, whole or counted from today."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, pairwise

from nlu.entities.digits import find_in_digits
from nlu.entities.line import Almanac, Line, Step
from nlu.entities.relative import ahead, named_day, passed
from nlu.entities.spans import Found, Taken
from nlu.entities.weekdays import weekday
from nlu.entities.written import day_alone, day_and_month, month_and_day
from nlu.words import Word

# "Monday, the 25th of May" is one date.
_BETWEEN = re.compile(r"[\s,.]{0,3}(?:(?:den|the)\s)?", re.IGNORECASE)
# More dates than a message holds that is no calendar.
_MOST = 60
_Way = Callable[[Line, int], Step | None]
_FROM_DIGITS: tuple[_Way, ...] = (day_and_month, passed, day_alone)
_FROM_WORDS: tuple[_Way, ...] = (weekday, day_and_month, month_and_day, named_day, ahead, passed)


def find_dates(text: str, words: tuple[Word, ...], almanac: Almanac) -> list[Found]:
    """Every date, in order; without a value where none can be told, as for a relative one when today is not known."""
    found = list(islice(find_in_digits(text, words, almanac), _MOST))
    taken = Taken(len(text))
    for one in found:
        taken.take(one.start, one.end)
    written = islice(_in_words(Line(text, words, almanac)), _MOST)
    found.extend(one for one in written if taken.is_free(one.start, one.end))
    return list(_joined(text, sorted(found, key=lambda one: one.start)))


def _in_words(line: Line) -> Iterator[Found]:
    at, starters = 0, line.almanac.calendar.starters
    while at < len(line.tokens):
        word = line.tokens[at].text
        ways = _FROM_DIGITS if word[0].isdecimal() else _FROM_WORDS if word in starters else ()
        step = next((s for way in ways if (s := way(line, at))), Step(None, at + 1))
        if step.found:
            yield step.found
        at = step.then


def _joined(text: str, found: Sequence[Found]) -> Iterator[Found]:
    """A day of the week and the date behind it made one; a weak one without a date left out."""
    start: int | None = None
    for one, after in pairwise(chain(found, (None,))):
        if one is None:
            continue
        whole = one if start is None else replace(one, start=start)
        start = None
        if (
            one.weekday
            and after
            and not (after.weekday or after.relative)
            and _BETWEEN.fullmatch(text, one.end, after.start)
        ):
            start = whole.start
        elif not one.weak:
            yield whole
