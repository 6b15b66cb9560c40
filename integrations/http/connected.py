"""Whatever keeps connections open lets go of them in one way."""

from typing import Protocol, Self


class Closes(Protocol):
    """Something with connections."""

    async def close(self) -> None:
        """Let go of them."""
        ...


class Connected:
    """The end of ``async with`` lets go of ``connections``."""

    def __init__(self, *connections: Closes) -> None:
        self._connections = connections

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close_connections()

    async def close_connections(self) -> None:
        """Let go of them."""
        for each in self._connections:
            await each.close()


class Closing(Connected):
    """One in which nothing else is closed."""

    async def close(self) -> None:
        """Let go of the connections."""
        await self.close_connections()
