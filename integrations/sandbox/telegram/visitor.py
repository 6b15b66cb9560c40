"""A user of Telegram, moved by a test or a person: writes, presses, sends files, blocks."""

import itertools
import re
from collections.abc import Mapping
from typing import Any

from integrations.sandbox.telegram.chats import Chat, Message, User
from integrations.sandbox.telegram.files import media_json
from integrations.sandbox.telegram.formatting.draft import Formatted
from integrations.sandbox.telegram.formatting.text import LONGEST_TEXT, seen_text
from integrations.sandbox.telegram.formatting.utf16 import units
from integrations.sandbox.telegram.keyboards import buttons
from integrations.sandbox.telegram.parameters import Upload
from integrations.sandbox.telegram.shown import shown_chat, shown_message
from integrations.sandbox.telegram.world import Press, World

Json = dict[str, Any]
PAYLOAD = re.compile(r"[\w-]{0,64}", re.ASCII)


class Impossible(Exception):
    """A user cannot do that; the words say why."""


class Visitor:
    """One user, in the private chat with the bot unless another ``chat`` is named."""

    def __init__(self, world: World, user: User) -> None:
        self.user = user
        self._world = world
        self._seen = 0

    @property
    def id(self) -> int:
        """The number of the account, which is also that of the chat."""
        return self.user.id

    def start(self, payload: str = "") -> int:
        """Press «Start», perhaps by a deep link with ``payload``; unblocks the bot as the app does."""
        if not PAYLOAD.fullmatch(payload):
            raise Impossible("a start parameter has up to 64 of the characters A-Z a-z 0-9 _ -")
        if self.user.blocked:
            self.unblock()
        return self.write(f"/start {payload}".strip())

    def write(self, text: str, *, reply_to: int | None = None, chat: Chat | None = None) -> int:
        """Send a text; gives the number of the message."""
        if units(text.strip()) > LONGEST_TEXT:
            raise Impossible(f"a message has up to {LONGEST_TEXT} characters; the app would send several")
        whole = seen_text(Formatted(text))
        if not whole.text:
            raise Impossible("a message cannot be empty")
        marks = {"entities": list(whole.entities)} if whole.entities else {}
        return self.send({"text": whole.text, **marks}, reply_to=reply_to, chat=chat)

    def send(self, content: Mapping[str, Any], *, reply_to: int | None = None, chat: Chat | None = None) -> int:
        """Send a message of any content, such as ``{"location": {…}}``, as it stands in a Message."""
        room = self._room(chat)
        sender = None if room.kind == "channel" else self.id
        message = self._world.post(room, sender, dict(content), reply_to=reply_to)
        self._seen = message.id
        if self._reaches_bot(room, message):
            self._world.tell_message(room, message)
        return message.id

    def send_photo(self, content: bytes, *, caption: str = "", size: int | None = None) -> int:
        """Send a picture. ``size`` pretends another size."""
        return self._send_file("photo", Upload("photo.jpg", "image/jpeg", content), caption, size)

    def send_document(
        self, content: bytes, name: str = "file.pdf", mime: str = "", *, caption: str = "", size: int | None = None
    ) -> int:
        """Send a file. ``size`` pretends another size."""
        return self._send_file("document", Upload(name, mime, content), caption, size)

    def send_voice(self, content: bytes, *, size: int | None = None) -> int:
        """Say something."""
        return self._send_file("voice", Upload("voice.oga", "audio/ogg", content), "", size)

    def send_contact(self, phone: str = "", *, first_name: str = "", user_id: int | None = None) -> int:
        """Send a contact, one's own unless another is named."""
        own = not phone and not first_name
        card: Json = {"phone_number": phone or self.user.phone or "+46700000000"}
        card["first_name"] = first_name or self.user.first_name
        if own or user_id is not None:
            card["user_id"] = self.id if user_id is None else user_id
        return self.send({"contact": card})

    def press(self, what: str = "", *, message: int | None = None, chat: Chat | None = None) -> str:
        """Press a button by its label or its data, also one that has gone meanwhile; gives the query's number.

        Without ``message`` it is the latest one that has such a button.
        """
        room = self._room(chat, writing=False)
        found, data = self._button(room, what, message)
        number = str(self._world.chance.randrange(1 << 60, 1 << 62))
        press = Press(id=number, user=self.user, chat=room, message=found.id, at=self._world.clock.now())
        self._world.presses[number] = press
        self._seen = max(self._seen, room.last_id)
        body = {"id": number, "from": self.user.json(), "chat_instance": str(abs(room.id) * 7919), "data": data}
        body["message"] = self._pressed(room, found)
        self._world.tell("callback_query", body, ("press", self.id))
        return number

    def edit(self, text: str, *, message: int | None = None, chat: Chat | None = None) -> int:
        """Change one's own message, the latest unless named."""
        room = self._room(chat)
        own = [m for m in room.messages.values() if m.sender == self.id and not m.deleted and "text" in m.content]
        found = next((m for m in reversed(own) if message in {None, m.id}), None)
        if found is None:
            raise Impossible("there is no message of one's own to edit")
        whole = seen_text(Formatted(text))
        marks = {"entities": list(whole.entities)} if whole.entities else {}
        found.content = {"text": whole.text, **marks}
        found.edited, found.rewritten = self._world.clock.second(), True
        self._world.clock.bell.ring()
        if self._reaches_bot(room, found):
            self._world.tell_message(room, found)
        return found.id

    def block(self) -> None:
        """Stop the bot."""
        if not self.user.blocked:
            self.user.blocked = True
            self._tell("member")

    def unblock(self) -> None:
        """Let the bot write again."""
        if self.user.blocked:
            self.user.blocked = False
            self._tell("kicked")

    def deactivate(self) -> None:
        """Delete the account. Nobody tells the bot."""
        self.user.deactivated = True
        self._world.clock.bell.ring()

    def chat(self) -> Json:
        """The chat with the bot as it is seen now."""
        return shown_chat(self._world, self._world.chats[self.id])

    def messages(self, *, since: int = 0) -> list[Json]:
        """What the bot has written in it, after the message ``since``."""
        chat = self._world.chats[self.id]
        bot = self._world.bot.id
        mine = itertools.takewhile(lambda message: message.id > since, reversed(chat.messages.values()))
        return [shown_message(self._world, m) for m in mine if m.sender == bot and not m.deleted][::-1]

    async def answered(self, count: int = 1, *, seconds: float = 10.0) -> list[Json]:
        """Wait until the bot has written at least ``count`` messages since one last wrote or pressed."""
        loop_end = self._world.clock.now() + seconds
        while len(found := self.messages(since=self._seen)) < count:
            if self._world.clock.now() >= loop_end:
                raise TimeoutError(f"{len(found)} of {count} messages within {seconds} s")
            await self._world.clock.pause(loop_end)
        return found

    def _tell(self, before: Any) -> None:
        self._world.clock.bell.ring()
        self._world.tell_standing(self._world.chats[self.id], self.user, before)

    def _room(self, chat: Chat | None, *, writing: bool = True) -> Chat:
        if self.user.deactivated:
            raise Impossible("the account is deleted")
        room = chat or self._world.chats[self.id]
        if room.user is None and self.id not in room.members:
            room.members[self.id] = self.user
        if room.user is not None and writing:
            if self.user.blocked:
                raise Impossible("the bot is blocked; unblock it first")
            self.user.started = True
        return room

    def _reaches_bot(self, chat: Chat, message: Message) -> bool:
        """In a group, a bot with privacy hears commands, replies to it, its name and nothing else."""
        if chat.standing in {"left", "kicked"} or chat.moved_to is not None:
            return False
        bot = self._world.bot
        if chat.kind in {"private", "channel"} or chat.standing == "administrator" or bot.reads_groups:
            return True
        replied = chat.messages.get(message.reply_to or 0)
        named = f"@{bot.username}".lower() in message.text.lower()
        command = message.text.startswith("/") and ("@" not in message.text.split()[0] or named)
        return command or named or (replied is not None and replied.sender == bot.id)

    def _send_file(self, kind: str, upload: Upload, caption: str, size: int | None) -> int:
        stored = self._world.files.keep(kind, upload, size)
        whole = seen_text(Formatted(caption))
        words: Json = {"caption": whole.text} if whole.text else {}
        if whole.entities:
            words["caption_entities"] = list(whole.entities)
        return self.send({kind: media_json(kind, stored), **words})

    def _button(self, room: Chat, what: str, message: int | None) -> tuple[Message, str]:
        for found in reversed(room.messages.values()):
            if message not in {None, found.id}:
                continue
            for button in buttons(found.markup):
                if what in {button["text"], button.get("callback_data")}:
                    return found, _data(button)
            if message is not None:
                # An app that has not heard of the edit yet still shows the old buttons.
                return found, what
        raise Impossible("there is no such button")

    def _pressed(self, room: Chat, message: Message) -> Json:
        if message.deleted:
            return {"chat": room.json(), "message_id": message.id, "date": 0}
        return self._world.message_json(room, message)


def _data(button: Json) -> str:
    if "callback_data" not in button:
        raise Impossible("this button opens something; the bot does not hear of it")
    return str(button["callback_data"])
