"""The form of one place's contact details: what was typed, what is wrong with it, and the contact that it means."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from bot.desk.forms import NO_FAULTS, Faults, Form
from dialogs.guide.contacts import Contact, kept_phone, readable
from dialogs.texts import LANGUAGES

SINGLE = ("phone", "email", "link")
LOCAL = {"address": "adress", "hours": "öppettider"}
DAYS = ("checked", "review_by")
LONGEST = 200
MONTHS = 6
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.ASCII)
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form by name, as they stand in it."""

    fields: Mapping[str, str]

    @classmethod
    def of(cls, form: Form) -> "Typed":
        """What somebody sent."""
        return cls({name: " ".join(form.text(name).split()) for name in _names()})

    @classmethod
    def shown(cls, contact: Contact | None, today: date) -> "Typed":
        """What the form begins with. Nobody has checked anything yet when there is no contact."""
        if contact is None:
            return cls(dict.fromkeys(_names(), "") | {"review_by": months_after(today).isoformat()})
        single = {"phone": readable(contact.phone), "email": contact.email, "link": contact.link}
        local = {f"{part}-{lang}": getattr(contact, part).get(lang, "") for part in LOCAL for lang in LANGUAGES}
        return cls({**single, **local, **{name: getattr(contact, name).isoformat() for name in DAYS}})

    def __getitem__(self, name: str) -> str:
        return self.fields[name]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(value for name, value in self.fields.items() if name not in DAYS)


def read_contact(typed: Typed, today: date) -> tuple[Contact | None, Faults]:
    """The contact; none when the form is empty or at fault."""
    if typed.empty:
        return None, NO_FAULTS
    faults = dict(_faults(typed, today))
    if faults:
        return None, Faults({name: faults[name] for name in _names() if name in faults})
    local = {part: {lang: typed[f"{part}-{lang}"] for lang in LANGUAGES if typed[f"{part}-{lang}"]} for part in LOCAL}
    return Contact(
        phone=kept_phone(typed["phone"]) or "",
        email=typed["email"],
        link=typed["link"],
        **local,
        checked=date.fromisoformat(typed["checked"]),
        review_by=date.fromisoformat(typed["review_by"]),
    ), NO_FAULTS


def months_after(day: date, months: int = MONTHS) -> date:
    """The same day so many months later, or the last one of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _names() -> tuple[str, ...]:
    """All fields, in the order of the page."""
    return (*SINGLE, *(f"{part}-{language}" for part in LOCAL for language in LANGUAGES), *DAYS)


def _faults(typed: Typed, today: date) -> Iterator[tuple[str, str]]:
    for name, value in typed.fields.items():
        if len(value) > LONGEST or _HIDDEN.search(value):
            yield name, f"Skriv högst {LONGEST} tecken, och bara sådana som syns."
            return
    if typed["phone"] and kept_phone(typed["phone"]) is None:
        yield "phone", "Skriv ett telefonnummer som går att ringa från Sverige, till exempel 08-508 250 00 eller 1177."
    if typed["email"] and not _is_address(typed["email"]):
        yield "email", "Skriv en e-postadress, till exempel namn@stockholm.se."
    if typed["link"] and not is_page(typed["link"]):
        yield "link", "Skriv en adress som börjar med https://, till exempel https://start.stockholm."
    yield from _missing_languages(typed)
    yield from _day_faults(typed, today)


def _missing_languages(typed: Typed) -> Iterator[tuple[str, str]]:
    for part, word in LOCAL.items():
        names = [f"{part}-{language}" for language in LANGUAGES]
        if any(typed[name] for name in names):
            yield from ((name, f"Skriv {word} på alla tre språken.") for name in names if not typed[name])


def _day_faults(typed: Typed, today: date) -> Iterator[tuple[str, str]]:
    checked, review_by = _day(typed["checked"]), _day(typed["review_by"])
    if checked is None:
        yield "checked", "Skriv vilken dag uppgifterna kontrollerades, som 2026-03-02."
    elif checked > today:
        yield "checked", "Dagen då uppgifterna kontrollerades har inte varit än."
    if review_by is None:
        yield "review_by", "Skriv vilken dag uppgifterna ska ses över, som 2026-09-02."
    elif not today < review_by <= months_after(today, 12):
        yield "review_by", "Välj en dag efter i dag och högst ett år bort."


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        return None


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def is_page(text: str) -> bool:
    """A page that anybody can open: https, a name and no user in it."""
    try:
        parts = urlsplit(text)
        return (
            parts.scheme == "https"
            and _HOST.fullmatch(parts.netloc.casefold()) is not None
            and not set(text) & set(' "<>\\')
        )
    except ValueError:
        return False
