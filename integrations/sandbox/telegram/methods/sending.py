"""Messages from the bot: text, documents, photos, voice; and what it is seen doing."""

from typing import Any

from integrations.sandbox.telegram.access import reach, reach_message, replied_to
from integrations.sandbox.telegram.chats import Chat
from integrations.sandbox.telegram.files import (
    LARGEST_PHOTO,
    LARGEST_UPLOAD,
    StoredFile,
    is_picture,
    media_json,
)
from integrations.sandbox.telegram.formatting.draft import Formatted
from integrations.sandbox.telegram.formatting.found import found_entities
from integrations.sandbox.telegram.formatting.text import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    read_text,
    tidy_text,
)
from integrations.sandbox.telegram.formatting.utf16 import units
from integrations.sandbox.telegram.keyboards import read_markup
from integrations.sandbox.telegram.parameters import Parameters, Upload
from integrations.sandbox.telegram.refusals import Refusal, bad_request
from integrations.sandbox.telegram.world import World

Json = dict[str, Any]

ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip
MARKUP_WORDS = "Can't parse reply keyboard markup JSON object"


def send_message(world: World, given: Parameters) -> Json:
    """A text."""
    content = read_content(given, too_long="Message is too long")
    return _send(world, given, "sendMessage", content)


def send_document(world: World, given: Parameters) -> Json:
    """A file."""
    return _send_file(world, given, "document")


def send_photo(world: World, given: Parameters) -> Json:
    """A picture."""
    return _send_file(world, given, "photo")


def send_voice(world: World, given: Parameters) -> Json:
    """Something said."""
    return _send_file(world, given, "voice")


def copy_message(world: World, given: Parameters) -> Json:
    """The content of another message, without a link to it."""
    origin = Parameters({"chat_id": given.text("from_chat_id"), "message_id": given.text("message_id")})
    _, message = reach_message(world, origin, "read", "message to copy")
    return {"message_id": _send(world, given, "copyMessage", dict(message.content))["message_id"]}


def send_chat_action(world: World, given: Parameters) -> bool:
    """What the bot is about to do."""
    action = given.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    reach(world, given, "write").actions.append(action)
    world.clock.bell.ring()
    return True


def read_content(given: Parameters, *, too_long: str) -> Json:
    """The text of a message with its marks."""
    entities = _entities(given, "entities")
    if not given.text("text"):
        raise bad_request("Message text is empty")
    whole = tidy_text(read_text(given.text("text"), given.text("parse_mode"), entities))
    if units(whole.text) > LONGEST_TEXT:
        raise bad_request(too_long)
    preview = given.decoded("link_preview_options", "Can't parse link preview options JSON object")
    return _marked("text", "entities", whole) | ({"link_preview_options": preview} if preview else {})


def read_caption(given: Parameters) -> Json:
    """The words below a file, if there are any."""
    entities = _entities(given, "caption_entities")
    raw = read_text(given.text("caption"), given.text("parse_mode"), entities)
    whole = tidy_text(raw, empty="")
    if units(whole.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return _marked("caption", "caption_entities", whole)


def _entities(given: Parameters, name: str) -> Any:
    try:
        return given.decoded(name, "")
    except Refusal:
        # Telegram overlooks marks that are not JSON.
        return None


def _marked(text: str, entities: str, whole: Formatted) -> Json:
    if not whole.text:
        return {}
    marks = found_entities(whole.text, whole.entities)
    return {text: whole.text} | ({entities: list(marks)} if marks else {})


def _send(world: World, given: Parameters, method: str, content: Json) -> Json:
    markup = read_markup(given.decoded("reply_markup", MARKUP_WORDS))
    chat = reach(world, given, "write")
    reply_to = replied_to(chat, given)
    world.limits.spend(chat, method, world.clock)
    sender = None if chat.kind == "channel" else world.bot.id
    options = {"has_protected_content": True} if given.flag("protect_content") else {}
    message = world.post(chat, sender, content, markup=markup, reply_to=reply_to, options=options)
    return world.message_json(chat, message)


def _send_file(world: World, given: Parameters, kind: str) -> Json:
    caption = read_caption(given)
    stored = _file(world, given, kind)
    return _send(world, given, f"send{kind.capitalize()}", {kind: media_json(kind, stored), **caption})


def _file(world: World, given: Parameters, kind: str) -> StoredFile:
    upload = given.upload(kind)
    if upload is not None:
        return world.files.keep(kind, _checked(upload, kind))
    name = given.text(kind)
    if not name:
        raise bad_request(f"there is no {kind} in the request")
    if "://" in name:
        raise bad_request("Failed to get HTTP URL content")
    stored = world.files.get(name)
    if stored is None:
        raise bad_request("Wrong file identifier/HTTP URL specified")
    return stored


def _checked(upload: Upload, kind: str) -> Upload:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > LARGEST_UPLOAD:
        raise Refusal(413, "Request Entity Too Large")
    if kind == "photo" and len(upload.content) > LARGEST_PHOTO:
        raise bad_request("file is too big")
    if kind == "photo" and not is_picture(upload.content):
        raise bad_request("IMAGE_PROCESS_FAILED")
    return upload


def sent_by_bot(world: World, chat: Chat, sender: int | None) -> bool:
    """Whether a message is the bot's own."""
    return sender == world.bot.id or (chat.kind == "channel" and sender is None)
