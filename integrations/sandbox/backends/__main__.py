"""The systems that look at organisations, on this machine. Nothing that they say is true of anybody."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from integrations.sandbox.backends.server import LocalBackends
from integrations.sandbox.command import local_address, told_to_stop

LOOK_EVERY = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; the exit code."""
    options = _parser().parse_args(arguments)
    address = local_address(options.listen)
    if address is None:
        print("--listen takes an address of this machine only, such as 127.0.0.1:5060.", file=sys.stderr)
        return 2
    try:
        asyncio.run(_serve(*address, options.parent))
    except OSError as problem:
        print(f"It cannot start: {problem}.", file=sys.stderr)
        return 1
    return 0


async def _serve(host: str, port: int, parent: int | None) -> None:
    stop = told_to_stop()
    async with LocalBackends().listening(host, port) as server:
        print(f"A sandbox of the company register, sanctions, homepages and members answers: {server.url}", flush=True)
        await _until(stop, parent)


async def _until(stop: asyncio.Event, parent: int | None) -> None:
    """Told to stop, or left alone."""
    while not stop.is_set() and (parent is None or os.getppid() == parent):
        try:
            await asyncio.wait_for(stop.wait(), LOOK_EVERY)
        except TimeoutError:
            continue


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m integrations.sandbox.backends", description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:5060", help="address and port (127.0.0.1:5060)")
    parser.add_argument("--parent", type=int, help="end when this process does")
    return parser


if __name__ == "__main__":
    sys.exit(main())
