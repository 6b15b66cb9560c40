"""The embedded server: one per folder, private, and gone when its starter is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from bot.store import Embedded, UnsafeStore
from bot.store.embedded import find_binary
from tests.valkey import server_binary


def start(data: Path) -> Embedded:
    server = Embedded(data, binary=server_binary())
    server.start()
    return server


def test_it_keeps_its_folder_and_socket_to_itself(server: Embedded) -> None:
    assert server.data.stat().st_mode & 0o777 == 0o700
    assert (server.data / "store.sock").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in server.data.rglob("*")} == {0}
    assert psutil.Process(server.pid).net_connections(kind="inet") == []


def test_a_second_server_on_the_same_folder_is_refused(server: Embedded) -> None:
    with pytest.raises(UnsafeStore, match="in use"):
        start(server.data)
    assert server.running


def abandon(data: Path, *, orphan: bool = False) -> int:
    """Start a server from a process that ends at once; the server's process id."""
    lines = [
        "import os, sys",
        "from pathlib import Path",
        "import bot.store.embedded as embedded",
        "if sys.argv[2]: embedded._die_with_parent = lambda: None",
        "server = embedded.Embedded(Path(sys.argv[1]), binary=Path(sys.argv[3]))",
        "server.start()",
        "print(server.pid, flush=True)",
        "os._exit(1)",
    ]
    program = str(server_binary() or find_binary())
    words = [sys.executable, "-c", "\n".join(lines), str(data), "orphan" if orphan else "", program]
    return int(subprocess.run(words, capture_output=True, check=False).stdout)


def test_the_folder_stays_locked_while_the_server_lives_though_its_starter_is_gone(tmp_path: Path) -> None:
    """Where a server does not die with its starter, the next starter must not run a second one."""
    pid = abandon(tmp_path / "data", orphan=True)
    try:
        with pytest.raises(UnsafeStore, match="in use"):
            start(tmp_path / "data")
    finally:
        os.kill(pid, signal.SIGTERM)
        wait_gone(pid)
    start(tmp_path / "data").stop()


def wait_gone(pid: int) -> None:
    end = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end, "the server outlived its starter"
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_it_dies_with_whoever_started_it(tmp_path: Path) -> None:
    wait_gone(abandon(tmp_path / "data"))
    start(tmp_path / "data").stop()


def test_ctrl_c_does_not_reach_it(server: Embedded) -> None:
    assert os.getpgid(server.pid or 0) != os.getpgid(0)
    assert os.getsid(server.pid or 0) == server.pid


@pytest.mark.parametrize("name", ["with space", "так", "d" * 120, 'quote"s'])
def test_any_folder_will_do(tmp_path: Path, name: str) -> None:
    server = start(tmp_path / name)
    server.stop()
    server.start()
    assert server.running
    server.stop()


def test_a_killed_server_can_be_started_again(tmp_path: Path) -> None:
    server = start(tmp_path / "data")
    os.kill(server.pid or 0, signal.SIGKILL)
    assert server.wait() == -signal.SIGKILL
    server.start()
    assert server.running
    server.stop()
    server.stop()


def test_damage_in_the_middle_of_the_file_is_told_in_words(tmp_path: Path) -> None:
    server = start(tmp_path / "data")
    server.stop()
    (path,) = (server.data / "appendonlydir").glob("*.incr.aof")
    path.write_bytes(b"*1\r\nnonsense" * 100)
    with pytest.raises(UnsafeStore, match="did not start"):
        server.start()
    assert not server.running


def test_a_program_that_is_not_there_is_an_error_and_frees_the_folder(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        Embedded(tmp_path / "data", binary=tmp_path / "none").start()
    start(tmp_path / "data").stop()


def test_the_program_comes_with_its_package() -> None:
    assert os.access(find_binary(), os.X_OK)
