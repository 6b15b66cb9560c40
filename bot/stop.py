"""How a process is told to end: once means finish what you do, twice means now."""

import asyncio
import ctypes
import os
import signal
import sys
from dataclasses import dataclass, field

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Stop:
    """``asked`` is set by the first signal, ``hurried`` by the second."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hurried: asyncio.Event = field(default_factory=asyncio.Event)

    def ask(self) -> None:
        """Ask to end; ask again to hurry."""
        if self.asked.is_set():
            self.hurried.set()
        self.asked.set()

    def listen(self) -> None:
        """Let the signals of this process ask."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.ask)


def end_with_parent(parent: int) -> None:
    """Ask this process to end when ``parent`` dies, however it dies (Linux; elsewhere it is left to the operator)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
