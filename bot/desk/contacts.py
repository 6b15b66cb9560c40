"""How each place of the guide is reached: what the chat tells. Every save is a version that can come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response

from bot.desk import words
from bot.desk.contact_form import LOCAL, Typed, read_contact
from bot.desk.door import NotHere
from bot.desk.edits import Part, edits_of, newest, part_of, with_part
from bot.desk.forms import NO_FAULTS, Faults
from bot.desk.times import local, review_word
from bot.desk.visit import Visit
from bot.store import Conflict, Unreadable
from bot.store.content import Snapshot
from dialogs.guide.book import Authority, authorities
from dialogs.guide.contacts import Contact, links, read_contacts, readable, tell
from dialogs.texts import LANGUAGES

HOME = "/desk/contacts"
KEY = "contacts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A place in the list."""

    id: str
    name: str
    phone: str
    email: str
    checked: str
    review_by: str
    state: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody who reads this language sees in the chat."""

    language: str
    word: str
    lines: str
    links: tuple[str, ...]


async def show_contacts(visit: Visit) -> Response:
    """All places."""
    kept = read_contacts((await newest(visit)).data.get(KEY, {}))
    places = sorted(authorities().values(), key=lambda place: place.name["sv"].casefold())
    rows = [_row(place, kept.get(place.id), today(visit)) for place in places]
    return visit.page("contacts.html", rows=rows, filled=sum(bool(row.checked) for row in rows))


async def show_contact(visit: Visit) -> Response:
    """The form for one place, what the chat says now, and its versions."""
    return await _page(visit, _place(visit))


async def save_contact(visit: Visit) -> Response:
    """A new version, or a look at what it would be."""
    place, typed = _place(visit), Typed.of(visit.form)
    contact, faults = read_contact(typed, today(visit))
    if faults:
        return await _page(visit, place, 422, typed=typed, faults=faults)
    if visit.form.text("act") == "preview":
        return await _page(visit, place, typed=typed, preview=contact)
    try:
        now = await _unchanged(visit, place)
        await _publish(visit, place, contact.row() if contact else {}, now)
    except (Conflict, Unreadable):
        fault = "Någon annan sparade under tiden. Det du ser är det nya; fyll i igen."
        return await _page(visit, place, 409, faults=Faults({"main": fault}))
    return visit.go(f"{HOME}/{place.id}", "saved")


async def roll_back(visit: Visit) -> Response:
    """An old version's details become the newest version."""
    place = _place(visit)
    try:
        old = await visit.desk.store.content.at(visit.form.number("version"))
    except Unreadable:
        return await _page(visit, place, 422, faults=Faults({"main": "Den versionen finns inte."}))
    await _publish(visit, place, part_of(old, KEY, place.id), await newest(visit))
    return visit.go(f"{HOME}/{place.id}", "rolled")


def today(visit: Visit) -> date:
    """The day in Stockholm."""
    return local(visit.now).date()


def contact_words(part: Part) -> str:
    """``08-508 250 00, namn@stockholm.se; kontrollerat 2026-03-02``."""
    if not part:
        return "inga uppgifter"
    contact = Contact.of(part)
    shown = (readable(contact.phone), contact.email, contact.address.get("sv", ""), contact.hours.get("sv", ""))
    return f"{', '.join(filter(None, (*shown, contact.link)))}; kontrollerat {contact.checked}"


async def _unchanged(visit: Visit, place: Authority) -> Snapshot:
    """The content now; ``Conflict`` when this place's part is not what the form was made from."""
    now = await newest(visit)
    before = await visit.desk.store.content.at(visit.form.number("version"))
    if part_of(before, KEY, place.id) != part_of(now, KEY, place.id):
        raise Conflict("somebody else saved the same place")
    return now


async def _publish(visit: Visit, place: Authority, part: Mapping[str, Any], now: Snapshot) -> None:
    data = with_part(now, KEY, place.id, part)
    await visit.desk.store.content.publish(data, actor=visit.account.name, base=now.version)


async def _page(
    visit: Visit,
    place: Authority,
    status: int = 200,
    *,
    typed: Typed | None = None,
    preview: Contact | None = None,
    faults: Faults = NO_FAULTS,
) -> Response:
    """The form; what was ``typed`` stays in it."""
    now = await newest(visit)
    part = part_of(now, KEY, place.id)
    kept = Contact.of(part) if part else None
    looked_at = typed is not None and not faults
    return visit.page(
        "contact.html",
        status,
        told=place,
        typed=typed or Typed.shown(kept, today(visit)),
        looked_at=looked_at,
        seen=_seen(visit, place, preview if looked_at else kept),
        languages=[(language, words.LANGUAGES[language]) for language in LANGUAGES],
        parts_told=[(part, word.capitalize()) for part, word in LOCAL.items()],
        version=visit.form.text("version") if typed else now.version,
        edits=await edits_of(visit, KEY, place.id, contact_words),
        faults=faults,
    )


def _seen(visit: Visit, place: Authority, contact: Contact | None) -> list[Seen]:
    if contact is None:
        return []
    texts, told = visit.desk.texts, tell(place.id, contact, today=today(visit))
    return [
        Seen(
            language=language,
            word=words.LANGUAGES[language].capitalize(),
            lines=texts.words(told, language),
            links=tuple(f"{texts.say(link.label, language)}: {link.url}" for link in links(contact)),
        )
        for language in LANGUAGES
    ]


def _row(place: Authority, contact: Contact | None, day: date) -> Row:
    return Row(
        id=place.id,
        name=place.name["sv"],
        phone=readable(contact.phone) if contact else "",
        email=contact.email if contact else "",
        checked=contact.checked.isoformat() if contact else "",
        review_by=contact.review_by.isoformat() if contact else "",
        state=review_word(contact.review_by, day) if contact else "Inget ifyllt",
    )


def _place(visit: Visit) -> Authority:
    place = authorities().get(visit.path("place"))
    if place is None:
        raise NotHere
    return place
