"""The state of one conversation: small, versioned, and everything that ``step`` remembers."""

from datetime import datetime
from typing import Literal

import msgspec

from nlu.understanding import Understanding


class Answer(msgspec.Struct, frozen=True):
    """An answer as given: contract values, or one free text. ``words``: what else was said with a value."""

    values: tuple[str, ...]
    words: str | None = None

    @property
    def value(self) -> str:
        """All values as one string, joined by commas."""
        return ",".join(self.values)


class Offer(msgspec.Struct, frozen=True):
    """Something put to the person with yes and no (``offer.person``), or with more (``offer.intent``).

    ``queue`` and ``flow`` are the ticket's if it is taken; declined, the form goes on at ``resume``. ``heard`` is the
    message that it is about and ``intents`` what that may have meant; ``before`` is the offer that waits behind it.
    ``reference`` is the case that it speaks of, ``choices`` are its buttons where they depend on what was said before.
    """

    step: str
    queue: str = "general"
    flow: str = "general"
    resume: str | None = None
    intents: tuple[str, ...] = ()
    heard: Understanding | None = None
    before: "Offer | None" = None
    choices: tuple[str, ...] = ()
    reference: str | None = None


class Wish(msgspec.Struct, frozen=True):
    """Something that the person wants besides what the conversation is at, in their own words."""

    intent: str
    words: str


class Guided(msgspec.Struct, frozen=True):
    """What the guide told last, in the turn ``turn``: answers by their intents, authorities; ``words`` asked for it."""

    turn: int
    intents: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    words: str = ""


class Case(msgspec.Struct, frozen=True):
    """A ticket of this conversation as the conversation knows it.

    ``answered``: staff wrote last. ``outcome`` is what it was closed with. ``urgent``: danger was spoken of.
    ``asked``: the first message after closing was asked about; ``rating`` is whether the question how it went was put.
    ``complete``: a form was sent with it. ``decision`` is what staff decided last about an application. ``cuts``: by
    what the follow-up divides its numbers, as the form told it: the kind of an organisation, a field of work.
    ``application``, ``member`` and ``activity`` are its numbers in the registry of members, as far as the person may
    know them.
    """

    reference: str
    queue: str
    flow: str
    open: bool = True
    staff_wrote: bool = False
    due: datetime | None = None
    opened: datetime | None = None
    answered: bool = False
    closed: datetime | None = None
    outcome: str | None = None
    urgent: bool = False
    asked: bool = False
    rating: Literal["", "due", "asked"] = ""
    complete: bool = False
    decision: Literal["", "checked", "approved", "declined", "more_information"] = ""
    cuts: dict[str, str] = {}
    application: str = ""
    member: str = ""
    activity: str = ""

    @property
    def decided(self) -> bool:
        """Whether it is an application that staff have said yes or no to."""
        return self.decision in ("approved", "declined")


class Organisation(msgspec.Struct, frozen=True):
    """The organisation that the person speaks for: asked once in a conversation.

    ``checked`` is what the register said of ``number`` (OK REVIEW NOT_FOUND NOT_CHECKED) and ``name`` its name there;
    ``confirmed``: the person said that this is them. ``asked``: the register's answer is awaited in the chat.
    ``sought``: the registry of members was asked for the open form, too, and ``standing`` is what it said; ``awaited``:
    that answer is awaited in the chat.
    """

    number: str
    name: str = ""
    checked: str = ""
    confirmed: bool = False
    asked: bool = False
    sought: bool = False
    awaited: bool = False
    standing: Answer | None = None

    @property
    def waits(self) -> bool:
        """Whether the chat waits for an answer."""
        return self.asked or self.awaited


class Inquiry(msgspec.Struct, frozen=True):
    """A check of the ticket ``reference`` by ``backend``: what it asks, since when, how often in vain.

    ``done``: it was answered, or is given up. ``operation`` is named where a system is asked several things; while an
    answer is awaited (``asking``), it may come to ask something else (``changed``).
    """

    reference: str
    backend: str
    payload: dict[str, str]
    since: datetime
    tries: int = 0
    done: bool = False
    operation: str = ""
    asking: bool = False
    changed: bool = False


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that staff of the case ``reference`` have proposed: at which ``place``, with whom (``host``), how long.

    ``times`` can be chosen; ``at`` is the time that is agreed, ``wanted`` the one that the calendar is asked for in
    request ``number``, ``by_staff`` or by the person. It was cancelled, or has been, when it is ``over``.
    """

    reference: str
    place: str
    minutes: int
    host: str = ""
    times: tuple[datetime, ...] = ()
    at: datetime | None = None
    wanted: datetime | None = None
    number: int = 0
    by_staff: bool = False
    over: bool = False

    @property
    def coming(self) -> bool:
        """Whether a time is agreed."""
        return self.at is not None and not self.over


class Met(msgspec.Struct, frozen=True):
    """What staff say of the visit that the case ``reference`` had at ``at``; ``noted``: that it is an outcome, too."""

    reference: str
    at: datetime
    came: Literal["mapped", "met", "absent"]
    noted: bool = False


class Source(msgspec.Struct, frozen=True):
    """The person's message that holds the answer to ``step`` of the open form."""

    message: str
    step: str


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered between turns.

    ``turn`` counts committed turns and ``open_turn`` is the one that asked the open question ``step``. ``trail`` holds
    the answered questions in order (for *back*), ``misses`` counts messages in a row that were not understood and
    ``unread`` keeps their words for staff; ``wishes`` are what comes next, or goes along with the next ticket.
    ``aside`` holds the answers of forms that were left for another one. ``guided`` is what the guide told last, and
    ``situation`` what the person told it of themselves (``registered``, ``not_registered``, ``elsewhere``). ``spoke``
    is the language of the last message where it was another one. ``timers`` names the kinds that are set, ``told``
    what is said only once. ``album`` is what the last file was sent with; ``reachable`` is False while nothing can be
    delivered. ``visits`` are what staff have proposed, and ``met`` is how they went.
    ``organisation`` is asked once for all forms, and so is what is ``known`` of it and of how to reach it;
    ``inquiries`` are the checks of tickets, ``registrations`` what the registry of members is told of them.
    ``gender`` was given for statistics only: nobody is shown it.
    """

    id: str
    channel: str
    language: str = "en"
    turn: int = 0
    entry: str | None = None
    flow: str | None = None
    step: str | None = None
    open_turn: int = 0
    answers: dict[str, Answer] = {}
    skipped: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()
    sent: bool = False
    misses: int = 0
    unread: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    aside: dict[str, Answer] = {}
    guided: Guided | None = None
    situation: tuple[str, ...] = ()
    spoke: str | None = None
    offer: Offer | None = None
    cases: tuple[Case, ...] = ()
    timers: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    album: str | None = None
    reachable: bool = True
    last_seen: datetime | None = None
    organisation: Organisation | None = None
    known: dict[str, Answer] = {}
    inquiries: tuple[Inquiry, ...] = ()
    registrations: tuple[Inquiry, ...] = ()
    visits: tuple[Visit, ...] = ()
    met: tuple[Met, ...] = ()
    gender: str = ""

    @property
    def open_cases(self) -> tuple[Case, ...]:
        """Tickets that staff have not closed."""
        return tuple(c for c in self.cases if c.open)

    @property
    def written(self) -> bool:
        """Whether the person has ever written."""
        return self.last_seen is not None
