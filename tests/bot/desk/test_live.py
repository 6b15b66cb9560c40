"""Live updates, through a real server: what is told, to whom, and when the stream ends."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import httpx
import msgspec
import pytest
from starlette.requests import Request

from bot.desk.live import Watch
from bot.desk.visit import Visit
from dialogs.events import PersonWrote
from tests.bot.desk.world import World
from tests.browser import serve_app

pytestmark = pytest.mark.asyncio


async def watch(world: World, name: str = "Anna", reference: str = "") -> Watch:
    """A stream of ``name`` that hurries; it watches the queue, or a ticket."""
    account = await world.store.staff.account(name)
    assert account is not None
    token = await world.store.staff.open_session(account, at=world.clock.now())
    scope = {"type": "http", "method": "GET", "path": "/desk/events", "query_string": b"", "headers": []}
    visit = Visit(desk=world.desk, request=Request(scope), now=world.clock.now(), token=token, staff=account)
    kept = await world.store.tickets.get(reference) if reference else None
    conversation = kept.conversation if kept else ""
    return Watch(visit, reference=reference, conversation=conversation, check=0.05, pause=0.01)


@asynccontextmanager
async def listening(watching: Watch) -> AsyncIterator[AsyncGenerator[bytes, None]]:
    """The events after the first "changed", which every stream begins with."""
    async with aclosing(watching.stream()) as events:
        assert await anext(events) == b": hello\n\n"
        await heard(events, "desk-changed")
        yield events


async def heard(events: AsyncIterator[bytes], name: str, *, seconds: float = 2) -> None:
    """Wait for the event ``name``."""
    async with asyncio.timeout(seconds):
        async for event in events:
            if event.startswith(f"event: {name}\n".encode()):
                return
    pytest.fail(f"the stream ended without {name}")


async def quiet(events: AsyncIterator[bytes], times: int = 3) -> bool:
    """Whether the next looks bring nothing but comments."""
    return all([(await anext(events)).startswith(b": ") for _ in range(times)])


async def test_a_new_ticket_in_my_queue_is_told(world: World) -> None:
    await world.account()
    async with listening(await watch(world)) as events:
        await world.ticket("general")
        await heard(events, "desk-changed")


async def test_tickets_of_other_queues_are_not_told(world: World) -> None:
    await world.account()
    async with listening(await watch(world)) as events:
        await world.ticket("membership")
        assert await quiet(events)


async def test_what_the_person_writes_is_told_on_the_ticket(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    kept = await world.store.tickets.get(reference)
    assert kept is not None
    async with listening(await watch(world, reference=reference)) as events:
        await world.turns.take(kept.conversation, PersonWrote(id="new", at=world.clock.now(), text="Привіт"))
        await heard(events, "desk-changed")


async def test_other_conversations_are_not_told_on_the_ticket(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with listening(await watch(world, reference=reference)) as events:
        await world.ticket("general")
        assert await quiet(events)


async def test_who_begins_to_write_is_told_on_the_ticket(world: World) -> None:
    await world.account()
    reference = await world.held("Anna")
    async with listening(await watch(world, reference=reference)) as events:
        await world.store.presence.appear(reference, "Bo", "writing", at=world.clock.now())
        await heard(events, "desk-changed")
        assert await quiet(events)


async def test_the_end_of_the_session_is_announced_and_then_told(world: World) -> None:
    await world.account()
    async with listening(await watch(world)) as events:
        assert await quiet(events)
        world.clock.advance(minutes=28)
        await heard(events, "desk-ending")
        world.clock.advance(minutes=2)
        await heard(events, "desk-out")
        with pytest.raises(StopAsyncIteration):
            await anext(events)


async def test_watching_does_not_keep_a_session_alive(world: World) -> None:
    await world.account()
    watching = await watch(world)
    async with listening(watching) as events:
        for _ in range(4):
            world.clock.advance(minutes=7)
            await anext(events)
    staff = world.store.staff
    assert await staff.session(watching.visit.token, at=world.clock.advance(minutes=2), active=False) is None


async def test_a_closed_account_loses_its_stream(world: World) -> None:
    account = await world.account()
    async with listening(await watch(world)) as events:
        await world.store.staff.save(msgspec.structs.replace(account, active=False), actor="test")
        await heard(events, "desk-out")


async def test_an_account_with_other_queues_comes_back_as_what_it_is_now(world: World) -> None:
    account = await world.account()
    async with listening(await watch(world)) as events:
        await world.store.staff.save(msgspec.structs.replace(account, queues=("mentors",)), actor="test")
        await heard(events, "desk-changed")
        with pytest.raises(StopAsyncIteration):
            await anext(events)


async def test_streams_end_when_the_process_stops(world: World) -> None:
    await world.account()
    world.desk = replace(world.desk, shutdown=asyncio.Event())
    async with listening(await watch(world)) as events:
        world.desk.shutdown.set()
        async with asyncio.timeout(1):
            async for _ in events:
                pass


async def test_the_stream_over_http_is_not_kept_nor_buffered(world: World) -> None:
    await world.account()
    account = await world.store.staff.account("Anna")
    assert account is not None
    token = await world.store.staff.open_session(account, at=world.clock.now())
    async with (
        serve_app(world.app) as url,
        httpx.AsyncClient(cookies={"stra-desk": token}) as client,
        client.stream("GET", f"{url}/desk/events") as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-accel-buffering"] == "no"
        lines = answer.aiter_lines()
        assert await anext(lines) == ": hello"
        async for line in lines:
            if line == "event: desk-changed":
                break
        world.desk.shutdown.set()


async def test_the_stream_of_nobody_is_401(world: World) -> None:
    async with serve_app(world.app) as url, httpx.AsyncClient() as client:
        assert (await client.get(f"{url}/desk/events")).status_code == 401
