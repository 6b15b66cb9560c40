"""Kinds of answers: what a question takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.effects import Local


@dataclass(frozen=True, slots=True)
class Choose:
    """One of ``options``; with ``words`` what else was said is kept beside the value.

    ``narrowed``: what may be said that leaves several options, and which; it is asked which of them.
    ``names``: what options are called that staff have named; the others have their texts.
    """

    options: tuple[str, ...]
    words: bool = False
    narrowed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    names: Mapping[str, Local] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ChooseSeveral:
    """One or more of ``options``."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YesNo:
    """``yes`` or ``no``."""

    options: tuple[str, ...] = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number within ``low`` and ``high``; ``unit``: of something that messages name beside it ("4 hours").

    With ``words`` what else was said is kept beside it ("two of each").
    """

    low: int
    high: int
    options: tuple[str, ...] = ()
    unit: bool = False
    words: bool = False


@dataclass(frozen=True, slots=True)
class FreeText:
    """Any words. With ``concept`` an entity of that name is looked for and shown back.

    A ``letter`` is read by a person: whatever is asked or wished in it belongs to it. ``bare``: without the addresses
    and telephone numbers in it, which are answers of their own. What sounds like a wish for one
    of the forms ``takes`` is part of the answer.
    """

    concept: str | None = None
    letter: bool = False
    bare: bool = False
    takes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number or an e-mail address, by what ``chosen_in`` answered; either is taken."""

    chosen_in: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, E.164."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address."""

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Municipality:
    """A Swedish municipality by its name; ``home`` is the value for our own city."""

    home: str = "stockholm"
    options: tuple[str, ...] = ("stockholm", "unsure")


@dataclass(frozen=True, slots=True)
class OrganisationNumber:
    """A Swedish organisation number as ``556002-1361``; ``none``: there is none, which is an answer too."""

    options: tuple[str, ...] = ("none",)


@dataclass(frozen=True, slots=True)
class Url:
    """The address of a homepage, with its scheme; ``none``: there is none."""

    options: tuple[str, ...] = ("none",)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as ``2026-03-01``, not before today, or one of ``options``.

    ``loose``: a time in other words ("after the summer") is taken as it was said.
    """

    options: tuple[str, ...] = ()
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Occupations, each with how many are meant: ``3 kock`` and ``2 svetsare``.

    Without a number only the name; words in which no occupation is found are kept as they are.
    """

    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The page with all answers: send, change, stop."""

    options: tuple[str, ...] = ("send", "change", "cancel")


Kind = (
    Choose
    | ChooseSeveral
    | YesNo
    | Number
    | FreeText
    | Contact
    | Phone
    | Email
    | Municipality
    | OrganisationNumber
    | Url
    | Day
    | Places
    | Review
)
