"""Changing what stands in a chat: other words, other buttons, gone, a reaction; and answers to pressed buttons."""

from typing import Any

from integrations.sandbox.telegram.access import reach, reach_message
from integrations.sandbox.telegram.chats import Chat, Message
from integrations.sandbox.telegram.formatting.utf16 import units
from integrations.sandbox.telegram.keyboards import Markup, read_inline_markup
from integrations.sandbox.telegram.methods.sending import MARKUP_WORDS, read_caption, read_content, sent_by_bot
from integrations.sandbox.telegram.parameters import Parameters
from integrations.sandbox.telegram.refusals import bad_request
from integrations.sandbox.telegram.world import World

Json = dict[str, Any]

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
LONGEST_ANSWER = 200
MOST_DELETED = 100
GONE_QUERY = "query is too old and response timeout expired or query ID is invalid"


def edit_message_text(world: World, given: Parameters) -> Json:
    """Other words; without buttons in the call, the old ones go."""
    content = read_content(given, too_long="MESSAGE_TOO_LONG")
    markup = _markup(given)
    chat, message = _own(world, given)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _change(world, chat, message, content, markup)


def edit_message_caption(world: World, given: Parameters) -> Json:
    """Other words below a file."""
    caption = read_caption(given)
    markup = _markup(given)
    chat, message = _own(world, given)
    if "text" in message.content:
        raise bad_request("there is no caption in the message to edit")
    rest = {name: part for name, part in message.content.items() if not name.startswith("caption")}
    return _change(world, chat, message, rest | caption, markup)


def edit_message_reply_markup(world: World, given: Parameters) -> Json:
    """Other buttons, or none."""
    markup = _markup(given)
    chat, message = _own(world, given)
    return _change(world, chat, message, message.content, markup)


def delete_message(world: World, given: Parameters) -> bool:
    """Take a message away for everybody."""
    chat, message = reach_message(world, given, "write", "message to delete")
    _delete(world, chat, message)
    return True


def delete_messages(world: World, given: Parameters) -> bool:
    """Take several away; those that are not there are passed over."""
    numbers = given.decoded("message_ids", "Can't parse message identifiers JSON object")
    if not isinstance(numbers, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(numbers) > MOST_DELETED:
        raise bad_request("Too many message identifiers specified")
    chat = reach(world, given, "write")
    for number in numbers:
        if message := chat.message(int(number)):
            _delete(world, chat, message)
    return True


def set_message_reaction(world: World, given: Parameters) -> bool:
    """The bot's reaction to a message."""
    reactions = given.decoded("reaction", "Can't parse reaction types JSON object") or []
    if not isinstance(reactions, list) or not all(isinstance(reaction, dict) for reaction in reactions):
        raise bad_request("Expected an Array of ReactionType")
    _, message = reach_message(world, given, "read", "message to react")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    message.reactions = reactions
    world.clock.bell.ring()
    return True


def answer_callback_query(world: World, given: Parameters) -> bool:
    """The answer to a pressed button, once and soon."""
    press = world.presses.get(given.text("callback_query_id"))
    late = press is not None and world.clock.now() > press.at + world.pace.callback
    if press is None or late or press.answer is not None:
        raise bad_request(GONE_QUERY)
    if units(given.text("text")) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = {"text": given.text("text"), "alert": given.flag("show_alert"), "url": given.text("url")}
    world.clock.bell.ring()
    return True


def _markup(given: Parameters) -> Markup | None:
    return read_inline_markup(given.decoded("reply_markup", MARKUP_WORDS))


def _own(world: World, given: Parameters) -> tuple[Chat, Message]:
    chat, message = reach_message(world, given, "edit", "message to edit")
    if not sent_by_bot(world, chat, message.sender):
        raise bad_request("message can't be edited")
    return chat, message


def _change(world: World, chat: Chat, message: Message, content: Json, markup: Markup | None) -> Json:  # noqa: PLR0917
    if (content, markup) == (message.content, message.markup):
        raise bad_request(SAME)
    # People see no «edited» when only the buttons changed, but the date is there all the same.
    message.rewritten = message.rewritten or content != message.content
    message.content, message.markup, message.edited = content, markup, world.clock.second()
    world.clock.bell.ring()
    return world.message_json(chat, message)


def _delete(world: World, chat: Chat, message: Message) -> None:
    if chat.kind != "private" and not sent_by_bot(world, chat, message.sender) and chat.standing != "administrator":
        raise bad_request("message can't be deleted")
    if world.clock.now() > message.date + world.pace.deletable:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    world.clock.bell.ring()
