"""The one way in: what a person does on the web becomes an event, and what can go wrong becomes a ``Problem``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.channels.web.access import Pass
from bot.channels.web.bodies import Said
from bot.channels.web.chat import WebChannel, WebChat
from bot.channels.web.problems import Problem
from bot.channels.web.waiting import WaitingRoom
from bot.ports import Message
from bot.store.errors import StoreError, Unavailable
from bot.turn import Reused, UnknownConversation
from dialogs.events import AnyEvent, PersonChose, PersonWrote, Started

CHANNEL = WebChannel().name


@asynccontextmanager
async def told_as_problems() -> AsyncIterator[None]:
    """Errors of the rooms behind us, as those who knock here are told them."""
    try:
        yield
    except UnknownConversation:
        raise Problem("not-yours") from None
    except Reused:
        raise Problem("reused", "This `id` was used for another message.") from None
    except Unavailable as error:
        raise Problem("busy", "The store does not answer.", retry_after=error.retry_after) from error
    except StoreError as error:
        raise Problem("busy", "The store refused.", retry_after=5) from error


@dataclass(frozen=True, slots=True)
class Door:
    """Opens conversations and carries in what is said."""

    web: WebChat
    waiting: WaitingRoom = field(default_factory=WaitingRoom)

    async def open(self, language: str, entry: str | None) -> tuple[Pass, tuple[Message, ...]]:
        """A new conversation and its first messages."""
        key = Pass.make()
        async with told_as_problems():
            outcome = await self.web.turns.start(
                conversation=key.conversation,
                channel=CHANNEL,
                language=language,
                entry=entry,
                at=self.web.clock.now(),
                event_id="start",
                token_digest=key.digest,
            )
        return key, outcome.messages

    async def say(self, conversation: str, said: Said) -> tuple[Message, ...]:
        """The messages of the turn that ``said`` makes; the same ones when it comes again."""
        event_id, at = f"web:{said.id}", self.web.clock.now()
        if said.text is not None:
            return await self._take(conversation, PersonWrote(id=event_id, at=at, text=said.text))
        return await self._take(conversation, PersonChose(id=event_id, at=at, values=said.choices))

    async def enter(self, conversation: str, client_id: str, *, language: str, entry: str) -> tuple[Message, ...]:
        """Follow a deep link within a conversation that is open already."""
        at = self.web.clock.now()
        return await self._take(conversation, Started(id=f"web:{client_id}", at=at, language=language, entry=entry))

    async def _take(self, conversation: str, event: AnyEvent) -> tuple[Message, ...]:
        with self.waiting.enter(conversation):
            async with told_as_problems():
                return (await self.web.turns.take(conversation, event)).messages
