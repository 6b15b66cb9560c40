"""What is measured: anything that learns from examples and ranks intents for a text.

Runs in Rasa's environment too: Python 3.10 and nothing but the standard library.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

Ranking = list[tuple[str, float]]


class Example(NamedTuple):
    """A message and what it means."""

    intent: str
    language: str
    text: str


class Engine(Protocol):
    """Trained in one process, used in another; ``folder`` carries the model between them."""

    distributions: tuple[str, ...]
    """What has to be installed for it, by the names that pip knows; what those need is found out."""

    def train(self, examples: Iterable[Example], folder: Path) -> None:
        """Learn, and leave the model in ``folder``."""
        ...

    def load(self, folder: Path) -> None:
        """Make ready to parse."""
        ...

    def parse(self, text: str) -> Ranking:
        """Intents with their confidence, the best first."""
        ...
