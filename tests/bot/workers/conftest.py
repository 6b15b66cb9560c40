"""Workers on a real store, with a channel on paper."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, timedelta

import pytest
import pytest_asyncio

from bot.ports import Backend
from bot.render import Texts
from bot.store import Embedded, Keyring, Store
from bot.turn import Turns
from bot.workers import Workers
from bot.workers.patience import Patience
from nlu.understanding import Understanding
from tests.bot.workers.paper import Paper
from tests.valkey import HandClock

HASTY = Patience(first=0.05, longest=0.2, limit=timedelta(hours=24), deadline=0.5, chance=lambda: 0.0)

Running = Callable[..., AbstractAsyncContextManager[asyncio.Task[None]]]


class Mute:
    """Understands nothing."""

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        return Understanding(text=text)


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def turns(store: Store) -> Turns:
    return Turns(store=store, understander=Mute(), texts=Texts.load(), pushing=frozenset({"paper"}))


@pytest.fixture
def working(store: Store, turns: Turns, clock: HandClock, paper: Paper) -> Running:
    """Starts workers for the length of a block, and tells them to stop at its end."""

    @asynccontextmanager
    async def run(
        *,
        on: Store | None = None,
        channel: Paper | None = None,
        patience: Patience = HASTY,
        term: float = 3.0,
        backends: Mapping[str, Backend] | None = None,
        owner: str = "one",
    ) -> AsyncIterator[asyncio.Task[None]]:
        stop = asyncio.Event()
        workers = Workers(
            store=on or store,
            turns=turns,
            clock=clock,
            channels=[channel or paper],
            backends=backends or {},
            patience=patience,
            owner=owner,
            term=term,
        )
        task = asyncio.create_task(workers.run(stop))
        try:
            yield task
        finally:
            stop.set()
            await task

    return run


@pytest_asyncio.fixture
async def second(store: Store, valkey: Embedded, keyring: Keyring, clock: HandClock) -> AsyncIterator[Store]:
    """The same store, opened by another process."""
    opened = await Store.open(valkey.url, keyring=keyring, clock=clock)
    yield opened
    await opened.close()
