"""Standard replies: texts of the catalogues, shown to staff in the person's language with the Swedish beside."""

from dataclasses import dataclass

from bot.desk.visit import Desk


@dataclass(frozen=True, slots=True)
class StandardReply:
    """One reply as it would be sent, and what it says in Swedish."""

    key: str
    text: str
    swedish: str


def make_replies(desk: Desk, language: str) -> list[StandardReply]:
    """All standard replies for somebody who reads ``language``."""
    return [StandardReply(key, desk.texts.say(key, language), desk.texts.say(key, "sv")) for key in desk.replies]


def find_reply(desk: Desk, key: str, language: str) -> StandardReply | None:
    """The standard reply ``key``, None when there is none of that name."""
    return next((reply for reply in make_replies(desk, language) if reply.key == key), None)
