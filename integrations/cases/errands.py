"""What goes to support-management and what comes from there, in its version 15. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import msgspec

from integrations.cases.port import Contact, Field, HandoverCase, Kind, Organisation, RemoteCase, State
from integrations.cases.words import LONGEST, without_personal_numbers
from integrations.errors import Malformed

TAG = "frontDoorCaseId"
TOPIC = "Chatten"
"""The conversation with the person. Staff may begin others; those are not for the person."""
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_GROUPS = {"intake": "intake", "membership": "application"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """Where the errands of one municipality are, and what its metadata call things.

    ``states``: its statuses in our words; one that is not named is an open one. ``labels``: what the person may read.
    """

    url: str
    token_url: str
    municipality: str = "0180"
    namespace: str
    sent_by: str = "stra"
    scopes: tuple[str, ...] = ()
    new: str = "NEW"
    closed: str = "SOLVED"
    double: str = "SOLVED"
    kinds: Mapping[Kind, tuple[str, str]] = field(
        default_factory=lambda: MappingProxyType(
            {
                "intake": ("ETABLERINGSCENTRUM", "INTAKE"),
                "membership": ("INTEGRATIONSPAKTEN", "MEMBERSHIP_APPLICATION"),
            }
        )
    )
    states: Mapping[str, State] = field(
        default_factory=lambda: MappingProxyType(
            {
                "NEW": "new",
                "ASSIGNED": "open",
                "ONGOING": "open",
                "PENDING": "waiting",
                "AWAITING_INTERNAL_RESPONSE": "waiting",
                "SUSPENDED": "waiting",
                "SOLVED": "closed",
                "CLOSED": "closed",
            }
        )
    )
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """What every path begins with."""
        return f"/{self.municipality}/{self.namespace}/errands"


class Tag(msgspec.Struct):
    """One of an errand's ties to other systems."""

    key: str | None = None
    value: str | None = None


class Errand(msgspec.Struct, rename="camel"):
    """What is read of an errand."""

    id: str
    errand_number: str | None = None
    status: str | None = None
    resolution: str | None = None
    external_tags: tuple[Tag, ...] | None = None
    created: str | None = None
    version: int | None = None

    @property
    def external_id(self) -> str:
        """Our id of it; empty: it is none of ours."""
        return next((tag.value or "" for tag in self.external_tags or () if tag.key == TAG), "")

    @property
    def remote(self) -> RemoteCase:
        """As the port has it."""
        return RemoteCase(id=identifier(self.id), number=self.errand_number or self.id, version=self.version)


class Errands(msgspec.Struct, rename="camel"):
    """A page of them."""

    content: tuple[Errand, ...] = ()


class Who(msgspec.Struct):
    """Who wrote something there."""

    type: str | None = None
    value: str | None = None


class Letter(msgspec.Struct, rename="camel"):
    """A message there."""

    id: str
    created: str
    content: str | None = None
    created_by: Who | None = None
    type: str | None = None


class Letters(msgspec.Struct, rename="camel"):
    """A page of them."""

    content: tuple[Letter, ...] = ()
    last: bool | None = None


class Conversation(msgspec.Struct, rename="camel"):
    """Where messages are."""

    id: str
    topic: str | None = None
    type: str | None = None


def said(letter: Letter) -> str:
    """Its words."""
    return (letter.content or "").strip()


def identifier(text: str) -> str:
    """An id as it may stand in a path. Raises ``Malformed``."""
    if not _ID.fullmatch(text):
        raise Malformed("its id cannot be one")
    return text


def errand(case: HandoverCase, place: Namespace) -> bytes:
    """The errand that ``case`` becomes: nothing that staff there do not need."""
    category, kind = place.kinds[case.kind]
    return msgspec.json.encode(
        {
            "title": _clean(case.title),
            "priority": "HIGH" if case.priority == "urgent" else "MEDIUM",
            "classification": {"category": category, "type": kind},
            "status": place.new,
            "channel": f"CHAT_{case.channel.upper()}"[:255],
            "businessRelated": case.organisation is not None,
            "description": without_personal_numbers(case.description),
            "stakeholders": list(_stakeholders(case.contact, case.organisation, case.channel)),
            "externalTags": [{"key": TAG, "value": case.external_id}, {"key": "reference", "value": case.reference}],
            "parameters": _parameters(case.fields, _GROUPS[case.kind]),
        }
    )


def _parameters(fields: tuple[Field, ...], group: str) -> list[dict[str, Any]]:
    """Answers with the same key are one parameter."""
    found: dict[str, list[Field]] = {}
    for one in fields:
        if one.value:
            found.setdefault(one.key, []).append(one)
    return [_parameter(key, same, "checks" if key.startswith("check.") else group) for key, same in found.items()]


def _parameter(key: str, same: list[Field], group: str) -> dict[str, Any]:
    return {"key": key, "displayName": same[0].label, "group": group, "values": [_clean(one.value) for one in same]}


def _stakeholders(contact: Contact | None, organisation: Organisation | None, channel: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if organisation:
        more = (("organizationNumber", "Organisationsnummer", organisation.number),
                ("website", "Webbplats", organisation.website))  # fmt: skip
        values = [{"key": key, "displayName": label, "values": [_clean(value)]} for key, label, value in more if value]
        found.append({"role": "APPLICANT", "organizationName": _clean(organisation.name), "parameters": values})
    if contact:
        ways = (("EMAIL", contact.email), ("PHONE", contact.phone), (channel.upper(), contact.conversation))
        first, _, last = _clean(contact.name).partition(" ")
        names = {key: value for key, value in (("firstName", first), ("lastName", last.strip())) if value}
        channels = [{"type": kind, "value": value} for kind, value in ways if value]
        found.append({"role": "CONTACT" if organisation else "PERSON", **names, "contactChannels": channels})
    return found


def _clean(text: str) -> str:
    return without_personal_numbers(text)[:LONGEST]


def form(content: str, boundary: str) -> bytes:
    """A message as multipart/form-data has it: one part, in JSON."""
    part = msgspec.json.encode({"content": content})
    head = f'--{boundary}\r\ncontent-disposition: form-data; name="message"\r\ncontent-type: application/json\r\n\r\n'
    return head.encode() + part + f"\r\n--{boundary}--\r\n".encode()
