"""A local Bot API for each test, and a bot that speaks plain HTTP."""

import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio

from integrations.sandbox.telegram import LocalBotApi
from tests.integrations.sandbox.telegram.specification import Specification, demanded_specification
from tests.integrations.sandbox.telegram.watched import watched_api

TOKEN = "42:TEST"
# Nothing here is encrypted; reading the machine's certificates for each client would take longer than most tests.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: the status, what it says, and what it gives."""

    status: int
    description: str
    result: Any
    parameters: Mapping[str, Any]
    headers: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.status} {self.description}"


@dataclass(frozen=True, slots=True)
class PlainBot:
    """Calls methods as the simplest of bots would: ``await bot("sendMessage", chat_id=1, text="hej")``."""

    http: httpx.AsyncClient
    token: str = TOKEN

    async def __call__(self, method: str, **parameters: Any) -> Said:
        return await self.send(method, json=parameters)

    async def send(self, method: str, **request: Any) -> Said:
        response = await self.http.post(f"/bot{self.token}/{method}", **request)
        body = response.json()
        assert response.status_code == body.get("error_code", 200)
        assert body["ok"] is (response.status_code == 200)
        return Said(
            response.status_code,
            body.get("description", ""),
            body.get("result"),
            body.get("parameters", {}),
            response.headers,
        )

    async def updates(self, **parameters: Any) -> list[Any]:
        said = await self("getUpdates", **parameters)
        assert said.status == 200, said
        return list(said.result)


@pytest_asyncio.fixture
async def api() -> AsyncIterator[LocalBotApi]:
    """A local Bot API that listens and is held to the specification."""
    async with watched_api(TOKEN) as api:
        yield api


@pytest_asyncio.fixture
async def http(api: LocalBotApi) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the local Bot API."""
    async with httpx.AsyncClient(base_url=api.url, timeout=20, verify=PLAIN) as http:
        yield http


@pytest.fixture
def bot(http: httpx.AsyncClient) -> PlainBot:
    """A bot that speaks plain HTTP."""
    return PlainBot(http)


@pytest.fixture(scope="session")
def specification() -> Specification:
    """Telegram's own description of its Bot API."""
    return demanded_specification()
