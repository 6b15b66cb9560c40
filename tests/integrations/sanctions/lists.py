"""Lists of a few invented entries, in the EU's format."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import NamedTuple

from integrations.sanctions import Index, Organisation, SanctionsList
from integrations.sanctions.listed import Alias, Entry, Kind

MADE = datetime(2026, 11, 20, 9, 5, 36, tzinfo=UTC)
NAMESPACE = "http://eu.europa.ec/fpi/fsd/export"
DATA = Path(__file__).parents[2] / "data" / "sanctions"
ORGANISATION = Organisation("Cykelbolaget Test AB")


class Pair(NamedTuple):
    """Two names, and whether they are one."""

    verdict: str
    kind: Kind
    asked: str
    listed: str
    why: str


def pairs(name: str) -> list[Pair]:
    """The table of pairs called ``name``."""
    lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [Pair(*line.split("\t")) for line in lines if not line.startswith("#")]  # type: ignore[arg-type]


def entity(reference: str, *names: str, kind: str = "enterprise", more: str = "") -> str:
    """One entity of a file."""
    aliases = "".join(f'<nameAlias wholeName="{escape(name)}" strong="true"/>' for name in names)
    return (
        f'<sanctionEntity euReferenceNumber="{reference}" logicalId="1"><regulation programme="UKR"/>'
        f'<subjectType code="{kind}" classificationCode="{kind[0].upper()}"/>{aliases}{more}</sanctionEntity>'
    )


def content(*entities: str, made: str = MADE.isoformat(), namespace: str = NAMESPACE, before: str = "") -> bytes:
    """A file."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}<export xmlns="{namespace}" generationDate="{made}">'
    return (head + "".join(entities) + "</export>").encode()


def index(*entries: Entry) -> Index:
    """Made ready to be searched."""
    return Index(SanctionsList(MADE, "", entries))


def entry(reference: str, *names: str, kind: Kind = "enterprise", numbers: Sequence[str] = ()) -> Entry:
    """One entry of a list."""
    return Entry(reference, kind, "UKR", [Alias(name) for name in names], list(numbers))
