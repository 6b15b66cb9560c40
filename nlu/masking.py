"""Numbers that are never kept: taken out of a message before anything is stored.

personnummer, samordningsnummer, passport, bank card, bank account, Ukrainian tax number. What stands in their place
names the kind: ``[personnummer]``. Phone numbers, case references, organisation numbers and amounts stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import iban, luhn
from stdnum.se import orgnr
from stdnum.ua import rntrc

# Characters that stand between groups of digits.
_BLANK = "[ \u00a0\u2007\u2009\u202f]"
_DASH = "[-‐‑–—−－]"
_PART = rf"(?:{_BLANK}|{_DASH}|[./_])"
# Between the name of a number and the number itself. Each word ends at a word's end, so there is one way to match.
_NAMING = (
    r"(?:[\s:=№#.,\"'«»()-]|(?:nummer\w*|number|numret|num|nr|no|номер\w*|is|är|це|это|мій|моя|мой|my|mitt|min|seri\w*"
    r"|сері\w*|сери\w*|код\w*|code|i|і|и|та|and|och)(?!\w)){0,12}?"
)

_PERSONAL = re.compile(
    rf"(?<![\d+])(18|19|20)?(\d{{2}})(\d{{2}})(\d{{2}})((?:{_BLANK}?(?:{_DASH}|[+./_]){_BLANK}?)|{_BLANK}{{0,2}})(\d{{4}})(?!\d)"
)
_PERSONAL_DATED = re.compile(
    rf"(?<![\d+])(18|19|20)(\d{{2}}){_PART}(\d{{2}}){_PART}(\d{{2}})({_PART}{{1,3}}|{_BLANK}{_DASH}{_BLANK}|)(\d{{4}})(?!\d)"
)
_PERSONAL_PARTED = re.compile(
    rf"(?<![\d+])()(\d{{2}}){_PART}(\d{{2}}){_PART}(\d{{2}})({_PART}{{1,3}})(\d{{2}}{_PART}?\d{{2}})(?!\d)"
)
# Swedish health care and universities give numbers with letters to people without a personnummer.
_RESERVE = re.compile(
    rf"(?<![\d+])(18|19|20)?(\d{{2}})(\d{{2}})(\d{{2}})({_DASH})([A-ZÅÄÖ][A-ZÅÄÖ\d]\d{{2}})(?!\w)", re.IGNORECASE
)
_CARD = re.compile(rf"(?<![\d+])\d(?:(?:{_BLANK}|{_DASH})?\d){{12,18}}(?!\d)")
_CARD_GROUPS = re.compile(rf"(?<![\d+])\d{{4}}((?:{_BLANK}|{_DASH}))\d{{4}}\1\d{{4}}\1\d{{4}}(?!\d)")
_IBAN = re.compile(rf"(?<!\w)[A-Z]{{2}}\d{{2}}(?:{_BLANK}?[A-Z0-9]){{10,30}}", re.IGNORECASE)
_IBAN_SHAPE = re.compile(
    rf"(?<!\w)(?:UA\d{{2}}(?:{_BLANK}?\d){{25}}|SE\d{{2}}(?:{_BLANK}?\d){{20}})(?!\d)", re.IGNORECASE
)
_ACCOUNT = re.compile(
    rf"((?<!\w)(?:(?:bank)?konto\w*|clearing\w*|account|рахун\w*|розрахунков\w*|счет\w*|счёт\w*)(?!\w){_NAMING})"
    rf"(\d(?:(?:{_PART}|,){{0,2}}\d){{6,20}})(?!\d)",
    re.IGNORECASE,
)
_PASSPORT = re.compile(r"(?<!\w)[A-ZА-ЯІЇЄҐ]{2}\s?[№#]?\s?\d{6,7}(?!\w)")
_PASSPORT_SMALL = re.compile(r"(?<!\w)[a-zа-яіїєґ]{2}\d{6,7}(?!\w)")
_PAPERS = (
    r"passport?\w*|pass(?:nummer\w*|nr)?|(?:загран)?паспорт\w*|id[- ]?(?:card|kort|карт)\w*|ід[- ]?карт\w*"
    r"|айді[- ]?карт\w*|посвідк\w*|ут[- ]?карт\w*|ut[- ]?(?:kort|card|карт)\w*|lma(?:[- ]?(?:kort|card|карт)\w*)?"
    r"|dossier\w*|дос['ʼ’]?[єе]\w*|beteckningsnummer\w*|kontrollnummer\w*|control number|контрольн\w*|permit number"
    r"|посвідченн\w*|удостоверени\w*"
)
_PASSPORT_NAMED = re.compile(
    rf"((?<!\w)(?:{_PAPERS})(?!\w){_NAMING})((?:[A-ZА-ЯІЇЄҐ]{{1,3}}[ -]?)?\d(?:[ -]?\d){{5,11}})(?!\d)", re.IGNORECASE
)
# The Ukrainian register of residents: date of birth and five digits.
_REGISTER = re.compile(rf"(?<!\d)()((?:19|20)\d{{2}})(\d{{2}})(\d{{2}})()({_DASH}?\d{{5}})(?!\d)")
_TAX = re.compile(r"(?<![\d+])[1-9]\d{9}(?!\d)")
_TAX_NAMED = re.compile(
    r"((?<!\w)(?:іпн|инн|рнокпп|ідентифікаційн\w*|идентификационн\w*|податков\w*|налогов\w*|tax|ipn|inn|rnokpp)(?!\w)"
    rf"{_NAMING})(\d{{10}})(?!\d)",
    re.IGNORECASE,
)
_CALLING = re.compile(
    r"тел|дзвон|дзвін|звон|вайбер|вотсап|ватсап|мобіл|мобил|\btel|phone|\bcall|\bring|mobil|\bsms|viber|whatsapp",
    re.IGNORECASE,
)
_PERSONAL_WORD = re.compile(
    r"person\W{0,2}n|personal (?:identity )?n|\bpnr|samordning|coordination|перс?он|координац|(?:особист|личн)\w* ном",
    re.IGNORECASE,
)
_WHOLE_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d\d-\d\d-(?:19|20)\d\d")
_BEFORE = 40
_ORGANISATION_FROM = "2"
"""Third digit of an organisation number; those of people are smaller."""


@dataclass(frozen=True, slots=True)
class Masked:
    """The text that may be kept, and the kinds of what was taken out."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str, *, phone_expected: bool = False, organisation_expected: bool = False) -> Masked:
    """Take out what is never kept.

    ``phone_expected``: ten digits that may be a phone are left as one; ``organisation_expected``: those that are right
    as an organisation number are, where they would be right as a Ukrainian tax number, too.
    """
    kinds: list[str] = []
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    for kind, pattern, is_one in _rules(phone_expected, organisation_expected):
        text = pattern.sub(_replacement(kind, is_one, kinds), text)
    return Masked(text, tuple(dict.fromkeys(kinds)))


