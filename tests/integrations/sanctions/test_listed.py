"""The list is read as its file says it, and a file that is not what it should be harms nobody."""

import hashlib
import os
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import Malformed
from integrations.sanctions import read_list
from integrations.sanctions.listed import LARGEST, Alias
from integrations.sandbox.backends.sanctions import document
from tests.integrations.sanctions.lists import MADE, content, entity

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SAMPLE = Path(__file__).resolve().parents[4] / "shared/contracts/eu-sanctions/sample_synthetic_fsf_1_1.xml"
DEEP = "<a>" * 100_000 + "</a>" * 100_000


def test_an_entry_with_its_names_numbers_and_programme() -> None:
    number = '<identification identificationTypeCode="regnumber" number="556-000 01"/>'
    listed = read_list(content(entity("EU.1.1", "Ett & Annat AO", "«Ett»", more=number)))
    (found,) = listed.entries
    assert (found.reference, found.kind, found.programme, found.numbers) == (
        "EU.1.1",
        "enterprise",
        "UKR",
        ["55600001"],
    )
    assert found.aliases == [Alias("Ett & Annat AO"), Alias("«Ett»")]


def test_which_list_it_was() -> None:
    """When it was made, and the file's checksum."""
    file = content(entity("EU.1.1", "Ett"), made="2026-11-20T10:05:36.338+01:00")
    listed = read_list(file)
    assert listed.generated == datetime(2026, 11, 20, 10, 5, 36, 338000, timezone(timedelta(hours=1)))
    assert listed.sha256 == hashlib.sha256(file).hexdigest()


def test_a_name_in_parts_is_put_together() -> None:
    """And a weak name is known as one."""
    alias = '<nameAlias firstName="Testislav" middleName="" lastName="Primerov" wholeName="" strong="false"/>'
    (found,) = read_list(content(entity("EU.1.1", kind="person", more=alias))).entries
    assert (found.kind, found.aliases) == ("person", [Alias("Testislav Primerov", strong=False)])


def test_an_entity_without_a_name_is_none() -> None:
    """Nobody can be compared with it, and it does not make the list look whole."""
    assert read_list(content(entity("EU.1.1", ""), entity("EU.1.2", "Ett"))).entries[0].reference == "EU.1.2"


def test_the_practice_list_is_as_the_published_shape() -> None:
    """The sample beside this checkout is read like ours; where it is missing, and not in CI, ours stands for it."""
    if not SAMPLE.exists():
        assert os.environ.get("CI") != "true", f"missing: {SAMPLE.name}"
        return
    theirs, ours = read_list(SAMPLE.read_bytes()).entries, read_list(document(NOW)).entries
    assert [(one.kind, one.programme, {alias.name for alias in one.aliases}) for one in theirs] == [
        (one.kind, one.programme, {alias.name for alias in one.aliases}) for one in ours[:2]
    ]


@pytest.mark.parametrize("shape", ["torn", "bomb", "entity", "namespace"])
def test_a_practice_list_with_a_fault_is_not_believed(shape: str) -> None:
    with pytest.raises(Malformed):
        read_list(document(NOW, shape))


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"<html><body>Service unavailable</body></html>",
        b'{"export": []}',
        b"\xff\xfe<html>{",
        content(entity("EU.1.1", "Ett"))[:-9],
        content(entity("EU.1.1", "Ett")) + b"<more/>",
        content(entity("EU.1.1", "Ett"), made="yesterday"),
        content(entity("EU.1.1", "Ett")).replace(b"generationDate", b"other"),
        content(entity("EU.1.1", "Ett"), namespace="http://example.invalid"),
        content(entity("EU.1.1", "Ett")).replace(b' xmlns="http://eu.europa.ec/fpi/fsd/export"', b""),
        content(entity("EU.1.1", "Ett")).replace(b"UTF-8", b"no-such-code"),
        content(entity("EU.1.1", "Ett")).replace(b"Ett", b"\xe4"),
        content(entity("EU.1.1", "Ett").replace('logicalId="1"', 'logicalId="1" logicalId="2"')),
        content(DEEP),
        content(before="<!DOCTYPE export>"),
        content(before='<!DOCTYPE export SYSTEM "http://127.0.0.1:9/x.dtd">'),
        content(before='<!DOCTYPE export [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'),
    ],
    ids="empty page json bytes cut more undated no-date namespace no-namespace charset not-utf8 twice deep doctype "
    "doctype-elsewhere parameter".split(),
)
def test_what_is_no_list_is_not_believed(file: bytes) -> None:
    with pytest.raises(Malformed):
        read_list(file)


def test_a_bomb_costs_nothing() -> None:
    """Ten to the tenth letters are not written out."""
    bomb = document(NOW, "bomb")
    tracemalloc.start()
    begun = perf_counter()
    with pytest.raises(Malformed):
        read_list(bomb)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(bomb) + 5_000_000
    assert perf_counter() - begun < 5


def test_one_endless_attribute_is_read_in_time() -> None:
    """Old XML parsers look again at all of it with each piece that comes."""
    begun = perf_counter()
    listed = read_list(content(entity("EU.1.1", "a" * 20_000_000)))
    assert len(listed.entries[0].aliases[0].name) == 500
    assert perf_counter() - begun < 10


def test_more_than_the_list_can_be_is_not_even_read() -> None:
    with pytest.raises(Malformed, match="larger"):
        read_list(b"<" * (LARGEST + 1))


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_whatever_is_in_the_middle_it_is_a_list_or_not(noise: bytes, start: int, length: int) -> None:
    """Nothing else is ever raised."""
    file = content(entity("EU.1.1", "Ett"), entity("EU.1.2", "Två"), made=MADE.isoformat())
    try:
        read_list(file[:start] + noise + file[start + length :])
    except Malformed:
        return
