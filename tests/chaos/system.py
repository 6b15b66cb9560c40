"""The whole system as its users start it, and the means to kill parts of it."""

import asyncio
import contextlib
import os
import random
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[2]
TOKEN = "chaos-token-of-a-test"
READY = 30.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@dataclass(slots=True)
class System:
    """``python -m bot run`` in a folder of its own; started again whenever it ends by itself."""

    folder: Path
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None
    starts: int = 0
    _stopping: bool = False

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Everything that it printed."""
        return self.folder / "log.txt"

    async def start(self) -> None:
        """Start it; it is not ready yet."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("STRA_")}
        environment |= {
            "STRA_LISTEN": f"127.0.0.1:{self.port}",
            "STRA_DATA": str(self.folder / "data"),
            "STRA_API_TOKEN": TOKEN,
            # Nobody here asks about organisations.
            "STRA_SANDBOX": "off",
            "PYTHONPATH": str(ROOT),
            **self.extra,
        }
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self.folder, env=environment, stdout=log, stderr=log
            )
        self.starts += 1

    async def ready(self, patience: float = READY) -> None:
        """Wait until it says that it is ready."""
        async with httpx.AsyncClient(base_url=self.url) as client, asyncio.timeout(patience):
            while True:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)

    async def keep(self) -> None:
        """Start it again whenever it ends."""
        while not self._stopping:
            assert self.process is not None
            await self.process.wait()
            if not self._stopping:
                await self.start()

    async def stop(self) -> float:
        """Ask it to end; how many seconds that took."""
        self._stopping = True
        assert self.process is not None
        clock = asyncio.get_running_loop().time
        begun = clock()
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.wait(), 20)
        return clock() - begun

    def parts(self) -> dict[str, psutil.Process]:
        """Its living processes by role: ``run``, ``serve``, ``work``, ``store``."""
        if self.process is None or self.process.returncode is not None:
            return {}
        found: dict[str, psutil.Process] = {}
        with contextlib.suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self.process.pid)
            found["run"] = parent
            for child in parent.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    found[_role(child)] = child
        return found

    def kill(self, role: str) -> bool:
        """``kill -9``; False when there is no such process just now."""
        victim = self.parts().get(role)
        if victim is None:
            return False
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()
            return True
        return False


def _role(process: psutil.Process) -> str:
    words = process.cmdline()
    return next((w for w in words if w in ("serve", "work")), "store")


@asynccontextmanager
async def running(folder: Path, *, port: int = 0, **extra: str) -> AsyncIterator[System]:
    """A system that is ready inside the block and kept alive."""
    system = System(folder, port=port or free_port(), extra=extra)
    await system.start()
    keeper = asyncio.create_task(system.keep())
    try:
        await system.ready()
        yield system
    finally:
        await system.stop()
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper


async def kill_everything_in_turn(system: System, seed: int, rounds: int, pause: tuple[float, float]) -> None:
    """Kill every part ``rounds`` times, in random order after random pauses; one that is away just now comes later."""
    chance = random.Random(seed)
    left = ["serve", "work", "store", "run"] * rounds
    chance.shuffle(left)
    while left:
        await asyncio.sleep(chance.uniform(*pause))
        role = left.pop(0)
        if not system.kill(role):
            left.append(role)
