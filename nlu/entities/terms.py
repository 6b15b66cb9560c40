"""Sets of words in which a stem, the end of a compound, or several words in a row may be named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlu.words import fold

_LEAST = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """``word``, ``stem*``, ``*end``, ``one+after+another``; everything folded."""

    words: frozenset[str]
    stems: frozenset[str]
    ends: frozenset[str]
    rows: frozenset[tuple[str, ...]]

    def __contains__(self, word: str) -> bool:
        if word in self.words:
            return True
        begins = bool(self.stems) and any(word[:n] in self.stems for n in range(_LEAST, len(word) + 1))
        return begins or (bool(self.ends) and any(word[n:] in self.ends for n in range(1, len(word) - _LEAST)))

    def begins(self, words: Sequence[str]) -> bool:
        """The first word, or a whole row, stands at the beginning of ``words``."""
        return bool(words) and (words[0] in self or any(tuple(words[: len(row)]) == row for row in self.rows))

    def closes(self, words: Sequence[str]) -> bool:
        """The last word, or a whole row, stands at the end of ``words``."""
        return bool(words) and (words[-1] in self or any(tuple(words[-len(row) :]) == row for row in self.rows))


def compile_terms(source: str) -> Terms:
    """The terms of a list parted by white space."""
    terms = source.split()
    return Terms(
        words=frozenset(fold(t) for t in terms if not set("*+") & set(t)),
        stems=_folded(t.rstrip("*") for t in terms if t.endswith("*")),
        ends=_folded(t.lstrip("*") for t in terms if t.startswith("*")),
        rows=frozenset(tuple(map(fold, t.split("+"))) for t in terms if "+" in t),
    )


def _folded(terms: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, terms))
