"""One case, never two, never none: whatever happens at each step of a transfer."""

import asyncio
from collections.abc import Callable

import pytest

from integrations.cases import CaseSystem, HandoverCase
from integrations.errors import IntegrationError, Rejected, Unavailable
from integrations.sandbox.backends.support_management import LocalSupportManagement
from integrations.sandbox.backends.zammad import LocalZammad
from tests.integrations.cases.conftest import ID, SLOW, World, message

pytestmark = pytest.mark.asyncio
Case = Callable[..., HandoverCase]
READING, WRITING = "GET", "POST"
MINUTE = 61.0


async def persist(world: World, do: Callable[[CaseSystem], object], *, most: int = 8) -> int:
    """As the outbox does it: again and again, a minute later, until it is done; a new process each time."""
    for attempt in range(1, most + 1):
        async with world.client() as system:
            try:
                await do(system)  # type: ignore[misc]
            except Unavailable:
                world.hand.time += MINUTE
                await asyncio.sleep(0.05)
            else:
                return attempt
    raise AssertionError("it was never done")


@pytest.mark.parametrize("step", ["POST", "GET", ""])
@pytest.mark.parametrize("fault", ["outage", "cut", "late", "slow", "5xx", "429", "garbage", "drip"])
async def test_one_case_whatever_goes_wrong_once(world: World, case: Case, fault: str, step: str) -> None:
    """At any step, in any way: the same process asks again, and there is one."""
    world.local.trouble.begin(fault, only=step, times=1)
    async with world.client() as system:
        for _ in range(4):
            try:
                found = await system.create(case())
            except Unavailable:
                await asyncio.sleep(SLOW if fault == "slow" else 0.05)
                world.hand.time += MINUTE
            except IntegrationError:
                world.hand.time += MINUTE
            else:
                break
        else:
            raise AssertionError("never")
    await asyncio.sleep(SLOW if fault == "slow" else 0)
    assert world.cases == [found.number]


@pytest.mark.parametrize("fault", ["late", "cut"])
async def test_carried_out_but_not_answered(world: World, system: CaseSystem, case: Case, fault: str) -> None:
    """It is looked for at once: the caller does not even notice."""
    world.local.trouble.begin(fault, only=WRITING)
    found = await system.create(case())
    assert world.cases == [found.number]


async def test_carried_out_after_its_own_time(world: World, system: CaseSystem, case: Case) -> None:
    """Nothing is to be seen yet, and nothing is written anew until it must have arrived."""
    world.local.trouble.begin("slow", only=WRITING, times=1)
    with pytest.raises(Unavailable) as first:
        await system.create(case())
    assert first.value.retry_after == 60.0
    with pytest.raises(Unavailable) as second:
        await system.create(case())
    assert (second.value.reached, world.cases) == (True, [])
    await asyncio.sleep(SLOW)
    assert (await system.create(case())).number == world.cases[0]
    assert len(world.cases) == 1


async def test_where_only_the_look_fails_nothing_is_on_its_way(world: World, system: CaseSystem, case: Case) -> None:
    """Nobody needs to wait for it; while something is, a failed look says nothing else."""
    world.local.trouble.begin("5xx", only="GET", times=4)
    with pytest.raises(Unavailable) as failed:
        await system.create(case())
    assert not failed.value.reached
    world.local.trouble.begin("none")
    world.local.trouble.begin("slow", only=WRITING, times=1)
    with pytest.raises(Unavailable):
        await system.create(case())
    world.local.trouble.begin("5xx", only="GET", times=4)
    with pytest.raises(Unavailable) as doubted:
        await system.create(case())
    assert doubted.value.reached


async def test_never_none(world: World, system: CaseSystem, case: Case) -> None:
    """What was lost on the way is written again, when it can no longer arrive."""
    world.local.trouble.begin("5xx", only=WRITING, times=1)
    with pytest.raises(Unavailable):
        await system.create(case())
    world.hand.time += MINUTE
    await system.create(case())
    assert len(world.cases) == 1


@pytest.mark.parametrize("after", [0.01, 0.05, 0.12, 0.2, 0.3])
async def test_killed_at_any_moment(world: World, case: Case, after: float) -> None:
    """A process that is gone remembers nothing; the next one asks what there is."""
    world.local.pause = (0.04, 0.05)
    async with world.client() as killed:
        task = asyncio.create_task(killed.create(case()))
        await asyncio.sleep(after)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.sleep(0.15)
    await persist(world, lambda system: system.create(case()))
    assert len(world.cases) == 1


