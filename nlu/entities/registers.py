"""Numbers of registers: Swedish organisation numbers, and the references that a handover gave."""

import re
from collections.abc import Iterator

from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from nlu.understanding import Entity

# "16" before it is the century of the register, "SE" before and "01" behind it make it a VAT number.
_ORGANISATION = re.compile(
    r"(?<![\w+])(?:16[ -]?|SE[ -]?)?([1-35-9]\d[2-9]\d{3})[ \u00a0]?[-‐‑–—−]?[ \u00a0]?(\d{4})(?:[ ]?01)?"
    r"(?![\w]|[-–.,/]\d)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?<!\w)[IІ]\s?[PР]\s?[-‐‑–—−_\s]?\s?(\w{4}\s?[-‐‑–—−_\s]?\s?\w{4})(?!\w)",
    re.IGNORECASE,
)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# Which Cyrillic capitals look like letters of the reference's alphabet.
_LOOKALIKES = str.maketrans("АВСЕНКМРТХУ", "ABCEHKMPTXY")


def find_organisations(text: str) -> Iterator[Entity]:
    """Numbers with a right check digit; the register numbers organisations from 20 on in the third and fourth."""
    for match in _ORGANISATION.finditer(text):
        try:
            compact = orgnr.validate(match[1] + match[2])
        except ValidationError:
            continue
        value = f"{compact[:6]}-{compact[6:]}"
        yield Entity(entity="organisation_number", value=value, start=match.start(), end=match.end())


def find_references(text: str) -> Iterator[Entity]:
    """References whose check character is right, in small letters, with spaces or Cyrillic look-alikes, too."""
    for match in _REFERENCE.finditer(text):
        body = re.sub(r"[\W_]", "", match[1]).upper().translate(_LOOKALIKES)
        if _is_reference(body):
            value = f"IP-{body[:4]}-{body[4:]}"
            yield Entity(entity="case_reference", value=value, start=match.start(), end=match.end())


def _is_reference(body: str) -> bool:
    """Eight characters of the alphabet; weighed by their places they add up to a multiple of its length."""
    if len(body) != 8 or any(c not in _ALPHABET for c in body):
        return False
    return sum(place * _ALPHABET.index(c) for place, c in enumerate(body, 1)) % len(_ALPHABET) == 0
