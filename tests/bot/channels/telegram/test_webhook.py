"""The webhook: nothing for who does not know the secret, 200 only for what is kept."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from bot.app import Parts, web_app
from bot.channels.telegram import Telegram
from bot.channels.telegram.webhook import HEADER, PATH
from bot.store import Embedded
from tests.bot.channels.telegram.chat import Chat
from tests.bot.channels.telegram.outage import valkey_away
from tests.bot.channels.telegram.raw import pressed, wrote
from tests.journeys.telegram import HOST, PUBLIC

pytestmark = pytest.mark.asyncio


@pytest.fixture
def settings() -> dict[str, str]:
    """A public address, so that updates are brought."""
    return PUBLIC


@pytest_asyncio.fixture
async def client(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who brings updates."""
    transport = httpx.ASGITransport(app=web_app(parts))
    async with httpx.AsyncClient(transport=transport, base_url=f"https://{HOST}") as opened:
        yield opened


@pytest.fixture
def known(bot: Telegram) -> dict[str, str]:
    """What Telegram says with each update."""
    return {HEADER: bot.secret}


async def test_what_is_brought_is_kept_and_acknowledged(
    client: httpx.AsyncClient, known: dict[str, str], chat: Chat
) -> None:
    answer = await client.post(PATH, content=wrote("привіт"), headers=known)
    assert (answer.status_code, answer.content) == (200, b"")
    assert [m.text for m in await chat.messages() if m.sender == "person"] == ["привіт"]


@pytest.mark.parametrize("secret", [None, "", "wrong", "ä", "x" * 10_000])
async def test_who_does_not_know_the_secret_is_not_even_read(
    client: httpx.AsyncClient, chat: Chat, parts: Parts, secret: str | None
) -> None:
    headers = {} if secret is None else {HEADER.encode(): secret.encode()}
    for body in (wrote("привіт"), b"{"):
        answer = await client.post(PATH, content=body, headers=headers | {b"X-Forwarded-For": b"149.154.167.220"})
        assert (answer.status_code, answer.content) == (401, b"")
    assert not await chat.is_there()
    assert await parts.store.dead.count() == 0


async def test_the_secret_is_the_same_after_every_start_and_can_be_chosen(bot: Telegram, parts: Parts) -> None:
    assert bot.secret == bot.intake.names.secret
    assert 30 <= len(bot.secret) <= 256
    assert "4242" not in bot.secret


@pytest.mark.parametrize("settings", [PUBLIC | {"TELEGRAM_WEBHOOK_SECRET": "chosen-by_us"}], ids=["own"])
async def test_a_secret_of_our_own_is_used(client: httpx.AsyncClient, bot: Telegram) -> None:
    assert (await client.post(PATH, content=wrote("a"), headers={HEADER: "chosen-by_us"})).status_code == 200
    assert (await client.post(PATH, content=wrote("a"), headers={HEADER: bot.intake.names.secret})).status_code == 401


async def test_a_press_is_answered_with_the_acknowledgement(
    client: httpx.AsyncClient, known: dict[str, str], chat: Chat
) -> None:
    await chat.starts("arrival")
    answer = await client.post(PATH, content=pressed(await chat.data_of("adult")), headers=known)
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "77"}
    assert answer.headers["content-type"] == "application/json"


async def test_what_is_not_kept_is_not_acknowledged(
    client: httpx.AsyncClient, known: dict[str, str], chat: Chat, valkey: Embedded
) -> None:
    async with valkey_away(valkey):
        answer = await client.post(PATH, content=wrote("привіт", 7), headers=known)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert (await client.post(PATH, content=wrote("привіт", 7), headers=known)).status_code == 200
    assert len([m for m in await chat.messages() if m.sender == "person"]) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"update_id":1,"message":[]}', b"null", b"1e999"])
async def test_what_nobody_can_read_is_kept_for_staff_and_acknowledged(
    client: httpx.AsyncClient, known: dict[str, str], parts: Parts, body: bytes
) -> None:
    for _ in range(2):
        assert (await client.post(PATH, content=body, headers=known)).status_code == 200
    assert await parts.store.dead.count() == 1


async def test_a_hundred_redeliveries_at_once_are_one(
    client: httpx.AsyncClient, known: dict[str, str], chat: Chat
) -> None:
    raw = wrote("привіт", 7)
    answers = await asyncio.gather(*(client.post(PATH, content=raw, headers=known) for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    assert len([m for m in await chat.messages() if m.sender == "person"]) == 1


async def test_too_much_is_refused(client: httpx.AsyncClient, known: dict[str, str]) -> None:
    answer = await client.post(PATH, content=b"x" * 1_100_000, headers=known)
    assert answer.status_code == 413


async def test_other_methods_are_not_taken(client: httpx.AsyncClient, known: dict[str, str]) -> None:
    assert (await client.get(PATH, headers=known)).status_code in {404, 405}


async def test_when_the_service_stops_updates_wait_at_telegram(
    client: httpx.AsyncClient, known: dict[str, str], parts: Parts
) -> None:
    parts.shutdown.set()
    assert (await client.post(PATH, content=wrote("привіт"), headers=known)).status_code == 503
