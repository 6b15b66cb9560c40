"""Where a ticket's case is in another case system, as its page says it."""

from collections.abc import Mapping
from datetime import datetime

from bot.desk import words
from bot.desk.times import day_and_time
from bot.ports import Ticket
from bot.store import Link

LABEL = "Ärendesystem"


def link_words(ticket: Ticket, link: Link | None, systems: Mapping[str, str], now: datetime) -> list[tuple[str, str]]:
    """A line about it; none where the desk is the only case system. ``systems``: queue → name of its system."""
    wanted = systems.get(ticket.queue, "")
    if link is not None and link.case:
        return [(LABEL, " ".join(filter(None, (_number(link), _missing(link, now), _before(link)))))]
    if (not wanted or ticket.status == "closed") and (link is None or link.since is None):
        return [(LABEL, _before(link))] if link and link.before else []
    since = (link.since if link else None) or ticket.created
    why = f": {words.word(words.TRANSFER_REASONS, link.why)}" if link and link.why else ""
    system = words.word(words.CASE_SYSTEMS, (link.system if link else "") or wanted)
    told = f"{system}. Inte överfört ännu, sedan {day_and_time(since, now)}{why}."
    return [(LABEL, " ".join(filter(None, (told, _before(link) if link else ""))))]


def _number(link: Link) -> str:
    state = words.CASE_STATES.get(link.state)
    return f"{words.word(words.CASE_SYSTEMS, link.system)} {link.number}{f', {state}' if state else ''}."


def _missing(link: Link, now: datetime) -> str:
    if link.since is None:
        return ""
    why = words.word(words.TRANSFER_REASONS, link.why)
    return f"Det senaste är inte överfört, sedan {day_and_time(link.since, now)}: {why}."


def _before(link: Link) -> str:
    """What it was called there before: ``Tidigare: Zammad 60001``."""
    shown = []
    for name in link.before:
        system, _, number = name.partition(" ")
        shown.append(f"{words.word(words.CASE_SYSTEMS, system)} {number}")
    return f"Tidigare: {', '.join(shown)}." if shown else ""
