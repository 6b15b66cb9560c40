"""The words that dates are made of: months and days of the week by the CLDR, the rest from the list ``dates``."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from babel import Locale

from nlu.entities.terms import Terms, compile_terms
from nlu.words import fold, sound

LANGUAGES = ("sv", "uk", "en", "ru")
# Endings of a Ukrainian or Russian day of the week, and those of its cases.
_CASES = (
    ("ок", ("ок", "ка", "ку", "ком", "ки")),
    ("ье", ("ье", "ья", "ью", "ьем")),
    ("а", ("а", "и", "ы", "і", "е", "у", "ою", "ой", "ей")),
    ("я", ("я", "і", "ю", "ею")),
    ("ер", ("ер", "ерг", "ерга", "ергу", "ергом")),
    ("", ("", "а", "у", "ом", "е")),
)
# Swedish: the definite form ("måndagen den 25 maj"), and the one of a day that has passed ("i fredags").
_DEFINITE, _PASSED = "en", "s"
# "Среда" is the surroundings, too; "лист" a letter.
_NEEDS_PREPOSITION, _NO_MONTH = "среда", "лист"
# "Mån" is "man" (one, husband) where people type without å; "sun" and "sat" are words.
_NO_SHORT = frozenset(("mån", "Sun", "Sat"))
_SPOKEN_SHORT = {"sept": 9, "сен": 9}
_HEARD_FROM = 5
_TENS = (20, 30)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Folded words and what they mean; Monday is 0.

    ``weak_weekdays`` are short or definite forms, that count only beside a preposition or a date. ``heard`` brings
    the sound of a Cyrillic word, as it is heard in Latin letters, back to the word. ``starters``: with none other does
    a date in words begin.
    """

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    weak_weekdays: Mapping[str, int]
    passed_weekdays: Mapping[str, int]
    days: Mapping[tuple[str, ...], int]
    units: Mapping[str, str]
    ordinals: Mapping[str, int]
    tens: Mapping[str, int]
    numbers: Mapping[str, int]
    words: Mapping[str, Terms]
    heard: Mapping[str, str]
    starters: frozenset[str]


def load_calendar(table: Mapping[str, Any], numbers: Mapping[str, Any]) -> Calendar:
    """From the lists ``dates`` and ``numbers``."""
    cardinals = {fold(w): int(n) for n, line in numbers["numbers"].items() for w in line.split()}
    ordinals = {fold(w): int(n) for n, line in numbers["ordinals"].items() for w in line.split()}
    tens = {w: n for w, n in cardinals.items() if n in _TENS}
    glued = {t + w: n + one for t, n in tens.items() for w, one in ordinals.items() if one < 10 and n + one <= 31}
    months, weekdays, weak = _months(), _weekdays(), _weak_weekdays()
    days = {tuple(map(fold, row.split("+"))): int(n) for n, line in table["days"].items() for row in line.split()}
    units = {fold(w): unit for unit, line in table["units"].items() for w in line.split()}
    words = {name: compile_terms(line) for name, line in table["words"].items()}
    past = _swedish_weekdays(_PASSED)
    first_of_rows = [row[0] for row in days]
    leading = (words[name].words for name in ("in", "within", "since_lead", "one"))
    known = [*months, *weekdays, *units, *ordinals, *words["in"].words, *(row[0] for row in days if len(row) == 1)]
    return Calendar(
        months=months,
        weekdays=weekdays,
        weak_weekdays=weak,
        passed_weekdays=past,
        days=days,
        units=units,
        ordinals=ordinals | glued,
        tens=tens,
        numbers={sound(w): n for w, n in cardinals.items() if not w.isascii()} | cardinals,
        words=words,
        heard={sound(w): w for w in known if not w.isascii() and len(sound(w)) >= _HEARD_FROM},
        starters=frozenset(
            chain(months, weekdays, weak, past, ordinals, glued, cardinals, units, first_of_rows, *leading)
        ),
    )


def _months() -> dict[str, int]:
    named = (
        (name.rstrip("."), month)
        for language in LANGUAGES
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, name in Locale(language).months[form][width].items()
    )
    return {fold(name): month for name, month in named if name != _NO_MONTH} | _SPOKEN_SHORT


def _weekdays() -> dict[str, int]:
    plain = _named_days(("sv", "en"), "wide")
    cyrillic = ((c, day) for name, day in _named_days(("uk", "ru"), "wide") for c in _cases(name))
    return {fold(name): day for name, day in (*plain, *cyrillic) if not _is_ambiguous(name)}


def _weak_weekdays() -> dict[str, int]:
    short = {fold(name): day for name, day in _named_days(LANGUAGES, "abbreviated") if name not in _NO_SHORT}
    ambiguous = {fold(c): day for name, day in _named_days(("ru",), "wide") for c in _cases(name) if _is_ambiguous(c)}
    return short | ambiguous | _swedish_weekdays(_DEFINITE)


def _is_ambiguous(name: str) -> bool:
    return name[:-1] == _NEEDS_PREPOSITION[:-1] and not name.endswith("у")


def _swedish_weekdays(ending: str) -> dict[str, int]:
    return {fold(name + ending): day for name, day in _named_days(("sv",), "wide")}


def _named_days(languages: Iterable[str], width: str) -> list[tuple[str, int]]:
    return [(name, day) for one in languages for day, name in Locale(one).days["format"][width].items()]


def _cases(name: str) -> Iterator[str]:
    ending, others = next((ending, others) for ending, others in _CASES if name.endswith(ending))
    return (name.removesuffix(ending) + other for other in others)
