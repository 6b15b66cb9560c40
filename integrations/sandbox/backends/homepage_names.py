"""How made-up names of homepages lead to the sandbox, and nothing else on this machine does.

Every name that ends in ``.example`` has one address, which is set aside for documents and is nobody's on the Internet.
Only a connection to that address is led to the sandbox; all other names and addresses are treated as ever.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

import httpcore

from integrations.homepage import Network, dial, is_public, resolve

ADDRESS = "192.0.2.80"
ENDING = ".example"


def sandbox_network(url: str) -> Network:
    """The Internet, together with the made-up names behind the sandbox at ``url``."""
    place = urlsplit(url)

    async def resolve_name(host: str) -> Sequence[str]:
        return (ADDRESS,) if host.endswith(ENDING) else await resolve(host)

    async def connect(address: str, port: int, timeout: float | None) -> httpcore.AsyncNetworkStream:
        if address != ADDRESS:
            return await dial(address, port, timeout)
        if port != 80:
            raise httpcore.ConnectError("the sandbox has no certificate")
        return await dial(place.hostname or "127.0.0.1", place.port or 80, timeout)

    return Network(resolve_name, lambda address: address == ADDRESS or is_public(address), connect)
