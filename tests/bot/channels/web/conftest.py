"""A chat with everything real behind it but the understanding of language."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.channels.web import WebChat, routes
from bot.ops.guard import Guard
from bot.render import Texts
from bot.store import Keyring, Store
from bot.store.embedded import Embedded
from bot.store.wire import Wire
from bot.turn import Turns
from dialogs.texts import compile_catalogues
from nlu.understanding import Identified, Intent, Understanding
from tests.valkey import HandClock

KNOWN = {"erase me": "delete_my_data", "help": "help", "yes": "affirm"}
HOSTS = frozenset({"chat.test", "127.0.0.1"})


class PlainUnderstander:
    """Knows a few whole messages."""

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        intent = KNOWN.get(text.lower())
        return Understanding(
            text=text,
            intent=Intent(intent, 0.95) if intent else Intent("out_of_scope", 0.0),
            language=Identified("und", 0.0),
            whole=intent is not None,
        )


@pytest.fixture(scope="session")
def texts() -> Texts:
    """The catalogues."""
    compile_catalogues()
    return Texts.load()


def make_chat(store: Store, texts: Texts, clock: HandClock, **parts: Any) -> WebChat:
    """A chat on ``store``."""
    turns = Turns(store=store, understander=PlainUnderstander(), texts=texts)
    given: dict[str, Any] = {"shutdown": asyncio.Event(), "secure": False, **parts}
    return WebChat(store=store, turns=turns, texts=texts, clock=clock, **given)


def application(chat: WebChat) -> ASGIApp:
    """The chat as it is served."""
    return Guard(
        app=Starlette(routes=routes(chat)),
        hosts=HOSTS,
        shutdown=chat.shutdown,
        secure=chat.secure,
        embed_origins=chat.embed_origins,
    )


@dataclass(frozen=True)
class Caller:
    """A program that uses the API, and a browser without script."""

    http: httpx.AsyncClient
    chat: WebChat

    async def begin(self, **body: str) -> tuple[str, dict[str, str]]:
        """A new conversation: its address and the head that opens it."""
        made = (await self.http.post("/chat/api/conversations", json=body)).json()
        return f"/chat/api/conversations/{made['id']}", {"Authorization": f"Bearer {made['token']}"}

    async def form(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """What a browser sends for a form of ours."""
        headers = {"Sec-Fetch-Site": "same-origin", **options.pop("headers", {})}
        return await self.http.post(path, data=data or {}, headers=headers, **options)


@asynccontextmanager
async def calling(
    chat: WebChat, *, address: str = "127.0.0.1", base: str = "http://chat.test"
) -> AsyncIterator[Caller]:
    """Calls in this process."""
    transport = httpx.ASGITransport(application(chat), raise_app_exceptions=True, client=(address, 40000))
    async with httpx.AsyncClient(transport=transport, base_url=base) as http:
        yield Caller(http, chat)


async def empty(valkey: Embedded) -> None:
    """Forget everything in the store."""
    wire = Wire(valkey.url)
    await wire.one("FLUSHALL")
    await wire.close()


@pytest.fixture
def chat(store: Store, texts: Texts, clock: HandClock) -> WebChat:
    """The chat."""
    return make_chat(store, texts, clock)


@pytest_asyncio.fixture
async def caller(chat: WebChat) -> AsyncIterator[Caller]:
    """Calls the chat."""
    async with calling(chat) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def standing(
    valkey: Embedded, keyring: Keyring, clock: HandClock, texts: Texts
) -> AsyncIterator[Callable[..., WebChat]]:
    """Makes chats that live in the session's loop, where the browser does."""
    await empty(valkey)
    opened = await Store.open(valkey.url, keyring=keyring, clock=clock)
    yield lambda **parts: make_chat(opened, texts, clock, **parts)
    await opened.close()
