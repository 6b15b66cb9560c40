"""Who comes to the page: the conversation that the browser's cookie opens, if it opens one."""

from dataclasses import dataclass

from starlette.requests import Request

from bot.channels.web.access import Cookie, Pass, is_open
from bot.channels.web.languages import known_language, preferred_language
from bot.channels.web.problems import Problem
from bot.channels.web.say import told_as_problems
from bot.channels.web.view import spoken_language
from bot.ports import Language, Message
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as its person sees it."""

    key: Pass
    messages: tuple[Message, ...]

    @property
    def language(self) -> Language:
        """What it is held in."""
        return spoken_language(self.messages)


@dataclass(frozen=True, slots=True)
class Visits:
    """Recognises visitors."""

    store: Store
    cookie: Cookie

    async def talk(self, request: Request) -> Talk | None:
        """The visitor's conversation; nothing when there is none, or when it was erased."""
        key = self.cookie.read(request)
        if key is None:
            return None
        async with told_as_problems():
            if not await is_open(self.store, key):
                return None
            entries = await self.store.conversations.transcript(key.conversation)
        return Talk(key, tuple(entry.message for entry in entries)) if entries else None

    async def own_talk(self, request: Request) -> Talk:
        """The visitor's conversation, or ``not-yours``."""
        talk = await self.talk(request)
        if talk is None:
            raise Problem("not-yours")
        return talk

    def returns(self, request: Request) -> bool:
        """The browser has had a conversation."""
        return self.cookie.name in request.cookies


def asked_language(request: Request) -> Language:
    """The language of a page without a conversation: as the address says, else as the browser wishes."""
    asked = known_language(request.query_params.get("lang"))
    return asked or preferred_language(request.headers.get("accept-language", ""))
