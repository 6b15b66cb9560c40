"""``python -m integrations.sandbox.translation``, as somebody types it."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from integrations.sandbox.translation.__main__ import main

ROOT = Path(__file__).parents[4]
COMMAND = [sys.executable, "-m", "integrations.sandbox.translation"]


@pytest.mark.parametrize("listen", ["0.0.0.0:5050", "example.org:5050", "127.0.0.1", "127.0.0.1:http"])
def test_it_listens_on_this_machine_only(listen: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What it is sent stays here."""
    assert main(["--listen", listen]) == 2
    assert "this machine only" in capsys.readouterr().err


def test_it_says_where_it_is_and_ends_when_asked() -> None:
    """On any free port."""
    with subprocess.Popen(
        [*COMMAND, "--listen", "127.0.0.1:0", "--mood", "busy"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        url = run.stdout.readline().rpartition("DEEPL_URL=")[2].strip()
        asked = {"q": "Tack.", "source": "sv", "target": "uk"}
        assert httpx.post(f"{url}/translate", json=asked, trust_env=False).json() == {
            "error": "Slowdown: 10 per 1 minute"
        }
        run.send_signal(signal.SIGTERM)
        assert run.wait(timeout=20) == 0
