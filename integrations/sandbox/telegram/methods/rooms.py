"""Chats as such: what they are, who is in them, leaving."""

from typing import Any

from integrations.sandbox.telegram.access import reach
from integrations.sandbox.telegram.chats import Chat, member_json
from integrations.sandbox.telegram.parameters import Parameters
from integrations.sandbox.telegram.refusals import bad_request
from integrations.sandbox.telegram.world import World

Json = dict[str, Any]

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
MOST_REACTIONS = 11


def get_chat(world: World, given: Parameters) -> Json:
    """All that is known of a chat."""
    chat = reach(world, given, "read")
    known = chat.json()
    names = {"active_usernames": [known["username"]]} if "username" in known else {}
    return {
        **known,
        **names,
        "accent_color_id": chat.id % 7,
        "max_reaction_count": MOST_REACTIONS,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }


def get_chat_member(world: World, given: Parameters) -> Json:
    """How a user, or the bot itself, stands in a chat."""
    chat = reach(world, given, "read")
    number = given.number("user_id")
    if number <= 0:
        raise bad_request("Invalid user_id specified")
    if number == world.bot.id:
        return member_json(world.bot.json(), chat.standing)
    user = world.users.get(number)
    if user is None:
        raise bad_request("member not found")
    return member_json(user.json(), "member" if _is_in(chat, number) else "left")


def get_chat_member_count(world: World, given: Parameters) -> int:
    """How many are in a chat."""
    chat = reach(world, given, "read")
    return 2 if chat.user is not None else len(chat.members) + 1


def get_chat_administrators(world: World, given: Parameters) -> list[Json]:
    """The administrators of a chat: of those, only the bot is known."""
    chat = reach(world, given, "read")
    if chat.user is not None:
        raise bad_request("there are no administrators in the private chat")
    return [member_json(world.bot.json(), "administrator")] if chat.standing == "administrator" else []


def leave_chat(world: World, given: Parameters) -> bool:
    """Go out of a group or channel."""
    chat = reach(world, given, "edit")
    if chat.user is not None:
        raise bad_request("chat member status can't be changed in private chats")
    before, chat.standing = chat.standing, "left"
    user = next(iter(chat.members.values()), None)
    if user is not None:
        world.tell_standing(chat, user, before)
    world.clock.bell.ring()
    return True


def _is_in(chat: Chat, number: int) -> bool:
    return number in chat.members or (chat.user is not None and chat.user.id == number)
