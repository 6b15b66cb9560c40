"""Everything that there is: the bot, its users, their chats, and what is under way between them."""

import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from integrations.sandbox.telegram.bot import Bot
from integrations.sandbox.telegram.chats import Chat, ChatKind, Message, Standing, User, member_json
from integrations.sandbox.telegram.clock import Clock
from integrations.sandbox.telegram.faults import Faults
from integrations.sandbox.telegram.files import Files
from integrations.sandbox.telegram.limits import Limits
from integrations.sandbox.telegram.pace import Pace
from integrations.sandbox.telegram.updates import Lane, Updates

Json = dict[str, Any]
REMEMBERED_CALLS = 20_000
SUPERGROUP = -1_000_000_000_000


@dataclass(slots=True, kw_only=True)
class Press:
    """A pressed button that waits for its answer."""

    id: str
    user: User
    chat: Chat
    message: int
    at: float
    answer: Json | None = None


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Where updates are sent."""

    url: str
    secret: str = ""
    connections: int = 40
    certificate: bool = False
    address: str = ""
    error: str = ""
    error_at: int = 0


@dataclass(slots=True, kw_only=True)
class Call:
    """One call of the bot, as it was heard and answered; ``files`` are the parameters that were files."""

    at: float
    method: str
    parameters: Json
    files: list[str]
    status: int
    description: str = ""


@dataclass(slots=True, kw_only=True)
class World:
    """The state of the sandbox. Nothing in here waits; whoever waits listens to ``clock.bell``."""

    bot: Bot
    clock: Clock
    pace: Pace
    limits: Limits
    chance: Random
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    presses: dict[str, Press] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=REMEMBERED_CALLS))
    menu: dict[int, Json] = field(default_factory=dict)
    webhook: Webhook | None = None
    # Told of the webhook that is set, and of none.
    on_webhook: Callable[[], None] = lambda: None
    closed: bool = False
    files: Files = field(init=False)
    updates: Updates = field(init=False)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _groups: "itertools.count[int]" = field(default_factory=lambda: itertools.count(4_000_001))

    def __post_init__(self) -> None:
        self.files = Files(self.clock, self.pace)
        self.updates = Updates(self.clock, self.pace, self.chance)

    def user(self, number: int, **names: str) -> User:
        """The user of this number, made when there is none; ``names`` are what changes."""
        user = self.users.get(number)
        if user is None:
            user = self.users[number] = User(id=number, first_name=names.get("first_name") or f"User {number}")
            self.chats[number] = Chat(id=number, kind="private", user=user)
        for name, value in names.items():
            if value or name != "first_name":
                setattr(user, name, value)
        self.clock.bell.ring()
        return user

    def room(self, kind: ChatKind, title: str, username: str = "") -> Chat:
        """A new group or channel, without the bot."""
        number = next(self._groups)
        chat_id = -number if kind == "group" else SUPERGROUP - number
        chat = Chat(id=chat_id, kind=kind, title=title, username=username, standing="left")
        self.chats[chat_id] = chat
        return chat

    def post(self, chat: Chat, sender: int | None, content: Json, **rest: Any) -> Message:
        """Put a message into a chat."""
        number = chat.last_id + 1 if chat.own_numbers else next(self._numbers)
        chat.last_id = number
        message = Message(id=number, sender=sender, date=self.clock.second(), content=content, **rest)
        chat.messages[number] = message
        chat.actions.clear()
        self.clock.bell.ring()
        return message

    def message_json(self, chat: Chat, message: Message, *, with_reply: bool = True) -> Json:
        """A message as the bot gets it."""
        body: Json = {"message_id": message.id, "date": message.date, "chat": chat.json()}
        if message.sender is None:
            body["sender_chat"] = chat.json()
        else:
            body["from"] = self.account(message.sender)
        if message.edited:
            body["edit_date"] = message.edited
        replied = chat.message(message.reply_to) if message.reply_to and with_reply else None
        if replied is not None:
            body["reply_to_message"] = self.message_json(chat, replied, with_reply=False)
        body |= message.content | message.options
        if message.markup and "inline_keyboard" in message.markup:
            body["reply_markup"] = message.markup
        return body

    def account(self, number: int) -> Json:
        """A user or the bot, as it stands in messages."""
        return self.bot.json() if number == self.bot.id else self.users[number].json()

    def tell(self, kind: str, body: Json, lane: Lane) -> int | None:
        """Let the bot know."""
        return self.updates.add(kind, body, lane)

    def tell_message(self, chat: Chat, message: Message) -> int | None:
        """Let the bot know of a new or edited message."""
        kind = "channel_post" if chat.kind == "channel" else "message"
        return self.tell(
            f"edited_{kind}" if message.edited else kind, self.message_json(chat, message), ("chat", chat.id)
        )

    def tell_standing(self, chat: Chat, user: User, before: Standing) -> int | None:
        """Let the bot know that it stands otherwise in a chat than ``before``."""
        blocked = chat.user is not None and chat.user.blocked
        body = {
            "chat": chat.json(),
            "from": user.json(),
            "date": self.clock.second(),
            "old_chat_member": member_json(self.bot.json(), before),
            "new_chat_member": member_json(self.bot.json(), "kicked" if blocked else chat.standing),
        }
        return self.tell("my_chat_member", body, ("member", chat.id))
