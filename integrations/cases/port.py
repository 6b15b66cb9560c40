"""What a case system is for us, whichever it is: a case is handed over once, and its staff's answers come back.

Everything here raises the errors of ``integrations.errors`` and nothing else. Whoever calls it again after an error
with the same ``external_id``, or the same ``CaseMessage.id``, doubles nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["intake", "membership"]
State = Literal["new", "open", "waiting", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One answer: ``key`` for programs, ``label`` and ``value`` for staff."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom the case is about; nothing that was not given. ``conversation`` is opaque outside this service."""

    name: str = ""
    email: str = ""
    phone: str = ""
    conversation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """For whom the contact speaks. ``number`` is never that of a person."""

    name: str
    number: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCase:
    """``external_id`` is a UUID of ours: the same case always has the same. ``description`` is in Swedish.

    ``reference`` is what staff and the person call it. ``channel`` is how the person is reached.
    """

    external_id: str
    kind: Kind
    reference: str
    title: str
    description: str
    priority: Literal["urgent", "normal"] = "normal"
    fields: tuple[Field, ...] = ()
    contact: Contact | None = None
    organisation: Organisation | None = None
    channel: str = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMessage:
    """``text`` is what is read there; ``original``: the words it was translated from, in ``language``.

    ``id`` is ours for what we send, and the case system's for what comes from there.
    """

    id: str
    text: str
    original: str | None = None
    language: str = "sv"
    sender: Literal["person", "staff", "bot"]
    author: str | None = field(default=None, repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCase:
    """``number`` is what its staff call it; ``version`` where it counts its changes."""

    id: str
    number: str
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteStatus:
    """``label`` is its own word for it; ``outcome`` is how it ended."""

    state: State
    label: str
    outcome: str | None = None


class CaseSystem(Protocol):
    """``name`` is what settings and staff call it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    async def find(self, external_id: str) -> RemoteCase | None:
        """The case that we handed over by that id; None: there is none."""
        ...

    async def create(self, case: HandoverCase) -> RemoteCase:
        """The one that is there, or a new one: never two."""
        ...

    async def add_message(self, case_id: str, message: CaseMessage) -> str:
        """Its id there; written once for each ``message.id``."""
        ...

    async def close(self, case_id: str, outcome: str) -> None:
        """Closed there, too; a closed one stays as it is."""
        ...

    async def status(self, case_id: str) -> RemoteStatus:
        """How it stands."""
        ...

    async def replies_since(self, case_id: str, cursor: str | None) -> tuple[tuple[CaseMessage, ...], str]:
        """What staff wrote there to the person after ``cursor``, oldest first, and the cursor to go on from."""
        ...

    async def close_connections(self) -> None:
        """Let go of them."""
        ...
