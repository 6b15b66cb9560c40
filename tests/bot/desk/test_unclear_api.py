"""What the bot did not understand, as other programs get and label it."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from nlu.corpus import read_examples
from nlu.understanding import Intent
from tests.bot.desk.test_api import TOKEN, is_problem
from tests.bot.desk.world import World

pytestmark = pytest.mark.asyncio
UNCLEAR = "/desk/api/unclear"


@pytest_asyncio.fixture
async def api(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """A program with the role of a lead."""
    await world.service(TOKEN, roles=("lead",))
    visitor = await world.visitor()
    async with visitor.client as client:
        client.headers["authorization"] = f"Bearer {TOKEN}"
        yield client


async def collect(world: World, words: str, language: str = "sv") -> str:
    row = await world.store.unclear.collect(words, language=language, guesses=(Intent("ask_sfi", 0.4),))
    assert row is not None
    return row


async def test_the_list_tells_everything_but_whose_it_was(world: World, api: httpx.AsyncClient) -> None:
    row = await collect(world, "Jag heter Anna Ek, var går bussen?")
    body = (await api.get(UNCLEAR)).json()
    assert body == {
        "unclear": [
            {
                "id": row,
                "text": "Jag heter [name], var går bussen?",
                "language": "sv",
                "count": 1,
                "first": "2026-05-20",
                "last": "2026-05-20",
                "guesses": [{"name": "ask_sfi", "confidence": 0.4}],
                "state": "new",
                "intent": None,
            }
        ]
    }


async def test_the_list_is_narrowed_and_paged(world: World, api: httpx.AsyncClient) -> None:
    rows = {await collect(world, f"fråga {letter * 2}") for letter in "abcde"}
    other = await collect(world, "питання", "uk")
    seen: list[str] = []
    asked: dict[str, str | int] = {"language": "sv", "state": "new", "limit": 2}
    while True:
        body = (await api.get(UNCLEAR, params=asked)).json()
        seen += [row["id"] for row in body["unclear"]]
        if "next" not in body:
            break
        asked["after"] = body["next"]
    assert (len(seen), set(seen)) == (5, rows)
    assert [row["id"] for row in (await api.get(f"{UNCLEAR}?language=uk,ru")).json()["unclear"]] == [other]
    for wrong in ("state=lost", "language=fr", "limit=0", "after=x", "after=-1"):
        assert is_problem(await api.get(f"{UNCLEAR}?{wrong}"), 422)


async def test_a_text_is_labelled_ignored_reset_and_deleted(world: World, api: httpx.AsyncClient) -> None:
    row = f"{UNCLEAR}/{await collect(world, 'var går bussen')}"
    for _ in range(2):
        body = (await api.post(f"{row}/label", json={"intent": "out_of_scope"})).json()
        assert (body["state"], body["intent"]) == ("labelled", "out_of_scope")
    assert (await api.post(f"{row}/ignore")).json()["state"] == "ignored"
    assert (await api.post(f"{row}/reset", json={})).json()["state"] == "new"
    assert (await api.post(f"{row}/delete")).status_code == 204
    for name in ("delete", "ignore"):
        assert is_problem(await api.post(f"{row}/{name}"), 404)
    actors = {record.line.actor for record in await world.store.audit.read() if "unclear" in record.line.action}
    assert actors == {"archive"}


@pytest.mark.parametrize("body,status", [(b"", 400), (b"{", 400), (b"{}", 422), (b'{"intent": "nonsense"}', 422)])
async def test_a_label_is_an_intent(world: World, api: httpx.AsyncClient, body: bytes, status: int) -> None:
    row = await collect(world, "var går bussen")
    assert is_problem(await api.post(f"{UNCLEAR}/{row}/label", content=body), status)


async def test_training_data_are_taken_as_yaml(world: World, api: httpx.AsyncClient) -> None:
    assert is_problem(await api.get(f"{UNCLEAR}/training?language=sv"), 404)
    assert is_problem(await api.get(f"{UNCLEAR}/training"), 422)
    row = await collect(world, "var går bussen")
    await api.post(f"{UNCLEAR}/{row}/label", json={"intent": "out_of_scope"})
    answer = await api.get(f"{UNCLEAR}/training?language=sv")
    assert answer.headers["content-type"] == "application/yaml; charset=utf-8"
    assert [e.text for e in read_examples(answer.text, "sv", "x")] == ["var går bussen"]
    assert (await world.store.audit.read(limit=1))[0].line.action == "unclear.exported"


async def test_only_a_lead_sees_it(world: World) -> None:
    await world.service(TOKEN)
    visitor = await world.visitor()
    async with visitor.client as client:
        headers = {"authorization": f"Bearer {TOKEN}"}
        for path in (UNCLEAR, f"{UNCLEAR}/training?language=sv"):
            assert is_problem(await client.get(path, headers=headers), 403)
            assert is_problem(await client.get(path), 401)
        for name in ("label", "ignore", "reset", "delete"):
            assert is_problem(await client.post(f"{UNCLEAR}/x/{name}", headers=headers), 403)
