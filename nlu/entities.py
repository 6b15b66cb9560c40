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
# "12", "12+", "12 years" without the space, the first of "5-6"; not times, dates, decimals, nor a calendar year.
_UNIT = r"(?:рок|рік|р|лет|л|год|г|år|ar|yr|year|y|міс|мес|mån|month|mth|st|шт|x)\w*"
_DIGITS = re.compile(
    rf"(?<![\w.,:/–-])(?!(?:19|20)\d\d(?!\d))(\d{{1,4}})(?=(?:[–-]\d{{1,4}})?(?:{_UNIT})?(?![\w–-]|[.,:/]\d))",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<!\w)[IІ]\s?[PР]\s?[-–—\s]?\s?((?:\w{4})\s?[-–—\s]?\s?(?:\w{4}))(?!\w)", re.IGNORECASE)
_TENS = frozenset(range(20, 100, 10))
NOTHING = "-"
_UKRAINIAN = re.compile(r"05|06|09|380|00380")
_REFERENCE_BODY = re.compile("[2-9A-HJKMNP-Z]{8}")
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
        *_named("municipality", names.municipalities, text, words),
        *_named("language", names.languages, text, words),
        *_named("occupation", names.occupations, text, words),
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
    """A number without a plus sign is Ukrainian when it begins with 05, 06, 09 or 380, else Swedish."""
    return "UA" if _UKRAINIAN.match(re.sub(r"\D", "", raw)) else "SE"


def _references(text: str) -> Iterator[Entity]:
    for match in _REFERENCE.finditer(text):
        body = re.sub(r"[^\w]", "", match.group(1)).upper().translate(_REFERENCE_LETTERS)
        if not _REFERENCE_BODY.fullmatch(body):
            continue
        yield Entity(entity="case_reference", value=f"IP-{body[:4]}-{body[4:]}", start=match.start(), end=match.end())


def _named(entity: str, matcher: Matcher, text: str, words: tuple[Word, ...]) -> Iterator[Entity]:
    taken: list[tuple[int, int]] = []
    hits = matcher.find(words)
    for hit in hits:
        if any(a < hit.end and hit.start < b for a, b in taken):
            continue
        taken.append((hit.start, hit.end))
        start, end = words[hit.start].start, words[hit.end - 1].end
        same = (hit.start, hit.end, hit.weight)
        value = _as_typed(text[start:end], [h.label for h in hits if (h.start, h.end, h.weight) == same])
        if value != NOTHING:
            yield Entity(entity=entity, value=value, start=start, end=end)


def _as_typed(typed: str, names: list[str]) -> str:
    """Of names that look the same without accents the one that was typed ("Håbo", "Habo"); else the weightiest."""
    exact = [n for n in names if n.casefold() == typed.casefold()]
    return next(iter(exact or [n for n in names if fold(n) != fold(typed)] or names))


def _numbers(text: str, words: tuple[Word, ...], names: Gazetteer) -> Iterator[Entity]:
    found = [(m.start(1), m.end(1), int(m.group(1))) for m in _DIGITS.finditer(text)]
    found.extend(_worded(words, names.number_words))
    # "one" is often no count ("no one", "en svetsare"): beside another number it is left out.
    counted = [f for f in found if f[2] != 1 or text[f[0]].isdecimal()] or found
    for start, end, value in counted:
        yield Entity(entity="number", value=str(value), start=start, end=end)


def _worded(words: tuple[Word, ...], number_words: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
    """Numbers in words; tens and the ones that follow them are one number ("twenty five", "двадцять п'ять")."""
    tens: tuple[int, int, int] | None = None
    for word in words:
        parts = [number_words.get(fold(part)) for part in word.text.split("-")]
        value = sum(p for p in parts if p is not None) if None not in parts else None
        if tens and value is not None and 0 < value < 10:
            yield tens[0], word.end, tens[2] + value
            tens = None
            continue
        if tens:
            yield tens
        tens = (word.start, word.end, value) if value in _TENS else None
        if value is not None and tens is None:
            yield word.start, word.end, value
    if tens:
        yield tens
