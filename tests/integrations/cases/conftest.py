"""Both case systems on this machine, and a client of each, for each test."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from integrations.cases import (
    CaseMessage,
    CaseSystem,
    Client,
    Contact,
    Desk,
    Field,
    HandoverCase,
    Namespace,
    SupportManagement,
    Zammad,
)
from integrations.cases.once import Once
from integrations.http import Policy, Schedule
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.support_management import BASE, ROOT, LocalSupportManagement
from integrations.sandbox.backends.zammad import ROOT as ZAMMAD
from integrations.sandbox.backends.zammad import TOKEN, LocalZammad

US = Client("sandbox", "sandbox")
ID = "1f6f2a4d-1a0f-4a6e-9f3c-7a3b1d2c4e5f"
POLICY = Policy(deadline=0.8, schedule=Schedule(tries=2, first=0.01))
SLOW = 1.2
"""Longer than the client waits."""


@dataclass
class Hand:
    """A clock that the test turns."""

    time: float = 0.0

    def __call__(self) -> float:
        return self.time


@dataclass
class World:
    """One case system: what is there, and how clients reach it."""

    local: LocalSupportManagement | LocalZammad
    url: str
    hand: Hand = field(default_factory=Hand)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[CaseSystem]:
        """As a process that has just been started."""
        once = Once(now=self.hand)
        made: CaseSystem
        if isinstance(self.local, LocalZammad):
            made = Zammad(Desk(url=self.url + ZAMMAD), TOKEN, policy=POLICY, once=once)
        else:
            place = Namespace(url=self.url + BASE, token_url=f"{self.url}{ROOT}/token", namespace="STRA")
            made = SupportManagement(place, US, policy=POLICY, once=once)
        try:
            yield made
        finally:
            await made.close_connections()

    @property
    def cases(self) -> list[str]:
        """The numbers of all cases."""
        return [one.number for one in self.local.shown()]

    @property
    def open_cases(self) -> list[str]:
        """The numbers of those that staff see as work."""
        return [one.number for one in self.local.shown() if not one.closed]

    def said(self, text: str) -> int:
        """How many messages say ``text``."""
        return sum(text in one.text for case in self.local.shown() for one in case.messages)


@pytest_asyncio.fixture(params=[LocalSupportManagement, LocalZammad], ids=["support_management", "zammad"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Well, until a test changes how it is."""
    local = request.param()
    local.trouble.delay = SLOW
    async with LocalBackends((local,)).listening() as server:
        yield World(local, server.url)


@pytest_asyncio.fixture
async def errands() -> AsyncIterator[World]:
    """Support-management alone."""
    local = LocalSupportManagement()
    async with LocalBackends((local,)).listening() as server:
        yield World(local, server.url)


@pytest_asyncio.fixture
async def system(world: World) -> AsyncIterator[CaseSystem]:
    """A client of it."""
    async with world.client() as found:
        yield found


@pytest.fixture
def case() -> Callable[..., HandoverCase]:
    """An intake, but for what a test changes."""

    def made(**changes: object) -> HandoverCase:
        whole: dict[str, object] = {
            "external_id": ID,
            "kind": "intake",
            "reference": "ANKOMST-1",
            "title": "Etableringscentrum: ny kontakt (ukrainska)",
            "description": "Sammanfattning på svenska.",
            "fields": (Field(key="language", label="Språk", value="uk"),),
            "contact": Contact(name="Test", conversation="opaque"),
            "channel": "telegram",
        }
        return HandoverCase(**{**whole, **changes})  # type: ignore[arg-type]

    return made


def message(name: str = "m-1", text: str = "Jag söker jobb", **changes: object) -> CaseMessage:
    """What the person wrote."""
    whole: dict[str, object] = {
        "id": name,
        "text": text,
        "original": "Шукаю роботу",
        "language": "uk",
        "sender": "person",
        "at": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    }
    return CaseMessage(**{**whole, **changes})  # type: ignore[arg-type]
