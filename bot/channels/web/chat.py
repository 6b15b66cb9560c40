"""What the web chat is made of, handed over by the composition root, and the chat as a channel."""

import asyncio
from dataclasses import dataclass

from bot.ports import Clock, Members, Message, Sent
from bot.render import Texts
from bot.store import Store
from bot.turn import Turns


@dataclass(frozen=True, slots=True, kw_only=True)
class WebChat:
    """The parts.

    ``secure``: people reach the service by https. ``embed_origins``: sites that may show the chat page in a frame.
    ``members``: the public list of members, where there is one. ``shutdown`` ends the open streams. ``streams_each`` is
    how many one conversation may have, ``heartbeat`` for how many seconds a stream may be silent.
    """

    store: Store
    turns: Turns
    texts: Texts
    clock: Clock
    shutdown: asyncio.Event
    secure: bool
    embed_origins: tuple[str, ...] = ()
    members: Members | None = None
    streams_each: int = 6
    heartbeat: float = 15.0


@dataclass(frozen=True, slots=True)
class WebChannel:
    """The page fetches its messages from the transcript, so there is nothing to push."""

    name: str = "web"
    pushes: bool = False

    async def send(self, address: str, message: Message) -> Sent:
        """Nothing to do: the committed message is in the transcript."""
        return Sent("sent")
