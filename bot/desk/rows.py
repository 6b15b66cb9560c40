"""Tickets as lines of a list: what each is about, how long somebody has waited, who else looks at it."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.desk import words
from bot.desk.about import lateness, shortened, subject, summary
from bot.desk.ticket_view import watchers
from bot.desk.times import duration
from bot.desk.visit import Visit
from bot.ports import STATUSES, Status, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A ticket as a line of a list."""

    reference: str
    about: str
    summary: str
    summary_language: str
    queue_word: str
    language_word: str
    channel_word: str
    waited: str
    late: str
    status: str
    status_word: str
    urgent: bool
    assignee: str | None
    mine: bool
    free: bool
    watchers: str = ""
    gone: bool = False
    parked_until: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a line says that is not on the ticket: who looks at it, what the person wrote last."""

    watchers: str = ""
    said: str = ""


async def make_rows(visit: Visit, tickets: Sequence[Ticket], listed: Collection[Status] = STATUSES) -> list[Row]:
    """The lines for ``tickets``; one whose status is not ``listed`` has left the list since it was drawn."""
    present = await visit.desk.store.presence.on([t.reference for t in tickets], at=visit.now)
    told = await asyncio.gather(*(_told(visit, ticket) for ticket in tickets))
    beside = [
        Beside(watchers(present[ticket.reference], visit.account.name), said)
        for ticket, said in zip(tickets, told, strict=True)
    ]
    return [_row(visit, t, b, gone=t.status not in listed) for t, b in zip(tickets, beside, strict=True)]


def _row(visit: Visit, ticket: Ticket, beside: Beside, *, gone: bool) -> Row:
    answered, since = summary(ticket, visit.desk.texts), ticket.waiting_since
    return Row(
        reference=ticket.reference,
        about=subject(ticket),
        summary=answered or beside.said,
        summary_language="sv" if answered else ticket.language,
        queue_word=words.word(words.QUEUES, ticket.queue),
        language_word=words.word(words.LANGUAGES, ticket.language),
        channel_word=words.word(words.CHANNELS, ticket.channel),
        waited=duration(visit.now - since) if since else "",
        late=lateness(ticket, visit.now),
        status=ticket.status,
        status_word=words.word(words.STATUSES, ticket.status),
        urgent=ticket.priority == "urgent",
        assignee=ticket.assignee,
        mine=ticket.assignee == visit.account.name,
        free=ticket.assignee is None and ticket.status == "new",
        watchers=beside.watchers,
        gone=gone,
    )


async def _told(visit: Visit, ticket: Ticket) -> str:
    """The person's last words, for a ticket without answers that would tell."""
    if summary(ticket, visit.desk.texts):
        return ""
    kept = await visit.desk.store.tickets.get(ticket.reference)
    entries = await visit.desk.store.conversations.transcript(kept.conversation) if kept else []
    said = (entry.message.text for entry in reversed(entries) if entry.message.sender == "person")
    return shortened(next(said, ""))
