"""What the command lines of the imitations share: an address of this machine only, and being told to stop."""

import asyncio
import ipaddress
import signal


def local_address(listen: str) -> tuple[str, int] | None:
    """Host and port; None: not an address of this machine."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    return (host, int(port)) if is_loopback(host) and port.isdecimal() else None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def told_to_stop() -> asyncio.Event:
    """Set when somebody ends this process."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
