"""References name a partition and detect slips of the pen."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.reference import ALPHABET, make, parse, partition


def new(number: int, seed: int = 1) -> str:
    return make(number, random.Random(seed).randrange)


@pytest.mark.parametrize("number", range(31))
def test_the_first_character_names_the_partition(number: int) -> None:
    assert partition(new(number)) == number


@given(st.integers(0, 30), st.integers(0, 10**6))
def test_every_reference_reads_back(number: int, seed: int) -> None:
    reference = new(number, seed)
    assert parse(reference) == reference


@given(st.integers(0, 10**6), st.integers(0, 7), st.integers(1, 30))
def test_one_wrong_character_is_noticed(seed: int, place: int, shift: int) -> None:
    body = new(7, seed).removeprefix("IP-").replace("-", "")
    wrong = ALPHABET[(ALPHABET.index(body[place]) + shift) % len(ALPHABET)]
    assert parse(body[:place] + wrong + body[place + 1 :]) is None


@given(st.integers(0, 10**6), st.integers(0, 6))
def test_two_swapped_neighbours_are_noticed(seed: int, place: int) -> None:
    body = new(3, seed).removeprefix("IP-").replace("-", "")
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert swapped == body or parse(swapped) is None


def test_small_letters_spaces_and_cyrillic_lookalikes_are_read() -> None:
    reference = new(0)
    body = reference.removeprefix("IP-")
    lookalikes = str.maketrans("ABCEHKMPTXY", "АВСЕНКМРТХУ")
    assert parse(f"ip {body.lower().replace('-', ' ')}") == reference
    assert parse(f"ІР-{body.translate(lookalikes)}") == reference


@pytest.mark.parametrize("text", ["", "IP-", "IP-7K4M", "hello", "IP-0000-0000", "IP-7K4M-2QXDD", "💥" * 8])
def test_other_text_is_no_reference(text: str) -> None:
    assert parse(text) is None


def test_a_partition_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match="partition 31"):
        new(31)
