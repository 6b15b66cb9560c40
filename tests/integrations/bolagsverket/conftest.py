"""A register on this machine, and a client of it, for each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from integrations.bolagsverket import Client, Place, Register
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.register import BASE, LocalRegister
from tests.integrations.http.wire import Wire, answer

TOKEN = answer(200, b'{"access_token":"t0ken","token_type":"Bearer","expires_in":3600}')
US = Client("us", "s3cret")


@pytest_asyncio.fixture
async def local() -> LocalRegister:
    """Well, until a test changes how it is."""
    return LocalRegister()


@pytest_asyncio.fixture
async def place(local: LocalRegister) -> AsyncIterator[Place]:
    """Where ``local`` answers."""
    async with LocalBackends((local,)).listening() as server:
        yield Place(server.url + BASE, f"{server.url}/oauth2/token")


@pytest_asyncio.fixture
async def register(place: Place) -> AsyncIterator[Register]:
    """A client of ``local``."""
    async with Register(place, Client("sandbox", "sandbox"), limit=2.0) as client:
        yield client


@pytest_asyncio.fixture
async def tokens() -> AsyncIterator[Wire]:
    """Gives out tokens, byte by byte as it is told."""
    async with Wire(says=[TOKEN]).listening() as listening:
        yield listening


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    """The register itself, byte by byte as it is told."""
    async with Wire().listening() as listening:
        yield listening


@pytest_asyncio.fixture
async def rough(wire: Wire, tokens: Wire) -> AsyncIterator[Register]:
    """A client of the two wires."""
    async with Register(Place(wire.url, f"{tokens.url}/token"), US, limit=0.6) as client:
        yield client
