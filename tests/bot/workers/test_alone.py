"""What only one process may do is done by one, and taken over when that one is gone."""

import asyncio
from collections.abc import Callable

import pytest

from bot.render import Texts
from bot.store import Store
from bot.turn import Turns
from bot.workers import Workers
from tests.bot.workers.conftest import HASTY, Mute
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio


async def test_one_of_two_processes_runs_it_and_the_other_takes_over(
    store: Store, second: Store, clock: HandClock
) -> None:
    running: list[str] = []

    def workers(name: str, on: Store) -> Workers:
        async def loop() -> None:
            running.append(name)
            try:
                await asyncio.Event().wait()
            finally:
                running.remove(name)

        turns = Turns(store=on, understander=Mute(), texts=Texts.load())
        return Workers(store=on, turns=turns, clock=clock, alone=(loop,), patience=HASTY, owner=name, term=1.0)

    stops = {name: asyncio.Event() for name in ("one", "two")}
    first = asyncio.create_task(workers("one", store).run(stops["one"]))
    await _until(lambda: running == ["one"])
    other = asyncio.create_task(workers("two", second).run(stops["two"]))
    await asyncio.sleep(2)
    assert running == ["one"]
    stops["one"].set()
    await first
    await _until(lambda: running == ["two"])
    stops["two"].set()
    await other
    assert running == []


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not condition():
            await asyncio.sleep(0.02)
