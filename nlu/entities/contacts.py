"""How to reach somebody: e-mail addresses, homepages, telephone numbers."""

import re
from collections.abc import Iterator
from itertools import islice

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from nlu.understanding import Entity

# Each address begins where a word does: what stands before an @ is looked at once.
_EMAIL = re.compile(r"(?<![^\s<>(),;:\"])[^\s@<>(),;:\"]{1,64}@[^\s@<>(),;:\"]{1,190}")
_SCHEME = re.compile(r"\bhttps?://[^\s<>\"«»]{1,2000}", re.IGNORECASE)
_WWW = re.compile(r"(?<![\w@./-])www\.[^\s<>\"«»]{2,2000}", re.IGNORECASE)
# Endings of names that are no word: "kommer.se" may be two sentences, but is written like a homepage.
_NAME = re.compile(
    r"(?<![\w@./:-])[a-z0-9åäö](?:[a-z0-9åäö-]{0,61}[a-z0-9åäö])?(?:\.[a-z0-9åäö][a-z0-9åäö-]{0,61}){0,3}"
    r"\.(?:com|org|net|se|nu|eu|ua|info|biz|app|dev|fi|dk|uk|pl|shop|online|site)(?![\w@-]|\.\w)"
    r"(?:[/?#][^\s<>\"«»]{0,2000})?"
)
_CHAT = re.compile(r"(?<![\w@./:-])(?:t\.me|wa\.me|fb\.me|bit\.ly)/[^\s<>\"«»]{1,200}", re.IGNORECASE)
_TRAILING = ".,;:!?…'’”*"
_CLOSING = {")": "(", "]": "[", "}": "{"}

_BETWEEN = r"[ \u00a0\u2007\u2009\u202f().\-‐‑–—/]{0,3}"
_PHONE = re.compile(
    rf"(?<![\w+#№])(?:\+|\(\+?(?=\d)|8[ -]?(?=\(?0[5-9])\(?|(?=0|380|46\d|80\d))"
    rf"\d{_BETWEEN}(?:\d{_BETWEEN}){{5,16}}\d(?!\w)"
)
_GROUP_END = re.compile(r"\d(?=\D|$)")
_UKRAINIAN = re.compile(r"05|06|09|380|00380|80[5-9]")
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
# More numbers than anybody writes; each costs some time.
_MOST_PHONES, _MOST_TRIES, _MOST_EMAILS = 20, 40, 50


def find_emails(text: str) -> Iterator[Entity]:
    """Addresses that could exist, the domain in small letters."""
    if "@" not in text:
        return
    for match in islice(_EMAIL.finditer(text), _MOST_EMAILS):
        candidate = match.group().rstrip(_TRAILING)
        try:
            address = validate_email(candidate, check_deliverability=False).normalized
        except (EmailNotValidError, UnicodeError):
            continue
        yield Entity(entity="email", value=address, start=match.start(), end=match.start() + len(candidate))


def find_urls(text: str) -> Iterator[Entity]:
    """Homepages as they were typed, with or without a scheme, the punctuation behind them left out."""
    if "." not in text and "://" not in text:
        return
    for pattern in (_SCHEME, _WWW, _CHAT, _NAME):
        for match in pattern.finditer(text):
            typed = _without_trailing(match.group())
            if "." in typed or "localhost" in typed:
                yield Entity(entity="url", value=typed, start=match.start(), end=match.start() + len(typed))


def _without_trailing(typed: str) -> str:
    while typed and (typed[-1] in _TRAILING or _is_unopened(typed)):
        typed = typed[:-1]
    return typed


def _is_unopened(typed: str) -> bool:
    opening = _CLOSING.get(typed[-1])
    return bool(opening) and typed.count(typed[-1]) > typed.count(opening or "")


def find_phones(text: str) -> Iterator[Entity]:
    """Numbers that are assigned: with a country code any, without one Ukrainian or Swedish by their beginning."""
    tries = _MOST_TRIES
    for match in islice(_PHONE.finditer(text), _MOST_PHONES):
        for end in _ends(match.group()):
            tries -= 1
            if tries < 0:
                return
            if number := _parse(match.group()[:end]):
                yield Entity(entity="phone", value=number, start=match.start(), end=match.start() + end)
                break


def _ends(raw: str) -> list[int]:
    """Where a number may end: behind a group of digits, the longest first ("070-123 45 67 12 år")."""
    ends = [m.end() for m in _GROUP_END.finditer(raw)]
    return [e for e in reversed(ends) if _LEAST_DIGITS <= sum(c.isdecimal() for c in raw[:e]) <= _MOST_DIGITS]


def _parse(raw: str) -> str | None:
    digits = re.sub(r"\D", "", raw)
    international = _international(raw, digits)
    region = "UA" if _UKRAINIAN.match(digits) else "SE"
    try:
        number = phonenumbers.parse(international or digits, None if international else region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _international(raw: str, digits: str) -> str | None:
    """With a plus sign before the country code, as far as one was typed; "8 050 …" is the old way in Ukraine."""
    if "+" in raw[:2]:
        # "+46 (0)70" and "+46070": the nought is dropped abroad.
        return "+" + digits
    if digits.startswith("00"):
        return "+" + digits[2:]
    if digits.startswith(("380", "46")):
        return "+" + digits
    return "+3" + digits if digits.startswith("80") else None
