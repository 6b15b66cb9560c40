"""A text under construction, with the places that are marked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from integrations.sandbox.telegram.formatting.utf16 import units

Entity = dict[str, Any]

RANK = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip


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
        return Formatted("".join(self.letters), in_order(self.entities))


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Outer marks before inner ones, and where they cover the same, in Telegram's order."""
    return tuple(sorted(entities, key=lambda mark: (mark["offset"], -mark["length"], RANK.get(mark["type"], 50))))
