"""Words that do not tell one name from another: legal forms, and what half of all companies are called.

They stand in ``legal_forms.txt`` and ``ordinary.txt`` as they are written, one a line, in any alphabet.
"""

from functools import cache
from importlib.resources import files

from integrations.sanctions.spelling import spell


@cache
def legal_forms() -> frozenset[tuple[str, ...]]:
    """Each form as the words it is spelt with."""
    return frozenset(spell(line) for line in _lines("legal_forms.txt"))


@cache
def ordinary() -> frozenset[str]:
    """Words that many names have."""
    return frozenset(word for line in _lines("ordinary.txt") for word in spell(line))


def without_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """``words`` without the legal forms before and after them; all of them where nothing else is left."""
    left = words
    while cut := next((cut for cut in _cuts(left)), None):
        left = cut
    return left


def _cuts(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What is left after one form was taken away, the longest form first."""
    forms = legal_forms()
    for size in range(min(_longest(), len(words) - 1), 0, -1):
        if words[:size] in forms:
            return [words[size:]]
        if words[-size:] in forms:
            return [words[:-size]]
    return []


@cache
def _longest() -> int:
    return max(map(len, legal_forms()))


def _lines(name: str) -> list[str]:
    lines = files("integrations.sanctions").joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
