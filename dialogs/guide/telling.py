"""Saying what the guide knows: an answer with its parts, what an authority does, how a place is reached."""

from datetime import date

from dialogs.draft import Draft
from dialogs.effects import Joined, Kind, Link, Say, Tally, Text
from dialogs.guide import contacts
from dialogs.guide.book import AUTHORITY_PARTS, Authority, Entry, authorities, entries
from dialogs.guide.contacts import Contact, read_contacts
from dialogs.guide.situation import parts_for
from dialogs.pact_words import tell_event
from dialogs.promise import STOCKHOLM
from nlu.understanding import AUTHORITY

WHO, CONTACT = "ask_who_does_what", "ask_contact"
OURS = ("etableringscentrum", "welcome_house")
"""The places that are meant where none is named."""
PLACES = {"ask_etableringscentrum": "etableringscentrum", "ask_welcome_house": "welcome_house"}
"""Places of which an answer of its own tells more; how they are reached is told with it."""
NAMED = 3
"""Authorities of one message that are told of."""
LINKS = 3
EVENTS = "ask_events"
SHOWN = 5
"""Meetings that are told of at once."""


def can_tell(draft: Draft, intent: str) -> bool:
    """Whether the guide has something to say."""
    if intent == WHO and named(draft):
        return True
    return intent in entries() or (intent == CONTACT and bool(_reached(draft)))


def tell(draft: Draft, intent: str, kind: Kind) -> None:
    """The answer, once in a turn, and that it was given."""
    if not any(isinstance(e, Tally) and e == _given(intent) for e in draft.effects):
        _tell(draft, intent, kind)
        draft.do(_given(intent))


def tell_part(draft: Draft, entry: Entry, part: str, kind: Kind) -> None:
    """What is different for somebody."""
    _warn(draft, entry)
    draft.say(f"{entry.key}-{part}", kind=kind)


def tell_authority(draft: Draft, authority: Authority, kind: Kind) -> None:
    """What it does, when to turn there, and how."""
    _warn(draft, authority)
    words = {part: Text(f"{authority.key}-{part}") for part in AUTHORITY_PARTS}
    links = _links_of(draft, (authority,))
    draft.do(
        Say(
            key="guide-authority",
            args={"name": Text(authority.key), **words},
            kind=kind,
            links=links,
            step=draft.now.step,
        )
    )


def named(draft: Draft) -> tuple[Authority, ...]:
    """The authorities that the message names."""
    known = authorities()
    return tuple(known[name] for name in draft.understanding.reading(AUTHORITY) if name in known)[:NAMED]


def today(draft: Draft) -> date:
    """The day in Stockholm."""
    return draft.context.now.astimezone(STOCKHOLM).date()


def _tell(draft: Draft, intent: str, kind: Kind) -> None:
    if intent == WHO and (asked := named(draft)):
        for authority in asked:
            tell_authority(draft, authority, kind)
    elif intent == CONTACT and (reached := _reached(draft)):
        for name, contact in reached.items():
            _tell_contact(draft, name, contact, kind)
    elif intent == EVENTS and (coming := draft.context.pact.coming(today(draft))):
        draft.say("events-coming", kind=kind, events=Joined(tuple(map(tell_event, coming[:SHOWN]))))
    else:
        _tell_entry(draft, entries()[intent], kind)
        name = PLACES.get(intent, "")
        if (kept := read_contacts(draft.context.contacts).get(name)) is not None:
            _tell_contact(draft, name, kept, kind)


def _tell_contact(draft: Draft, name: str, contact: Contact, kind: Kind) -> None:
    text = contacts.tell(name, contact, today=today(draft))
    draft.say(text.key, kind=kind, links=contacts.links(contact), **text.args)


def _tell_entry(draft: Draft, entry: Entry, kind: Kind) -> None:
    _warn(draft, entry)
    about = tuple(known for name in entry.about if (known := authorities().get(name)))
    source = (Link("link-source", entry.link),) if entry.link else ()
    links = {link.url: link for link in (*source, *_links_of(draft, about))}
    draft.say(entry.key, kind=kind, links=tuple(links.values())[:LINKS])
    for part in parts_for(draft, entry):
        draft.say(f"{entry.key}-{part}", kind=kind)


def _warn(draft: Draft, told: Entry | Authority) -> None:
    """What should have been looked at again by now says so itself, and where it comes from."""
    if today(draft) <= told.review_by or any(isinstance(e, Say) and e.key == "guide-old" for e in draft.effects):
        return
    about = (told.id,) if isinstance(told, Authority) else told.about
    pages = (told.link, *(a.link for name in about if (a := authorities().get(name))))
    links = tuple(Link("link-source", page) for page in pages if page)[:1]
    draft.say("guide-old", kind="notice", links=links)


def _reached(draft: Draft) -> dict[str, Contact]:
    """How the places that are named are reached, else ours; only what staff have filled in."""
    kept = read_contacts(draft.context.contacts)
    wanted = tuple(authority.id for authority in named(draft)) or OURS
    return {name: kept[name] for name in wanted if name in kept and name in authorities()}


def _links_of(draft: Draft, told: tuple[Authority, ...]) -> tuple[Link, ...]:
    """Their pages by their names; the number of the first one to call."""
    pages = tuple(Link(authority.key, authority.link) for authority in told if authority.link)
    kept = read_contacts(draft.context.contacts)
    first = told[:1]
    number = next((kept[a.id].phone if a.id in kept and kept[a.id].phone else a.phone for a in first), None)
    return (*((Link("contact-call", f"tel:{number}"),) if number else ()), *pages)


def _given(intent: str) -> Tally:
    return Tally(name="guide.answered", value=intent)
