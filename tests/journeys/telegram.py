"""The service on a local Bot API, and people who use it in Telegram, with the verbs of the other conversations."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from bot.app import Parts, open_parts, web_app, work
from bot.channels.telegram.names import Names
from bot.ports import Entry
from bot.serve import bind, serving
from bot.settings import Settings
from bot.settings_values import Address
from bot.store.wire import Wire
from dialogs import codec
from dialogs.conversation import Conversation
from dialogs.texts import compile_catalogues
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.pace import Pace
from integrations.sandbox.telegram.visitor import Visitor
from nlu.engine import Engine
from tests.chaos.system import free_port

TOKEN = "4242:test-token-of-the-journeys"
API_TOKEN = "long-enough-api-token-of-the-journeys"
HOST = "stra.example"
PATIENCE = 15.0
QUICK = Pace(poll=2.0, conflict=0.2, retry=0.05, longest_retry=0.5, callback=60.0, webhook=0.0)
PUBLIC = {"PUBLIC_URL": f"https://{HOST}"}
"""Makes the service take updates by webhook."""


class HasUrl(Protocol):
    """A Bot API."""

    @property
    def url(self) -> str: ...


@dataclass(slots=True)
class TelegramPerson:
    """Somebody in a private chat. ``heard`` are the entries of the last turn that the person did not write."""

    visitor: Visitor
    parts: Parts
    heard: list[Entry] = field(default_factory=list)
    named: str = ""

    async def starts(self, payload: str = "") -> Self:
        """Press «Start»."""
        return await self._does(lambda: self.visitor.start(payload), silent=True)

    async def says(self, text: str) -> Self:
        """Write."""
        return await self._does(lambda: self.visitor.write(text))

    async def edits(self, text: str, message: int | None = None) -> Self:
        """Change the last message."""
        return await self._does(lambda: self.visitor.edit(text, message=message))

    async def sends(self, send: Callable[[Visitor], object]) -> Self:
        """Send something that is no text."""
        return await self._does(lambda: send(self.visitor))

    async def presses(self, *values: str) -> Self:
        """Press buttons, one turn each; several choices of one turn are joined by commas."""
        for value in values:
            if "," in value:
                await self.chooses(*value.split(","))
            else:
                await self._does(lambda wanted=value: self.visitor.press(self.data_of(wanted)))  # type: ignore[misc]
        return self

    async def chooses(self, *values: str) -> Self:
        """Tick several and send them."""
        for value in values:
            await self.ticks(value)
        label = self._say("telegram-done", (await self.state()).language)
        return await self._does(lambda: self.visitor.press(label))

    async def ticks(self, value: str) -> Self:
        """Tick one of several, or take the tick away."""
        before, state = self.buttons(), await self.state()
        label = self._say(f"{(state.step or '').replace('.', '-')}-{value}", state.language)
        shown = next(b["text"] for b in before if b["text"].endswith(label))
        self.visitor.press(shown)
        await until(lambda: self.buttons() != before)
        return self

    async def expects(self, step: str | None, *keys: str) -> Self:
        """The open question, and what the last turn said among other things."""
        assert (await self.state()).step == step
        missing = set(keys) - {entry.message.key for entry in self.heard}
        assert not missing, f"{missing} not among {[entry.message.key for entry in self.heard]}"
        return self

    @property
    def conversation(self) -> str:
        """The conversation's id."""
        return Names.of_token(self.parts.store, TOKEN).conversation(self.visitor.id)

    @property
    def reference(self) -> str:
        """The case that was named last."""
        assert self.named
        return self.named

    @property
    def shown(self) -> list[str]:
        """Everything that stands in the chat."""
        return [str(m["text"]) for m in self.visitor.messages()]

    def buttons(self) -> list[Mapping[str, Any]]:
        """The buttons of the newest message that has some."""
        for message in reversed(self.visitor.messages()):
            if message["buttons"]:
                return [button for row in message["buttons"] for button in row]
        return []

    def data_of(self, value: str) -> str:
        """The data of the newest button with ``value``."""
        for message in reversed(self.visitor.messages()):
            for row in message["buttons"]:
                for button in row:
                    if str(button.get("callback_data", "")).split(":", 3)[3:] == [value]:
                        return str(button["callback_data"])
        raise AssertionError(f"no button {value}")

    async def transcript(self) -> list[Entry]:
        """Everything so far, as it is kept."""
        return await self.parts.store.conversations.transcript(self.conversation)

    async def state(self) -> Conversation:
        """What is remembered."""
        loaded = await self.parts.store.conversations.load(self.conversation, "test")
        assert loaded.conversation is not None
        return codec.decode(loaded.conversation)

    async def quiet(self, seconds: float = PATIENCE) -> Self:
        """Wait until everything that was said has arrived."""

        async def delivered() -> bool:
            return all(entry.message.delivery != "waiting" for entry in await self.transcript())

        await until(delivered, seconds)
        return self

    async def _does(self, act: Callable[[], object], *, silent: bool = False) -> Self:
        """Act, and wait until the turn is taken and everything of it has arrived. ``silent``: it leaves no line."""
        lines = await self.transcript()
        before, turn = len(lines), await self._turn()
        act()
        await until(lambda: self._taken(turn, None if silent else lines))
        await self.quiet()
        said = (await self.transcript())[before:]
        self.heard = [entry for entry in said if entry.message.sender != "person"]
        names = [entry.message.ticket.reference for entry in self.heard if entry.message.ticket]
        assert len(names) <= 1
        self.named = names[0] if names else self.named
        return self

    async def _turn(self) -> int:
        loaded = await self.parts.store.conversations.load(self.conversation, "test")
        return codec.decode(loaded.conversation).turn if loaded.conversation else 0

    async def _taken(self, before: int, lines: list[Entry] | None) -> bool:
        """Whether the turn after ``before`` is taken, and by the person: a system may answer in between."""
        if await self._turn() == before:
            return False
        if lines is None:
            return True
        now = await self.transcript()
        return len(now) < len(lines) or _own(now) > _own(lines)

    def _say(self, key: str, language: str) -> str:
        return self.parts.texts.say(key, language)


