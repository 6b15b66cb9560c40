"""Days counted from today: "tomorrow", "in two weeks", "через місяць", "för tre dagar sedan"."""

from datetime import date, timedelta

from nlu.entities.days import add_months
from nlu.entities.line import GLUED, Line, Step

_LONGEST_ROW = 4
_MOST = 999
_MONTHS = {"month": 1, "half_year": 6, "year": 12}
_DAYS = {"day": 1, "week": 7}
_NO_ONE = 10


def named_day(line: Line, at: int) -> Step | None:
    """A day by its name: "tomorrow", "i övermorgon", "the day before yesterday"."""
    today = line.almanac.today
    for length in range(_LONGEST_ROW, 0, -1):
        row = tuple(t.text for t in line.tokens[at : at + length])
        offset = line.almanac.calendar.days.get(row)
        if offset is not None and all(line.follows(i, GLUED) for i in range(at + 1, at + len(row))):
            return line.step(at, at + len(row), today + timedelta(days=offset) if today else None, relative=True)
    return None


def ahead(line: Line, at: int) -> Step | None:
    """A day to come: "in two weeks", "om en månad", "через тиждень", "за три дні"."""
    sure = line.has("in", at)
    amount = _amount(line, at + 1) if sure or line.has("within", at) else None
    if not amount:
        return None
    count, unit, then = amount
    # "За тиждень" is "a week" of pay as well, and "in five years" is mostly meant as "for five years".
    if not sure and (count < 2 or unit not in _DAYS):
        return None
    if line.word(at) == "in" and ((unit == "year" and count > 1) or line.has("per", at - 1)):
        return None
    return line.step(at, then, _moved(line, count, unit), relative=True)


def passed(line: Line, at: int) -> Step | None:
    """A day gone by: "two weeks ago", "för en månad sedan", "тиждень тому"; and "two weeks from now"."""
    led = line.has("since_lead", at)
    amount = _amount(line, at + led)
    if not amount:
        return None
    count, unit, then = amount
    if line.almanac.calendar.words["ahead"].begins([line.word(then), line.word(then + 1)]):
        return line.step(at, then + 2, _moved(line, count, unit), relative=True)
    if line.has("since" if led else "ago", then) and line.gap(then).isspace():
        return line.step(at, then + 1, _moved(line, -count, unit), relative=True)
    return None


def _amount(line: Line, at: int) -> tuple[int, str, int] | None:
    """How many of which unit, and the token behind it; where no number stands, one."""
    count, then = _count(line, at)
    unit = line.almanac.calendar.units.get(line.word(then))
    if not unit or count > _MOST or not (then == at or line.follows(then)):
        return None
    # Ukrainian and Russian have no article: "через тиждень"; "in month" and "years ago" are no certain day.
    if then == at and line.word(at).isascii():
        return None
    return count, unit, then + 1


def _count(line: Line, at: int) -> tuple[int, int]:
    word, pairs = line.word(at), line.almanac.counts.two
    if line.has("one", at):
        return (2, at + 2 + (line.word(at + 2) == "of")) if line.word(at + 1) in pairs else (1, at + 1)
    if word.isdecimal() and len(word) <= len(str(_MOST)):
        return int(word), at + 1
    return (2, at + 1) if word in pairs else _in_words(line, at)


def _in_words(line: Line, at: int) -> tuple[int, int]:
    numbers, then = line.almanac.calendar.numbers, at + 1
    value, one = numbers.get(line.word(at)), numbers.get(line.word(then), _NO_ONE)
    if value is None:
        return 1, at
    return (value + one, then + 1) if value in range(20, 100, 10) and one < _NO_ONE else (value, then)


def _moved(line: Line, count: int, unit: str) -> date | None:
    today = line.almanac.today
    if not today:
        return None
    if unit in _DAYS:
        return today + timedelta(days=count * _DAYS[unit])
    months = count * _MONTHS[unit]
    return add_months(today, months) if abs(months) <= _MOST else None
