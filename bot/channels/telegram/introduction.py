"""What Telegram is told about the bot at the start: its commands, what it is for, and how updates come."""

import asyncio
from dataclasses import dataclass

import structlog

from bot.channels.telegram.api import Api, ApiError, Call, Refusal
from bot.channels.telegram.updates import KINDS
from bot.channels.telegram.webhook import PATH
from bot.render import Texts

COMMANDS = tuple("start menu status language person data delete privacy help cancel".split())
AGAIN_AFTER, LONGEST = 2.0, 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Says it until Telegram has heard it. With a ``public_url`` updates are brought there, else they are fetched."""

    api: Api
    texts: Texts
    secret: str
    public_url: str | None

    async def make(self) -> None:
        """Everything once; what fails is tried again."""
        for call in self.calls():
            await self._insist(call)
        log.info("telegram_introduced", kind="webhook" if self.public_url else "polling")

    def calls(self) -> list[Call]:
        """What is said, the way of the updates first."""
        return [self.delivery(), *(c for language in (None, *self.texts.languages) for c in self._about(language))]

    def delivery(self) -> Call:
        """How updates come. What waits is never dropped."""
        if self.public_url is None:
            return Call("deleteWebhook", {"drop_pending_updates": False})
        return Call(
            "setWebhook",
            {
                "url": f"{self.public_url}{PATH}",
                "secret_token": self.secret,
                "allowed_updates": KINDS,
                "drop_pending_updates": False,
            },
        )

    def _about(self, language: str | None) -> list[Call]:
        """Commands and description; without ``language`` for everybody whose language we do not speak."""
        words, named = language or "en", {"language_code": language} if language else {}
        commands = [
            {"command": name, "description": self.texts.say(f"telegram-command-{name}", words)} for name in COMMANDS
        ]
        scope = {"type": "all_private_chats"}
        return [
            Call("setMyCommands", {"commands": commands, "scope": scope, **named}),
            Call("setMyShortDescription", {"short_description": self.texts.say("telegram-about", words), **named}),
        ]

    async def _insist(self, call: Call) -> None:
        pause = AGAIN_AFTER
        while True:
            try:
                await self.api.call(call)
            except ApiError as error:
                if _is_final(error):
                    log.error("telegram_introduction_refused", method=call.method, exc_info=error)  # noqa: TRY400
                    return
                wait = getattr(error, "retry_after", 0.0) or pause
                log.warning("telegram_introduction_delayed", method=call.method, seconds=wait, exc_info=error)
                await asyncio.sleep(wait)
                pause = min(2 * pause, LONGEST)
            else:
                return


def _is_final(error: ApiError) -> bool:
    """The call itself is wrong or unknown; a refused token may be put right, and silence ends."""
    return isinstance(error, Refusal) and error.code in (400, 501)
