"""Where the time comes from: the system, or a file that a test writes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FileClock:
    """Time stands still at the ISO instant in a file until the file changes; read again each time."""

    path: Path

    def now(self) -> datetime:
        """The instant in the file; one without an offset is UTC."""
        instant = datetime.fromisoformat(self.path.read_text(encoding="ascii").strip())
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def choose_clock(path: Path | None) -> SystemClock | FileClock:
    """The file's clock where one is set, else the system's."""
    return FileClock(path) if path else SystemClock()
