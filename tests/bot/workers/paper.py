"""A channel on paper: keeps what it is told to send, and answers as a test says."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.ports import Message, Sent

Answer = Sent | Exception | Callable[[], Awaitable[Sent]]


@dataclass
class Paper:
    """``answers`` are given in turn to sends to one address; afterwards everything is sent."""

    name: str = "paper"
    pushes: bool = True
    sent: list[tuple[str, str]] = field(default_factory=list)
    tries: list[tuple[str, str, float]] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: str, message: Message) -> Sent:
        self.tries.append((address, message.text, asyncio.get_running_loop().time()))
        self.arrived.set()
        answers = self.answers[address]
        answer = answers.pop(0) if answers else Sent("sent")
        if isinstance(answer, Exception):
            raise answer
        sent = answer if isinstance(answer, Sent) else await answer()
        if sent.result == "sent":
            self.sent.append((address, message.text))
        return sent

    async def tried(self, count: int, seconds: float = 10.0) -> None:
        """Wait until so many tries were made."""
        async with asyncio.timeout(seconds):
            while len(self.tries) < count:
                self.arrived.clear()
                await self.arrived.wait()
