"""What the rooms of the bot exchange, and what can be replaced.

``Message`` and ``Ticket`` have the shape of the public contracts (docs/architecture.md): field names on the wire are
those of the chat API and the desk API.
"""

from datetime import datetime
from typing import Literal, Protocol

import msgspec

from nlu.understanding import Intent

Language = Literal["sv", "uk", "en"]
Delivery = Literal["sent", "waiting", "failed"]
Status = Literal["new", "claimed", "waiting", "parked", "closed"]
Priority = Literal["urgent", "normal"]

LANGUAGES: tuple[Language, ...] = ("sv", "uk", "en")
QUEUES = ("etableringscentrum", "membership", "employers", "intro-stockholm", "mentors", "urgent", "general")
STATUSES: tuple[Status, ...] = ("new", "claimed", "waiting", "parked", "closed")


class Choice(msgspec.Struct, frozen=True):
    """A button as shown."""

    value: str
    label: str


class Link(msgspec.Struct, frozen=True):
    """A link as shown."""

    label: str
    url: str


class Translation(msgspec.Struct, frozen=True, omit_defaults=True):
    """The original words beside a machine translation; ``edited`` when staff changed it before it was sent.

    ``text`` is the translation where the message itself keeps the original: a person's line, as staff read it.
    """

    original: str
    language: str
    engine: str
    edited: bool = False
    text: str | msgspec.UnsetType = msgspec.UNSET


class TicketName(msgspec.Struct, frozen=True):
    """The ticket that a message opened or speaks of."""

    reference: str
    queue: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of a transcript, as the chat API shows it. ``id`` counts up within the conversation from 1.

    ``turn`` is the one that asked, on channels whose buttons stay on the screen for ever.
    """

    id: int
    at: datetime
    sender: Literal["bot", "staff", "person"] = msgspec.field(name="from")
    kind: Literal["text", "question", "summary", "handover", "notice"] = "text"
    key: str | None = None
    step: str | None = None
    text: str
    language: str
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    links: tuple[Link, ...] = ()
    attachments: tuple[Link, ...] = ()
    translation: Translation | msgspec.UnsetType | None = msgspec.UNSET
    delivery: Delivery = "sent"
    ticket: TicketName | msgspec.UnsetType = msgspec.UNSET
    turn: int | msgspec.UnsetType = msgspec.UNSET


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A message as the log keeps it: what was shown, with the arguments of its text and who of the staff wrote it."""

    message: Message
    args: dict[str, str | int] = {}
    author: str | None = None


class AnswerLine(msgspec.Struct, frozen=True):
    """One answer on a ticket, label in Swedish."""

    step: str
    label: str
    value: str


class Check(msgspec.Struct, frozen=True):
    """The result of a look-up in another system."""

    name: str
    result: str
    detail: str
    source: str
    at: datetime


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A handover, as the desk API shows it. Times are UTC."""

    reference: str
    queue: str
    status: Status
    priority: Priority
    flow: str
    language: str
    channel: str
    created: datetime
    waiting_since: datetime | None
    due: datetime | None
    assignee: str | None
    answers: tuple[AnswerLine, ...] = ()
    routes: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    outcome: str | None = None


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a ticket's history. ``text`` is an internal note's words or a transfer's note."""

    at: datetime
    actor: str
    action: str
    detail: str = ""
    text: str = ""


class Sent(msgspec.Struct, frozen=True):
    """What came of handing one message to a channel."""

    result: Literal["sent", "retry", "unreachable", "rejected"]
    retry_after: float = 0.0
    detail: str = ""


class Channel(Protocol):
    """Where people write."""

    @property
    def name(self) -> str:
        """What conversations carry."""
        ...

    @property
    def pushes(self) -> bool:
        """Whether messages must be sent out."""
        ...

    async def send(self, address: str, message: Message) -> Sent:
        """Hand ``message`` to the person at ``address`` (the channel's own). Never raises for a refusal."""
        ...


class Backend(Protocol):
    """A system behind us, reached by a ``Call`` effect."""

    @property
    def name(self) -> str:
        """What a ``Call`` names."""
        ...

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """Carry out ``operation``; ``key`` makes it idempotent. Raises ``integrations.errors`` on failure."""
        ...


class Translated(msgspec.Struct, frozen=True):
    """``text`` as ``engine`` put it into another language."""

    text: str
    engine: str


class Untranslated(msgspec.Struct, frozen=True):
    """There is no translation, and why: ``off`` ``away`` ``refused`` ``unsafe`` ``long`` ``language``."""

    reason: str


class Translator(Protocol):
    """Machine translation between staff and person."""

    @property
    def name(self) -> str:
        """The engine, as people are told of it."""
        ...

    async def translate(
        self, text: str, *, source: str, target: str, secret: tuple[str, ...] = ()
    ) -> Translated | Untranslated:
        """``text`` in ``target``. Telephone numbers, e-mail addresses, numbers, and the names in ``secret``, stay here.

        Never raises.
        """
        ...


class Classifier(Protocol):
    """Somebody else who is asked what a message is about, before the built-in engine."""

    async def classify(self, text: str) -> tuple[Intent, ...] | None:
        """Intents of masked ``text``, the best first; None: the built-in engine decides. Never raises."""
        ...


class SigningIn(msgspec.Struct, frozen=True):
    """A sign-in under way at the organisation's provider: what must come back, and what nobody else may know."""

    redirect: str
    state: str
    nonce: str
    verifier: str

    def __repr__(self) -> str:
        return "SigningIn()"


class Identity(msgspec.Struct, frozen=True):
    """Who the provider says it is. ``queues`` is None where they are given out here; ``proof`` signs out there."""

    key: str
    name: str
    roles: tuple[str, ...]
    queues: tuple[str, ...] | None
    proof: str

    def __repr__(self) -> str:
        return f"Identity(roles={self.roles}, queues={self.queues})"


class NotIdentified(Exception):
    """Nobody came in by the provider: ``away`` ``refused`` (it makes no sense, or is not for us) ``cancelled``."""

    def __init__(self, reason: Literal["away", "refused", "cancelled"]) -> None:
        super().__init__(reason)
        self.reason = reason


class IdentityProvider(Protocol):
    """Where staff sign in with their organisation's account. Raises ``NotIdentified`` and nothing else."""

    @property
    def gives_queues(self) -> bool:
        """Whether it says which queues somebody works in."""
        ...

    async def begin(self, redirect: str) -> tuple[str, SigningIn]:
        """Where the browser is sent, and what is kept until it comes back to ``redirect``."""
        ...

    async def finish(self, begun: SigningIn, answer: dict[str, str]) -> Identity:
        """Who came back with ``answer``."""
        ...

    async def leave(self, proof: str, back: str) -> str | None:
        """Where the browser is sent to sign out there and come ``back``; None: nowhere."""
        ...


class ListedMember(msgspec.Struct, frozen=True):
    """A member that agreed to be named in public, and since when it is one."""

    name: str
    since: datetime | None = None


class MemberList(msgspec.Struct, frozen=True):
    """All of them, by name, as they were known ``at``; not ``fresh``: the registry did not answer since."""

    members: tuple[ListedMember, ...]
    at: datetime
    fresh: bool = True
    practice: bool = False


class Members(Protocol):
    """The public list of members."""

    async def listed(self) -> MemberList | None:
        """None: just now nobody can say who is one."""
        ...


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        ...
