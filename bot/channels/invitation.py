"""A visit as a calendar file (RFC 5545): what the person's own calendar takes in, changes or removes.

It says nothing of the case: calendars are shared, and are shown on locked screens.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from bot.channels.personal import state_of
from bot.render import Texts
from bot.store import Store
from dialogs.conversation import Visit
from dialogs.promise import STOCKHOLM
from dialogs.visit_words import address_words, find_visit, place_name

KIND = "text/calendar"


async def read_invitation(
    store: Store, texts: Texts, conversation: str, reference: str, *, now: datetime
) -> bytes | None:
    """The file for the visit of a case of this conversation; None when no time was ever agreed."""
    state = await state_of(store, conversation)
    visit = find_visit(state, reference)
    if visit is None or visit.at is None:
        return None
    contacts = (await store.content.snapshot()).data.get("contacts", {})
    return make_invitation(visit, texts, state.language, contacts, now=now)


def make_invitation(visit: Visit, texts: Texts, language: str, contacts: Mapping[str, Any], *, now: datetime) -> bytes:
    """The file: the same ``UID`` for ever, a higher ``SEQUENCE`` after each change, ``CANCEL`` when it is over."""
    calendar = Calendar()
    calendar.add("prodid", "-//Integrationspakten//Stra//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if visit.over else "PUBLISH")
    calendar.add_component(_zone(visit))
    calendar.add_component(_event(visit, texts, language, contacts, now=now))
    return bytes(calendar.to_ical())


def uid_of(reference: str) -> str:
    """What calendars know the visit by."""
    return str(uuid5(NAMESPACE_URL, f"stra:visit:{reference}"))


def _zone(visit: Visit) -> Timezone:
    start = (visit.at or datetime.now(STOCKHOLM)).astimezone(STOCKHOLM)
    year = timedelta(days=366)
    return Timezone.from_tzinfo(
        ZoneInfo("Europe/Stockholm"), first_date=(start - year).date(), last_date=(start + year).date()
    )


def _event(visit: Visit, texts: Texts, language: str, contacts: Mapping[str, Any], *, now: datetime) -> Event:
    place = texts.words(place_name(visit), language)
    event = Event()
    event.add("uid", uid_of(visit.reference))
    event.add("dtstamp", now)
    event.add("sequence", visit.number)
    if visit.at is not None:
        start = visit.at.astimezone(STOCKHOLM)
        event.add("dtstart", start)
        event.add("dtend", (visit.at + timedelta(minutes=visit.minutes)).astimezone(STOCKHOLM))
    event.add("summary", texts.say("visit-title", language, place=place))
    if contacts.get(visit.place, {}).get("address"):
        event.add("location", texts.words(address_words(visit, contacts).args["address"], language))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if visit.over else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _organizer(place, contacts.get(visit.place, {}).get("email", "")))
    return event


def _organizer(place: str, email: str) -> vCalAddress:
    """Who calls; without a mailbox of theirs an address that no mail can reach, for the format wants one."""
    organizer = vCalAddress(f"mailto:{email or 'noreply@chat.invalid'}")
    organizer.params["cn"] = vText(place)
    return organizer
