"""What understanding costs: CPU time a message, time to load, memory. The clocks are the caller's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from nlu.understanding import Understander, Understanding

Clock = Callable[[], float]


class Costs(msgspec.Struct, frozen=True):
    """``load_s`` and ``memory_mb`` (most at any time) are of the process; the others CPU milliseconds a message."""

    load_s: float
    p50_ms: float
    p99_ms: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Timed:
    """An engine whose time is taken; ``clock`` gives seconds of CPU."""

    engine: Understander
    clock: Clock
    spent: list[float] = field(default_factory=list)
    """Seconds for each message."""

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """As the engine does; see the port."""
        began = self.clock()
        heard = self.engine.understand(text, language=language, expects=expects, today=today)
        self.spent.append(self.clock() - began)
        return heard


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of all do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def costs(spent: Sequence[float], *, load_s: float, memory_mb: float) -> Costs:
    """What ``spent`` seconds, one for each message, come to."""
    return Costs(load_s, percentile(spent, 0.5) * 1000, percentile(spent, 0.99) * 1000, memory_mb)
