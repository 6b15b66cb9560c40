"""Values in a message: e-mail, homepage, telephone, date, number, municipality, language, occupation, register numbers.

What stands in a message has one meaning: the digits of a telephone number are no date, those of a date no number.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from nlu.entities.calendar import Calendar
from nlu.entities.contacts import find_emails, find_phones, find_urls
from nlu.entities.counts import find_counts
from nlu.entities.dates import find_dates
from nlu.entities.line import Almanac
from nlu.entities.names import NOTHING, find_names
from nlu.entities.numerals import Counts
from nlu.entities.registers import find_organisations, find_references
from nlu.entities.spans import Taken
from nlu.entities.terms import Terms
from nlu.patterns import Matcher
from nlu.understanding import Entity
from nlu.words import Word

__all__ = ["NOTHING", "Gazetteer", "find_entities"]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names that messages are searched for (the matchers' labels are the normalised values), and words of numbers."""

    municipalities: Matcher
    languages: Matcher
    occupations: Matcher
    counts: Counts
    calendar: Calendar


def find_entities(
    text: str, words: tuple[Word, ...], names: Gazetteer, today: date | None = None
) -> tuple[Entity, ...]:
    """Every entity of the message, in the order of the text. Without ``today`` relative dates are left out."""
    taken = Taken(len(text))
    found = [e for e in _exact(text) if taken.take(e.start, e.end)]
    # A date that is not to be told, for want of today, keeps its digits to itself, too.
    almanac = Almanac(names.calendar, names.counts, today)
    dates = [d for d in find_dates(text, words, almanac) if taken.take(d.start, d.end)]
    found.extend(Entity(entity="date", value=d.value.isoformat(), start=d.start, end=d.end) for d in dates if d.value)
    found.extend(e for e in find_phones(text) if taken.take(e.start, e.end))
    # A name may overlap another one: "a teacher of English".
    named = [e for e in _named(text, words, names) if taken.is_free(e.start, e.end)]
    # Between the words of an occupation a number may stand: "worked 5 years as a cook".
    for entity in named:
        if entity.entity != "occupation":
            taken.take(entity.start, entity.end)
    found.extend((*named, *_counted(text, words, names, taken=taken, named=named)))
    return tuple(sorted(found, key=lambda e: (e.start, e.entity)))


def _exact(text: str) -> Iterator[Entity]:
    yield from find_emails(text)
    yield from find_urls(text)
    yield from find_references(text)
    yield from find_organisations(text)


def _named(text: str, words: tuple[Word, ...], names: Gazetteer) -> Iterator[Entity]:
    streets = names.counts.context["streets"]
    places = find_names("municipality", names.municipalities, text, words)
    yield from (e for e in places if not _is_street(e, words, streets))
    yield from find_names("language", names.languages, text, words)
    yield from find_names("occupation", names.occupations, text, words)


def _is_street(place: Entity, words: tuple[Word, ...], streets: Terms) -> bool:
    """Solna Road is not in Solna."""
    behind = bisect_left(words, place.end, key=lambda w: w.start)
    return behind < len(words) and words[behind].start == place.end + 1 and words[behind].text in streets


def _counted(
    text: str, words: tuple[Word, ...], names: Gazetteer, *, taken: Taken, named: Iterable[Entity]
) -> Iterator[Entity]:
    occupations = frozenset(e.start for e in named if e.entity == "occupation")
    for start, end, value in find_counts(text, words, names.counts, taken=taken, occupations=occupations):
        if taken.take(start, end):
            yield Entity(entity="number", value=str(value), start=start, end=end)
