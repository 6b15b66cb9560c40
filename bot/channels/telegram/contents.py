"""What a message says, as an event of the conversation. What nobody needs is left behind here."""

import re
from datetime import datetime

from bot.channels.telegram.updates import Media, Message
from dialogs.events import AnyEvent, FileKind, PersonEdited, PersonSent, PersonWrote

_START = re.compile(r"/start(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_ENTRY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OTHER = "dice poll story game checklist paid_media live_photo rich_message giveaway invoice".split()
LANGUAGES = {"uk": "uk", "ru": "uk", "sv": "sv"}


def language_of(code: str | None) -> str:
    """The language to begin in, by what the person's Telegram is set to."""
    return LANGUAGES.get((code or "").lower().partition("-")[0], "en")


def is_start(message: Message) -> bool:
    """Whether this is the command that every bot begins with."""
    return bool(_START.fullmatch((message.text or "").strip()))


def entry_of(message: Message) -> str | None:
    """The word of the deep link by which the person came."""
    found = _START.fullmatch((message.text or "").strip())
    word = (found.group(1) or "").strip() if found else ""
    return word if _ENTRY.fullmatch(word) else None


def event_of(message: Message, *, event_id: str, at: datetime) -> AnyEvent | None:
    """What the person wrote or sent; None for what is not theirs, such as a notice of Telegram's."""
    if text := _words(message):
        return PersonWrote(id=event_id, at=at, text=text, source=str(message.message_id))
    found = _file(message)
    if found is None:
        return None
    kind, file = found
    return PersonSent(
        id=event_id, at=at, kind=kind, file=file, text=message.caption or "", album=message.media_group_id
    )


def edit_of(message: Message, *, event_id: str, at: datetime) -> AnyEvent | None:
    """What an edited message says now; None when it holds no words. The place of somebody who moves is not followed."""
    if text := message.text or message.caption:
        return PersonEdited(id=event_id, at=at, text=text, source=str(message.message_id))
    return None


def _words(message: Message) -> str | None:
    if message.contact is not None:
        number = re.sub(r"[^\d+]", "", message.contact.phone_number)
        return number if number.startswith("+") or not number else f"+{number}"
    return message.text


def _file(message: Message) -> tuple[FileKind, str | None] | None:
    # A venue and an animation are shown as a place and a file, too.
    if message.location or message.venue:
        return "location", None
    if message.photo:
        return "photo", message.photo[-1].file_id
    files: dict[FileKind, Media | None] = {
        "voice": message.voice or message.audio,
        "video": message.video or message.video_note or message.animation,
        "document": message.document,
    }
    for kind, file in files.items():
        if file is not None:
            return kind, file.file_id
    if message.sticker:
        return "sticker", None
    return ("other", None) if message.caption or any(getattr(message, name) for name in _OTHER) else None
