"""Numbers that are never kept: taken out of a message before anything is stored.

personnummer, samordningsnummer, passport, bank card, IBAN, Ukrainian tax number. What stands in their place names the
kind: ``[personnummer]``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import iban, luhn
from stdnum.ua import rntrc

_SWEDISH_NUMBER = re.compile(r"(?<!\d)((?:18|19|20)?(\d{2})(\d{2})(\d{2}))([-+–— ]{0,3})(\d{4})(?!\d)")
_CARD = re.compile(r"(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){10,30}\b", re.IGNORECASE)
_PASSPORT = re.compile(r"(?<!\w)[A-ZА-ЯІЇЄҐ]{2}\s?[№#]?\s?\d{6}(?!\w)")
_PASSPORT_SMALL = re.compile(r"(?<!\w)[a-zа-яіїєґ]{2}\d{6}(?!\w)")
_NAMED_NUMBER = re.compile(
    r"((?:passport?\w*|pass\s?nummer|pass\s?nr|паспорт\w*|id[- ]?(?:card|kort)\w*|ут[- ]?карт\w*|ut[- ]?kort\w*|dossier\w*|"
    r"дос['ʼ’]?[єе]\w*|lma[- ]?\w*)\D{0,20}?)([A-ZА-ЯІЇЄa-z]{0,3}\d[\d -]{5,11}\d)(?!\d)",
    re.IGNORECASE,
)
_TAX = re.compile(r"(?<![\d+])[1-9]\d{9}(?!\d)")


@dataclass(frozen=True, slots=True)
class Masked:
    """The text that may be kept, and the kinds of what was taken out."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str, *, phone_expected: bool = False) -> Masked:
    """Take out what is never kept. ``phone_expected``: ten digits that may be a Swedish phone are left as one."""
    kinds: list[str] = []
    for kind, pattern, is_one in _rules(phone_expected):
        text = pattern.sub(_replacement(kind, is_one, kinds), text)
    return Masked(text, tuple(dict.fromkeys(kinds)))


def _rules(phone_expected: bool) -> Iterator[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]]]:
    yield "iban", _IBAN, lambda m: bool(iban.is_valid(m.group()))
    yield "card", _CARD, lambda m: bool(luhn.is_valid(re.sub(r"\D", "", m.group())))
    yield "passport", _NAMED_NUMBER, lambda m: True
    yield "personnummer", _SWEDISH_NUMBER, lambda m: _is_personal_number(m, phone_expected)
    yield "passport", _PASSPORT, lambda m: True
    yield "passport", _PASSPORT_SMALL, lambda m: True
    yield "tax_number", _TAX, lambda m: bool(rntrc.is_valid(m.group()))


def _replacement(
    kind: str, is_one: Callable[[re.Match[str]], bool], kinds: list[str]
) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        if not is_one(match):
            return match.group()
        named = kind
        if kind == "personnummer":
            named = "samordningsnummer" if int(match.group(4)) > 60 else kind
        kinds.append(named)
        lead = match.group(1) if match.re is _NAMED_NUMBER else ""
        return f"{lead}[{named}]"

    return replace


def _is_personal_number(match: re.Match[str], phone_expected: bool) -> bool:
    """A plausible date and, when nothing parts the last four digits and no century leads, a right check digit."""
    head, year, month, day, separator, tail = match.groups()
    if not (1 <= int(month) <= 12 and (1 <= int(day) <= 31 or 61 <= int(day) <= 91)):
        return False
    if len(head) == 8 or separator:
        return True
    if phone_expected and _is_phone(head + tail):
        return False
    return bool(luhn.is_valid(year + month + day + tail))


def _is_phone(digits: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, "SE"))
    except phonenumbers.NumberParseException:
        return False