_Check = Callable[[re.Match[str]], bool]


def _rules(phone_expected: bool, organisation_expected: bool) -> Iterator[tuple[str, re.Pattern[str], _Check]]:
    yield "iban", _IBAN_SHAPE, _always
    yield "iban", _IBAN, lambda m: _iban_end(m.group()) > 0
    yield "card", _CARD_GROUPS, _always
    yield "card", _CARD, lambda m: bool(luhn.is_valid(_digits(m.group())))
    yield "personnummer", _PERSONAL_DATED, _is_dated
    yield "personnummer", _PERSONAL, lambda m: _is_personal(m, phone_expected)
    yield "personnummer", _PERSONAL_PARTED, _is_parted
    yield "personnummer", _RESERVE, _is_date
    yield "passport", _REGISTER, _is_date
    yield "tax_number", _TAX_NAMED, _always
    yield "passport", _PASSPORT_NAMED, lambda m: not _WHOLE_DATE.fullmatch(m.group(2))
    yield "iban", _ACCOUNT, _always
    yield "passport", _PASSPORT, _always
    yield "passport", _PASSPORT_SMALL, _always
    yield "tax_number", _TAX, lambda m: _is_tax(_digits(m.group()), organisation_expected)


def _replacement(kind: str, is_one: _Check, kinds: list[str]) -> Callable[[re.Match[str]], str]:
    def replace(match: re.Match[str]) -> str:
        if not is_one(match):
            return match.group()
        named = "samordningsnummer" if kind == "personnummer" and int(match.group(4)) > 60 else kind
        kinds.append(named)
        lead = match.group(1) if match.re in _LED else ""
        rest = match.group()[_iban_end(match.group()) :] if match.re is _IBAN else ""
        return f"{lead}[{named}]{rest}"

    return replace


_LED = (_TAX_NAMED, _PASSPORT_NAMED, _ACCOUNT)


def _always(_: re.Match[str]) -> bool:
    return True


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _iban_end(text: str) -> int:
    """Where the account number ends that ``text`` begins with; words may stand behind it. 0: it is none."""
    ends = (end for end in range(len(text), 14, -1) if text[end - 1].isalnum() and iban.is_valid(text[:end]))
    return next(ends, 0)


def _is_date(match: re.Match[str]) -> bool:
    month, day = int(match.group(3)), int(match.group(4))
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


def _is_checked(match: re.Match[str]) -> bool:
    _, year, month, day, _, tail = match.groups()
    return bool(luhn.is_valid(_digits(year + month + day + tail)))


def _is_dated(match: re.Match[str]) -> bool:
    """A whole date and four digits; after a space they may be a time of day, so the check digit decides."""
    return _is_date(match) and (bool(match.group(5).strip()) or _is_checked(match))


def _is_parted(match: re.Match[str]) -> bool:
    return _is_date(match) and _is_checked(match) and not _is_phone(match.group())


def _is_personal(match: re.Match[str], phone_expected: bool) -> bool:
    """A plausible date; without a century it may be a phone, where the check digit and the words before decide."""
    if not _is_date(match):
        return False
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    if match.group(1) or _PERSONAL_WORD.search(before) or not _is_phone(match.group()):
        return True
    return _is_checked(match) and not phone_expected and not _CALLING.search(before)


def _is_tax(digits: str, organisation_expected: bool) -> bool:
    if organisation_expected and digits[2] >= _ORGANISATION_FROM and orgnr.is_valid(digits):
        return False
    return bool(rntrc.is_valid(digits))


def _is_phone(text: str) -> bool:
    """Ten digits with a leading nought that are a phone in Sweden or Ukraine."""
    return any(_is_phone_in(region, _digits(text)) for region in ("SE", "UA"))


def _is_phone_in(region: str, digits: str) -> bool:
    try:
        return digits.startswith("0") and phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False
