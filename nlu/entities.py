"""Values in a message: e-mail, telephone, number, municipality, language, occupation, case reference."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from nlu.patterns import Matcher
from nlu.understanding import Entity
from nlu.words import Word, fold

_EMAIL = re.compile(r"[^\s@<>(),;:\"]{1,64}@[^\s@<>(),;:\"]{1,190}")
_DIGITS = re.compile(r"(?<![\w.,-])\d{1,4}(?![\w-]|[.,]\d)")
_REFERENCE = re.compile(r"(?<!\w)[IІ]\s?[PР]\s?[-–—\s]?\s?((?:\w{4})\s?[-–—\s]?\s?(?:\w{4}))(?!\w)", re.IGNORECASE)
UKRAINIAN_MOBILE = re.compile(r"^(?:05|06|09)")
# Which Cyrillic capitals look like letters of the reference's alphabet.
_REFERENCE_LETTERS = str.maketrans("АВСЕНКМРТХУ", "ABCEHKMPTXY")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names that messages are searched for; the matcher's labels are the normalised values."""

    municipalities: Matcher
    languages: Matcher
    occupations: Matcher
    number_words: Mapping[str, int]


def find_entities(text: str, words: tuple[Word, ...], names: Gazetteer) -> tuple[Entity, ...]:
    """Every entity of the message, in the order of the text."""
    found = [
        *_emails(text),
        *_phones(text),
        *_references(text),
        *_named("municipality", names.municipalities, words),
        *_named("language", names.languages, words),
        *_named("occupation", names.occupations, words),
    ]
    taken = [(e.start, e.end) for e in found]
    found.extend(e for e in _numbers(text, words, names) if not any(a < e.end and e.start < b for a, b in taken))
    return tuple(sorted(found, key=lambda e: (e.start, e.entity)))


def _emails(text: str) -> Iterator[Entity]:
    for match in _EMAIL.finditer(text):
        candidate = match.group().rstrip(".,;!?")
        try:
            address = validate_email(candidate, check_deliverability=False).normalized
        except EmailNotValidError:
            continue
        yield Entity(entity="email", value=address, start=match.start(), end=match.start() + len(candidate))


def _phones(text: str) -> Iterator[Entity]:
    for match in phonenumbers.PhoneNumberMatcher(text, None, leniency=phonenumbers.Leniency.VALID):
        yield _phone(match)
    for region in ("SE", "UA"):
        for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID):
            if not match.raw_string.startswith("+") and _region_of(match.raw_string) == region:
                yield _phone(match)


def _phone(match: phonenumbers.PhoneNumberMatch) -> Entity:
    value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
    return Entity(entity="phone", value=value, start=match.start, end=match.end)


def _region_of(raw: str) -> str:
    """A number without a country code is Ukrainian when it begins with 05, 06 or 09, else Swedish."""
    return "UA" if UKRAINIAN_MOBILE.match(re.sub(r"\D", "", raw)) else "SE"


def _references(text: str) -> Iterator[Entity]:
    for match in _REFERENCE.finditer(text):
        body = re.sub(r"[^\w]", "", match.group(1)).upper().translate(_REFERENCE_LETTERS)
        yield Entity(
            entity="case_reference", value=f"IP-{body[:4]}-{body[4:]}", start=match.start(), end=match.end()
        )


def _named(entity: str, matcher: Matcher, words: tuple[Word, ...]) -> Iterator[Entity]:
    taken: list[tuple[int, int]] = []
    for hit in matcher.find(words):
        if any(a < hit.end and hit.start < b for a, b in taken):
            continue
        taken.append((hit.start, hit.end))
        yield Entity(entity=entity, value=hit.label, start=words[hit.start].start, end=words[hit.end - 1].end)


def _numbers(text: str, words: tuple[Word, ...], names: Gazetteer) -> Iterator[Entity]:
    for match in _DIGITS.finditer(text):
        yield Entity(entity="number", value=str(int(match.group())), start=match.start(), end=match.end())
    for word in words:
        if (value := names.number_words.get(fold(word.text))) is not None:
            yield Entity(entity="number", value=str(value), start=word.start, end=word.end)
