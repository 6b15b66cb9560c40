"""A group or channel, moved by a test or a person: the bot comes and goes, it becomes a supergroup."""

from typing import Any

from integrations.sandbox.telegram.chats import Chat, ChatKind, Standing, User
from integrations.sandbox.telegram.shown import shown_chat
from integrations.sandbox.telegram.visitor import Impossible
from integrations.sandbox.telegram.world import SUPERGROUP, World

Json = dict[str, Any]


class Room:
    """One group, supergroup or channel."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.inner = chat
        self._world = world

    @property
    def id(self) -> int:
        """The number of the chat."""
        return self.inner.id

    def admit(self, by: User, standing: Standing = "member") -> None:
        """Take the bot in; into a channel it comes as administrator."""
        chat = self.inner
        before = chat.standing
        chat.standing = "administrator" if chat.kind == "channel" else standing
        chat.members.setdefault(by.id, by)
        self._world.tell_standing(chat, by, before)
        if chat.kind != "channel" and before in {"left", "kicked"}:
            bot = self._world.bot.json()
            notice = self._world.post(chat, by.id, {"new_chat_members": [bot]})
            self._world.tell_message(chat, notice)

    def kick(self, by: User) -> None:
        """Throw the bot out."""
        before, self.inner.standing = self.inner.standing, "kicked"
        self._world.tell_standing(self.inner, by, before)

    def upgrade(self) -> "Room":
        """Become a supergroup, with another number; the old one is no longer to be used."""
        old = self.inner
        if old.kind != "group" or old.moved_to is not None:
            raise Impossible("only a group becomes a supergroup, and only once")
        by = next(iter(old.members.values()), None)
        if by is None:
            raise Impossible("there is nobody in the group")
        number = SUPERGROUP - abs(old.id)
        new = Chat(id=number, kind="supergroup", title=old.title, standing=old.standing, members=dict(old.members))
        self._world.chats[number] = new
        leaving = self._world.post(old, by.id, {"migrate_to_chat_id": number})
        self._world.tell_message(old, leaving)
        old.moved_to = number
        coming = self._world.post(new, by.id, {"migrate_from_chat_id": old.id})
        self._world.tell_message(new, coming)
        return Room(self._world, new)

    def chat(self) -> Json:
        """The chat as it is seen now."""
        return shown_chat(self._world, self.inner)


def open_room(world: World, kind: ChatKind, title: str, *, by: User, username: str = "") -> Room:
    """Make a group or channel and take the bot in."""
    if kind == "private":
        raise Impossible("a private chat is made by its user")
    room = Room(world, world.room(kind, title, username))
    room.admit(by)
    return room
