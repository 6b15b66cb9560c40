"""What goes to Zammad and what comes from there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import msgspec

from integrations.cases.port import CaseMessage, HandoverCase, Kind, RemoteCase, State
from integrations.cases.words import instant, mark_of, plain, without_personal_numbers

TIE = "front_door_case_id"
"""A text attribute of tickets that the operator adds to Zammad once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """``url`` of Zammad; ``groups``: who gets which kind. ``states``: one that is not named is an open one."""

    url: str
    groups: Mapping[Kind, str] = field(
        default_factory=lambda: MappingProxyType({"intake": "Etableringscentrum", "membership": "Integrationspakten"})
    )
    closed: str = "closed"
    states: Mapping[str, State] = field(
        default_factory=lambda: MappingProxyType(
            {
                "new": "new",
                "open": "open",
                "pending reminder": "waiting",
                "pending close": "waiting",
                "closed": "closed",
                "merged": "closed",
                "removed": "closed",
            }
        )
    )
    labels: Mapping[str, str] = field(default_factory=dict)


class Ticket(msgspec.Struct):
    """What is read of a ticket; ``state`` is only there where it was asked for with its names."""

    id: int
    number: str | None = None
    state: str | None = None
    created_at: str | None = None
    front_door_case_id: str | None = None

    @property
    def remote(self) -> RemoteCase:
        """As the port has it; Zammad does not count its changes."""
        return RemoteCase(id=str(self.id), number=self.number or str(self.id))


class Article(msgspec.Struct):
    """A message there."""

    id: int
    created_at: str
    body: str | None = None
    content_type: str | None = None
    sender: str | None = None
    internal: bool | None = None
    created_by: str | None = None

    @property
    def words(self) -> str:
        """Without its dress."""
        body = self.body or ""
        return plain(body) if (self.content_type or "").startswith("text/html") else body.strip()

    @property
    def is_for_the_person(self) -> bool:
        """Staff wrote it, for the other side to read, and not on our desk."""
        return self.sender == "Agent" and self.internal is False and bool(self.words) and not mark_of(self.words)

    @property
    def message(self) -> CaseMessage:
        """As the port has it."""
        return CaseMessage(
            id=str(self.id), text=self.words, sender="staff", author=self.created_by, at=instant(self.created_at)
        )


def ticket(case: HandoverCase, desk: Desk) -> dict[str, Any]:
    """The ticket that ``case`` becomes, with a customer of its own who has no address."""
    return {
        "title": without_personal_numbers(case.title),
        "group": desk.groups[case.kind],
        "customer_id": f"guess:{case.external_id}@chat.invalid",
        "priority": "3 high" if case.priority == "urgent" else "2 normal",
        "state": "new",
        TIE: case.external_id,
        "article": article(_described(case), sender="Customer"),
    }


def article(body: str, *, sender: str, internal: bool = False) -> dict[str, Any]:
    """A note: Zammad sends nothing to anybody because of it."""
    return {"body": body, "content_type": "text/plain", "type": "note", "sender": sender, "internal": internal}


def _described(case: HandoverCase) -> str:
    contact, organisation = case.contact, case.organisation
    lines = [case.description, "", f"Referens: {case.reference}", f"Kanal: {case.channel}"]
    if organisation:
        pairs = (("Organisation", organisation.name), ("Organisationsnummer", organisation.number),
                 ("Webbplats", organisation.website))  # fmt: skip
        lines += [f"{label}: {value}" for label, value in pairs if value]
    if contact:
        pairs = (("Namn", contact.name), ("E-post", contact.email), ("Telefon", contact.phone))
        lines += [f"{label}: {value}" for label, value in pairs if value]
    lines += [""] + [f"{one.label}: {one.value}" for one in case.fields if one.value]
    # The search looks at what is written, where it has no index: the id stands there, too.
    return without_personal_numbers("\n".join(lines)).strip() + f"\n\n(Ärende-id: {case.external_id})"
