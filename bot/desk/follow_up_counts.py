"""What the follow-up of a year is made from: what was counted, what people said of their cases, who met."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.render import Texts
from bot.store.tallies import MEASURED, WHOLE, Count
from dialogs.measures import ORGANISATIONS
from dialogs.pact import Pact

Key = tuple[str, str, int]
"""A number (``employed``), a value (``all``, ``gender=woman``) and a quarter (0 to 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a report is made from: what was counted, what staff edit, and the day on which it is made."""

    counts: Sequence[Count]
    content: Mapping[str, Any]
    today: date
    texts: Texts
    forms: Mapping[str, str] = field(default_factory=dict)


def numbers_of(sources: Sources, year: int) -> dict[Key, int]:
    """Everything that was counted in one year."""
    found: Counter[tuple[str, str, int]] = Counter()
    for day, name, value, times in (*_counted(sources), *_came(sources)):
        if day.year == year:
            found[name, value, (day.month - 1) // 3] += times
    return dict(found)


def _counted(sources: Sources) -> Iterator[tuple[date, str, str, int]]:
    """What the turns counted; what people said of their cases is counted by day and told like the rest."""
    for count in sources.counts:
        if count.name.startswith(MEASURED):
            yield count.day, count.name.removeprefix(MEASURED), count.value, count.times
        elif count.name == "case.rating":
            language, queue, said, *flow = count.value.split(":")
            whose = "rating_organisations" if _is_of_organisation(queue, *flow) else "rating_people"
            for value in (WHOLE, f"said={said}", f"language={language}"):
                yield count.day, whose, value, count.times


def _is_of_organisation(queue: str, flow: str = "") -> bool:
    """What an answer was about: its form, and where an old one does not say that, its queue."""
    return flow in ORGANISATIONS if flow else queue in ("membership", "employers")


def _came(sources: Sources) -> Iterator[tuple[date, str, str, int]]:
    """Who came to the network's meetings."""
    for event in Pact.of(sources.content).events:
        for kind, number in sources.content.get("attendance", {}).get(event.id, {}).items():
            for value in (WHOLE, f"type={kind}"):
                yield event.day, "attendance", value, number
