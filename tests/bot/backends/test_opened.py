"""Which systems there are, and that they live as long as the process works."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog

from bot.backends.opened import keeping, open_backends
from bot.clock import SystemClock
from bot.ops.metrics import Metrics
from bot.settings import Settings

pytestmark = pytest.mark.asyncio


@dataclass
class Clockwork:
    """Counts how often it did something by itself."""

    name: str = "clockwork"
    fails: bool = False
    ticks: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        return {}

    async def keep(self) -> None:
        try:
            while True:
                self.ticks += 1
                if self.fails:
                    raise RuntimeError("broken")
                await asyncio.sleep(0.01)
        finally:
            self.ended.set()

    async def close(self) -> None:
        self.closed = True


async def test_every_system_is_there_although_nothing_is_configured(tmp_path: Path) -> None:
    """A call must find somebody who says that nothing is configured."""
    systems = open_backends(Settings.read({}, env_file=tmp_path / ".env"), Metrics(), SystemClock())
    assert "company_register" in {system.name for system in systems}
    found = await systems[0].call("look_up", {"number": "559990-0015"}, key="k-1")
    assert (found["result"], found["reason"]) == ("NOT_CHECKED", "not_configured")
    for system in systems:
        await system.close()


async def test_they_live_inside_the_block_only() -> None:
    """And one that breaks does not take the others along, but is heard of."""
    well, broken = Clockwork(), Clockwork(fails=True)
    with structlog.testing.capture_logs() as lines:
        async with keeping((well, broken)):
            async with asyncio.timeout(5):
                while well.ticks < 3:
                    await asyncio.sleep(0.01)
            assert not well.closed
    assert [(line["event"], line["backend"]) for line in lines] == [("system_upkeep_failed", "clockwork")]
    assert well.ended.is_set()
    # Connections are let go when nobody uses them any more.
    assert (well.closed, broken.closed) == (True, True)
    ticks = well.ticks
    await asyncio.sleep(0.05)
    assert (well.ticks, broken.ticks) == (ticks, 1)
