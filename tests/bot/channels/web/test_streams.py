"""Server-sent events, through a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from bot.channels.web import WebChat
from bot.render import Texts
from bot.store import Store
from tests.bot.channels.web.conftest import Caller, application, make_chat
from tests.browser import serve_app
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


class Listening:
    """A program at the other end of a stream."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def block(self) -> dict[str, str]:
        """The next block of the stream: its fields; a comment has the name ``comment``."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(5):
            async for line in self._lines:
                if not line and fields:
                    return fields
                name, _, value = line.partition(":")
                if line:
                    fields[name or "comment"] = value.strip()
        raise EOFError

    async def message(self) -> dict[str, Any]:
        """The next message; whatever else is said in between is passed over."""
        while True:
            block = await self.block()
            if "data" in block:
                message: dict[str, Any] = json.loads(block["data"])
                assert block["id"] == str(message["id"])
                return message

    async def ended(self) -> bool:
        """Whether nothing more comes."""
        try:
            while True:
                await self.block()
        except EOFError:
            return True


@asynccontextmanager
async def listen(caller: Caller, at: str, head: dict[str, str], **params: str) -> AsyncIterator[Listening]:
    async with caller.http.stream("GET", f"{at}/events", headers=head, params=params) as response:
        yield Listening(response)


@asynccontextmanager
async def served(chat: WebChat) -> AsyncIterator[Caller]:
    limits = httpx.Limits(max_connections=None)
    async with serve_app(application(chat)) as base, httpx.AsyncClient(base_url=base, limits=limits) as http:
        yield Caller(http, chat)


@pytest.fixture
def chat(store: Store, texts: Texts, clock: HandClock) -> WebChat:
    return make_chat(store, texts, clock, streams_each=3)


@pytest_asyncio.fixture
async def caller(chat: WebChat) -> AsyncIterator[Caller]:
    async with served(chat) as made:
        yield made


async def say(caller: Caller, at: str, head: dict[str, str], text: str) -> list[dict[str, Any]]:
    answer = await caller.http.post(f"{at}/messages", headers=head, json={"id": uuid4().hex, "text": text})
    messages: list[dict[str, Any]] = answer.json()["messages"]
    return messages


async def test_head_says_what_it_is_and_that_nobody_may_keep_or_hold_it_back(caller: Caller) -> None:
    at, head = await caller.begin()
    async with listen(caller, at, head) as stream:
        assert stream.response.status_code == 200
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["cache-control"] == "no-store"
        assert stream.response.headers["x-accel-buffering"] == "no"
        assert 2000 <= int((await stream.block())["retry"]) <= 5000


async def test_first_connection_gets_everything_then_what_comes(caller: Caller) -> None:
    at, head = await caller.begin()
    async with listen(caller, at, head) as stream:
        assert [(await stream.message())["id"] for _ in range(2)] == [1, 2]
        said = await say(caller, at, head, "help")
        assert [await stream.message() for _ in said] == said


async def test_stream_says_the_same_as_the_transcript(caller: Caller) -> None:
    at, head = await caller.begin()
    await say(caller, at, head, "hej <b>\u2028\n\ndata: 7")
    everything = (await caller.http.get(f"{at}/messages", headers=head)).json()["messages"]
    async with listen(caller, at, head) as stream:
        assert [await stream.message() for _ in everything] == everything


async def test_last_event_id_resumes_without_gap_or_repeat(caller: Caller) -> None:
    at, head = await caller.begin()
    async with listen(caller, at, head) as stream:
        last = [await stream.message() for _ in range(2)][-1]
    missed = await say(caller, at, head, "help")
    async with listen(caller, at, head | {"Last-Event-ID": str(last["id"])}) as stream:
        assert [await stream.message() for _ in missed] == missed
        newer = await say(caller, at, head, "again")
        assert [await stream.message() for _ in newer] == newer


async def test_page_names_its_newest_message_in_the_address(caller: Caller) -> None:
    at, head = await caller.begin()
    async with listen(caller, at, head, after="1") as stream:
        assert (await stream.message())["id"] == 2


@pytest.mark.parametrize("nonsense", ["-1", "x", "1.5", "9" * 400, "²", ""])
async def test_nonsense_as_last_event_id_gives_everything(caller: Caller, nonsense: str) -> None:
    at, head = await caller.begin()
    async with listen(caller, at, head, after=nonsense) as stream:
        assert (await stream.message())["id"] == 1


async def test_silence_is_broken_by_a_comment(store: Store, texts: Texts, clock: HandClock) -> None:
    async with served(make_chat(store, texts, clock, heartbeat=0.1)) as caller:
        at, head = await caller.begin()
        async with listen(caller, at, head, after="2") as stream:
            await stream.block()
            assert [set(await stream.block()) for _ in range(3)] == [{"comment"}] * 3


async def test_comment_comes_every_fifteen_seconds_unless_told_otherwise(chat: WebChat) -> None:
    assert chat.heartbeat == 15


async def test_shutdown_ends_every_stream_at_once(caller: Caller) -> None:
    at, head = await caller.begin()
    async with listen(caller, at, head) as one, listen(caller, at, head) as two:
        await one.message()
        await two.message()
        caller.chat.shutdown.set()
        async with asyncio.timeout(1):
            assert await one.ended()
            assert await two.ended()


async def test_two_readers_of_a_conversation_get_the_same(caller: Caller) -> None:
    at, head = await caller.begin()
    async with listen(caller, at, head, after="2") as one, listen(caller, at, head, after="2") as two:
        said = await say(caller, at, head, "help")
        assert [await one.message() for _ in said] == said
        assert [await two.message() for _ in said] == said


async def test_reader_never_sees_another_conversation(caller: Caller) -> None:
    (at, head), (other_at, other_head) = await caller.begin(), await caller.begin()
    async with listen(caller, at, head, after="2") as stream:
        await say(caller, other_at, other_head, "secret of another person")
        mine = await say(caller, at, head, "mine")
        assert [await stream.message() for _ in mine] == mine


async def test_streams_of_many_conversations_keep_apart(caller: Caller) -> None:
    begun = [await caller.begin() for _ in range(20)]

    async def hear(n: int, at: str, head: dict[str, str]) -> None:
        async with listen(caller, at, head, after="2") as stream:
            said = await say(caller, at, head, f"word {n}")
            assert [await stream.message() for _ in said] == said
            assert said[0]["text"] == f"word {n}"

    await asyncio.gather(*(hear(n, at, head) for n, (at, head) in enumerate(begun)))


async def test_oldest_stream_ends_when_a_conversation_has_too_many(caller: Caller) -> None:
    at, head = await caller.begin()
    async with (
        listen(caller, at, head) as oldest,
        listen(caller, at, head),
        listen(caller, at, head),
        listen(caller, at, head, after="2") as newest,
    ):
        await newest.block()
        assert await oldest.ended()
        said = await say(caller, at, head, "help")
        assert await newest.message() == said[0]


async def test_closed_streams_leave_nothing_behind(caller: Caller) -> None:
    at, head = await caller.begin()

    def attending() -> int:
        return sum("Streams" in str(task.get_coro()) for task in asyncio.all_tasks())

    for _ in range(5):
        async with listen(caller, at, head) as stream:
            await stream.message()
            assert attending() >= 1
    for _ in range(100):
        if not attending():
            break
        await asyncio.sleep(0.02)
    assert attending() == 0


async def test_stream_goes_on_when_the_stores_word_of_changes_breaks_off(caller: Caller) -> None:
    at, head = await caller.begin()
    async with listen(caller, at, head, after="2") as stream:
        await stream.block()
        await caller.chat.store._site.wire.one("CLIENT", "KILL", "TYPE", "pubsub")
        said = await say(caller, at, head, "help")
        assert [await stream.message() for _ in said] == said
