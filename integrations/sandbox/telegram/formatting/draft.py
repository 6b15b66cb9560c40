"""A text under construction, with the places that are marked."""

from dataclasses import dataclass, field
from typing import Any

from integrations.sandbox.telegram.formatting.utf16 import units

Entity = dict[str, Any]


class Unreadable(Exception):
    """The marks make no sense; the words say where."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and what is marked in it, offsets in UTF-16 code units."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(slots=True)
class Draft:
    """Collects what has been read."""

    letters: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    offset: int = 0

    def write(self, letters: str) -> None:
        """Add to the end."""
        self.letters.append(letters)
        self.offset += units(letters)

    def since(self, begin: int) -> str:
        """What was written after the first ``begin`` pieces."""
        return "".join(self.letters[begin:])

    def mark(self, kind: str, offset: int, **extra: Any) -> None:
        """Mark everything from ``offset`` to the end; nothing, if nothing was written since."""
        if self.offset > offset:
            self.entities.append({"type": kind, "offset": offset, "length": self.offset - offset, **extra})

    def finish(self) -> Formatted:
        """The text, outer marks before inner ones."""
        ordered = sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))
        return Formatted("".join(self.letters), tuple(ordered))
