"""A chat with everything real behind it but the understanding of language."""

import asyncio
import gettext
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
from babel.messages.pofile import read_po
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.channels.web import WebChat, routes
from bot.ops.guard import Guard
from bot.render import Texts
from bot.store import Keyring, Store
from bot.store.embedded import Embedded
from bot.store.wire import Wire
from bot.turn import Turns
from dialogs.texts import FOLDER, compile_catalogues
from nlu.understanding import Identified, Intent, Understanding
from tests.valkey import HandClock

KNOWN = {"erase me": "delete_my_data", "help": "help", "yes": "affirm"}
HOSTS = frozenset({"chat.test", "127.0.0.1"})


class PlainUnderstander:
    """Knows a few whole messages."""

    def understand(self, text: str, *, language: str, expects: tuple[str, ...] = ()) -> Understanding:
        intent = KNOWN.get(text.lower())
        return Understanding(
            text=text,
            intent=Intent(intent, 0.95) if intent else Intent("out_of_scope", 0.0),
            language=Identified("und", 0.0),
            whole=intent is not None,
        )


class _Overlay(gettext.NullTranslations):
    def __init__(self, words: dict[str, str], below: gettext.NullTranslations) -> None:
        super().__init__()
        self.words, self.below = words, below

    def gettext(self, message: str) -> str:
        return self.words.get(message) or self.below.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.below.ngettext(msgid1, msgid2, n)


@pytest.fixture(scope="session")
def texts() -> Texts:
    """The catalogues."""
    compile_catalogues()
    real = Texts.load()
    catalogues: dict[str, gettext.NullTranslations] = {}
    for language in real.languages:
        with (FOLDER / f"chat.{language}.po").open("rb") as source:
            words = {str(m.id): str(m.string) for m in read_po(source, locale=language) if m.id}
        catalogues[language] = _Overlay(words, real.catalogues[language])
    return replace(real, catalogues=catalogues)


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


CallerOf = Callable[..., Any]


@asynccontextmanager
async def calling(
    chat: WebChat, *, address: str = "127.0.0.1", base: str = "http://chat.test"
) -> AsyncIterator[Caller]:
    """Calls in this process."""
    transport = httpx.ASGITransport(application(chat), raise_app_exceptions=True, client=(address, 40000))
    async with httpx.AsyncClient(transport=transport, base_url=base) as http:
        yield Caller(http, chat)


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
    wire = Wire(valkey.url)
    await wire.one("FLUSHALL")
    await wire.close()
    opened = await Store.open(valkey.url, keyring=keyring, clock=clock)
    yield lambda **parts: make_chat(opened, texts, clock, **parts)
    await opened.close()
