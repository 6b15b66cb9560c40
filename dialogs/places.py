"""Occupations and how many of each: "4 cooks and two welders", "kockar 4 st, diskare 2 st"."""

import re
from collections.abc import Iterator

from nlu.understanding import DENIED, Entity, Understanding

# "3 years of experience" counts no places.
_YEARS = re.compile(r"[\s-]*(?:år|års|years?|yrs?|рок|рік|год|лет)(?!\w*plats)", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:^|\W)(?:en|ett|an?|one|одн\w+|один)\s+$", re.IGNORECASE)
MOST = 9999


def read_places(heard: Understanding) -> tuple[str, ...]:
    """Each occupation of the message, with its number before it where one was said; empty without occupations."""
    found = list(_words_that_count(heard))
    occupations = [e for e in found if e.entity == "occupation"]
    # "Kockar 4, diskare 2", and "cleaners, maybe 5 of them".
    behind = bool(found) and found[0].entity == "occupation" and len(found) == 2 * len(occupations)
    lines: dict[str, int] = {}
    for occupation in occupations:
        number = _number_of(found, found.index(occupation), behind=behind)
        lines[occupation.value] = max(lines.get(occupation.value, 0), number)
    if any(lines.values()):
        single = [e.value for e in occupations if _ARTICLE.search(heard.text[: e.start])]
        lines |= {name: 1 for name in single if not lines[name]}
    return tuple(f"{number} {name}" if number else name for name, number in lines.items())


def _words_that_count(heard: Understanding) -> Iterator[Entity]:
    denied = heard.reading(DENIED)
    for entity in heard.entities:
        if entity.value in denied:
            continue
        years = entity.entity == "number" and _YEARS.match(heard.text, entity.end)
        if entity.entity == "occupation" or (entity.entity == "number" and not years and int(entity.value) <= MOST):
            yield entity


def _number_of(found: list[Entity], at: int, *, behind: bool) -> int:
    """The number that stands just before the occupation, or just behind it."""
    beside = at + 1 if behind else at - 1
    if 0 <= beside < len(found) and found[beside].entity == "number":
        return int(found[beside].value)
    return 0
