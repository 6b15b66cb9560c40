"""The only door to the network: a name is resolved once, its addresses are checked, and to those it is connected.

Whatever a name server says the second time is never asked for, so nothing can be slipped in between.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import httpcore
from httpcore import SOCKET_OPTION, AsyncNetworkBackend, AsyncNetworkStream

from integrations.homepage.address import is_public
from integrations.homepage.unvisited import SOON, NoLine, Unvisited

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""All addresses of a name, none: there is no such name. Raises ``OSError`` when nobody could say."""
Dial = Callable[[str, int, float | None], Awaitable[AsyncNetworkStream]]
"""Connect to an address and a port within so many seconds. Raises what httpcore raises."""
TRIED = 2
"""Addresses of one name that are tried."""
PATIENCE = 4.0


async def resolve(host: str) -> Sequence[str]:
    """The addresses that this machine's resolver knows."""
    loop = asyncio.get_running_loop()
    try:
        # With a dot at the end: no other domain is tried behind it.
        found = await loop.getaddrinfo(f"{host}.", None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)}:
            return ()
        raise
    return list(dict.fromkeys(str(one[4][0]) for one in found))


async def dial(address: str, port: int, timeout: float | None) -> AsyncNetworkStream:
    """Connect for real."""
    return await httpcore.AnyIOBackend().connect_tcp(address, port, timeout=timeout)


@dataclass(frozen=True, slots=True)
class Network:
    """The Internet, unless something else is handed in."""

    resolve: Resolve = resolve
    allows: Callable[[str], bool] = is_public
    dial: Dial = dial


@dataclass(frozen=True, slots=True)
class CheckedLines(AsyncNetworkBackend):
    """The connections of one visit; ``known``: the checked addresses by name."""

    network: Network
    known: dict[str, Sequence[str]] = field(default_factory=dict)

    async def connect_tcp(  # noqa: PLR0917 (their signature)
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> AsyncNetworkStream:
        """A line to the first checked address of ``host`` that answers. Raises ``Unvisited``."""
        for address in (await self.addresses(host))[:TRIED]:
            try:
                return await self.network.dial(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        raise NoLine

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[SOCKET_OPTION] | None = None
    ) -> AsyncNetworkStream:
        """Never."""
        raise Unvisited("blocked_address")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def addresses(self, host: str) -> Sequence[str]:
        """What ``host`` was resolved to, the first time; one address that may not be visited rules out all."""
        if host not in self.known:
            found = await self._resolved(host)
            if not found:
                raise Unvisited("no_such_host")
            if not all(self.network.allows(address) for address in found):
                raise Unvisited("blocked_address")
            self.known[host] = found
        return self.known[host]

    async def _resolved(self, host: str) -> Sequence[str]:
        try:
            async with asyncio.timeout(PATIENCE):
                return tuple(await self.network.resolve(host))
        except (OSError, UnicodeError) as error:
            # TimeoutError is one of them.
            raise Unvisited("unreachable", later=SOON) from error
