"""People who write to a bot through its webhook: each waits for the answer before writing again."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Updates = Callable[["Person"], dict[str, object]]


@dataclass(slots=True)
class Person:
    """One Telegram user. ``turn`` is what our bot counts; ``said`` how often they wrote."""

    id: int
    turn: int = 1
    said: int = 0

    @property
    def sender(self) -> dict[str, object]:
        """Who they are in an update."""
        return {"id": self.id, "is_bot": False, "first_name": "Olena", "language_code": "uk"}

    def message(self, number: int, text: str) -> dict[str, object]:
        """An update with a text."""
        chat = {"id": self.id, "type": "private", "first_name": "Olena"}
        body = {"message_id": number, "date": 1795320000, "chat": chat, "from": self.sender, "text": text}
        return {"update_id": number, "message": body}

    def press(self, number: int, data: str) -> dict[str, object]:
        """An update with a button."""
        chat = {"id": self.id, "type": "private", "first_name": "Olena"}
        bot = {"id": 42, "is_bot": True, "first_name": "b", "username": "bb_bot"}
        message = {"message_id": 1, "date": 1795320000, "chat": chat, "from": bot, "text": "?"}
        query = {"id": str(number), "from": self.sender, "message": message, "chat_instance": "1", "data": data}
        return {"update_id": number, "callback_query": query}


@dataclass(slots=True)
class Crowd:
    """Many people at once over keep-alive connections; ``seconds`` are the waiting times of every update."""

    port: int
    numbers: "Numbers"
    seconds: list[float] = field(default_factory=list)

    async def write(self, people: list[Person], updates: Updates, each: int) -> None:
        """Everybody sends ``each`` updates, one after the other."""
        await asyncio.gather(*(self._one(person, updates, each) for person in people))

    async def _one(self, person: Person, updates: Updates, each: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for _ in range(each):
            begun = time.perf_counter()
            status = await _post(reader, writer, json.dumps(updates(person)).encode())
            if status != 200:
                raise RuntimeError(f"the bot answered {status}")
            self.seconds.append(time.perf_counter() - begun)
        writer.close()


@dataclass(slots=True)
class Numbers:
    """Update ids, never the same twice."""

    last: int = 1000

    def next(self) -> int:
        """One more."""
        self.last += 1
        return self.last


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> int:
    writer.write(
        b"POST /telegram/webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"X-Telegram-Bot-Api-Secret-Token: secret\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at >= 0:
        await reader.readexactly(int(lower[at + 15 :].split(b"\r\n", 1)[0]))
    return int(head.split(b" ", 2)[1])
