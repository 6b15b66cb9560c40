"""An engine that is loaded when it is first needed: a process that hardly hears anybody stays small."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from nlu.understanding import Understander, Understanding


@dataclass(slots=True)
class Later:
    """An ``Understander`` whose engine ``load`` brings."""

    load: Callable[[], Understander] = field(repr=False)
    _engine: Understander | None = field(default=None, repr=False)

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """As the engine behind it."""
        if self._engine is None:
            self._engine = self.load()
        return self._engine.understand(text, language=language, expects=expects, today=today)
