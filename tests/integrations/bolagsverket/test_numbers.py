"""Which numbers may leave."""

import pytest

from integrations.bolagsverket import NotAnOrganisation, Person, organisation_number


@pytest.mark.parametrize(
    "text", ["559990-0015", "5599900015", " 559990 0015 ", "16559990-0015", "165599900015", "559990–0015"]
)
def test_a_number_in_the_ways_people_write_it(text: str) -> None:
    assert organisation_number(text) == "5599900015"


@pytest.mark.parametrize(
    "text",
    [
        "900101-1234",  # whatever its check digit
        "9001011234",
        "19900101-1234",
        "199001011234",
        "200001011234",
        "900101+1234",
        "900161-1234",  # samordningsnummer
        "3020000014",  # who has no number of their own
    ],
)
def test_the_number_of_a_person_is_told_apart(text: str) -> None:
    """A sole trader's number is a personal identity number, which we do not pass on."""
    with pytest.raises(Person):
        organisation_number(text)


@pytest.mark.parametrize(
    "text", ["", "559990-0016", "55999000155", "５５９９９００015", "abc", "559990-001", "5" * 5000]
)
def test_what_nobody_can_have_is_refused(text: str) -> None:
    with pytest.raises(NotAnOrganisation) as refused:
        organisation_number(text)
    assert not isinstance(refused.value, Person)


def test_a_refusal_does_not_repeat_the_number() -> None:
    """It may be in a log before anybody thinks of it."""
    with pytest.raises(NotAnOrganisation) as refused:
        organisation_number("900101-1234")
    assert "9001" not in str(refused.value)
