"""One of the systems."""

from collections.abc import Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from integrations.sandbox.backends.trouble import Trouble


class Part(Protocol):
    """``name`` is what ``/control/<name>`` calls it; ``trouble`` is how it is just now."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def trouble(self) -> Trouble:
        """What is wrong with it."""
        ...

    def routes(self) -> Sequence[BaseRoute]:
        """Where it answers."""
        ...
