"""Files in a person's chat: where there is no page to download them from."""

from dataclasses import dataclass

import structlog

from bot.channels.invitation import read_invitation
from bot.channels.personal import personal_data, state_of
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.names import CHANNEL
from bot.ports import Clock, Sent
from bot.render import Texts
from bot.store import Store

NOT_SENT = {"failed": "not_sent"}

log = structlog.get_logger()


class NotYet(Exception):
    """Telegram did not take the file now; the call is made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """The system that the engine calls for a copy."""

    store: Store
    channel: TelegramChannel
    texts: Texts
    clock: Clock
    name: str = CHANNEL

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """Send everything that is kept, or a visit for the calendar. A repeat sends it again, which harms nobody."""
        conversation = payload["conversation"]
        address = (await self.store.conversations.load(conversation, key)).address
        await self.store.conversations.clear_try(conversation, key)
        if address is None:
            return NOT_SENT
        if operation == "send_visit":
            sent = await self._send_visit(conversation, address, payload["reference"])
        else:
            sent = await self._send(conversation, address)
        if sent.result == "retry":
            raise NotYet
        return {} if sent.result == "sent" else NOT_SENT

    async def _send_visit(self, conversation: str, address: str, reference: str) -> Sent:
        """The visit as it is now; a later file with a higher sequence takes the place of an earlier one."""
        now = self.clock.now()
        body = await read_invitation(self.store, self.texts, conversation, reference, now=now)
        if body is None:
            return Sent("rejected")
        language = (await state_of(self.store, conversation)).language
        return await self.channel.send_file(address, f"{self.texts.say('visit-file-name', language)}.ics", body)

    async def _send(self, conversation: str, address: str) -> Sent:
        now = self.clock.now()
        entries = await self.store.conversations.transcript(conversation)
        data = await personal_data(self.store, conversation, [entry.message for entry in entries], now=now)
        language = (await state_of(self.store, conversation)).language
        name = f"{self.texts.say('telegram-file-name', language)}.json"
        return await self.channel.send_file(address, name, data)
