"""The local Zammad: who may, what it takes, what its search knows, and its page."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.zammad import API, ROOT, TOKEN, LocalZammad

pytestmark = pytest.mark.asyncio
TICKET: dict[str, Any] = {
    "title": "Ny kontakt",
    "group": "Etableringscentrum",
    "customer_id": "guess:a@chat.invalid",
    "front_door_case_id": "a-b",
    "article": {"body": "Hej a-b", "internal": False},
}


@pytest_asyncio.fixture
async def local() -> LocalZammad:
    return LocalZammad()


@pytest_asyncio.fixture
async def client(local: LocalZammad) -> AsyncIterator[httpx.AsyncClient]:
    header = {"authorization": f"Token token={TOKEN}"}
    async with (
        LocalBackends((local,)).listening() as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=5, headers=header) as found,
    ):
        yield found


async def test_nobody_without_the_token(client: httpx.AsyncClient) -> None:
    client.headers["authorization"] = "Token token=wrong"
    assert (await client.post(f"{API}/tickets", json=TICKET)).status_code == 401


@pytest.mark.parametrize(
    "change",
    [{"group": "Hundar"}, {"state": "glad"}, {"customer_id": "a@b.se"}, {"article": {}}, {"priority": "9 high"}],
)
async def test_what_it_does_not_take(client: httpx.AsyncClient, change: dict[str, Any]) -> None:
    """422, with the reason."""
    answer = await client.post(f"{API}/tickets", json={**TICKET, **change})
    assert (answer.status_code, "error" in answer.json()) == (422, True)


async def test_names_only_for_who_asks(client: httpx.AsyncClient) -> None:
    """As the real one: ids, unless the names are asked for."""
    made = (await client.post(f"{API}/tickets", json=TICKET)).json()
    assert ("state" in made, made["front_door_case_id"]) == (False, "a-b")
    shown = (await client.get(f"{API}/tickets/{made['id']}?expand=true")).json()
    assert (shown["state"], shown["customer"]) == ("new", "a@chat.invalid")
    assert (await client.get(f"{API}/tickets/99")).status_code == 404


async def test_the_search_lags_behind_and_knows_words_only(client: httpx.AsyncClient, local: LocalZammad) -> None:
    """Not the attributes: they are compared by who asks."""
    local.lag = 0.2
    await client.post(f"{API}/tickets", json=TICKET)
    search = f"{API}/tickets/search?query=a-b"
    assert (await client.get(search)).json() == []
    await asyncio.sleep(0.25)
    assert len((await client.get(search)).json()) == 1
    assert (await client.get(f"{API}/tickets/search?query=front_door_case_id:a-b")).json() == []


async def test_its_page(client: httpx.AsyncClient, local: LocalZammad) -> None:
    """An agent answers, dressed as an agent's page does, and closes."""
    await client.post(f"{API}/tickets", json=TICKET)
    page = await client.get(f"{ROOT}/")
    assert "Ny kontakt" in page.text
    await client.post(f"{ROOT}/cases/1", data={"text": "Hej <b>\ndär", "act": "close", "outcome": "Klart"})
    answered = local.articles[1]
    assert (answered["body"], answered["sender"]) == ("<div>Hej &lt;b><br>där</div>", "Agent")
    assert [local.tickets[1]["state"], local.articles[2]["internal"]] == ["closed", True]
