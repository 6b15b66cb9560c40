"""How an organisation stands. The register has no field for it: it follows from what is said and what is not. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from integrations.bolagsverket.reading import (
    DATES,
    FORM,
    GONE,
    LATE,
    LEGAL_FORM,
    NAMES,
    ONGOING,
    UNKNOWN,
    Organisation,
    Procedure,
)

Word = Literal[
    "registered", "inactive", "deregistered", "bankrupt", "liquidation", "restructuring", "procedure", "sole_trader",
    "unknown", "other_register", "unavailable", "timeout", "silent",
]  # fmt: skip
_GRAVE: dict[str, Word] = {"KK": "bankrupt", "LI": "liquidation", "FR": "restructuring"}
_HARMLESS = frozenset({"FUOT"})
"""Taking over another one in a merger."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``words`` and ``since``: what goes on and since when, as the register says it.

    ``inactive`` is a note about one that is registered. ``other_register``: an authority or an association that only
    the tax agency knows. ``unavailable``, ``timeout``: the part that would tell could not be read. ``silent``: nothing
    is said, neither that it exists nor that it does not.
    """

    word: Word
    words: str = ""
    since: date | None = None


def standing_of(found: Sequence[Organisation]) -> tuple[Organisation, Standing]:
    """The entry that counts, and how it stands."""
    chosen = next((one for one in found if one.person), None) or next((one for one in found if not one.gone), found[0])
    return chosen, _standing(chosen)


def _standing(one: Organisation) -> Standing:
    if one.person:
        return Standing("sole_trader")
    if any(one.parts[name].fault == UNKNOWN for name in (NAMES, FORM, DATES)):
        return Standing("other_register" if one.part(LEGAL_FORM).text("kod") else "unknown")
    return _grave(one) or _unread(one) or _plain(one)


def _grave(one: Organisation) -> Standing | None:
    if one.gone:
        return Standing("deregistered", since=one.gone_since)
    if found := _gravest(one.ongoing):
        return Standing(_GRAVE.get(found.code, "procedure"), found.words, found.since)
    return None


def _unread(one: Organisation) -> Standing | None:
    """A part that would tell could not be read: nothing is known, and least of all that all is well."""
    fault = next((fault for name in (GONE, ONGOING, NAMES) if (fault := one.parts[name].fault)), None)
    return Standing("timeout" if fault == LATE else "unavailable") if fault else None


def _plain(one: Organisation) -> Standing:
    if not one.known:
        return Standing("silent")
    return Standing("inactive" if one.active is False else "registered")


def _gravest(ongoing: Sequence[Procedure]) -> Procedure | None:
    order = [*_GRAVE]
    ranked = sorted(
        (one for one in ongoing if one.code and one.code not in _HARMLESS),
        key=lambda one: order.index(one.code) if one.code in order else len(order),
    )
    return next(iter(ranked), None)
