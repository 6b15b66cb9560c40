"""What a registry of members is for us, whichever it is: only organisations are in it.

Everything raises the errors of ``integrations.errors`` and nothing else. The same ``id`` again doubles nothing.
"""

from datetime import datetime
from typing import Annotated, Literal, Protocol

import msgspec

State = Literal["applied", "member", "declined", "left"]
Decision = Literal["checked", "approved", "declined", "more_information"]
Number = Annotated[str, msgspec.Meta(max_length=40)]
LONGEST_NAME, LONGEST_TEXT = 300, 4000
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Standing(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the registry knows of an organisation; ``member_number`` is empty until it is a member."""

    state: State
    application_number: Number = ""
    member_number: Number = ""
    since: Moment | None = None


class Member(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A member that agreed to be named in public."""

    member_number: Number
    name: Name
    since: Moment | None = None


class Application(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An application. ``id`` is a UUID of ours, ``reference`` the ticket's. ``publish``: it may be named in public."""

    id: str
    reference: Number
    organisation_number: str
    name: Name
    at: Moment
    publish: bool = False


class Applied(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How an application stands."""

    application_number: Number
    state: State
    member_number: Number = ""


class Activity(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Something that a member offers. ``id`` is a UUID of ours, ``kind`` a form of participation."""

    id: str
    reference: Number
    kind: Name
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
    at: Moment


class MembershipRegistry(Protocol):
    """The port."""

    async def look_up(self, number: str) -> Standing | None:
        """What is known of the organisation; None: nothing. A person's number is refused before anything is sent."""
        ...

    async def apply(self, application: Application) -> Applied:
        """Its number there: the same one each time for the same ``id``."""
        ...

    async def decide(self, application_id: str, decision: Decision, *, at: datetime) -> Applied:
        """What staff decided; approved, it has the member's number. The same decision again changes nothing."""
        ...

    async def add_activity(self, member_number: str, activity: Activity) -> str:
        """The activity's number there."""
        ...

    async def published(self) -> tuple[Member, ...]:
        """The members that agreed to be named in public, by name."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...
