"""What any engine of translation is asked for."""

from collections.abc import Sequence
from typing import Protocol


class Engine(Protocol):
    """One service. Raises ``Unavailable``, ``Rejected`` or ``Malformed`` and nothing else."""

    @property
    def name(self) -> str:
        """As people are told of it."""
        ...

    async def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        """As many translations as ``texts``, in their order; marks come back as they were understood."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...
