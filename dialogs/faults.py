"""Why an answer cannot be taken, where that can be said: a wrong check digit, a day that is over, half an address."""

import re
from datetime import date

from dialogs.answers import read_text
from dialogs.draft import Draft
from dialogs.effects import Args
from dialogs.flow import Day, Email, Number, OrganisationNumber, Question
from dialogs.promise import STOCKHOLM
from nlu.understanding import Understanding

PERSONAL = ("[personnummer]", "[samordningsnummer]")
_DIGITS = re.compile(r"\d(?:[ \u00a0\-\u2010-\u2015\u2212]?\d){3,}")
_WHOLE = frozenset({10, 12})


def fault_of(draft: Draft, question: Question) -> tuple[str, Args] | None:
    """The text that says what is wrong with the words as an answer to ``question``; None where nothing can be said."""
    heard = draft.understanding
    match question.kind:
        case OrganisationNumber():
            return _number(question, heard)
        case Day():
            given = read_text(question, heard)
            past = given is not None and _is_past(given.value, draft.context.now.astimezone(STOCKHOLM).date())
            return ("day-past", {}) if past else None
        case Email():
            return ("email-malformed", {}) if "@" in heard.text and heard.entity("email") is None else None
        case Number(low, high):
            others = any(low <= int(n) <= high for n in heard.values("number"))
            return None if others or not heard.values("number") else ("number-range", {"low": low, "high": high})
        case _:
            return None


def _number(question: Question, heard: Understanding) -> tuple[str, Args] | None:
    if read_text(question, heard) is not None:
        return None
    if any(mark in heard.text for mark in PERSONAL):
        return "organisation-number-personal", {}
    typed = _DIGITS.search(heard.text)
    if typed is None:
        return None
    whole = sum(c.isdecimal() for c in typed.group()) in _WHOLE
    return ("organisation-number-checksum" if whole else "organisation-number-length"), {}


def _is_past(value: str, today: date) -> bool:
    try:
        return date.fromisoformat(value) < today
    except ValueError:
        return False