def _own(entries: list[Entry]) -> int:
    return sum(entry.message.sender == "person" for entry in entries)


@dataclass(slots=True)
class TelegramService:
    """The running service and the Telegram that it runs on."""

    api: LocalBotApi
    parts: Parts
    url: str = ""
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def person(self, number: int = 1001, language: str = "uk") -> TelegramPerson:
        """Somebody who has the bot's name."""
        visitor = self.api.visitor(number, first_name="Олена", language_code=language)
        return TelegramPerson(visitor, self.parts)


async def build(store_url: str, folder: Path, api: HasUrl, engine: Engine, **environ: str) -> Parts:
    """The parts as the program builds them, on an empty store."""
    compile_catalogues()
    wire = Wire(store_url)
    await wire.one("FLUSHALL")
    await wire.close()
    read = Settings.read(settings(store_url, folder, api) | environ, env_file=folder / "none")
    return await open_parts(read, understander=engine)


def settings(store_url: str, folder: Path, api: HasUrl) -> dict[str, str]:
    """The environment of a service on ``api``."""
    return {
        "REDIS_URL": store_url,
        "STRA_DATA": str(folder / "data"),
        "STRA_KEY_FILE": str(folder / "elsewhere" / "stra.key"),
        "STRA_API_TOKEN": API_TOKEN,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.url,
    }


@asynccontextmanager
async def running(api: Any, parts: Parts, port: int = 0) -> AsyncIterator[TelegramService]:
    """Web server and workers, inside the block."""
    service = TelegramService(api, parts)
    address = Address("127.0.0.1", port or free_port())
    with bind(address) as listener:
        async with serving(web_app(parts), listener):
            service.url = f"http://{address}"
            working = asyncio.create_task(work(parts, service.stop))
            try:
                yield service
            finally:
                service.stop.set()
                parts.shutdown.set()
                await working


async def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Wait until ``condition`` holds."""
    async with asyncio.timeout(seconds):
        while True:
            found = condition()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.02)
