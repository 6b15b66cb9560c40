"""A text falls into pieces that together are the text."""

import random

import pytest

from integrations.translation.pieces import LONGEST, split


@pytest.mark.parametrize(
    "text,pieces",
    [
        ("Hej. Hej då.", ["Hej. Hej då."]),
        ("a\n\n  b  \r\nc\n", ["a", "b", "c"]),
        ("  ", []),
        ("", []),
    ],
)
def test_lines_are_pieces(text: str, pieces: list[str]) -> None:
    """What stands between them is kept."""
    assert split(text)[1::2] == pieces
    assert "".join(split(text)) == text


def test_a_long_line_ends_where_a_sentence_does() -> None:
    text = "En mening. " * 1000
    pieces = split(text)[1::2]
    assert all(len(piece) <= LONGEST and piece.endswith("En mening.") for piece in pieces)
    assert "".join(split(text)) == text


def test_a_long_sentence_ends_where_a_word_does() -> None:
    assert split("ett två tre fyra", longest=9)[1::2] == ["ett två", "tre fyra"]


def test_a_long_word_ends_somewhere() -> None:
    assert split("a" * 10, longest=4)[1::2] == ["aaaa", "aaaa", "aa"]


def test_any_text_is_put_together_again() -> None:
    chance = random.Random(3)
    for _ in range(500):
        text = "".join(chance.choice("ab .!?\n\r\t\u00a0…«»") for _ in range(chance.randrange(80)))
        parts = split(text, longest=chance.randrange(1, 20))
        assert "".join(parts) == text
        assert all(piece == piece.strip() and piece for piece in parts[1::2])
