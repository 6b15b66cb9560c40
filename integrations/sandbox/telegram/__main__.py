"""A Bot API on this machine, with a page to type as the user.

With ``--run`` it also starts a bot, told by ``TELEGRAM_API_URL`` and ``TELEGRAM_BOT_TOKEN`` where its Telegram is, and
ends when that has ended: the bot can still send what it has to send while it stops.
"""

import argparse
import asyncio
import os
import shlex
import signal
import sys
from collections.abc import Sequence

from integrations.sandbox.command import local_address
from integrations.sandbox.telegram.api import LocalBotApi
from integrations.sandbox.telegram.limits import Limits


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop; the exit code, which is the bot's own when one was started."""
    options = _parser().parse_args(arguments)
    address = local_address(options.listen)
    if address is None:
        print("--listen takes an address of this machine only, such as 127.0.0.1:8081.", file=sys.stderr)
        return 2
    try:
        api = LocalBotApi(
            options.token,
            limits=Limits(enforced=not options.count_only),
            seed=options.seed,
            resolve=dict(pair.split("=", 1) for pair in options.resolve),
        )
        return asyncio.run(_serve(api, *address, shlex.split(options.run.replace("{pid}", str(os.getpid())))))
    except (ValueError, OSError) as problem:
        print(f"It cannot start: {problem}.", file=sys.stderr)
        return 2


async def _serve(api: LocalBotApi, host: str, port: int, command: list[str]) -> int:
    stop = _Stop()
    async with api.listening(host, port):
        print(f"A local Bot API answers at {api.url}; open that address to type as a user of Telegram.", flush=True)
        if command:
            return await _run(api, command, stop)
        await stop.asked.wait()
    return 0


class _Stop:
    """Set when asked to stop. Ctrl-C reaches the bot by itself; anything else must be passed on."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.bot: asyncio.subprocess.Process | None = None
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self.asked.set)
        loop.add_signal_handler(signal.SIGTERM, self._pass_on)

    def _pass_on(self) -> None:
        self.asked.set()
        if self.bot is not None and self.bot.returncode is None:
            self.bot.terminate()


async def _run(api: LocalBotApi, command: list[str], stop: _Stop) -> int:
    told = {"TELEGRAM_API_URL": api.url, "TELEGRAM_BOT_TOKEN": api.world.bot.token}
    stop.bot = await asyncio.create_subprocess_exec(*command, env={**os.environ, **told})
    return await stop.bot.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m integrations.sandbox.telegram", description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:8081", help="address and port (127.0.0.1:8081)")
    parser.add_argument("--token", default="42:TEST", help="the bot's token (42:TEST)")
    parser.add_argument("--run", default="", metavar="COMMAND", help="start a bot too; {pid} becomes this process")
    parser.add_argument("--count-only", action="store_true", help="count messages beyond the limits, refuse none")
    parser.add_argument("--seed", type=int, help="the same random numbers each time")
    parser.add_argument(
        "--resolve", action="append", default=[], metavar="HOST=ADDRESS:PORT", help="where a webhook's host is found"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
