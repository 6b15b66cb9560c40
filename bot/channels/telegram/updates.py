"""Updates as Telegram sends them: only the fields that are used, everything else is passed over unread.

Own small structures instead of aiogram's models: those cost five seconds to import and a twentieth of a millisecond for
each update, and one field that a newer Bot API fills differently would spoil a whole batch. A test compares names and
types with aiogram's.
"""

import msgspec


class User(msgspec.Struct, frozen=True):
    """Who wrote. Names, pictures and premium are not read."""

    id: int
    is_bot: bool = False
    language_code: str | None = None


class Chat(msgspec.Struct, frozen=True):
    """Where: ``private``, ``group``, ``supergroup`` or ``channel``."""

    id: int
    type: str


class Media(msgspec.Struct, frozen=True):
    """A file that Telegram keeps."""

    file_id: str


class Present(msgspec.Struct, frozen=True):
    """Something of which only matters that it is there, such as a place."""


class Contact(msgspec.Struct, frozen=True):
    """A shared contact; the name in it is not read."""

    phone_number: str


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """A button under a message."""

    text: str
    callback_data: str | None = None
    url: str | None = None


class Keyboard(msgspec.Struct, frozen=True):
    """The buttons under a message, row by row."""

    inline_keyboard: tuple[tuple[Button, ...], ...]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message; one that the bot may no longer see has ``date`` 0 and nothing in it."""

    message_id: int
    date: int
    chat: Chat
    sender: User | None = msgspec.field(default=None, name="from")
    media_group_id: str | None = None
    text: str | None = None
    caption: str | None = None
    photo: tuple[Media, ...] | None = None
    document: Media | None = None
    animation: Media | None = None
    audio: Media | None = None
    voice: Media | None = None
    video: Media | None = None
    video_note: Media | None = None
    sticker: Present | None = None
    location: Present | None = None
    venue: Present | None = None
    contact: Contact | None = None
    dice: Present | None = None
    poll: Present | None = None
    story: Present | None = None
    game: Present | None = None
    checklist: Present | None = None
    paid_media: Present | None = None
    live_photo: Present | None = None
    rich_message: Present | None = None
    giveaway: Present | None = None
    invoice: Present | None = None
    migrate_to_chat_id: int | None = None
    reply_markup: Keyboard | None = None


class Callback(msgspec.Struct, frozen=True, kw_only=True):
    """A press on a button."""

    id: str
    sender: User = msgspec.field(name="from")
    message: Message | None = None
    data: str | None = None


class Member(msgspec.Struct, frozen=True):
    """What the bot is in a chat: ``member``, ``administrator``, ``left``, ``kicked``, ``restricted``."""

    status: str


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """The bot was blocked, let in or put out."""

    chat: Chat
    sender: User = msgspec.field(name="from")
    new_chat_member: Member


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. Exactly one of the fields is there; of kinds that we do not know, none."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Callback | None = None
    my_chat_member: Membership | None = None

    @property
    def chat(self) -> Chat | None:
        """Where it happened."""
        if self.callback_query is not None:
            return self.callback_query.message.chat if self.callback_query.message else None
        found = self.message or self.edited_message or self.my_chat_member
        return found.chat if found else None


KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds that we ask for, as ``allowed_updates``."""


class _Numbered(msgspec.Struct, frozen=True):
    update_id: int


class Unreadable(ValueError):
    """Not an update as we know them. ``number`` is its id, where that at least can be read."""

    def __init__(self, number: int | None) -> None:
        super().__init__("not an update")
        self.number = number


_update = msgspec.json.Decoder(Update)
_numbered = msgspec.json.Decoder(_Numbered)


def read_update(raw: bytes | msgspec.Raw) -> Update:
    """The update. Raises ``Unreadable``."""
    try:
        return _update.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise Unreadable(_number(raw)) from None


def _number(raw: bytes | msgspec.Raw) -> int | None:
    try:
        return _numbered.decode(raw).update_id
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
