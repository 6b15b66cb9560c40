"""What the guide keeps to: each fault in its files, its answers and its authorities is a sentence.

Run at start and in the tests. A date that has passed is no fault: such an answer is told with a warning.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import Any

from dialogs.guide import book
from dialogs.guide.book import AUTHORITY_PARTS, DOORS, LANGUAGES, PARTS, Authority, Entry, Words
from dialogs.guide.wording import wording_faults
from dialogs.meanings import MEANINGS, Ask

ANSWER_LENGTH = 480
SHOWN_LENGTH = 600
"""The answer and what is different for somebody, as they are shown together."""
AUTHORITY_LENGTH = 420
QUESTIONS = frozenset({name for name, meaning in MEANINGS.items() if isinstance(meaning, Ask)}) | {
    "ask_competence_mapping",
    "ask_validation",
    "seek_mentor",
    "seek_internship",
}
"""What the guide answers: all questions, and the wishes that people also ask about."""
HOSTS: Mapping[str, str] = MappingProxyType(
    {
        "1177.se": "the regions' health care advice",
        "arbetsformedlingen.se": "Arbetsförmedlingen: Are you from Ukraine",
        "foretagsservice.stockholm": "the city to companies: Integrationspakten, Welcome House",
        "informationsverige.se": "the county boards: I come from Ukraine",
        "legitimation.socialstyrelsen.se": "Socialstyrelsen: educated outside the EU and EEA",
        "leverantor.stockholm": "the city to suppliers: Swedish for Ukrainians, social clauses",
        "migrationsverket.se": "Migrationsverket: temporary protection, employers",
        "regionstockholm.se": "Region Stockholm: care for people with temporary protection",
        "skatteverket.se": "Skatteverket: population registration, ID card",
        "skolverket.se": "Skolverket: education for people who have fled from Ukraine",
        "start.stockholm": "the city to those who live there",
        "uhr.se": "UHR: assessment of foreign education",
        "verksamt.se": "authorities to companies: validation, starting a business",
    }
)
"""The hosts that a link may lead to, each with the source that it is known from."""
_PHONE = re.compile(r"\+?\d[\d -]{2,18}")

_SAID_OF_ALL = {"source", "checked", "review_by"}
ENTRY_NEEDS = _SAID_OF_ALL | {"doors", "answer"}
ENTRY_MAY = ENTRY_NEEDS | {"about", "link", *PARTS}
AUTHORITY_NEEDS = _SAID_OF_ALL | {"name", *AUTHORITY_PARTS}
AUTHORITY_MAY = AUTHORITY_NEEDS | {"also", "link", "phone"}
_WORDED = {"answer", "name", *PARTS, *AUTHORITY_PARTS}


def inspect_guide() -> list[str]:
    """Everything that is wrong with the guide. Files that cannot be read are told first, and alone."""
    if unread := unreadable():
        return unread
    entries, authorities = book.entries(), book.authorities()
    return [
        *coverage_faults(entries),
        *chain.from_iterable(entry_faults(entry, authorities) for entry in entries.values()),
        *chain.from_iterable(authority_faults(authority) for authority in authorities.values()),
        *name_faults(authorities.values()),
    ]


def unreadable() -> list[str]:
    """What keeps ``book`` from reading the files."""
    return [
        *chain.from_iterable(file_faults(n, r, ENTRY_NEEDS, ENTRY_MAY) for n, r in book.rows("entries")),
        *chain.from_iterable(file_faults(n, r, AUTHORITY_NEEDS, AUTHORITY_MAY) for n, r in book.rows("authorities")),
    ]


def file_faults(name: str, row: Mapping[str, Any], needs: Collection[str], may: Collection[str]) -> Iterator[str]:
    """A file that lacks a field or a language, or has one that nobody reads."""
    yield from (f"{name} has no {key}" for key in sorted(set(needs) - set(row)))
    yield from (f"{name} has {key}, which nobody reads" for key in sorted(set(row) - set(may)))
    yield from (f"{name}: {key} is no date" for key in ("checked", "review_by") if not _is_date(row.get(key)))
    for key in sorted(_WORDED & set(row)):
        yield from _language_faults(f"{name}: {key}", row[key])


def coverage_faults(intents: Collection[str]) -> Iterator[str]:
    """A question without an answer, an answer that no question leads to."""
    yield from (f"no entry answers {intent}" for intent in sorted(QUESTIONS - set(intents)))
    yield from (f"{intent} answers no question" for intent in sorted(set(intents) - QUESTIONS))


def entry_faults(entry: Entry, authorities: Collection[str]) -> Iterator[str]:
    """Everything that is wrong with one answer; ``authorities`` are the names that it may refer to."""
    name = entry.intent
    yield from _origin_faults(name, entry)
    yield from (f"{name} is about {other}, which is no authority" for other in entry.about if other not in authorities)
    yield from (f"{name} has no door {door}" for door in entry.doors if door not in DOORS)
    if "person" not in entry.doors:
        yield f"{name} leads to no person"
    yield from _words_faults(f"{name} answer", entry.answer, ANSWER_LENGTH)
    for part, words in entry.parts.items():
        yield from _words_faults(f"{name} answer with {part}", _together((entry.answer, words)), SHOWN_LENGTH)


def authority_faults(authority: Authority) -> Iterator[str]:
    """Everything that is wrong with what is said about one authority."""
    name = authority.id
    yield from _origin_faults(name, authority)
    yield from (f"{name} does not say {part}" for part in AUTHORITY_PARTS if part not in authority.parts)
    yield from (f"{name} has no name in {language}" for language in LANGUAGES if not authority.name[language])
    if authority.phone is not None and not _PHONE.fullmatch(authority.phone):
        yield f"{name} has no telephone number {authority.phone}"
    yield from _words_faults(name, _together(authority.parts.values()), AUTHORITY_LENGTH)


def name_faults(authorities: Iterable[Authority]) -> Iterator[str]:
    """A name that stands for two authorities, or for none."""
    owners: dict[str, str] = {}
    for authority in authorities:
        for name in {spoken.strip().casefold() for spoken in (*authority.also, *authority.name.values())}:
            if not name:
                yield f"{authority.id} is also called nothing"
            elif owners.setdefault(name, authority.id) != authority.id:
                yield f"{name} means both {owners[name]} and {authority.id}"


def _origin_faults(name: str, told: Entry | Authority) -> Iterator[str]:
    if not told.source.strip():
        yield f"{name} has no source"
    if not told.checked < told.review_by:
        yield f"{name} is to be reviewed before it was checked"
    if told.link is not None and not _is_known(told.link):
        yield f"{name} leads to a page that is not known: {told.link}"


def _words_faults(name: str, words: Words, length: int) -> Iterator[str]:
    for language in LANGUAGES:
        text = words.get(language, "")
        yield from (f"{name} in {language} {fault}" for fault in wording_faults(language, text))
        if len(text) > length:
            yield f"{name} in {language} has {len(text)} characters, at most {length}"


def _together(several: Iterable[Words]) -> Words:
    shown = tuple(several)
    return {language: "\n".join(words.get(language, "") for words in shown) for language in LANGUAGES}


def _language_faults(name: str, value: object) -> Iterator[str]:
    written = set(value) if isinstance(value, dict) else set()
    yield from (f"{name} is not in {language}" for language in LANGUAGES if language not in written)
    yield from (f"{name} is in {other}, too" for other in sorted(written - set(LANGUAGES)))


def _is_known(link: str) -> bool:
    scheme, found, rest = link.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    return bool(found) and scheme == "https" and host.removeprefix("www.") in HOSTS


def _is_date(value: object) -> bool:
    return isinstance(value, date)
