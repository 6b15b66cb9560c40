"""Days of the week: "Friday", "next Monday", "fredag nästa vecka", "i fredags", "пн"."""

from datetime import date

from nlu.entities.days import coming_weekday, last_weekday, weekday_of_next_week
from nlu.entities.line import RANGE, Line, Step
from nlu.entities.spans import Found

_QUOTES = '«»"„“”'


def weekday(line: Line, at: int) -> Step | None:
    """The day of the week at this token; none where it comes again every week or is somebody's name."""
    calendar = line.almanac.calendar
    day = _weekday(line, at)
    if day is None or _is_quoted(line, at) or (line.has("every", at - 1) and line.follows(at)):
        return None
    if end := _behind_range(line, at):
        return Step(None, end)
    if line.word(at) in calendar.passed_weekdays:
        return _passed(line, at, day) if line.word(at - 1) == "i" else None
    if line.has("last", at - 1) and line.follows(at):
        return _passed(line, at, day)
    return _coming(line, at, day)


def _coming(line: Line, at: int, day: int) -> Step:
    calendar, today = line.almanac.calendar, line.almanac.today
    led = line.follows(at)
    after, coming = led and line.has("next", at - 1), led and line.has("coming", at - 1)
    in_next_week = line.has("next", at + 1) and calendar.units.get(line.word(at + 2)) == "week"
    weak = line.word(at) in calendar.weak_weekdays
    certain = after or coming or in_next_week or line.has("before", at - 1)
    found = Found(
        start=line.tokens[at - (after or coming)].start,
        end=line.tokens[at + 2 * in_next_week].end,
        value=_value(today, day, after or in_next_week) if today else None,
        weekday=True,
        weak=weak and not certain,
    )
    return Step(found, at + 1 + 2 * in_next_week)


def _value(today: date, day: int, in_next_week: bool) -> date:
    return weekday_of_next_week(today, day) if in_next_week else coming_weekday(today, day)


def _passed(line: Line, at: int, day: int) -> Step:
    today = line.almanac.today
    return line.step(at - 1, at + 1, last_weekday(today, day) if today else None)


def _weekday(line: Line, at: int) -> int | None:
    calendar, word = line.almanac.calendar, line.word(at)
    lists = (calendar.weekdays, calendar.weak_weekdays, calendar.passed_weekdays)
    return next((names[word] for names in lists if word in names), None)


def _is_quoted(line: Line, at: int) -> bool:
    """The band «П'ятниця» plays on no certain day."""
    token = line.tokens[at]
    around = (line.text[token.start - 1 : token.start], line.text[token.end : token.end + 1])
    return all(mark and mark in _QUOTES for mark in around)


def _behind_range(line: Line, at: int) -> int | None:
    """The token behind "Monday to Friday": days that come again every week."""
    worded = line.has("to", at + 1)
    last = at + 1 + worded
    joined = worded or line.follows(last, RANGE)
    return last + 1 if joined and _weekday(line, last) is not None else None
