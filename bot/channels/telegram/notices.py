"""Staff's groups hear of new and overdue tickets: reference, queue, urgency, waiting time. Nothing of the person."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.keyboards import Shown
from bot.channels.telegram.updates import Button
from bot.ports import QUEUES, Clock, Ticket
from bot.render import Texts
from bot.store import Store, StoreError
from bot.store.groups import StaffGroup

LOOK_EVERY = 60.0
AGAIN_AFTER = 5.0
LOOKED_AT = 500
REMEMBERED = timedelta(days=90)
_MARK = "telegram notice"
_WORDS = {"new": "🔔 Nytt ärende", "overdue": "⏰ Försenat ärende"}
_OURS = ("new", "claimed")
"""While it waits for the person, or is set aside, nobody of ours is late."""
Kind = Literal["new", "overdue"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """Tells each group once of each ticket that is new and of each that is overdue, since it was connected."""

    store: Store
    channel: TelegramChannel
    texts: Texts
    clock: Clock
    public_url: str | None

    async def run(self) -> None:
        """Tell for ever."""
        await asyncio.gather(self._follow(), self._sweep())

    async def look(self) -> None:
        """Tell of everything that nobody was told of."""
        if not await self.store.groups.all():
            return
        page = await self.store.tickets.list(queues=QUEUES, statuses=_OURS, limit=LOOKED_AT)
        for ticket in page.tickets:
            await self.tell(ticket)

    async def tell(self, ticket: Ticket) -> None:
        """Tell of one ticket, if there is anything to tell."""
        for group in await self.store.groups.all():
            if kind := _kind(ticket, group, self.clock.now()):
                await self._tell(group, ticket, kind)

    async def _follow(self) -> None:
        while True:
            try:
                async with aclosing(self.store.changes.listen()) as changes:
                    async for change in changes:
                        for reference in change.tickets:
                            await self._tell_of(reference)
            except StoreError as error:
                log.warning("waiting_for_store", exc_info=error)
            await asyncio.sleep(AGAIN_AFTER)

    async def _sweep(self) -> None:
        while True:
            try:
                await self.look()
            except StoreError as error:
                log.warning("waiting_for_store", exc_info=error)
            await asyncio.sleep(LOOK_EVERY)

    async def _tell_of(self, reference: str) -> None:
        kept = await self.store.tickets.get(reference)
        if kept is not None:
            await self.tell(kept.ticket)

    async def _tell(self, group: StaffGroup, ticket: Ticket, kind: Kind) -> None:
        name = f"{kind}:{group.chat}:{ticket.reference}"
        if not await self.store.marks.set_first(_MARK, name, keep=REMEMBERED):
            return
        sent = await self.channel.tell(group.chat, self._shown(ticket, kind))
        if sent.result == "unreachable":
            log.warning("staff_group_gone")
            await self.store.groups.disconnect(group.chat, actor="bot")
        elif sent.result == "retry":
            await self.store.marks.forget(_MARK, name)

    def _shown(self, ticket: Ticket, kind: Kind) -> Shown:
        waited = self.clock.now() - (ticket.waiting_since or ticket.created)
        lines = [
            f"{_WORDS[kind]} {ticket.reference}",
            f"Kö: {self.texts.say(f'queue-{ticket.queue}', 'sv')}",
            f"Prioritet: {'AKUT' if ticket.priority == 'urgent' else 'normal'}",
            f"Har väntat: {waited_words(waited)}",
        ]
        link = f"{self.public_url}/desk/tickets/{ticket.reference}"
        rows = ((Button("Öppna på disken", url=link),),) if self.public_url else ()
        return Shown("\n".join(lines), rows)


def waited_words(waited: timedelta) -> str:
    """``3 tim``."""
    minutes = max(0, int(waited.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} tim" if minutes < 48 * 60 else f"{minutes // 1440} dygn"


def _kind(ticket: Ticket, group: StaffGroup, now: datetime) -> Kind | None:
    """What there is to tell of ``ticket``; what was so before the group was connected is known otherwise."""
    if ticket.status in _OURS and ticket.due is not None and group.since <= ticket.due < now:
        return "overdue"
    return "new" if ticket.status == "new" and ticket.created >= group.since else None
