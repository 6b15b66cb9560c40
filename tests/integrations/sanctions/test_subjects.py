"""Nobody but organisations and whom they declared can be asked about."""

from inspect import signature

import pytest

from integrations.bolagsverket import NotAnOrganisation, Person
from integrations.sanctions import Organisation, Owner, Screening
from integrations.sanctions.subjects import LONGEST


def test_there_is_no_other_subject() -> None:
    """An owner cannot be made without the organisation that named them."""
    assert signature(Screening.screen).parameters["subject"].annotation == Organisation | Owner
    assert signature(Owner).parameters["of"].default is signature(Owner).parameters["of"].empty


@pytest.mark.parametrize("number", ["811218-9876", "19811218-9876", "8112189876"])
def test_a_personal_number_makes_no_subject(number: str) -> None:
    with pytest.raises(Person):
        Organisation("Anna Andersson", number)


@pytest.mark.parametrize("number", ["556002-1362", "55", "x"])
def test_nor_does_a_number_that_nobody_has(number: str) -> None:
    with pytest.raises(NotAnOrganisation):
        Organisation("Cykelbolaget AB", number)


def test_a_number_is_kept_as_ten_digits() -> None:
    """And an organisation may have none."""
    assert Organisation("Cykelbolaget AB", "556002-1361").number == "5560021361"
    assert Organisation("Föreningen", " ").number == ""


@pytest.mark.parametrize("name", ["", "  "])
def test_a_subject_has_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        Organisation(name)
    with pytest.raises(ValueError, match="no name"):
        Owner(name, Organisation("Cykelbolaget AB"))


def test_a_name_ends_somewhere() -> None:
    assert len(Organisation("a" * 10_000).name) == LONGEST
