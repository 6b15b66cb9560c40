"""A private chat whose updates a test brings to the intake by hand: real turns on a real store, no Telegram."""

import json
from dataclasses import dataclass
from typing import Any

from bot.app import Parts
from bot.channels.telegram.api import Call
from bot.channels.telegram.keyboards import show
from bot.channels.telegram.names import Names
from bot.ports import Message
from dialogs import codec
from dialogs.conversation import Conversation
from tests.bot.channels.telegram.raw import OLENA, pressed, wrote
from tests.journeys.telegram import TOKEN


@dataclass(slots=True)
class Chat:
    """The chat with Olena."""

    parts: Parts
    number: int = OLENA

    async def take(self, raw: bytes) -> tuple[Call, ...]:
        """Bring an update."""
        assert self.parts.telegram is not None
        return await self.parts.telegram.intake.take(raw)

    async def starts(self, payload: str = "") -> "Chat":
        """Press «Start»."""
        await self.take(wrote(f"/start {payload}".strip(), chat=self.number))
        return self

    async def presses(self, *values: str) -> tuple[Call, ...]:
        """Press buttons of the newest keyboards that have them."""
        calls: tuple[Call, ...] = ()
        for value in values:
            calls = await self.take(pressed(await self.data_of(value), chat=self.number))
        return calls

    async def data_of(self, value: str) -> str:
        """The data of the newest button with ``value``."""
        for message in reversed(await self.messages()):
            for row in self.keyboard(message):
                for button in row:
                    if str(button.get("callback_data", "")).split(":", 3)[3:] == [value]:
                        return str(button["callback_data"])
        raise AssertionError(f"no button {value}")

    def keyboard(self, message: Message) -> list[list[dict[str, Any]]]:
        """The buttons of a message, as Telegram is told."""
        rows = show(message, self.parts.texts, None).rows
        return [[{"text": b.text, "callback_data": b.callback_data} for b in row] for row in rows]

    async def messages(self) -> list[Message]:
        """The transcript."""
        entries = await self.parts.store.conversations.transcript(self.conversation)
        return [entry.message for entry in entries]

    async def keys(self) -> list[str | None]:
        """What the bot has said."""
        return [m.key for m in await self.messages() if m.sender != "person"]

    async def state(self) -> Conversation:
        """What is remembered."""
        loaded = await self.parts.store.conversations.load(self.conversation, "test")
        assert loaded.conversation is not None
        return codec.decode(loaded.conversation)

    async def is_there(self) -> bool:
        """Whether there is a conversation at all."""
        return await self.parts.store.conversations.open_access(self.conversation) is not None

    @property
    def conversation(self) -> str:
        """Its conversation."""
        return Names.of_token(self.parts.store, TOKEN).conversation(self.number)


def fields(call: Call) -> dict[str, Any]:
    """The parameters of a call, as they go over the wire."""
    body: dict[str, Any] = json.loads(call.reply())
    return body
