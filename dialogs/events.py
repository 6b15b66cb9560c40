"""What can happen to a conversation. Every change of a conversation is one of these.

``id`` is unique within the conversation: the same id again is the same event and has no second effect.
``at`` is an aware UTC instant.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

Came = Literal["mapped", "met", "absent"]
Decision = Literal["checked", "approved", "declined", "more_information"]
FileKind = Literal["photo", "document", "voice", "video", "sticker", "location", "other"]


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """The common part of all events."""

    id: str
    at: datetime


class Started(Event, frozen=True, kw_only=True, tag="started"):
    """A conversation was opened; ``entry`` is the deep link's word (``arrival``, ``member``, a campaign tag)."""

    language: str
    entry: str | None = None


class PersonWrote(Event, frozen=True, kw_only=True, tag="person_wrote"):
    """Free text, already masked; ``masked`` names what was taken out (``personnummer``, ``passport``, ``card``).

    ``source`` is the channel's own name of the message, where messages can be edited.
    """

    text: str
    masked: tuple[str, ...] = ()
    source: str | None = None


class PersonChose(Event, frozen=True, kw_only=True, tag="person_chose"):
    """A button; several choices are several values. ``turn`` is the keyboard's turn where the channel knows it."""

    values: tuple[str, ...]
    turn: int | None = None
    source: str | None = None


class PersonEdited(Event, frozen=True, kw_only=True, tag="person_edited"):
    """The message ``source`` says ``text`` now; ``values`` is the button whose words these are, if they are one's."""

    text: str
    source: str
    masked: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


class PersonSent(Event, frozen=True, kw_only=True, tag="person_sent"):
    """Something that is no text; ``file`` is the channel's name of it, ``text`` its caption, ``album`` what it is in.

    Several files that were sent at once are an album.
    """

    kind: FileKind
    file: str | None = None
    text: str = ""
    masked: tuple[str, ...] = ()
    album: str | None = None


class ReachChanged(Event, frozen=True, kw_only=True, tag="reach_changed"):
    """The person blocked the bot or is gone (not ``reachable``), or can be written to again."""

    reachable: bool


class InOwnWords(Event, frozen=True, kw_only=True):
    """Staff say something in words of their own; ``text`` is written in ``language``.

    ``translation`` is what ``engine`` made of it in the language ``target``; ``edited`` when staff changed that before
    it was sent.
    """

    reference: str
    staff: str
    text: str = ""
    language: str = "sv"
    translation: str | None = None
    engine: str | None = None
    target: str | None = None
    edited: bool = False


class StaffReplied(InOwnWords, frozen=True, kw_only=True, tag="staff_replied"):
    """A case worker answered. ``standard`` is the key of a standard reply, said in the person's language."""

    standard: str | None = None


class TicketTransferred(Event, frozen=True, kw_only=True, tag="ticket_transferred"):
    """Staff moved the ticket to another queue; ``note`` is internal."""

    reference: str
    staff: str
    queue: str
    note: str = ""


class TicketClosed(InOwnWords, frozen=True, kw_only=True, tag="ticket_closed"):
    """Staff closed the ticket with ``outcome``; ``text`` is said to the person, the bot takes over."""

    outcome: str


class ApplicationDecided(InOwnWords, frozen=True, kw_only=True, tag="application_decided"):
    """Staff looked at an application, or decided it; ``text`` is the reason and is said to the person."""

    decision: Decision


class ChecksAsked(Event, frozen=True, kw_only=True, tag="checks_asked"):
    """Staff want what is known of the organisation behind the ticket to be looked up again."""

    reference: str
    staff: str


class VisitProposed(InOwnWords, frozen=True, kw_only=True, tag="visit_proposed"):
    """Staff propose ``times`` for a visit to ``place``; ``host`` is whom the person meets, ``text`` a note to them."""

    place: str
    times: tuple[datetime, ...]
    minutes: int
    host: str = ""


class VisitMoved(Event, frozen=True, kw_only=True, tag="visit_moved"):
    """Staff give an agreed visit another ``time``."""

    reference: str
    staff: str
    time: datetime


class VisitCancelled(InOwnWords, frozen=True, kw_only=True, tag="visit_cancelled"):
    """Staff cancel a visit, or what they have proposed; ``text`` is said to the person."""


class VisitEnded(Event, frozen=True, kw_only=True, tag="visit_ended"):
    """Staff say how the visit to ``place`` at ``time`` went, or take that back (``withdrawn``).

    ``mapped``: the person came and the mapping was made; ``noted``: staff have written that down as an outcome already.
    ``met``: the person came, ``absent``: there was no visit.
    """

    reference: str
    staff: str
    place: str
    time: datetime
    came: Came = "met"
    noted: bool = False
    withdrawn: bool = False


class TicketReopened(Event, frozen=True, kw_only=True, tag="ticket_reopened"):
    """Staff opened a closed ticket again; it is theirs."""

    reference: str
    staff: str


class OutcomeNoted(Event, frozen=True, kw_only=True, tag="outcome_noted"):
    """Staff write down what came of a case on ``day``, or take back (``withdrawn``) what they had written down.

    ``part`` is the form of participation, or why not; ``source`` is where somebody's work came from.
    """

    reference: str
    staff: str
    outcome: str
    day: date
    part: str = ""
    number: int = 1
    source: str = ""
    withdrawn: bool = False


class TimedOut(Event, frozen=True, kw_only=True, tag="timed_out"):
    """A timer of the conversation fell due; ``kind`` is its kind (``reminder``). The event's id is the timer's."""

    kind: str


class Answered(Event, frozen=True, kw_only=True, tag="answered"):
    """A backend answered the call ``call``; ``about`` is what the call was about, such as a ticket's reference."""

    call: str
    result: dict[str, str]
    backend: str = ""
    operation: str = ""
    about: str = ""


class ErasureDecided(Event, frozen=True, kw_only=True, tag="erasure_decided"):
    """The privacy officer ``staff`` decided that this person's data are erased now."""

    reference: str
    staff: str


class SetAside(Event, frozen=True, kw_only=True, tag="set_aside"):
    """A message of the person could not be worked on; staff find it among the dead letters."""


AnyEvent = (
    Started
    | PersonWrote
    | PersonChose
    | PersonEdited
    | PersonSent
    | ReachChanged
    | StaffReplied
    | TicketTransferred
    | TicketClosed
    | TicketReopened
    | ApplicationDecided
    | ChecksAsked
    | VisitProposed
    | VisitMoved
    | VisitCancelled
    | VisitEnded
    | OutcomeNoted
    | TimedOut
    | Answered
    | ErasureDecided
    | SetAside
)
IN_WORDS = (PersonWrote, PersonEdited, PersonSent)
FROM_PERSON = (*IN_WORDS, PersonChose)
FROM_STAFF = (
    StaffReplied,
    TicketTransferred,
    TicketClosed,
    TicketReopened,
    ApplicationDecided,
    ChecksAsked,
    VisitProposed,
    VisitMoved,
    VisitCancelled,
    VisitEnded,
    OutcomeNoted,
    ErasureDecided,
)
