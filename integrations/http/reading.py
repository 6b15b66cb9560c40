"""Reading an answer: never more than may be, whatever it unpacks to."""

import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
import msgspec

from integrations.errors import Malformed

_T = TypeVar("_T")
_GZIP = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class Endless(Malformed):
    """More than is read of anybody."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from a system that is well; the names of ``headers`` are in small letters."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def decoded(body: bytes, decoder: msgspec.json.Decoder[_T]) -> _T:
    """``body`` in the shape of ``decoder``. Raises ``Malformed``."""
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("its answer has another shape") from error


async def read(answer: httpx.Response, *, most_raw: int, most: int) -> bytes:
    """The whole body, unpacked. Raises ``Endless`` as soon as it grows beyond ``most_raw`` bytes, or ``most``."""
    packing = answer.headers.get("content-encoding", "identity")
    return await unpacked(answer.aiter_raw(), packing, most_raw=most_raw, most=most)


async def unpacked(pieces: AsyncIterator[bytes], packing: str, *, most_raw: int, most: int) -> bytes:
    """What ``pieces`` are together, unpacked as a ``Content-Encoding`` says. Raises ``Malformed``."""
    pieces = _bounded(pieces, most_raw)
    packing = packing.strip().lower()
    if packing in {"", "identity"}:
        return _joined([piece async for piece in pieces], most)
    if packing not in _GZIP:
        raise Malformed("its answer is packed in a way that was not asked for")
    return await _unpacked(pieces, zlib.decompressobj(_GZIP[packing]), most)


async def _bounded(pieces: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    size = 0
    async for piece in pieces:
        size += len(piece)
        if size > most:
            raise Endless("its answer has no end")
        yield piece


def _joined(pieces: list[bytes], most: int) -> bytes:
    body = b"".join(pieces)
    if len(body) > most:
        raise Endless("its answer has no end")
    return body


async def _unpacked(pieces: AsyncIterator[bytes], unpacker: "zlib._Decompress", most: int) -> bytes:
    """Unpacks at most one byte more than may be."""
    body = bytearray()
    try:
        async for piece in pieces:
            body += unpacker.decompress(piece, most + 1 - len(body))
            if len(body) > most:
                raise Endless("its answer has no end")
    except zlib.error as error:
        raise Malformed("its answer cannot be unpacked") from error
    if not unpacker.eof:
        raise Malformed("its answer was cut off")
    return bytes(body)
