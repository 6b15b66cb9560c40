"""Which chats the bot may read, write to and change."""

from typing import Literal

from integrations.sandbox.telegram.chats import Chat, Message
from integrations.sandbox.telegram.parameters import NUMBER, Parameters
from integrations.sandbox.telegram.refusals import Refusal, bad_request, forbidden
from integrations.sandbox.telegram.world import World

Need = Literal["read", "edit", "write"]


def reach(world: World, given: Parameters, need: Need) -> Chat:
    """The chat of ``chat_id``, if the bot may do there what it wants."""
    name = given.text("chat_id")
    if not name:
        raise bad_request("chat_id is empty")
    chat = _find(world, name)
    if chat is None:
        raise bad_request("chat not found")
    if chat.user is not None:
        _check_private(chat, need)
    else:
        _check_room(chat, need)
    return chat


def reach_message(world: World, given: Parameters, need: Need, what: str) -> tuple[Chat, Message]:
    """The chat of ``chat_id`` and the message of ``message_id`` in it."""
    if not given.text("chat_id") and not given.text("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = reach(world, given, need)
    message = chat.message(given.number("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return chat, message


def replied_to(chat: Chat, given: Parameters) -> int | None:
    """The message that is replied to, by ``reply_parameters`` or the older ``reply_to_message_id``."""
    asked = given.decoded("reply_parameters", "Can't parse reply parameters JSON object")
    if asked is None:
        number = given.number("reply_to_message_id")
        optional = given.flag("allow_sending_without_reply")
    elif isinstance(asked, dict) and isinstance(asked.get("message_id"), int):
        number, optional = asked["message_id"], asked.get("allow_sending_without_reply") is True
    else:
        raise bad_request("Object expected as reply parameters")
    if number <= 0 or chat.message(number):
        return number or None
    if optional:
        return None
    raise bad_request("message to be replied not found")


def _find(world: World, name: str) -> Chat | None:
    if name.startswith("@"):
        public = (chat for chat in world.chats.values() if chat.user is None and chat.username)
        return next((chat for chat in public if chat.username.lower() == name[1:].lower()), None)
    number = NUMBER.match(name)
    return world.chats.get(int(number[1])) if number else None


def _check_private(chat: Chat, need: Need) -> None:
    user = chat.user
    if user is None or need == "read":
        return
    if user.deactivated:
        raise forbidden("user is deactivated")
    if user.blocked:
        raise forbidden("bot was blocked by the user")
    if not user.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_room(chat: Chat, need: Need) -> None:
    where = f"{chat.kind} chat"
    if chat.moved_to is not None and need == "write":
        words = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refusal(400, words, {"migrate_to_chat_id": chat.moved_to})
    if chat.standing == "kicked" and (need != "read" or chat.own_numbers):
        raise forbidden(f"bot was kicked from the {where}")
    if chat.standing == "left" and (need != "read" or not chat.username):
        raise forbidden(f"bot is not a member of the {where}")
    if chat.kind == "channel" and chat.standing == "member" and need != "read":
        raise bad_request("need administrator rights in the channel chat")
