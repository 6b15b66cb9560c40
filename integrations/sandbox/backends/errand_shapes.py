"""What support-management takes and gives, as its description has it; what nobody uses here is only checked."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from starlette.responses import JSONResponse, Response

CATEGORIES = {"ETABLERINGSCENTRUM": {"INTAKE"}, "INTEGRATIONSPAKTEN": {"MEMBERSHIP_APPLICATION"}}
STATUSES = ("NEW", "ONGOING", "PENDING", "SUSPENDED", "SOLVED")
ROLES = ("PERSON", "APPLICANT", "CONTACT")
CLOSED = "SOLVED"
_TITLES = {
    400: "Bad Request",
    404: "Not Found",
    409: "Conflict",
    412: "Precondition Failed",
    500: "Internal Server Error",
}
_Value = Annotated[str, Meta(max_length=3000)]
_Optional = str | None


class Tag(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tie to another system."""

    key: _Optional = None
    value: _Optional = None


class Parameter(msgspec.Struct, rename="camel", omit_defaults=True):
    """One answer."""

    key: Annotated[str, Meta(min_length=1)]
    display_name: _Optional = None
    group: _Optional = None
    values: list[_Value] | None = None


class JsonParameter(msgspec.Struct, rename="camel", omit_defaults=True):
    """An answer that is a document."""

    key: Annotated[str, Meta(min_length=1)]
    schema_id: Annotated[str, Meta(min_length=1)]
    value: Any


class Channel(msgspec.Struct, omit_defaults=True):
    """How somebody is reached."""

    type: _Optional = None
    value: _Optional = None


class Stakeholder(msgspec.Struct, rename="camel", omit_defaults=True):
    """Somebody whom it concerns."""

    external_id: _Optional = None
    external_id_type: _Optional = None
    role: _Optional = None
    city: _Optional = None
    organization_name: _Optional = None
    first_name: _Optional = None
    last_name: _Optional = None
    address: _Optional = None
    care_of: _Optional = None
    zip_code: _Optional = None
    country: _Optional = None
    contact_channels: list[Channel] | None = None
    parameters: list[Parameter] | None = None


class Classification(msgspec.Struct, omit_defaults=True):
    """What it is about."""

    category: _Optional = None
    type: _Optional = None


class Suspension(msgspec.Struct, rename="camel", omit_defaults=True):
    """For how long nobody looks at it."""

    suspended_from: datetime | None = None
    suspended_to: datetime | None = None


class Label(msgspec.Struct, omit_defaults=True):
    """A label."""

    id: _Optional = None


class Written(msgspec.Struct, rename="camel", omit_defaults=True):
    """An errand as it is sent: each part may be left out."""

    title: _Optional = None
    priority: Literal["LOW", "MEDIUM", "HIGH"] | None = None
    stakeholders: list[Stakeholder] | None = None
    external_tags: list[Tag] | None = None
    parameters: list[Parameter] | None = None
    json_parameters: list[JsonParameter] | None = None
    classification: Classification | None = None
    status: _Optional = None
    resolution: _Optional = None
    description: _Optional = None
    channel: Annotated[str, Meta(max_length=255)] | None = None
    reporter_user_id: _Optional = None
    assigned_user_id: _Optional = None
    assigned_group_id: _Optional = None
    escalation_email: _Optional = None
    contact_reason: _Optional = None
    contact_reason_description: Annotated[str, Meta(max_length=4096)] | None = None
    suspension: Suspension | None = None
    business_related: bool | None = None
    labels: list[Label] | None = None
    active_phase_id: _Optional = None


class Errand(Written, rename="camel", omit_defaults=True):
    """An errand as it is kept."""

    id: str = ""
    errand_number: str = ""
    created: str = ""
    modified: str = ""
    touched: str = ""
    version: int = -1


class Identifier(msgspec.Struct):
    """Who wrote something."""

    type: Literal["adAccount", "partyId"]
    value: Annotated[str, Meta(max_length=255)]


class KeyValues(msgspec.Struct, omit_defaults=True):
    """More about a conversation."""

    key: _Optional = None
    values: list[str] | None = None


class NewConversation(msgspec.Struct, rename="camel", omit_defaults=True):
    """A conversation as it is sent."""

    topic: Annotated[str, Meta(min_length=1)]
    type: Literal["INTERNAL", "EXTERNAL"]
    relation_ids: list[str] | None = None
    participants: list[Identifier] | None = None
    metadata: list[KeyValues] | None = None


class Conversation(NewConversation, rename="camel", omit_defaults=True):
    """A conversation as it is kept."""

    id: str = ""


class NewMessage(msgspec.Struct, rename="camel"):
    """A message as it is sent."""

    content: Annotated[str, Meta(min_length=1)]
    in_reply_to_message_id: _Optional = None
    attachment_ids: list[str] | None = None


class Message(msgspec.Struct, rename="camel", omit_defaults=True):
    """A message as it is kept."""

    id: str
    created: str
    content: str
    created_by: Identifier | None = None
    in_reply_to_message_id: _Optional = None
    type: str = ""


def missing(written: Written) -> str:
    """What the metadata of the namespace do not know; empty: all is well."""
    kinds = written.classification
    if kinds and (kinds.type not in CATEGORIES.get(kinds.category or "", ())):
        return "classification"
    if written.status is not None and written.status not in STATUSES:
        return "status"
    if any(one.role is not None and one.role not in ROLES for one in written.stakeholders or ()):
        return "stakeholders.role"
    tags = written.external_tags or ()
    return "externalTags" if len({tag.key for tag in tags}) != len(tags) else ""


def problem(status: int, detail: str) -> Response:
    """An error as RFC 7807 has it."""
    body = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")


def paged(rows: list[Any], page: int, size: int) -> dict[str, Any]:
    """One page of ``rows`` as Spring has it."""
    shown = rows[page * size : (page + 1) * size]
    pages = -(-len(rows) // size)
    order = {"empty": False, "sorted": True, "unsorted": False}
    return {
        "content": msgspec.to_builtins(shown),
        "totalPages": pages,
        "totalElements": len(rows),
        "first": page == 0,
        "last": page >= pages - 1,
        "numberOfElements": len(shown),
        "size": size,
        "number": page,
        "empty": not shown,
        "sort": order,
        "pageable": {
            "offset": page * size,
            "pageNumber": page,
            "pageSize": size,
            "paged": True,
            "unpaged": False,
            "sort": order,
        },
    }


def instant() -> str:
    """Now, as it is written there."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
