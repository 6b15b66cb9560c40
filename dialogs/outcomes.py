"""What came of a case, as staff enter it: what there is to enter, and how it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Self

EMPLOYED, STILL_EMPLOYED = "employed", "employed_6_months"
FILLED, UNFILLED, DELIVERED = "request_filled", "request_unfilled", "delivered"
MENTOR_MATCHED, MAPPED, REFERRED = "mentor_matched", "mapping_done", "validation_referred"
PLACED = ("internship_offered", "internship_started", "internship_job")
OF_PEOPLE = (EMPLOYED, STILL_EMPLOYED, *PLACED, MENTOR_MATCHED, MAPPED, REFERRED)
OF_REQUESTS = (FILLED, UNFILLED, DELIVERED)
OF_MEMBERS = (DELIVERED,)
OUTCOMES = (*OF_PEOPLE, *OF_REQUESTS)
OF_WORK = (EMPLOYED, STILL_EMPLOYED)
COUNTED = frozenset({FILLED, DELIVERED})
"""What may have happened several times at once."""
REASONS = ("no_candidate", "language", "conditions", "withdrawn", "other")
"""Why a place stayed empty."""
SOURCES = ("offer", "placement", "mentor", "employment_service", "own", "other")
"""Where somebody's work came from, as staff know it."""
_OFFERS: Mapping[str, tuple[str, ...]] = MappingProxyType({"employer": OF_REQUESTS, "membership": OF_MEMBERS})
_APART = "|"


def outcomes_of(flow: str) -> tuple[str, ...]:
    """What can come of a case of this form."""
    return _OFFERS.get(flow, OF_PEOPLE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line: what, when, how often; ``part``: by which form of participation, or why not.

    ``source`` is where the work came from, empty where nobody knows, or it is about something else.
    """

    name: str
    day: date
    part: str = ""
    number: int = 1
    source: str = ""

    def words(self) -> str:
        """As the history of the ticket keeps it."""
        parts = (self.name, self.day.isoformat(), self.part, str(self.number))
        return _APART.join((*parts, self.source) if self.source else parts)

    @classmethod
    def parse(cls, words: str) -> Self:
        """What ``words`` kept. Raises ``ValueError``."""
        name, day, part, number, *source = words.split(_APART)
        return cls(name, date.fromisoformat(day), part, int(number), *source[:1])
