"""``python -m integrations.sandbox.telegram``: a Bot API on this machine, with a page to type as the user."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence

from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.limits import Limits
from integrations.sandbox.telegram.methods.fetching import is_loopback


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop."""
    options = _parser().parse_args(arguments)
    host, _, port = options.listen.rpartition(":")
    host = host.strip("[]")
    if not is_loopback(host) or not port.isdecimal():
        print("--listen takes an address of this machine only, such as 127.0.0.1:8081.", file=sys.stderr)
        return 2
    try:
        api = LocalBotApi(
            options.token,
            limits=Limits(enforced=not options.count_only),
            seed=options.seed,
            resolve=dict(pair.split("=", 1) for pair in options.resolve),
        )
        asyncio.run(_serve(api, host, int(port)))
    except (ValueError, OSError) as problem:
        print(f"It cannot start: {problem}.", file=sys.stderr)
        return 2
    return 0


async def _serve(api: LocalBotApi, host: str, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with api.listening(host, port):
        print(f"A local Bot API answers at {api.url}; open that address to type as a user of Telegram.", flush=True)
        await stop.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m integrations.sandbox.telegram", description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:8081", help="address and port (127.0.0.1:8081)")
    parser.add_argument("--token", default="42:TEST", help="the bot's token (42:TEST)")
    parser.add_argument("--count-only", action="store_true", help="count messages beyond the limits, refuse none")
    parser.add_argument("--seed", type=int, help="the same random numbers each time")
    parser.add_argument(
        "--resolve", action="append", default=[], metavar="HOST=ADDRESS:PORT", help="where a webhook's host is found"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
