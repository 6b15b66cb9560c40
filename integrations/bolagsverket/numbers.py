"""Numbers of organisations. Those of people never leave: a sole trader's is a personal identity number."""

import re

from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from integrations.errors import Rejected

_SHAPE = re.compile(r"(?:16)?(\d{6})-?(\d{4})", re.ASCII)
_SEPARATED = re.compile(r"[\s\u2010-\u2015\u2212]+")
_OF_PEOPLE = "302"
"""How the numbers begin that people get who have none of their own (GD-nummer)."""


class NotAnOrganisation(Rejected):
    """No organisation can have such a number."""


class Person(NotAnOrganisation):
    """It is that of a person."""


def organisation_number(text: str) -> str:
    """Its ten digits. Raises ``NotAnOrganisation``; nothing was sent then."""
    plain = _SEPARATED.sub(lambda found: "" if found.group().isspace() else "-", text)
    if _is_personal(plain):
        raise Person("the number of a person")
    shape = _SHAPE.fullmatch(plain)
    if shape is None:
        raise NotAnOrganisation("no number of an organisation")
    digits = "".join(shape.groups())
    if digits.startswith(_OF_PEOPLE):
        raise Person("the number of a person")
    try:
        orgnr.validate(digits)
    except ValidationError:
        raise NotAnOrganisation("no number of an organisation") from None
    return digits


def _is_personal(plain: str) -> bool:
    """With its century, or with a month where an organisation has at least 20; whether the check digit is right."""
    shape = re.fullmatch(r"(?:(18|19|20)(\d{6})|(\d{6}))[-+]?\d{4}", plain, re.ASCII)
    return shape is not None and (shape[1] is not None or int(shape[3][2]) < 2)
