"""The traps of the register's answers: each would give a wrong answer and not a crash."""

from datetime import date
from typing import Any

import pytest

from integrations.bolagsverket import Organisation, Standing, standing_of
from integrations.bolagsverket.reading import organisations
from integrations.errors import Malformed
from tests.integrations.bolagsverket.shapes import ONGOING, body, entry, fault, ongoing

GONE = "avregistreradOrganisation"
UNKNOWN, AWAY, LATE = "ORGANISATION_FINNS_EJ", "OTILLGANGLIG_UPPGIFTSKALLA", "TIMEOUT"
BOLAGSVERKET = ("organisationsnamn", "organisationsform", "organisationsdatum", GONE, ONGOING)
SCB = ("juridiskForm", "verksamOrganisation")


def read(*entries: dict[str, Any]) -> tuple[Organisation, Standing]:
    return standing_of(organisations(body(*entries)))


def word(**parts: Any) -> str:
    return read(entry(**parts))[1].word


def test_a_company_with_its_name_and_form() -> None:
    """The name it is registered under, not the one in another language, in whatever order they come."""
    one, standing = read(entry())
    assert (one.name, one.form, standing.word) == ("Påhittade Köket AB", "Aktiebolag", "registered")


@pytest.mark.parametrize("part", [GONE, ONGOING, "organisationsnamn"])
@pytest.mark.parametrize(
    "kind,expected", [(AWAY, "unavailable"), (LATE, "timeout"), ("OGILTIG_BEGARAN", "unavailable")]
)
def test_a_source_that_is_away_is_no_answer(part: str, kind: str, expected: str) -> None:
    """200, and nothing in it: above all not that everything is well (trap 1)."""
    assert word(**{part: fault(kind)}) == expected


def test_a_fault_of_a_kind_that_is_new_is_a_fault() -> None:
    assert word(avregistreradOrganisation={"fel": {"felBeskrivning": "…"}}) == "unavailable"


@pytest.mark.parametrize("part", ["organisationsnamn", "organisationsform", "organisationsdatum"])
def test_unknown_stands_on_name_form_or_date(part: str) -> None:
    """With 200 as well (trap 2)."""
    assert word(**{part: fault(UNKNOWN), "juridiskForm": fault(UNKNOWN)}) == "unknown"


@pytest.mark.parametrize("part", [*SCB, "naringsgrenOrganisation"])
def test_what_statistics_sweden_lacks_says_nothing(part: str) -> None:
    """Only that it lacks it (trap 2)."""
    assert word(**{part: fault(UNKNOWN)}) == "registered"


def test_an_authority_is_not_in_the_register_but_exists() -> None:
    """The tax agency knows it, by way of Statistics Sweden (trap 2)."""
    one, standing = read(
        entry(**{part: fault(UNKNOWN) for part in BOLAGSVERKET}, juridiskForm={"kod": "82", "klartext": "Kommuner"})
    )
    assert (standing.word, one.form, one.name) == ("other_register", "Kommuner", "")


@pytest.mark.parametrize("key", [ONGOING, ONGOING.replace("pagaende", "pagande")])
def test_both_spellings_are_read(key: str) -> None:
    """The register's description has one, its examples the other (trap 3)."""
    parts = {ONGOING: "left out", **ongoing("KK", key=key)}
    assert word(**parts) == "bankrupt"


def test_the_list_may_be_misspelt_alone() -> None:
    rows = ongoing("LI")[ONGOING][f"{ONGOING}Lista"]
    assert word(**{ONGOING: {f"{ONGOING.replace('pagaende', 'pagande')}Lista": rows}}) == "liquidation"


@pytest.mark.parametrize("day", ["2023-05-05", "2023-05-05T00:00:00.000+00:00", "2023-05-05 00:00"])
def test_days_are_their_first_ten_characters(day: str) -> None:
    """Instants stand where days are promised (trap 4)."""
    _, standing = read(entry(avregistreradOrganisation={"avregistreringsdatum": day, "fel": None}))
    assert standing == Standing("deregistered", since=date(2023, 5, 5))


def test_a_day_that_cannot_be_read_is_still_a_fact() -> None:
    _, standing = read(entry(avregistreradOrganisation={"avregistreringsdatum": "5 maj 2023", "fel": None}))
    assert standing == Standing("deregistered", since=None)


