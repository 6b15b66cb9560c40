"""Reading an answer: from what was understood to the values that the open question takes."""

import re
from typing import assert_never

from dialogs.conversation import Answer
from dialogs.flow import (
    Choose,
    ChooseSeveral,
    Contact,
    Day,
    Email,
    FreeText,
    Kind,
    Municipality,
    Number,
    OrganisationNumber,
    Phone,
    Places,
    Question,
    Review,
    Url,
    YesNo,
)
from dialogs.limits import ANSWER_LENGTH
from dialogs.meanings import filled, wanted, yes_or_no
from dialogs.places import read_places
from nlu.understanding import Understanding

_DIGITS = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,]\d|\d)")
YES_NO = "yes_no"
NONE = "none"
"""That there is no such number, no such page."""
REVIEW = "arrival.review"
"""What is said at the review is the same for every form."""


def reading_name(question: Question) -> str:
    """Under which name the understanding reads answers to this question."""
    if isinstance(question.kind, Review):
        return REVIEW
    if isinstance(question.kind, OrganisationNumber | Url):
        return NONE
    return YES_NO if isinstance(question.kind, YesNo) else question.read_as or question.base


def read_text(question: Question, heard: Understanding) -> Answer | None:
    """The answer that the words give, or None when they give none."""
    read = heard.reading(reading_name(question)) or filled(heard, question.step)
    if isinstance(question.kind, YesNo) and not read and (said := yes_or_no(heard)):
        read = (said,)
    values = _values(question.kind, heard, read)
    if not values:
        return None
    with_words = isinstance(question.kind, Places) or (
        isinstance(question.kind, Choose | Number) and question.kind.words
    )
    words = heard.text.strip() if with_words and heard.text.strip() != values[0] else None
    # A number in one word says nothing more than itself.
    alone = isinstance(question.kind, Number) and words is not None and len(words.split()) == 1
    return Answer(values, words[:ANSWER_LENGTH] if words and not alone else None)


def narrow(question: Question, heard: Understanding) -> tuple[str, tuple[str, ...]] | None:
    """What was said that leaves several options, and which."""
    read = heard.reading(reading_name(question))
    known = dict(question.kind.narrowed) if isinstance(question.kind, Choose) else {}
    return (read[0], known[read[0]]) if len(read) == 1 and read[0] in known else None


def read_choice(question: Question, values: tuple[str, ...]) -> Answer | None:
    """The answer that a button gives, or None when this question has no such button."""
    if not values or any(v not in question.kind.options for v in values):
        return None
    if isinstance(question.kind, ChooseSeveral):
        return Answer(_in_order(values, question.kind.options))
    return Answer(values) if len(values) == 1 else None


def state(question: Question, values: tuple[str, ...], heard: Understanding) -> tuple[str, ...]:
    """The answer that a statement holds: free text as it was typed, our own city by the value of its button."""
    if isinstance(question.kind, FreeText) and question.kind.concept:
        typed = (heard.text[e.start : e.end] for e in heard.entities if e.value in values)
        return (next(typed, values[0]),)
    home = getattr(question.kind, "home", None)
    return tuple(home if home and v.casefold() == home else v for v in values)


def _values(kind: Kind, heard: Understanding, read: tuple[str, ...]) -> tuple[str, ...]:  # noqa: PLR0911  one case a kind
    match kind:
        case ChooseSeveral(options):
            return _in_order(read, options)
        case Choose() | YesNo() | Review():
            return read if len(read) == 1 and read[0] in kind.options else ()
        case Number(low, high, unit=unit):
            # "I am 34, nine years of experience": what is said of the question goes before any number.
            numbers = (*read, *heard.values("number"), *(_DIGITS.findall(heard.text) if unit else ()))
            return tuple(n for n in numbers if n.isdigit() and low <= int(n) <= high)[:1]
        case FreeText(bare=bare):
            return _bare_words(heard) if bare else _words(heard)
        case Municipality(home):
            place = read[0] if read else heard.entity("municipality")
            return _one(home if place and place.casefold() == home else place)
        case Day(options, loose):
            said = _one(heard.entity("date")) or tuple(v for v in read if v in options)[:1]
            return said or (_words(heard) if loose and "?" not in heard.text and not wanted(heard) else ())
        case Places():
            return read_places(heard) or _words(heard)
        case _:
            return exact(kind, heard) or read[:1]


def exact(kind: Contact | Phone | Email | OrganisationNumber | Url, heard: Understanding) -> tuple[str, ...]:
    """A value that is one whatever stands around it."""
    match kind:
        case Contact():
            return _one(heard.entity("phone") or heard.entity("email"))
        case Phone():
            return _one(heard.entity("phone"))
        case Email():
            return _one(heard.entity("email"))
        case OrganisationNumber():
            return _one(heard.entity("organisation_number"))
        case Url():
            return _one(_with_scheme(heard.entity("url")))
        case _:
            assert_never(kind)


def _words(heard: Understanding) -> tuple[str, ...]:
    return _one(heard.text.strip()[:ANSWER_LENGTH])


def _bare_words(heard: Understanding) -> tuple[str, ...]:
    """The words without addresses and telephone numbers, and without what then is left at their edges."""
    text = heard.text
    for entity in sorted(heard.entities, key=lambda e: -e.start):
        if entity.entity in ("email", "phone", "url"):
            text = f"{text[: entity.start].rstrip(_EDGES)} {text[entity.end :].lstrip(_EDGES)}"
    return _one(text.strip(_EDGES)[:ANSWER_LENGTH])


_EDGES = " \t\n,;:()<>-–"


def _with_scheme(address: str | None) -> str | None:
    return address if address is None or "://" in address else f"https://{address}"


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _in_order(values: tuple[str, ...], options: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(o for o in options if o in values)
