"""What a turn wants done. Effects are data: the store commits them with the turn, workers carry them out after it."""

from datetime import date, datetime
from typing import Literal

import msgspec

from nlu.understanding import Understanding

Change = Literal[
    "replied",
    "transferred",
    "closed",
    "reopened",
    "decided",
    "closed_by_person",
    "reopened_by_person",
    "rated",
    "commented",
    "visit_proposed",
    "visit_booked",
    "visit_moved",
    "visit_cancelled",
    "visit_refused",
    "visit_unsuited",
    "visit_mapped",
    "visit_met",
    "visit_absent",
    "visit_answer_withdrawn",
    "outcome",
    "outcome_withdrawn",
]
Kind = Literal["text", "question", "summary", "handover", "notice"]


class Text(msgspec.Struct, frozen=True):
    """A text key with arguments, rendered in the reader's language."""

    key: str
    args: "Args" = {}


class Concept(msgspec.Struct, frozen=True):
    """A name of a vocabulary (``occupation``), shown in the reader's language; ``coded`` with its code beside it."""

    vocabulary: str
    name: str
    coded: bool = False


class Moment(msgspec.Struct, frozen=True):
    """An instant, shown as date and time in Stockholm."""

    at: datetime


class Date(msgspec.Struct, frozen=True):
    """A day, without a time."""

    day: date


class Joined(msgspec.Struct, frozen=True):
    """Several texts as one: each on a line of its own, or as a list within a sentence."""

    parts: "tuple[Arg, ...]"
    inline: bool = False


class Local(msgspec.Struct, frozen=True):
    """Words that staff have written in each language."""

    texts: dict[str, str]


Arg = str | int | Text | Concept | Moment | Date | Joined | Local
Args = dict[str, Arg]


class Link(msgspec.Struct, frozen=True):
    """A link under a message: the key of its label and where it goes (``https:``, ``tel:`` or a path of ours)."""

    label: str
    url: str


class Choice(msgspec.Struct, frozen=True):
    """A button: the contract value and its label."""

    value: str
    label: Text | Local


class Original(msgspec.Struct, frozen=True):
    """The words that ``engine`` translated; ``edited`` when a person changed the translation."""

    text: str
    language: str
    engine: str
    edited: bool = False


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the bot, as text key and arguments.

    ``step`` is the question that is open afterwards. ``verbatim`` is said instead of the key's text when somebody's
    own words are passed on (staff replies), written in ``language``; ``original`` when they are a translation.
    """

    key: str
    args: Args = {}
    kind: Kind = "text"
    step: str | None = None
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    links: tuple[Link, ...] = ()
    sender: Literal["bot", "staff"] = "bot"
    author: str | None = None
    verbatim: str | None = None
    language: str | None = None
    original: Original | None = None
    ticket: tuple[str, str] | None = None


class AnswerLine(msgspec.Struct, frozen=True):
    """One answer on a ticket; ``label`` is the question's short name."""

    step: str
    label: Text
    value: str


class OpenTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Hand the conversation over to a queue under ``reference``."""

    reference: str
    queue: str
    priority: Literal["urgent", "normal"] = "normal"
    flow: str
    answers: tuple[AnswerLine, ...] = ()
    routes: tuple[str, ...] = ()
    due: datetime | None = None


class WakeTicket(msgspec.Struct, frozen=True, kw_only=True):
    """The person wrote on an open ticket: ``waiting`` and ``parked`` become ``claimed`` again.

    ``answers`` and ``routes``, when there are any, replace those of the ticket (the form was sent after a handover).
    """

    reference: str
    priority: Literal["urgent"] | None = None
    answers: tuple[AnswerLine, ...] = ()
    routes: tuple[str, ...] = ()


class MoveTicket(msgspec.Struct, frozen=True, kw_only=True):
    """The ticket changes: ``change`` is what happened to it. ``staff`` is empty where the person did it.

    ``outcome`` is what it was closed with, or what was decided. ``told`` is a note in words of ours.
    """

    reference: str
    change: Change
    staff: str = ""
    queue: str | None = None
    outcome: str | None = None
    note: str = ""
    due: datetime | None = None
    told: Text | None = None


class SetTimer(msgspec.Struct, frozen=True, kw_only=True):
    """Send ``TimedOut(kind)`` at ``at``; a timer of the same kind is replaced."""

    kind: str
    at: datetime


class DropTimer(msgspec.Struct, frozen=True, kw_only=True):
    """Forget the timer of this kind, if any."""

    kind: str


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """Ask a backend; the answer comes back as ``Answered`` with the same ``about``."""

    backend: str
    operation: str
    payload: dict[str, str] = {}
    about: str = ""


class CheckTicket(msgspec.Struct, frozen=True, kw_only=True):
    """What a look-up found stands on the ticket, instead of what one of the same ``name`` found before."""

    reference: str
    name: str
    result: str
    detail: "Text | Joined"
    source: str
    at: datetime


class Erase(msgspec.Struct, frozen=True, kw_only=True):
    """Destroy the person's key, their index rows and everything kept of the conversation, now."""

    reason: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """An audit entry: ``action`` and a detail without personal data."""

    action: str
    detail: str = ""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Count one more of ``value`` under ``name``; nothing of the person or of staff stands in either."""

    name: str
    value: str


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """Count for the follow-up: ``name`` as a whole, and each of ``cuts`` (``gender``: ``woman``) for itself.

    ``day`` is the first one of a quarter; what was counted by mistake is taken back with negative ``times``.
    ``divided``: the quarter in which the cuts count, where that is another one.
    """

    name: str
    day: date
    cuts: dict[str, str] = {}
    times: int = 1
    divided: date | None = None


class Collect(msgspec.Struct, frozen=True, kw_only=True):
    """Words that were understood to mean what they did not: kept without the person, to teach from."""

    heard: Understanding


Effect = (
    Say
    | OpenTicket
    | WakeTicket
    | MoveTicket
    | CheckTicket
    | SetTimer
    | DropTimer
    | Call
    | Erase
    | Note
    | Tally
    | Measure
    | Collect
)
