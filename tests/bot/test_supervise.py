"""The supervisor keeps its processes alive, gives up with a reason, and ends everything in order."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.stop import Stop
from bot.supervise import Child, Deaths, GaveUp, Supervisor

pytestmark = pytest.mark.asyncio

PRELUDE = """
import signal, sys, time
def mark(word):
    with open({0!r}, "a") as file:
        file.write(word + chr(10))
"""
PATIENT = PRELUDE + "signal.signal(signal.SIGTERM, lambda *_: exit(0)); mark('up'); time.sleep(60)"
STUBBORN = PRELUDE + "signal.signal(signal.SIGTERM, signal.SIG_IGN); mark('up'); time.sleep(60)"
DRAINING = (
    PRELUDE
    + """
def drain(*_):
    time.sleep(0.3)
    mark("drained")
    sys.exit(0)
signal.signal(signal.SIGTERM, drain)
mark("up")
time.sleep(60)
"""
)


@dataclass
class PaperStore:
    """A store that only remembers what was done with it."""

    url: str = "unix:///nowhere"
    running: bool = False
    acts: list[str] = field(default_factory=list)

    def start(self) -> None:
        self.running = True
        self.acts.append("start")

    def stop(self) -> None:
        self.running = False
        self.acts.append("stop")


async def nothing() -> None:
    """No preparation."""


def child(code: str, name: str = "serve") -> Child:
    return Child(name, (sys.executable, "-c", code))


def supervisor(*children: Child, **options: object) -> Supervisor:
    def all_children(_url: str | None) -> Sequence[Child]:
        return children

    return Supervisor(all_children, Stop(), **options)  # type: ignore[arg-type]


async def until(found: object, seconds: float = 10.0) -> None:
    """Wait until the callable is true."""
    assert callable(found)
    async with asyncio.timeout(seconds):
        while not found():
            await asyncio.sleep(0.02)


def lines(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


async def test_a_stop_ends_the_children_before_the_store(tmp_path: Path) -> None:
    """They still need it to finish."""
    mark, store = tmp_path / "up", PaperStore()
    whole = supervisor(child(DRAINING.format(str(mark))), store=store)
    running = asyncio.create_task(whole.run(nothing, nothing))
    await until(lambda: lines(mark) == 1)
    assert store.acts == ["start"]
    whole.stop.ask()
    await asyncio.wait_for(running, 5)
    assert mark.read_text().split() == ["up", "drained"]
    assert store.acts == ["start", "stop"]


async def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    """Killed from outside, it is back, and the log says so without words of its own."""
    mark = tmp_path / "up"
    whole = supervisor(child(PATIENT.format(str(mark))))
    with capture_logs() as logs:
        running = asyncio.create_task(whole.run(nothing, nothing))
        await until(lambda: lines(mark) == 1)
        os.kill(whole.alive["serve"].pid, signal.SIGKILL)
        await until(lambda: lines(mark) == 2)
        whole.stop.ask()
        await running
    died = next(entry for entry in logs if entry["event"] == "child_died")
    assert (died["child"], died["reason"]) == ("serve", "SIGKILL")


async def test_three_deaths_in_a_minute_end_all_with_the_reason(tmp_path: Path) -> None:
    """The other children and the store end too."""
    mark, store = tmp_path / "up", PaperStore()
    whole = supervisor(child("exit(7)", "work"), child(PATIENT.format(str(mark))), store=store)
    with pytest.raises(GaveUp, match="work ended 3 times within a minute, the last time with exit code 7"):
        await asyncio.wait_for(whole.run(nothing, nothing), 15)
    assert not whole.alive
    assert store.acts[-1] == "stop"


async def test_deaths_far_apart_are_forgiven() -> None:
    """Three within a minute are too many, three in an hour are not."""
    deaths = Deaths("work")
    for now in (0.0, 40.0, 80.0, 120.0):
        deaths.record("SIGKILL", now)
    with pytest.raises(GaveUp):
        deaths.record("SIGKILL", 130.0)


async def test_a_child_that_cannot_start_is_not_tried_again() -> None:
    """Settings do not get better by waiting."""
    with pytest.raises(GaveUp, match="serve cannot start"):
        await asyncio.wait_for(supervisor(child("exit(2)")).run(nothing, nothing), 5)


async def test_a_stubborn_child_is_killed_after_the_grace(tmp_path: Path) -> None:
    """Nothing holds the end up."""
    mark = tmp_path / "up"
    whole = supervisor(child(STUBBORN.format(str(mark))), grace=0.5)
    running = asyncio.create_task(whole.run(nothing, nothing))
    await until(lambda: lines(mark) == 1)
    pid = whole.alive["serve"].pid
    whole.stop.ask()
    await asyncio.wait_for(running, 3)
    assert not alive(pid)


async def test_a_second_signal_hurries(tmp_path: Path) -> None:
    """Whoever presses Ctrl-C twice means it."""
    mark = tmp_path / "up"
    whole = supervisor(child(STUBBORN.format(str(mark))), grace=30)
    running = asyncio.create_task(whole.run(nothing, nothing))
    await until(lambda: lines(mark) == 1)
    whole.stop.ask()
    await asyncio.sleep(0.1)
    whole.stop.ask()
    await asyncio.wait_for(running, 10)


async def test_a_store_that_dies_is_started_again(tmp_path: Path) -> None:
    """The children stay: they reconnect."""
    mark, store = tmp_path / "up", PaperStore()
    whole = supervisor(child(PATIENT.format(str(mark))), store=store)
    running = asyncio.create_task(whole.run(nothing, nothing))
    await until(lambda: lines(mark) == 1)
    store.running = False
    await until(lambda: store.acts == ["start", "start"])
    assert lines(mark) == 1
    whole.stop.ask()
    await running


async def test_children_start_after_the_preparation(tmp_path: Path) -> None:
    """The first account is there before anybody can knock."""
    mark = tmp_path / "up"
    seen: list[int] = []

    async def prepare() -> None:
        await asyncio.sleep(0.1)
        seen.append(lines(mark))

    whole = supervisor(child(PATIENT.format(str(mark))))
    running = asyncio.create_task(whole.run(prepare, nothing))
    await until(lambda: lines(mark) == 1)
    assert seen == [0]
    whole.stop.ask()
    await running


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
async def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """Even by SIGKILL: nothing is left behind."""
    mark = tmp_path / "pid"
    inner = (
        "import os, sys, time; from bot.stop import end_with_parent; end_with_parent(int(sys.argv[1]));"
        f"open({str(mark)!r}, 'w').write(f'{{os.getpid()}}\\n'); time.sleep(60)"
    )
    outer = f"import os, subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}, str(os.getpid())])"
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", outer)
    await until(lambda: lines(mark) == 1)
    pid = int(mark.read_text())
    parent.kill()
    await parent.wait()
    await until(lambda: not alive(pid), 3)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
async def test_a_child_whose_parent_is_gone_already_ends_at_once() -> None:
    """The parent may die before the child could ask to be told."""
    orphan = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import time; from bot.stop import end_with_parent; end_with_parent(1); time.sleep(60)"
    )
    assert await asyncio.wait_for(orphan.wait(), 10) == -signal.SIGTERM
