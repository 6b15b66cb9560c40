"""How a place is reached: what leads keep on the desk (content ``contacts``), and how the chat tells it.

Kept as text by authority id: ``phone`` (E.164, or a short number such as 1177), ``email``, ``link``, ``address`` and
``hours`` in each language, and the days ``checked`` and ``review_by``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import phonenumbers
from babel.dates import format_date

from dialogs.effects import Arg, Args, Joined, Link, Local, Text
from dialogs.guide.book import LANGUAGES, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How one place is reached; empty is what nobody has filled in. After ``review_by`` it is told with a warning."""

    phone: str = ""
    email: str = ""
    link: str = ""
    address: Words = field(default_factory=dict)
    hours: Words = field(default_factory=dict)
    checked: date
    review_by: date

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Contact":
        """As content keeps it."""
        return cls(
            **{name: row.get(name, "") for name in ("phone", "email", "link")},
            address=dict(row.get("address", {})),
            hours=dict(row.get("hours", {})),
            checked=date.fromisoformat(row["checked"]),
            review_by=date.fromisoformat(row["review_by"]),
        )

    def row(self) -> dict[str, object]:
        """What content keeps: only what is filled in."""
        days = {"checked": self.checked.isoformat(), "review_by": self.review_by.isoformat()}
        told = {name: getattr(self, name) for name in ("phone", "email", "link", "address", "hours")}
        return {name: value for name, value in told.items() if value} | days


def read_contacts(rows: Mapping[str, Any]) -> dict[str, Contact]:
    """The contacts of content's ``contacts``, by authority id."""
    return {name: Contact.of(row) for name, row in rows.items()}


def tell(authority: str, contact: Contact, *, today: date) -> Text:
    """What the chat says: the name, what is filled in, and from when it is."""
    lines: list[Arg] = []
    if contact.address:
        lines.append(Text("contact-address", {"address": Local(dict(contact.address))}))
    if contact.hours:
        lines.append(Text("contact-hours", {"hours": Local(dict(contact.hours))}))
    if contact.phone:
        lines.append(Text("contact-phone", {"phone": readable(contact.phone)}))
    if contact.email:
        lines.append(Text("contact-email", {"email": contact.email}))
    day: Args = {"day": _day(contact.checked)}
    lines.append(Text("contact-old", day) if today > contact.review_by else Text("contact-checked", day))
    return Text("contact-told", {"name": Text(f"authority-{authority}"), "lines": Joined(tuple(lines))})


def links(contact: Contact) -> tuple[Link, ...]:
    """What stands under it: to call, to the web page."""
    call = (Link("contact-call", f"tel:{contact.phone}"),) if contact.phone else ()
    page = (Link("contact-page", contact.link),) if contact.link else ()
    return (*call, *page)


def kept_phone(typed: str) -> str | None:
    """The number as it is kept; None when it is none that can be called from Sweden."""
    try:
        number = phonenumbers.parse(typed, "SE")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    short = phonenumbers.is_valid_short_number_for_region(number, "SE")
    return phonenumbers.national_significant_number(number) if short else None


def readable(phone: str) -> str:
    """A kept number as people read it: ``+46 8 508 250 00``; short numbers stay as they are."""
    if not phone.startswith("+"):
        return phone
    return phonenumbers.format_number(phonenumbers.parse(phone), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _day(day: date) -> Local:
    return Local({language: format_date(day, "d MMMM y", locale=language) for language in LANGUAGES})
