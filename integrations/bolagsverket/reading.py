"""What the register sends, read as it is sent and not as its description promises.

Every part of an organisation may carry a fault (``fel``) beside a value that means nothing, one key is spelt in two
ways, dates are sometimes instants, and parts that are promised are left out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from integrations.errors import Malformed

UNKNOWN = "ORGANISATION_FINNS_EJ"
LATE = "TIMEOUT"
NAMES, FORM, DATES = "organisationsnamn", "organisationsform", "organisationsdatum"
GONE, ONGOING = "avregistreradOrganisation", "pagaendeAvvecklingsEllerOmstruktureringsforfarande"
LEGAL_FORM, ACTIVE = "juridiskForm", "verksamOrganisation"
_PARTS = (NAMES, FORM, DATES, GONE, ONGOING, LEGAL_FORM, ACTIVE)
_PEOPLE = frozenset({"PERSON", "PERSONNUMMER", "SAMORDNINGSNUMMER", "GDNUMMER", "GD-NUMMER", "GD_NUMMER"})
_NOTHING_SAID = frozenset({"", "n/a", "null"})
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an entry; ``fault`` is why its values mean nothing."""

    values: Mapping[str, Any]
    fault: str = ""

    def text(self, name: str) -> str:
        """A value in words, without breaks; empty: nothing is said."""
        return _text(self.values.get(name))


@dataclass(frozen=True, slots=True)
class Procedure:
    """Something that goes on: a bankruptcy, a liquidation."""

    code: str
    words: str
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One entry of an answer. ``number`` is empty when the register does not repeat it."""

    number: str
    person: bool
    parts: Mapping[str, Part]

    def part(self, name: str) -> Part:
        """Empty where there is none, or a fault."""
        found = self.parts[name]
        return Part({}) if found.fault else found

    @property
    def name(self) -> str:
        """The registered name, before further ones and those in other languages."""
        rows = _rows(self.part(NAMES).values.get("organisationsnamnLista"))
        names = {_code(row.get("organisationsnamntyp")): _text(row.get("namn")) for row in reversed(rows)}
        return names.get("FORETAGSNAMN") or next((name for name in reversed(names.values()) if name), "")

    @property
    def form(self) -> str:
        """In words; of the tax agency where the register has none."""
        return self.part(FORM).text("klartext") or self.part(LEGAL_FORM).text("klartext")

    @property
    def known(self) -> bool:
        """The register has something to say of it."""
        return bool(self.name or self.part(FORM).text("kod") or self.part(DATES).text("registreringsdatum"))

    @property
    def gone(self) -> bool:
        """No longer in the register."""
        return bool(self.part(GONE).text("avregistreringsdatum"))

    @property
    def gone_since(self) -> date | None:
        """Since when, where that can be read."""
        return _day(self.part(GONE).text("avregistreringsdatum"))

    @property
    def ongoing(self) -> tuple[Procedure, ...]:
        """What goes on."""
        rows = _rows(_either(self.part(ONGOING).values, f"{ONGOING}Lista"))
        return tuple(
            Procedure(_text(row.get("kod")).upper(), _text(row.get("klartext")), _day(_text(row.get("fromDatum"))))
            for row in rows
        )

    @property
    def active(self) -> bool | None:
        """Whether it does anything; None: Statistics Sweden does not say."""
        return {"JA": True, "NEJ": False}.get(self.part(ACTIVE).text("kod").upper())


def organisations(body: bytes) -> tuple[Organisation, ...]:
    """All entries of an answer. Raises ``Malformed``."""
    found = tuple(_organisation(row) for row in _rows(_object(_loaded(body)).get("organisationer")))
    if not found:
        raise Malformed("its answer has no entry")
    return found


def _loaded(body: bytes) -> object:
    try:
        return json.loads(body, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed("its answer has another shape") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _refuse(_constant: str) -> object:
    raise ValueError


def _organisation(row: Mapping[str, Any]) -> Organisation:
    identity = _object(row.get("organisationsidentitet"))
    return Organisation(
        number=_text(identity.get("identitetsbeteckning")),
        person=_code(identity.get("typ")).upper() in _PEOPLE or _text(_form(row).get("kod")).upper() == "E",
        parts={name: _part(_either(row, name)) for name in _PARTS},
    )


def _form(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return _object(row.get(FORM))


def _part(value: object) -> Part:
    values = _object(value)
    fault = values.get("fel")
    return Part(values, _text(_object(fault).get("typ")) or "UNKNOWN" if fault else "")


def _either(values: Mapping[str, Any], name: str) -> object:
    """The register's own examples spell it without the second e."""
    found = values.get(name)
    return values.get(name.replace("pagaende", "pagande", 1)) if found is None else found


def _object(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed("its answer has another shape")
    return value


def _rows(value: object) -> Sequence[Mapping[str, Any]]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Malformed("its answer has another shape")
    return [_object(row) for row in value]


def _code(value: object) -> str:
    return _text(_object(value).get("kod"))


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Malformed("its answer has another shape")
    words = " ".join("".join(character if character.isprintable() else " " for character in value).split())
    return "" if words.lower() in _NOTHING_SAID else words[:_LONGEST]


def _day(text: str) -> date | None:
    """Dates are sometimes instants: the first ten characters are the day."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
