"""The small parts that the workers are made of."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workers.patience import Patience
from bot.workers.turnstile import Turnstile


@given(tries=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_waits_grow_to_a_bound_and_never_vanish(tries: int, chance: float) -> None:
    """Between half and all of the doubled wait."""
    whole = Patience(first=1, longest=300, chance=lambda: 0.0).pause(tries)
    pause = Patience(first=1, longest=300, chance=lambda: chance).pause(tries)
    assert whole == min(2.0 ** min(tries - 1, 30), 300)
    assert whole / 2 <= pause <= whole


def test_what_is_old_is_given_up_before_another_wait() -> None:
    """A wait beyond the limit is not begun."""
    patience, now = Patience(limit=timedelta(hours=24)), datetime.now(UTC)
    assert not patience.is_over(now)
    assert patience.is_over(now - timedelta(hours=24))
    assert patience.is_over(now - timedelta(hours=23), wait=4000)
    assert patience.is_over(now, wait=float("inf"))


@pytest.mark.asyncio
async def test_so_many_pass_at_once_and_the_urgent_first() -> None:
    """In order among equals."""
    turnstile, order, inside = Turnstile(2), list[str](), 0
    most = 0

    async def visit(name: str, *, urgent: bool = False) -> None:
        nonlocal inside, most
        async with turnstile.passing(urgent=urgent):
            inside += 1
            most = max(most, inside)
            order.append(name)
            await asyncio.sleep(0.01)
            inside -= 1

    visits = [asyncio.create_task(visit(str(n))) for n in range(6)]
    await asyncio.sleep(0)
    visits.append(asyncio.create_task(visit("urgent", urgent=True)))
    await asyncio.gather(*visits)
    assert order == ["0", "1", "urgent", "2", "3", "4", "5"]
    assert (most, turnstile.inside) == (2, 0)


@pytest.mark.asyncio
async def test_who_leaves_the_queue_takes_no_place() -> None:
    """Cancelled while waiting, also at the very moment of being let in."""
    turnstile = Turnstile(1)
    async with turnstile.passing():
        waiting = [asyncio.create_task(_pass(turnstile)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
    waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert waiting[2].exception() is None
    assert turnstile.inside == 0


async def _pass(turnstile: Turnstile) -> None:
    async with turnstile.passing():
        await asyncio.sleep(0)
