"""Vectors that were worked out once are not worked out again, unless another encoder made them."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import Vector
from nlu.encoder.recalling import Recalling


@dataclass(slots=True)
class Counting:
    """An encoder that remembers what it was asked."""

    name: str = "counting"
    asked: list[str] = field(default_factory=list)

    def encode(self, text: str) -> Vector:
        self.asked.append(text)
        return np.full(4, len(text), np.float32)


def saved(path: Path, *texts: str) -> None:
    recalling = Recalling(Counting())
    for text in texts:
        recalling.encode(text)
    recalling.save(path)


def test_what_was_saved_is_recalled(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    saved(path, "hej", "ще", "\ud800")
    behind = Counting()
    recalling = Recalling.load(behind, path)
    assert [recalling.encode(text)[0] for text in ("hej", "ще", "\ud800", "new")] == [3, 2, 1, 3]
    assert behind.asked == ["new"]
    assert recalling.name == "counting"


def test_what_was_not_asked_for_again_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    saved(path, "old", "kept")
    recalling = Recalling.load(Counting(), path)
    recalling.encode("kept")
    recalling.save(path)
    behind = Counting()
    later = Recalling.load(behind, path)
    for text in ("kept", "old"):
        later.encode(text)
    assert behind.asked == ["old"]


def test_no_text_is_kept(tmp_path: Path) -> None:
    saved(tmp_path / "vectors.npz", "min man slår mig")
    assert "slår".encode() not in (tmp_path / "vectors.npz").read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["vectors.npz"]


def test_vectors_of_another_encoder_are_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    saved(path, "hej")
    behind = Counting(name="another")
    Recalling.load(behind, path).encode("hej")
    assert behind.asked == ["hej"]


def test_vectors_that_were_made_otherwise_are_not_taken(tmp_path: Path) -> None:
    """The same encoder with other code or other weights."""
    path = tmp_path / "vectors.npz"
    saved(path, "hej")
    behind = Counting()
    Recalling.load(behind, path, made_by="something else").encode("hej")
    assert behind.asked == ["hej"]


@pytest.mark.parametrize("content", [None, b"", b"nothing", b"PK\x03\x04 nothing"])
def test_a_missing_or_damaged_file_is_made_again(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    if content is not None:
        path.write_bytes(content)
    behind = Counting()
    recalling = Recalling.load(behind, path)
    recalling.encode("hej")
    recalling.save(path)
    assert behind.asked == ["hej"]
    again = Counting()
    Recalling.load(again, path).encode("hej")
    assert again.asked == []


def test_a_file_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    saved(path, "hej", "ще")
    whole = path.read_bytes()
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        assert Recalling.load(Counting(), path).encode("hej")[0] == 3