@pytest.mark.parametrize("kind", ["PERSON", "PERSONNUMMER", "SAMORDNINGSNUMMER", "person"])
def test_a_sole_trader_in_both_spellings(kind: str) -> None:
    """Neither its standing nor anything else of the person is looked at (traps 5 and 7)."""
    identity = {"identitetsbeteckning": "190001019999", "typ": {"kod": kind, "klartext": "…"}}
    businesses = [entry(organisationsidentitet=identity, namnskyddslopnummer=n) for n in (1, 2)]
    assert read(*businesses)[1].word == "sole_trader"


def test_the_form_tells_a_sole_trader_too() -> None:
    assert word(organisationsform={"kod": "E", "klartext": "Enskild näringsidkare", "fel": None}) == "sole_trader"


@pytest.mark.parametrize(
    "sent,expected", [({"kod": "NEJ"}, "inactive"), ({"kod": "JA"}, "registered"), ({"kod": None}, "registered")]
)
def test_yes_and_no_are_words(sent: dict[str, Any], expected: str) -> None:
    """``bool("NEJ")`` is true (trap 6). Doing nothing is a note, not a fault."""
    assert word(verksamOrganisation=sent) == expected


@pytest.mark.parametrize(
    "codes,expected",
    [
        (("LI", "KK"), "bankrupt"),
        (("FR", "LI"), "liquidation"),
        (("FR",), "restructuring"),
        (("FUOT",), "registered"),
        (("FUOT", "FR"), "restructuring"),
        (("DE",), "procedure"),
        (("DE", "KK"), "bankrupt"),
        ((), "registered"),
    ],
)
def test_the_gravest_procedure_counts(codes: tuple[str, ...], expected: str) -> None:
    """A bankruptcy before a liquidation before a restructuring; taking over another is no warning (trap 8)."""
    assert word(**ongoing(*codes)) == expected


def test_gone_comes_before_what_went_on() -> None:
    """The register's own example has all three (trap 8)."""
    assert (
        word(avregistreradOrganisation={"avregistreringsdatum": "2023-05-05"}, **ongoing("KK", "LI")) == "deregistered"
    )


@pytest.mark.parametrize("blocked", [GONE, "organisationsnamn"])
def test_what_is_known_stands_although_another_part_is_away(blocked: str) -> None:
    """A bankruptcy is one, whatever else could not be read (trap 8)."""
    one, standing = read(entry(**{blocked: fault(AWAY)}, **ongoing("KK")))
    assert (standing.word, standing.words, standing.since) == ("bankrupt", "Kk", date(2026, 1, 26))
    assert bool(one.name) is (blocked != "organisationsnamn")


def test_nothing_said_is_not_that_all_is_well() -> None:
    assert word(**dict.fromkeys(BOLAGSVERKET)) == "silent"


def test_a_business_that_goes_on_counts_before_one_that_ended() -> None:
    """There may be several entries for one number."""
    gone = entry(avregistreradOrganisation={"avregistreringsdatum": "2001-03-15"})
    assert read(gone, entry())[1].word == "registered"
    assert read(gone, gone)[1].word == "deregistered"


def test_words_are_one_line_without_odd_characters() -> None:
    """They are shown to people."""
    rows = [{"namn": " Påhittade\n\u202eKöket\x00 AB " + "x" * 1000, "organisationsnamntyp": None}]
    one, _ = read(entry(organisationsnamn={"organisationsnamnLista": rows}))
    assert one.name.startswith("Påhittade Köket AB x")
    assert len(one.name) == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"organisationer":null}',
        b'{"organisationer":[]}',
        b'{"organisationer":{}}',
        b'{"organisationer":["a"]}',
        b'{"organisationer":[{"organisationsnamn":"Cykelbolaget"}]}',
        b'{"organisationer":[{"organisationsnamn":{"fel":"nej"}}]}',
        b'{"organisationer":[{"organisationsform":{"kod":1}}]}',
        b'{"organisationer":[{"avregistreradOrganisation":{"avregistreringsdatum":NaN}}]}',
        b'{"organisationer":[{}],"organisationer":[{}]}',
        b'{"organisationer":[{"namnskyddslopnummer":' + b"9" * 5000 + b"}]}",
        b'{"organisationer":' + b"[" * 200_000,
        b'{"organisationer":[{"organisationsnamn":',
    ],
)
def test_nonsense_is_malformed(sent: bytes) -> None:
    """Wrong types, NaN, numbers without end, the same key twice, depths, cut off: one error of ours for all."""
    with pytest.raises(Malformed):
        standing_of(organisations(sent))
