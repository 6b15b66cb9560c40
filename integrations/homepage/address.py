"""Which addresses may be visited at all. Pure.

What a person types reaches servers only by a name of the public Internet, and only where every address of that name is
one that anybody on the Internet could reach.
"""

import ipaddress
import re

import httpx

from integrations.homepage.unvisited import Insecure, Unvisited

LONGEST = 2000
PORTS = frozenset({None, 80, 443})
_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # between providers and their customers
        "127.0.0.0/8",
        "168.63.129.16/32",  # looks public, but is the inside of a cloud
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # a way out of IPv6
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, and what was never given out
    )
)
_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that has been given out; NAT64, IPv4 in IPv6, and what is local or multicast, lie outside."""
_V6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo and other tunnels
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_NAME = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z]){_LABEL}", re.ASCII)
_INSIDE = frozenset({"arpa", "corp", "home", "internal", "lan", "local", "localdomain", "localhost", "onion"})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE | re.ASCII)
_STRANGE = re.compile(r"[\s\\\x00-\x20\x7f-\x9f]")


def is_public(address: str) -> bool:
    """Whether ``address`` is global and belongs to one machine. Whatever is no address is not."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _V4)
    return ip.scope_id is None and ip in _UNICAST and ip.is_global and not any(ip in network for network in _V6)


def read_address(given: str) -> httpx.URL:
    """What a person gave as the address of their homepage. Raises ``Unvisited``."""
    text = given.strip()
    if not text or len(text) > LONGEST:
        raise Unvisited("bad_address")
    return checked(_parsed(text if _SCHEME.match(text) else f"https://{text}"))


def host_of(given: str) -> str | None:
    """Whose homepage that would be, as far as it can be visited at all."""
    try:
        return read_address(given).host
    except Unvisited:
        return None


def next_address(url: httpx.URL, location: str) -> httpx.URL:
    """Where ``url`` sends us on to. Raises ``Unvisited``."""
    if len(location) > LONGEST or _STRANGE.search(location):
        raise Unvisited("bad_address")
    try:
        target = checked(url.join(location))
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Unvisited("bad_address") from error
    if url.scheme == "https" and target.scheme == "http":
        raise Insecure
    return target


def checked(url: httpx.URL) -> httpx.URL:
    """``url`` without fragment and closing dot, when it may be visited as far as its letters tell."""
    if url.scheme not in {"http", "https"} or url.userinfo or url.port not in PORTS:
        raise Unvisited("bad_address")
    host = url.raw_host.decode("ascii").lower().removesuffix(".")
    if len(host) > 253 or not _NAME.fullmatch(host) or host.rpartition(".")[2] in _INSIDE:
        # Numbers in any dress, IPv6, names without a dot: machines, not homepages.
        raise Unvisited("blocked_address")
    return url.copy_with(host=host, fragment=None)


def _parsed(text: str) -> httpx.URL:
    if _STRANGE.search(text):
        raise Unvisited("bad_address")
    try:
        return httpx.URL(text)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise Unvisited("bad_address") from error
