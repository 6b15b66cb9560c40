"""Case references: ``IP-7K4M-2QXD``.

Eight characters of an alphabet without look-alikes; the first encodes the partition, the last is a check character:
Σ i·vᵢ ≡ 0 (mod 31) for i = 1…8. Every single wrong character and every swap of two is detected. A reference is a
name, not a permission.
"""

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX = "IP-"
_BASE = len(ALPHABET)
_LENGTH = 8
_VALUE = {c: v for v, c in enumerate(ALPHABET)}
_CYRILLIC = str.maketrans("АВСЕНКМРТХУІ", "ABCEHKMPTXYI")
_INVERSE_OF_LAST = pow(_LENGTH, -1, _BASE)


def make(partition: int, draw: Callable[[int], int]) -> str:
    """A new reference for ``partition`` (0–30); ``draw(n)`` gives a random number below ``n``."""
    if not 0 <= partition < _BASE:
        raise ValueError(f"partition {partition} does not fit into one character")
    values = [partition, *(draw(_BASE) for _ in range(_LENGTH - 2))]
    values.append(-_weigh(values) * _INVERSE_OF_LAST % _BASE)
    body = "".join(ALPHABET[v] for v in values)
    return f"{PREFIX}{body[:4]}-{body[4:]}"


def parse(text: str) -> str | None:
    """The reference that ``text`` spells (small letters, spaces, Cyrillic look-alikes allowed), or None."""
    letters = re.sub(r"[\s\-–—_]", "", text).upper().translate(_CYRILLIC)
    body = letters.removeprefix("IP")
    if len(body) != _LENGTH or any(c not in _VALUE for c in body):
        return None
    if _weigh([_VALUE[c] for c in body]) % _BASE:
        return None
    return f"{PREFIX}{body[:4]}-{body[4:]}"


def partition(reference: str) -> int:
    """The partition that a well-formed reference names."""
    return _VALUE[reference[len(PREFIX)]]


def _weigh(values: list[int]) -> int:
    return sum(i * v for i, v in enumerate(values, start=1))
