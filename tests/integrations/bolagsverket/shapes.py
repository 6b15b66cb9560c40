"""The least that the register sends, as we recorded its shapes; every name in them is invented."""

import json
from collections.abc import Mapping
from typing import Any

NUMBER = "5599900015"
ONGOING = "pagaendeAvvecklingsEllerOmstruktureringsforfarande"


def fault(kind: str) -> dict[str, Any]:
    """A part that could not be read."""
    return {"fel": {"typ": kind, "felBeskrivning": "…"}, "dataproducent": "Bolagsverket"}


def entry(**parts: Any) -> dict[str, Any]:
    """A company that stands in the register, with ``parts`` instead of its own."""
    names = [
        {"namn": "Invented Kitchen", "organisationsnamntyp": {"kod": "FORETAGSNAMN_PA_FRAMMANDE_SPRAK"}},
        {"namn": "Påhittade Köket AB", "organisationsnamntyp": {"kod": "FORETAGSNAMN"}},
    ]
    whole = {
        "organisationsidentitet": {"identitetsbeteckning": NUMBER, "typ": {"kod": "ORGNR", "klartext": "…"}},
        "organisationsnamn": {"organisationsnamnLista": names, "fel": None, "dataproducent": "Bolagsverket"},
        "organisationsform": {"kod": "AB", "klartext": "Aktiebolag", "fel": None},
        "organisationsdatum": {"registreringsdatum": "2015-04-01", "fel": None},
        "avregistreradOrganisation": {"avregistreringsdatum": None, "fel": None},
        ONGOING: {f"{ONGOING}Lista": None, "fel": None},
        "juridiskForm": {"kod": "49", "klartext": "Övriga aktiebolag", "fel": None, "dataproducent": "SCB"},
        "verksamOrganisation": {"kod": "JA", "fel": None, "dataproducent": "SCB"},
    }
    return {name: value for name, value in {**whole, **parts}.items() if value != "left out"}


def body(*entries: Mapping[str, Any]) -> bytes:
    """An answer with these entries."""
    return json.dumps({"organisationer": entries}, ensure_ascii=False).encode()


def ongoing(*codes: str, key: str = ONGOING) -> dict[str, Any]:
    """Procedures under way."""
    rows = [{"kod": code, "klartext": code.title(), "fromDatum": "2026-01-26T00:00:00.000+00:00"} for code in codes]
    return {key: {f"{key}Lista": rows, "fel": None, "dataproducent": "Bolagsverket"}}
