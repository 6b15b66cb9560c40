"""The EU's consolidated list, as its file says it (``xmlFullSanctionsList_1_1``).

The file is somebody else's: no document types, no entities, nothing fetched, nothing deeper or larger than the real
one could be.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from integrations.errors import Malformed

NAMESPACE = "{http://eu.europa.ec/fpi/fsd/export}"
LARGEST = 100_000_000
"""Bytes; the real list has some 30 million."""
MOST_NAMES = 500_000
LONGEST_NAME = 500
DEEPEST = 8
_PIECE = 1_000_000
Kind = Literal["enterprise", "person"]


@dataclass(frozen=True, slots=True)
class Alias:
    """One of the names of an entry; a weak one stands for many others too."""

    name: str
    strong: bool = True


@dataclass(slots=True)
class Entry:
    """One entity: what the list calls it, and its numbers in registers."""

    reference: str
    kind: Kind = "enterprise"
    programme: str = ""
    aliases: list[Alias] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SanctionsList:
    """``generated``: when the EU made it; ``sha256``: which file it was."""

    generated: datetime
    sha256: str
    entries: tuple[Entry, ...]


def read_list(content: bytes) -> SanctionsList:
    """The list in ``content``. Raises ``Malformed``."""
    if len(content) > LARGEST:
        raise Malformed("the list is larger than it can be")
    reader = _Reader()
    try:
        parser = XMLParser(target=reader, forbid_dtd=True)
        for start in range(0, len(content), _PIECE):
            parser.feed(content[start : start + _PIECE])
        parser.close()
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise Malformed("the list is not the XML that it should be") from error
    if reader.generated is None:
        raise Malformed("the list does not say when it was made")
    return SanctionsList(reader.generated, hashlib.sha256(content).hexdigest(), tuple(reader.entries))


class _Reader:
    """Hears of every element as it comes; keeps what is compared."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.generated: datetime | None = None
        self._depth = 0
        self._entry: Entry | None = None
        self._names = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise Malformed("the list is deeper than it can be")
        if self._depth == 1:
            self._open(tag, attributes)
        elif self._depth == 2:
            entity = tag == f"{NAMESPACE}sanctionEntity"
            self._entry = Entry(attributes.get("euReferenceNumber") or _id(attributes)) if entity else None
        elif self._depth == 3 and self._entry:
            self._note(self._entry, tag.removeprefix(NAMESPACE), attributes)

    def end(self, _tag: str) -> None:
        """An element ends."""
        if self._depth == 2 and self._entry and self._entry.aliases:
            self.entries.append(self._entry)
        self._depth -= 1

    def close(self) -> None:
        """The file ends."""

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != f"{NAMESPACE}export":
            raise Malformed("it is another list, or none")
        self.generated = _instant(attributes.get("generationDate", ""))

    def _note(self, entry: Entry, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "subjectType":
                entry.kind = "person" if _is_person(attributes) else "enterprise"
            case "regulation":
                entry.programme = entry.programme or attributes.get("programme", "")[:20]
            case "identification":
                entry.numbers.append("".join(filter(str.isdigit, attributes.get("number", "")[:40])))
            case "nameAlias":
                self._name(entry, attributes)
            case _:
                pass

    def _name(self, entry: Entry, attributes: dict[str, str]) -> None:
        parts = (attributes.get(part, "") for part in ("firstName", "middleName", "lastName"))
        name = attributes.get("wholeName", "").strip() or " ".join(part for part in parts if part.strip())
        self._names += 1
        if self._names > MOST_NAMES:
            raise Malformed("the list has more names than it can have")
        if name:
            entry.aliases.append(Alias(name[:LONGEST_NAME], attributes.get("strong") != "false"))


def _id(attributes: dict[str, str]) -> str:
    return attributes.get("logicalId", "")[:40] or "?"


def _is_person(attributes: dict[str, str]) -> bool:
    return attributes.get("code") == "person" or attributes.get("classificationCode") == "P"


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed("the list does not say when it was made") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
