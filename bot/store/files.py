"""The few small files outside of the store: keys, ledger of erasures, epoch marker, anchors of the audit trail.

They are private, and what is written is on the disk before it counts. An ``OSError`` becomes ``UnsafeStore`` here.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.store.errors import UnsafeStore


def read_file(path: Path) -> bytes | None:
    """What ``path`` holds; None when there is no such file."""
    with _told(path, "read"):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def create_file(path: Path, content: bytes) -> None:
    """Make ``path`` unless it exists. Of two that try at once one succeeds, and nobody sees half a file."""
    with _told(path, "written"):
        draft = _write_draft(path, content)
        try:
            with suppress(FileExistsError):
                path.hardlink_to(draft)
        finally:
            draft.unlink()


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` in the place of what ``path`` holds, at once."""
    with _told(path, "written"):
        _write_draft(path, content).replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from changing ``path`` meanwhile."""
    with _told(path, "locked"):
        _make_folder(path)
        lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _write_draft(path: Path, content: bytes) -> Path:
    _make_folder(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _make_folder(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


@contextmanager
def _told(path: Path, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnsafeStore(f"{path} cannot be {verb}: {error.strerror}") from None
