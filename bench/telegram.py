"""What a turn costs through Telegram, beside a stock aiogram bot and beside no framework at all.

``make bench``. The same updates go through the real webhook, the real store and delivery by ``sendMessage``, in
interleaved rounds against the same Valkey. CPU time of every process of the product is counted, and of Valkey.
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import uvloop

from bench.people import Crowd, Numbers, Person
from bot.store import Embedded

TOKEN = "42:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"  # noqa: S105
OURS, AIOGRAM, BARE = "strå", "aiogram", "bare"
TEXTS = ("мені 34 роки", "назад")


@dataclass(slots=True)
class Bot:
    """One configuration: its processes and where its webhook is."""

    name: str
    port: int
    processes: list[subprocess.Popen[bytes]]

    def cpu(self) -> float:
        """Seconds of CPU that its processes have used."""
        return sum(_cpu(psutil.Process(p.pid)) for p in self.processes)


@dataclass(slots=True)
class Result:
    """Figures of all rounds of one configuration."""

    cpu: list[float] = field(default_factory=list)
    store: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        figures = measure(Path(folder), stack, rounds=options.rounds, people=options.people, each=options.each)
    print(json.dumps(figures, ensure_ascii=False) if options.json else table(figures))


def measure(folder: Path, stack: ExitStack, *, rounds: int, people: int, each: int) -> dict[str, dict[str, float]]:
    """Medians by mode and configuration."""
    store = stack.enter_context(Embedded(folder / "store"))
    ports = iter(range(_free_port(), 65535))
    api = next(ports)
    stack.enter_context(_process([sys.executable, "-m", "bench.bot_api_stub", str(api)]))
    bots = [
        stack.enter_context(ours(folder, store.url, next(ports), api)),
        stack.enter_context(peer("aiogram_bot", AIOGRAM, store.url, port=next(ports), api=api)),
        stack.enter_context(peer("bare_bot", BARE, store.url, port=next(ports), api=api)),
    ]
    for bot in bots:
        _wait_for(bot.port)
    _wait_for(api)
    valkey = psutil.Process(store.pid)
    results = {(mode, bot.name): Result() for mode in ("buttons", "texts") for bot in bots}
    crowds = {bot.name: [Person(1_000_000 + n) for n in range(people)] for bot in bots}
    numbers = Numbers()
    for bot in bots:
        uvloop.run(Crowd(bot.port, numbers).write(crowds[bot.name], _opening(bot, numbers), 2))
    for turn in range(rounds + 1):
        for mode in ("buttons", "texts"):
            for bot in bots:
                one = _round(bot, mode, crowds[bot.name], numbers, each=each, api=api, valkey=valkey)
                # The first round warms up.
                if turn:
                    _keep(results[mode, bot.name], one)
    return {f"{mode} {name}": _medians(result) for (mode, name), result in results.items()}


def _round(
    bot: Bot, mode: str, people: list[Person], numbers: Numbers, *, each: int, api: int, valkey: psutil.Process
) -> dict[str, float]:
    crowd = Crowd(bot.port, numbers)
    cpu, stored, sent, begun = bot.cpu(), _cpu(valkey), _sent(api), time.perf_counter()
    uvloop.run(crowd.write(people, _talk(bot, mode, numbers), each))
    turns = len(people) * each
    while _sent(api) < sent + turns:
        time.sleep(0.005)
    lasted = time.perf_counter() - begun
    waits = sorted(crowd.seconds)
    return {
        "cpu": (bot.cpu() - cpu) / turns * 1000,
        "store": (_cpu(valkey) - stored) / turns * 1000,
        "rate": turns / lasted,
        "p50": waits[len(waits) // 2] * 1000,
        "p99": waits[int(len(waits) * 0.99)] * 1000,
    }


def _opening(bot: Bot, numbers: Numbers) -> Callable[[Person], dict[str, object]]:
    """Bring everybody to the first question."""

    def update(person: Person) -> dict[str, object]:
        person.said += 1
        if person.said == 1:
            return person.message(numbers.next(), "/start")
        person.turn += 1
        return person.press(numbers.next(), "v1:1:menu:arrival" if bot.name == OURS else "b1")

    return update


def _talk(bot: Bot, mode: str, numbers: Numbers) -> Callable[[Person], dict[str, object]]:
    """Answer the first question, go back, answer again: each turn asks one question."""

    def update(person: Person) -> dict[str, object]:
        forward = person.turn % 2 == 0
        turn, person.turn = person.turn, person.turn + 1
        if mode == "texts":
            return person.message(numbers.next(), TEXTS[0 if forward else 1])
        if bot.name != OURS:
            return person.press(numbers.next(), "b1")
        answer = "arrival.adult:adult" if forward else "arrival.stage:back"
        return person.press(numbers.next(), f"v1:{turn}:{answer}")

    return update


@contextmanager
def ours(folder: Path, store: str, port: int, api: int) -> Iterator[Bot]:
    """``serve`` takes the webhook, ``work`` delivers; both are counted."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("STRA_")},
        "STRA_LISTEN": f"127.0.0.1:{port}",
        "STRA_DATA": str(folder / "data"),
        "STRA_KEY_FILE": str(folder / "elsewhere" / "stra.key"),
        "REDIS_URL": store,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": f"http://127.0.0.1:{api}",
        "TELEGRAM_WEBHOOK_SECRET": "secret",
        # No pace of our own: what is measured is the work, not the waiting.
        "TELEGRAM_RATE": "0",
    }
    with ExitStack() as stack:
        roles = ("serve", "work")
        commands = [[sys.executable, "-m", "bot", role] for role in roles]
        yield Bot(OURS, port, [stack.enter_context(_process(c, environment)) for c in commands])


@contextmanager
def peer(module: str, name: str, store: str, *, port: int, api: int) -> Iterator[Bot]:
    """A peer is one process."""
    options = ["--port", str(port), "--api", f"http://127.0.0.1:{api}", "--redis", store, "--token", TOKEN]
    with _process([sys.executable, "-m", f"bench.peers.{module}", *options]) as process:
        yield Bot(name, port, [process])


@contextmanager
def _process(command: list[str], environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _sent(api: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{api}/count") as answer:
        return int(answer.read())


def _wait_for(port: int, patience: float = 60) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nobody listens on port {port}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _keep(result: Result, one: dict[str, float]) -> None:
    for name, value in one.items():
        getattr(result, name).append(value)


def _medians(result: Result) -> dict[str, float]:
    return {name: statistics.median(getattr(result, name)) for name in ("cpu", "store", "rate", "p50", "p99")}


def table(figures: dict[str, dict[str, float]]) -> str:
    """Medians of all rounds, and the ratios."""
    lines = [f"{'':22}{'CPU ms':>9}{'store ms':>10}{'turns/s':>9}{'p50 ms':>8}{'p99 ms':>8}"]
    for name, row in figures.items():
        lines.append(
            f"{name:22}{row['cpu']:9.2f}{row['store']:10.2f}{row['rate']:9.0f}{row['p50']:8.1f}{row['p99']:8.1f}"
        )
    lines.append("")
    for mode in ("buttons", "texts"):
        mine = figures[f"{mode} {OURS}"]["cpu"]
        for other in (AIOGRAM, BARE):
            ratio = mine / figures[f"{mode} {other}"]["cpu"]
            lines.append(f"CPU for a turn by {mode}: {OURS} / {other} = {ratio:.2f}")
    lines.append(f"Texts: {len(TEXTS)} different ones, all understood before after the warm-up (cache hits 100 %).")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
