"""How Telegram says no: a status, a sentence, sometimes a number to act on."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """A call that fails with ``code`` and ``description``."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})

    def body(self) -> dict[str, Any]:
        """The JSON object that the bot gets."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | {"parameters": self.parameters} if self.parameters else body


def bad_request(words: str) -> Refusal:
    """400 in Telegram's manner: the first letter small, unless the words are one of its CONSTANTS."""
    shouted = len(words) > 1 and (words[1] == "_" or words[1].isupper())
    return Refusal(400, f"Bad Request: {words if shouted else words[:1].lower() + words[1:]}")


def forbidden(words: str) -> Refusal:
    """403: this bot may not."""
    return Refusal(403, f"Forbidden: {words}")


def too_many(seconds: int) -> Refusal:
    """429, with the seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def conflict(words: str) -> Refusal:
    """409: two want the same updates."""
    return Refusal(409, f"Conflict: {words}")


def unauthorized() -> Refusal:
    """401: no bot has this token."""
    return Refusal(401, "Unauthorized")


def not_found(words: str = "") -> Refusal:
    """404: no such method, no such file."""
    return Refusal(404, f"Not Found: {words}" if words else "Not Found")
