"""A translator on this machine: phrases of a small table are translated, all else is marked as it is."""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from integrations.sandbox.command import local_address, told_to_stop
from integrations.sandbox.translation.server import MOODS, LocalTranslator


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; the exit code."""
    options = _parser().parse_args(arguments)
    address = local_address(options.listen)
    if address is None:
        print("--listen takes an address of this machine only, such as 127.0.0.1:5050.", file=sys.stderr)
        return 2
    try:
        asyncio.run(_serve(LocalTranslator(mood=options.mood, key=options.key), *address))
    except OSError as problem:
        print(f"It cannot start: {problem}.", file=sys.stderr)
        return 2
    return 0


async def _serve(server: LocalTranslator, host: str, port: int) -> None:
    stop = told_to_stop()
    async with server.listening(host, port):
        print(f"A local translator answers: LIBRETRANSLATE_URL={server.url}, or DEEPL_URL={server.url}", flush=True)
        await stop.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m integrations.sandbox.translation", description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:5050", help="address and port (127.0.0.1:5050)")
    parser.add_argument("--key", help="a key without which it refuses")
    parser.add_argument("--mood", choices=MOODS, default="well", help="what is wrong with it (well: nothing)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
