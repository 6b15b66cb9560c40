"""How a process is told to end: once means finish what you do, twice means now."""

import asyncio
import signal
from dataclasses import dataclass, field

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
