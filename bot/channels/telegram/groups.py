"""Groups and channels: declined once, never a conversation, nothing of them kept. Staff connect groups of their own."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.telegram.api import Call
from bot.channels.telegram.updates import Chat, Membership, Update
from bot.render import Texts
from bot.store import Store

CONNECTED = "Klart. Den här gruppen får nu besked om nya och försenade ärenden. Skriv /disconnect för att sluta."
DISCONNECTED = "Klart. Den här gruppen får inga fler besked."
NO_CODE = "Koden gäller inte. En administratör gör en ny på disken, under Telegramgrupp. Den gäller i 15 minuter."
REMEMBERED = timedelta(days=365)
PAUSE = timedelta(seconds=20)
_PRESENT = frozenset({"member", "administrator", "restricted", "creator"})
_COMMAND = re.compile(r"/(connect|disconnect)(?:@\w+)?(?:\s+(\S{1,40}))?\s*", re.IGNORECASE)
_DECLINED = "telegram group declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Answers to what happens where several people read."""

    store: Store
    texts: Texts

    async def answer(self, update: Update, chat: Chat) -> tuple[Call, ...]:
        """What is to be said, if anything."""
        if update.my_chat_member is not None:
            return await self._come_or_go(update.my_chat_member, chat)
        message = update.message
        if message is None:
            return ()
        if message.migrate_to_chat_id is not None:
            await self.store.groups.move(chat.id, message.migrate_to_chat_id)
            return ()
        if found := _COMMAND.fullmatch(message.text or ""):
            return await self._obey(chat, found.group(1).lower(), found.group(2) or "")
        return await self._decline(chat)

    async def _come_or_go(self, change: Membership, chat: Chat) -> tuple[Call, ...]:
        if change.new_chat_member.status in _PRESENT:
            return await self._decline(chat)
        await self.store.groups.disconnect(chat.id, actor="bot")
        await self.store.marks.forget(_DECLINED, str(chat.id))
        return ()

    async def _obey(self, chat: Chat, command: str, code: str) -> tuple[Call, ...]:
        if command == "disconnect":
            gone = await self.store.groups.disconnect(chat.id, actor="bot")
            return (say(chat.id, DISCONNECTED),) if gone else ()
        if await self.store.groups.connect(code, chat.id):
            return (say(chat.id, CONNECTED),)
        # Who guesses codes is not answered each time.
        first = await self.store.marks.set_first("telegram code", str(chat.id), keep=PAUSE)
        return (say(chat.id, NO_CODE),) if first else ()

    async def _decline(self, chat: Chat) -> tuple[Call, ...]:
        if any(group.chat == chat.id for group in await self.store.groups.all()):
            return ()
        if not await self.store.marks.set_first(_DECLINED, str(chat.id), keep=REMEMBERED):
            return ()
        words = "\n\n".join(self.texts.say("telegram-group", language) for language in self.texts.languages)
        return (say(chat.id, words),)


def say(chat: int, text: str) -> Call:
    """A plain message."""
    return Call("sendMessage", {"chat_id": chat, "text": text})
