"""Where values stand in a message, and which places are taken."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Found:
    """A date at ``start:end``.

    ``weekday``: it is a day of the week alone; ``weak``: that alone is not enough; ``relative``: counted from today.
    """

    start: int
    end: int
    value: date | None
    weekday: bool = False
    weak: bool = False
    relative: bool = False


class Taken:
    """The characters of a message that are part of a value already."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Take the place if it is free; whether it was."""
        free = self.is_free(start, end)
        if free:
            self._taken[start:end] = b"\1" * (end - start)
        return free

    def is_free(self, start: int, end: int) -> bool:
        """Nothing stands there yet."""
        return not any(self._taken[start:end])
