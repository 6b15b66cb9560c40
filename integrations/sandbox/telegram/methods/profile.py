"""The bot itself: who it is, what it says of itself, the menu of its commands."""

from typing import Any

from integrations.sandbox.telegram.access import reach
from integrations.sandbox.telegram.bot import NOBODY_SPECIAL, Scope, checked_language, read_commands
from integrations.sandbox.telegram.parameters import Parameters
from integrations.sandbox.telegram.refusals import bad_request
from integrations.sandbox.telegram.world import World

Json = dict[str, Any]

WIDE = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
NARROW = {"chat", "chat_administrators", "chat_member"}


def get_me(world: World, _given: Parameters) -> Json:
    """The bot's account."""
    return world.bot.about()


def log_out(_world: World, _given: Parameters) -> bool:
    """Nothing is elsewhere; there is nothing to leave."""
    return True


def set_my_commands(world: World, given: Parameters) -> bool:
    """The menu for a scope and a language; an empty one is as good as none."""
    commands = read_commands(given.decoded("commands", "Can't parse commands JSON object"))
    key = _scope(world, given), checked_language(given.text("language_code"))
    if commands:
        world.bot.commands[key] = commands
    else:
        world.bot.commands.pop(key, None)
    world.clock.bell.ring()
    return True


def get_my_commands(world: World, given: Parameters) -> list[Json]:
    """Exactly the menu that was set for this scope and language."""
    return world.bot.commands.get((_scope(world, given), checked_language(given.text("language_code"))), [])


def delete_my_commands(world: World, given: Parameters) -> bool:
    """No menu of its own for a scope and a language."""
    world.bot.commands.pop((_scope(world, given), checked_language(given.text("language_code"))), None)
    world.clock.bell.ring()
    return True


def set_my_name(world: World, given: Parameters) -> bool:
    """Its name in a language."""
    world.bot.say("name", given.text("name"), given.text("language_code"))
    return True


def get_my_name(world: World, given: Parameters) -> Json:
    """Its name in a language."""
    return {"name": world.bot.said("name", given.text("language_code"))}


def set_my_description(world: World, given: Parameters) -> bool:
    """What stands in the empty chat."""
    world.bot.say("description", given.text("description"), given.text("language_code"))
    world.clock.bell.ring()
    return True


def get_my_description(world: World, given: Parameters) -> Json:
    """What stands in the empty chat."""
    return {"description": world.bot.said("description", given.text("language_code"))}


def set_my_short_description(world: World, given: Parameters) -> bool:
    """What stands on its profile and is sent along with its link."""
    world.bot.say("short_description", given.text("short_description"), given.text("language_code"))
    return True


def get_my_short_description(world: World, given: Parameters) -> Json:
    """What stands on its profile."""
    return {"short_description": world.bot.said("short_description", given.text("language_code"))}


def set_chat_menu_button(world: World, given: Parameters) -> bool:
    """The button beside the input field, for one chat or all."""
    button = given.decoded("menu_button", "Can't parse menu button JSON object") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    world.menu[given.number("chat_id")] = button
    return True


def get_chat_menu_button(world: World, given: Parameters) -> Json:
    """The button beside the input field."""
    return world.menu.get(given.number("chat_id"), world.menu.get(0, {"type": "default"}))


def _scope(world: World, given: Parameters) -> Scope:
    asked = given.decoded("scope", "Can't parse BotCommandScope JSON object")
    if asked is None:
        return NOBODY_SPECIAL
    kind = asked.get("type") if isinstance(asked, dict) else None
    if kind in WIDE:
        return (str(kind), 0, 0)
    if kind not in NARROW:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    if not asked.get("chat_id"):
        raise bad_request("Can't parse BotCommandScope: Empty chat_id specified")
    chat = reach(world, Parameters({"chat_id": str(asked["chat_id"])}), "read")
    user = int(asked.get("user_id", 0))
    if kind == "chat_member" and user <= 0:
        raise bad_request("Can't parse BotCommandScope: Invalid user_id specified")
    return (str(kind), chat.id, user if kind == "chat_member" else 0)
