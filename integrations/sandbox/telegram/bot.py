"""The bot: who it is, and how it introduces itself in each language."""

import re
from dataclasses import dataclass, field
from typing import Any

from integrations.sandbox.telegram.refusals import bad_request

Json = dict[str, Any]
# A scope's type with its chat and user, and a language.
Scope = tuple[str, int, int]
NOBODY_SPECIAL: Scope = ("default", 0, 0)
TOKEN = re.compile(r"([1-9]\d{0,15}):[\w-]+", re.ASCII)
COMMAND = re.compile(r"/?([a-z0-9_]{1,32})")
LANGUAGE = re.compile(r"[a-z]{2}")
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
# What is said about the bot, with the longest it may be and what Telegram says beyond.
PROFILE = {
    "name": (64, "BOT_TITLE_INVALID"),
    "description": (512, "BOT_DESCRIPTION_INVALID"),
    "short_description": (120, "BOT_SHORT_DESCRIPTION_INVALID"),
}


def is_token(token: str) -> bool:
    """Whether it looks like the token of a bot."""
    return TOKEN.fullmatch(token) is not None


@dataclass(slots=True, kw_only=True)
class Bot:
    """The account behind the token."""

    token: str
    name: str = "Strå"
    username: str = "stra_local_bot"
    reads_groups: bool = False
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not is_token(self.token):
            raise ValueError("a bot token has digits, a colon, and letters, digits, - or _")

    @property
    def id(self) -> int:
        """The number before the colon."""
        return int(self.token.partition(":")[0])

    def json(self) -> Json:
        """The account as it stands in messages."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.said("name", "") or self.name,
            "username": self.username,
        }

    def about(self) -> Json:
        """The answer to getMe."""
        no = ("supports_guest_queries", "supports_inline_queries", "can_connect_to_business", "has_main_web_app")
        return {
            **self.json(),
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_groups,
            **dict.fromkeys(no, False),
        }

    def say(self, what: str, words: str, language: str) -> None:
        """Set the name or a description; nothing takes it back."""
        longest, problem = PROFILE[what]
        if len(words) > longest:
            raise bad_request(problem)
        if words:
            self.profile[what, checked_language(language)] = words
        else:
            self.profile.pop((what, checked_language(language)), None)

    def said(self, what: str, language: str) -> str:
        """The name or a description in a language, or for those without one of their own."""
        own = self.profile.get((what, checked_language(language)))
        return own or self.profile.get((what, ""), self.name if what == "name" else "")

    def commands_for(self, chat: int, user: int, language: str) -> list[Json]:
        """The menu that a user sees in a private chat, the closest scope first."""
        scopes: list[Scope] = [("chat", chat, 0), ("all_private_chats", 0, 0), NOBODY_SPECIAL]
        for scope in scopes:
            for code in (language[:2], ""):
                if (scope, code) in self.commands:
                    return self.commands[scope, code]
        return []


def checked_language(code: str) -> str:
    """Two letters, or nothing."""
    if code and not LANGUAGE.fullmatch(code):
        raise bad_request("Invalid language code specified")
    return code


def read_commands(given: Any) -> list[Json]:
    """The commands of a menu."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(given) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in given]


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
    command = COMMAND.fullmatch(given["command"])
    if command is None:
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(given["description"]) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command[1], "description": given["description"]}
