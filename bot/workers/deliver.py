"""Messages on their way to people.

Each conversation has a lane of its own: its messages go out in order, and when one must wait, only its lane waits.
Replies of staff pass before messages of the bot. A message that a channel refuses for good is marked as failed; one
that gets no answer is tried again for a day.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from bot.ports import Channel, Delivery, Sent
from bot.store.out_entries import OutEntry, ToSend
from bot.workers.hold import Lost, Tenure
from bot.workers.patience import Patience
from bot.workers.receipts import Receipts
from bot.workers.stopping import Stopping
from bot.workers.turnstile import Turnstile

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Deliveries:
    """The lanes of one partition."""

    tenure: Tenure
    receipts: Receipts
    channels: Mapping[str, Channel]
    turnstile: Turnstile
    patience: Patience
    stopping: Stopping
    _lanes: dict[str, deque[tuple[OutEntry, ToSend]]] = field(default_factory=dict)

    def accept(self, entry: OutEntry, item: ToSend) -> None:
        """Put a message at the end of its lane."""
        lane = self._lanes.setdefault(entry.conversation, deque())
        lane.append((entry, item))
        if len(lane) == 1:
            self.stopping.start(self._drive(entry.conversation, lane))

    async def _drive(self, conversation: str, lane: deque[tuple[OutEntry, ToSend]]) -> None:
        while lane:
            delivery = await self._deliver(*lane[0])
            await self.receipts.give(lane[0][0], delivery)
            lane.popleft()
        del self._lanes[conversation]

    async def _deliver(self, entry: OutEntry, item: ToSend) -> Delivery:
        """Try until the channel has decided or the message is too old."""
        tries, about = 0, log.bind(conversation=entry.conversation, channel=item.channel)
        while True:
            sent = await self._send(item)
            tries += 1
            if sent.result == "sent":
                return "sent"
            wait = max(sent.retry_after, 0.0) or self.patience.pause(tries)
            if sent.result != "retry" or self.patience.is_over(entry.since, wait):
                about.warning("delivery_failed", result=sent.result)
                return "failed"
            about.info("delivery_postponed", seconds=round(wait, 1))
            await self.stopping.sleep(wait)

    async def _send(self, item: ToSend) -> Sent:
        channel = self.channels.get(item.channel)
        if channel is None:
            return Sent("retry", detail="no such channel here")
        async with self.turnstile.passing(urgent=item.message.sender == "staff"):
            self.stopping.check()
            if not self.tenure.lease.alive:
                self.tenure.lose()
                raise Lost
            try:
                async with asyncio.timeout(self.patience.deadline):
                    return await channel.send(item.address, item.message)
            except Exception as error:
                log.warning("channel_failed", channel=item.channel, exc_info=error)
                return Sent("retry")