async def test_killed_while_it_is_slow(world: World, case: Case) -> None:
    """The one thing that cannot be known: then the younger one is closed as a double as soon as it turns up."""
    world.local.trouble.begin("slow", only=WRITING, times=1)
    async with world.client() as killed:
        task = asyncio.create_task(killed.create(case()))
        async with asyncio.timeout(10):
            while world.local.trouble.now == "slow":
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with world.client() as system:
        found = await system.create(case())
        await asyncio.sleep(SLOW)
        assert len(world.open_cases) == 2
        status = await system.status(found.id)
    assert (world.open_cases, status.state) == ([found.number], "new")
    assert world.local.trouble.now == "none"


async def test_many_at_the_same_moment(world: World, system: CaseSystem, case: Case) -> None:
    found = await asyncio.gather(*(system.create(case()) for _ in range(5)))
    assert {one.number for one in found} == set(world.cases)
    assert len(world.cases) == 1


async def test_another_case_is_another_one(world: World, system: CaseSystem, case: Case) -> None:
    await system.create(case())
    await system.create(case(external_id="2f6f2a4d-1a0f-4a6e-9f3c-7a3b1d2c4e5f"))
    assert len(world.cases) == 2


@pytest.mark.parametrize("fault", ["outage", "cut", "late", "slow", "5xx", "429", "garbage"])
@pytest.mark.parametrize("step", ["POST", "GET"])
async def test_one_message_whatever_goes_wrong_once(world: World, case: Case, fault: str, step: str) -> None:
    """As with the case itself."""
    async with world.client() as system:
        found = await system.create(case())
        world.local.trouble.begin(fault, only=step, times=1)
        for _ in range(5):
            try:
                await system.add_message(found.id, message())
            except IntegrationError:
                await asyncio.sleep(SLOW if fault == "slow" else 0.05)
                world.hand.time += MINUTE
            else:
                break
        else:
            raise AssertionError("never")
        again = await system.add_message(found.id, message())
    assert (world.said("Jag söker jobb"), bool(again)) == (1, True)


@pytest.mark.parametrize("fault", ["outage", "cut", "late", "slow", "5xx", "429", "garbage"])
async def test_closing_whatever_goes_wrong_once(world: World, case: Case, fault: str) -> None:
    """Closed once, with its outcome said once."""
    async with world.client() as system:
        found = await system.create(case())
        world.local.trouble.begin(fault, times=1)
        for _ in range(4):
            try:
                await system.close(found.id, "Fick praktik")
            except IntegrationError:
                await asyncio.sleep(SLOW if fault == "slow" else 0.05)
                world.hand.time += MINUTE
            else:
                break
        status = await system.status(found.id)
    assert (status.state, world.open_cases) == ("closed", [])
    assert world.said("Fick praktik") == (1 if isinstance(world.local, LocalZammad) else 0)


async def test_a_search_that_lags_behind(world: World, case: Case) -> None:
    """A process that was killed, and an index that does not know yet: the double is closed when it can be seen."""
    if isinstance(world.local, LocalZammad):
        world.local.lag = 0.2
    async with world.client() as first:
        one = await first.create(case())
    async with world.client() as second:
        await second.create(case())
        await asyncio.sleep(0.25)
        await second.status(one.id)
    assert world.open_cases == [one.number]


async def test_a_clear_no_is_for_a_person(world: World, system: CaseSystem, case: Case) -> None:
    """No storm: it is said once, and nothing is in doubt."""
    world.local.trouble.begin("forbidden")
    with pytest.raises(Rejected) as refused:
        await system.create(case())
    assert refused.value.status == 403
    world.local.trouble.begin("none")
    await system.create(case())
    assert len(world.cases) == 1


async def test_after_a_long_outage(world: World, case: Case) -> None:
    """All of them arrive, each once."""
    world.local.trouble.begin("outage")
    ids = [f"{number:08}-1a0f-4a6e-9f3c-7a3b1d2c4e5f" for number in range(5)]
    async with world.client() as system:
        for name in ids:
            with pytest.raises(Unavailable):
                await system.create(case(external_id=name))
    world.local.trouble.begin("none")
    for name in ids:
        await persist(world, lambda system, name=name: system.create(case(external_id=name)))  # type: ignore[misc]
    assert len(world.cases) == 5


async def test_a_token_that_was_forgotten(world: World, system: CaseSystem, case: Case) -> None:
    """It was started again: nobody notices."""
    if isinstance(world.local, LocalSupportManagement):
        await system.find(ID)
        world.local.tokens.given.clear()
    await system.create(case())
    assert len(world.cases) == 1
