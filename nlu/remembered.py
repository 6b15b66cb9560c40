"""What was understood before is not worked out again: "так", "ні" and "назад" are most of what people type.

The engine is deterministic, so the same masked text in the same place means the same. Only short texts are kept, a
bounded number of them, in memory alone.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date

from nlu.understanding import Understander, Understanding

_Place = tuple[str, str, tuple[str, ...], date | None]
MOST = 4096
LONGEST = 64
"""Code points; a longer message is hardly ever written twice."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An ``Understander`` in front of another one."""

    engine: Understander
    most: int = MOST
    _known: OrderedDict[_Place, Understanding] = field(default_factory=OrderedDict, repr=False)

    def recall(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding | None:
        """What it was understood to say before, if that is still known."""
        return self._use((text, language, expects, today))

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """As the engine behind it. May be called from several threads: each step on the memory is one."""
        place = (text, language, expects, today)
        known = self._use(place)
        if known is None:
            known = self.engine.understand(text, language=language, expects=expects, today=today)
            self._keep(place, known)
        return known

    def _use(self, place: _Place) -> Understanding | None:
        """What is known, as the last that was used."""
        if (known := self._known.pop(place, None)) is not None:
            self._known[place] = known
        return known

    def _keep(self, place: _Place, known: Understanding) -> None:
        if len(place[0]) > LONGEST:
            return
        self._known[place] = known
        if len(self._known) > self.most:
            self._known.popitem(last=False)
