"""Who and where: users, the chats they have, and what stands in them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from integrations.sandbox.telegram.keyboards import Markup

Json = dict[str, Any]
ChatKind = Literal["private", "group", "supergroup", "channel"]
Standing = Literal["member", "administrator", "left", "kicked"]

# Rights of an administrator: all but the last few are needed in every object of that kind.
RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class User:
    """A person with a Telegram account."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        """The account as bots see it; a deleted one has no name."""
        if self.deactivated:
            return {"id": self.id, "is_bot": False, "first_name": ""}
        names = ("last_name", "username", "language_code")
        given = {name: getattr(self, name) for name in names if getattr(self, name)}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **given}


@dataclass(slots=True, kw_only=True)
class Message:
    """One message of a chat. ``content`` is what it is made of: text and entities, a photo, a service notice."""

    id: int
    sender: int | None
    date: int
    content: Json
    markup: Markup | None = None
    reply_to: int | None = None
    edited: int | None = None
    rewritten: bool = False
    deleted: bool = False
    reactions: list[Json] = field(default_factory=list)
    options: Json = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Its text or caption."""
        return str(self.content.get("text", self.content.get("caption", "")))


@dataclass(slots=True, kw_only=True)
class Chat:
    """A chat between a user and the bot, a group or a channel."""

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    user: User | None = None
    members: dict[int, User] = field(default_factory=dict)
    standing: Standing = "member"
    moved_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    last_id: int = 0

    @property
    def own_numbers(self) -> bool:
        """Supergroups and channels count their messages themselves; the rest share the account's numbers."""
        return self.kind in {"supergroup", "channel"}

    def json(self) -> Json:
        """The chat as it stands in messages."""
        if self.user is not None:
            known = self.user.json()
            names = {name: known[name] for name in ("first_name", "last_name", "username") if known.get(name)}
            return {"id": self.id, "type": self.kind, **names}
        public = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": self.kind, "title": self.title, **public}

    def message(self, number: int) -> Message | None:
        """A message that is still there."""
        found = self.messages.get(number)
        return None if found is None or found.deleted else found


def member_json(user: Json, standing: Standing) -> Json:
    """How somebody stands in a chat."""
    match standing:
        case "administrator":
            rights = dict.fromkeys(RIGHTS, False) | {"can_manage_chat": True}
            return {"status": "administrator", "user": user, **rights, "can_post_messages": True}
        case "kicked":
            return {"status": "kicked", "user": user, "until_date": 0}
        case standing:
            return {"status": standing, "user": user}
