"""``kill -9`` of every process at random moments: nothing acknowledged is lost, nothing happens twice."""

import asyncio
import os
import random
from pathlib import Path

import httpx
import pytest

from tests.chaos.intakes import Person, check, fill_in_all, watch
from tests.chaos.system import kill_everything_in_turn, running

SEEDS = [int(seed) for seed in os.environ.get("STRA_TEST_SEEDS", "1").split(",")]
# `make soak` names its seeds, and has the time for more of both.
LONG = "STRA_TEST_SEEDS" in os.environ
PEOPLE = 200 if LONG else 80
HURRY = 3.0 if LONG else 1.5
KILLS = 2 if LONG else 1
"""How often each of the four processes is killed."""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.asyncio
async def test_no_intake_is_lost_or_doubled_when_processes_are_killed(tmp_path: Path, seed: int) -> None:
    people = [Person(n, random.Random(f"{seed}-{n}")) for n in range(PEOPLE)]
    async with running(tmp_path) as system:
        killing = kill_everything_in_turn(system, seed, KILLS, (0.5, 3.0))
        await asyncio.gather(killing, fill_in_all(system, people, HURRY))
        await system.ready()
        faults = await check(system, people)
    assert faults == [], f"seed {seed}: {faults[:10]}"
    assert system.starts > 1


@pytest.mark.asyncio
async def test_stopping_under_load_loses_nothing_and_takes_no_ten_seconds(tmp_path: Path) -> None:
    people = [Person(n, random.Random(n)) for n in range(50)]
    timeout = httpx.Timeout(10, read=None)
    async with running(tmp_path) as system, httpx.AsyncClient(base_url=system.url, timeout=timeout) as client:
        filling = asyncio.create_task(fill_in_all(system, people, hurry=1.0))
        opened: set[int] = set()
        async with asyncio.timeout(60):
            while sum(bool(person.conversation) for person in people) <= len(people) / 2:
                await asyncio.sleep(0.1)
            present = [person for person in people if person.conversation]
            watching = [asyncio.create_task(watch(client, person, opened)) for person in present]
            while len(opened) < len(watching):
                await asyncio.sleep(0.1)
        assert not filling.done()
        process = system.process
        assert process is not None
        begun = asyncio.get_running_loop().time()
        process.terminate()
        await asyncio.wait_for(process.wait(), 10)
        assert asyncio.get_running_loop().time() - begun < 10
        # The streams ended with the service; nobody had to cut them.
        await asyncio.wait_for(asyncio.gather(*watching), 5)
        await filling
        faults = await check(system, people)
    assert faults == []
