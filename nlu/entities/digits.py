"""Dates in digits: 2026-06-01, 31.12.2026, 15/8, 15.08. The day comes before the month."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from itertools import chain

from nlu.entities.days import make_day, next_day
from nlu.entities.line import Almanac
from nlu.entities.spans import Found, Taken
from nlu.words import Word

_BEFORE = r"(?<![\w.,/:+@#-])"
_BEHIND = r"(?![\w/]|[.,:-]\d)"
_YEAR_FIRST = re.compile(rf"{_BEFORE}(\d{{4}})([-./])(\d{{1,2}})\2(\d{{1,2}})(?:(?=[Tt]\d)|{_BEHIND})")
_YEAR_LAST = re.compile(rf"{_BEFORE}(\d{{1,2}})([-./])[ ]?(\d{{1,2}})\2[ ]?(\d{{4}}|\d{{2}})(?!\d|[/:-]\d|\.\d)")
_SPACED_YEAR = re.compile(rf"{_BEFORE}(\d{{1,2}})([/.])(\d{{1,2}})(?: |-)((?:19|20)\d\d|(?<=-)\d\d){_BEHIND}")
# A range ("01.07–31.07") is two dates.
_DAY_MONTH = re.compile(
    rf"(?:{_BEFORE}|(?<=\d[-–—])(?<!\d\d\d[-–—]))(\d{{1,2}})([/.])(\d{{1,2}})(?!\w|/|[.,:]\d|[-–—]\d{{3}})"
)
_MONEY = re.compile(r"\s?[%€$£₴°]|:-")
# "Half a post" and "round the clock".
_FRACTIONS = {(1, 2), (1, 3), (1, 4), (2, 3), (3, 4)}
_ALWAYS = (24, 7)
_CENTURY = 2000


def find_in_digits(text: str, words: tuple[Word, ...], almanac: Almanac) -> Iterator[Found]:
    """Dates in digits; those without a year are the next such day from today on."""
    taken = Taken(len(text))
    for match, value in chain(_whole(text), _without_year(text, words, almanac)):
        if taken.take(*match.span()):
            yield Found(*match.span(), value)


def _whole(text: str) -> Iterator[tuple[re.Match[str], date]]:
    for match in _YEAR_FIRST.finditer(text):
        if value := make_day(int(match[1]), int(match[3]), int(match[4])):
            yield match, value
    for pattern in (_YEAR_LAST, _SPACED_YEAR):
        for match in pattern.finditer(text):
            if value := _day_first(match):
                yield match, value


def _day_first(match: re.Match[str]) -> date | None:
    """The day; the American order only where it is the only one possible."""
    if match[2] == "-" and len(match[4]) == 2 and match.re is _YEAR_LAST:
        return None
    year = int(match[4]) + (_CENTURY if len(match[4]) == 2 else 0)
    day, month = int(match[1]), int(match[3])
    return make_day(year, month, day) or (make_day(year, day, month) if match[2] == "/" else None)


def _without_year(text: str, words: tuple[Word, ...], almanac: Almanac) -> Iterator[tuple[re.Match[str], date | None]]:
    starts = [w.start for w in words]
    for match in _DAY_MONTH.finditer(text):
        day, month = int(match[1]), int(match[3])
        # Any year with a 29 February tells whether there is such a day.
        if make_day(_CENTURY, month, day) and _is_date(match, words, bisect_left(starts, match.start()), almanac):
            yield match, next_day(almanac.today, month, day) if almanac.today else None


def _is_date(match: re.Match[str], words: tuple[Word, ...], at: int, almanac: Almanac) -> bool:
    """Neither a price, a time of day, a room or a version, nor a fraction."""
    before = words[at - 1].text if at else ""
    behind = next((w.text for w in words[at : at + 3] if w.start >= match.end()), "")
    context, terms = almanac.counts.context, almanac.calendar.words
    if before in context["names"] or _MONEY.match(match.string, match.end()):
        return False
    if match[2] == ".":
        if before in terms["at"] or behind in context["other"] or behind in context["years"]:
            return False
        return len(match[3]) == 2 or before in terms["from"]
    pair = (int(match[1]), int(match[3]))
    return pair != _ALWAYS and (pair not in _FRACTIONS or before in terms["from"])
