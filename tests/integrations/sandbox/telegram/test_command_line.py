"""``python -m integrations.sandbox.telegram`` starts, serves and stops."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[4]
COMMAND = [sys.executable, "-m", "integrations.sandbox.telegram"]


def test_it_serves_until_it_is_told_to_stop() -> None:
    """Says where, and ends well, also while a bot polls."""
    with subprocess.Popen(
        [*COMMAND, "--listen", "127.0.0.1:0", "--token", "7:ABC"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found is not None
            assert httpx.get(f"{found[0]}/bot7:ABC/getMe").json()["result"]["id"] == 7
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()


BOT = """
import os, signal, sys, time, urllib.request
signal.signal(signal.SIGTERM, lambda *_: (call("logOut"), sys.exit(7)))
def call(method):
    url = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['TELEGRAM_BOT_TOKEN']}/{method}"
    print(method, urllib.request.urlopen(url).status, sys.argv[1], flush=True)
call("getMe")
time.sleep(60)
"""


def test_it_brings_a_bot_along_and_stays_until_that_has_ended(tmp_path: Path) -> None:
    """The bot is told where its Telegram is, and can still speak to it while it stops; its exit code is handed on."""
    (tmp_path / "bot.py").write_text(BOT)
    run = f"'{sys.executable}' '{tmp_path / 'bot.py'}' {{pid}}"
    command = [*COMMAND, "--listen", "127.0.0.1:0", "--run", run]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            assert process.stdout.readline() == f"getMe 200 {process.pid}\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 7
            assert process.stdout.readline() == f"logOut 200 {process.pid}\n"
        finally:
            process.kill()


@pytest.mark.parametrize(
    "arguments,words",
    [
        (["--listen", "0.0.0.0:8081"], "an address of this machine only"),
        (["--listen", "127.0.0.1"], "an address of this machine only"),
        (["--token", "nobody"], "a bot token has digits"),
    ],
)
def test_it_refuses_nonsense_in_words(arguments: list[str], words: str) -> None:
    """And does not start."""
    done = subprocess.run([*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)
    assert (done.returncode, words in done.stderr) == (2, True)
