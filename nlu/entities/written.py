"""A day and its month in words or digits: "1 August", "первого вересня", "the twelfth of June", "15 числа"."""

import re
from datetime import date

from nlu.entities.days import make_day, next_day, next_day_of_month
from nlu.entities.line import GLUED, JOINED, RANGE, Line, Step

_DIGITS = re.compile(r"(\d{1,2})(st|nd|rd|th|го|ого|е|те|a|e)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENDING = frozenset(("st", "nd", "rd", "th", "го", "ого", "е", "те", "a", "e"))
_NO_ORDINAL = 10


def day_and_month(line: Line, at: int) -> Step | None:
    """The day first: "den 1 augusti 2026", "the first of September"; of "1–5 juni" the first."""
    found = _day(line, at)
    if not found:
        return None
    day, then = found
    month_at = then + (line.has("of", then) and line.follows(then))
    month = line.almanac.calendar.months.get(line.word(month_at))
    if not month or not line.follows(month_at, JOINED):
        return _first_of_range(line, at, found)
    year, end = _year(line, month_at + 1)
    if not year and line.has("modal", month_at) and line.has("verb", month_at + 1):
        return None
    start = at - (line.has("article", at - 1) and line.follows(at))
    return line.step(start, end, _resolved(line, day, month, year=year))


def month_and_day(line: Line, at: int) -> Step | None:
    """The month first: "August 1st", "July 31, 2026"."""
    month = line.almanac.calendar.months.get(line.word(at))
    match = _DIGITS.fullmatch(line.word(at + 1))
    if not month or not match or not line.follows(at + 1):
        return None
    if not 1 <= int(match[1]) <= 31 or not (match[2] or _is_day(line, at + 1)):
        return None
    year, end = _year(line, at + 2)
    return line.step(at, end, _resolved(line, int(match[1]), month, year=year))


def day_alone(line: Line, at: int) -> Step | None:
    """A day without its month: "15 числа", "on the 15th."."""
    found = _day(line, at) if line.word(at)[:1].isdecimal() else None
    if not found:
        return None
    day, then = found
    today = line.almanac.today
    value = next_day_of_month(today, day) if today else None
    if line.has("of_month", then):
        return line.step(at, then + 1, value)
    article = line.has("article", at - 1)
    ended = then > at + 1 or not line.word(at).isdecimal()
    if not ended or not (article or line.has("from", at - 1)) or not _is_closed(line, then):
        return None
    return line.step(at - article, then, value)


def _is_closed(line: Line, at: int) -> bool:
    """The sentence, or a part of it, ends before this token."""
    behind = line.text[line.tokens[at - 1].end :][:1]
    return at >= len(line.tokens) or behind in ",.!?;)"


def _day(line: Line, at: int) -> tuple[int, int] | None:
    """The number of a day, in digits or words, and the token behind it."""
    word, calendar = line.word(at), line.almanac.calendar
    if match := _DIGITS.fullmatch(word):
        return _day_in_digits(line, at, int(match[1]))
    if word in calendar.tens and line.follows(at + 1, GLUED):
        one = calendar.ordinals.get(line.word(at + 1), _NO_ORDINAL)
        return (calendar.tens[word] + one, at + 2) if one < _NO_ORDINAL else None
    return (calendar.ordinals[word], at + 1) if word in calendar.ordinals else None


def _day_in_digits(line: Line, at: int, day: int) -> tuple[int, int] | None:
    start = line.tokens[at].start
    if not 1 <= day <= 31 or (start and line.text[start - 1] in ".,:/+"):
        return None
    return day, at + 1 + (line.word(at + 1) in _ENDING and line.gap(at + 1) in ("-", ":", "'"))


def _year(line: Line, at: int) -> tuple[int | None, int]:
    if line.follows(at) and _YEAR.fullmatch(line.word(at)):
        return int(line.word(at)), at + 1
    return None, at


def _resolved(line: Line, day: int, month: int, *, year: int | None) -> date | None:
    if year:
        return make_day(year, month, day)
    return next_day(line.almanac.today, month, day) if line.almanac.today else None


def _first_of_range(line: Line, at: int, found: tuple[int, int]) -> Step | None:
    """The first day of "1–5 juni" and "1 och 5 juni"; the last is read by itself."""
    day, then = found
    worded = (line.has("to", then) or line.has("and", then)) and line.follows(then)
    if not line.word(at)[:1].isdecimal() or not (worded or line.follows(then, RANGE)):
        return None
    last = _day(line, then + worded)
    month = line.almanac.calendar.months.get(line.word(last[1])) if last else None
    if not last or not month:
        return None
    year, _ = _year(line, last[1] + 1)
    return line.step(at, then, _resolved(line, day, month, year=year))


def _is_day(line: Line, at: int) -> bool:
    """A bare number behind a month is its day: no time, no count ("in June 5 places"), nor after a small "may"."""
    token, context = line.tokens[at], line.almanac.counts.context
    if re.match(r"[:.,]\d", line.text[token.end : token.end + 2]):
        return False
    behind = (line.word(at + 1), line.word(at + 2))
    if any(word in context[kind] for word in behind for kind in ("places", "years", "other")):
        return False
    return not line.has("modal", at - 1) or line.text[line.tokens[at - 1].start].isupper()
