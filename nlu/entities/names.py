"""Names that stand in a list: municipalities, languages, occupations."""

from collections.abc import Iterator

from nlu.patterns import Hit, Matcher
from nlu.understanding import Entity
from nlu.words import Word, fold

NOTHING = "-"
"""The label of phrases that name nothing though a name stands in them."""
# Phrases hold these so that names that are words, too, are names only there ("bor i Vara"); they are no part of it.
_AROUND = frozenset("i in в у bor bo boende bosatt live lives living kommun kommuns kommunen".split())


def find_names(entity: str, matcher: Matcher, text: str, words: tuple[Word, ...]) -> Iterator[Entity]:
    """The weightiest names, none of which overlaps another."""
    hits = matcher.find(words)
    labels: dict[tuple[int, int, int], list[str]] = {}
    for hit in hits:
        labels.setdefault((hit.start, hit.end, hit.weight), []).append(hit.label)
    for hit in _apart(hits, len(words)):
        first, last = _bare(hit, words)
        start, end = words[first].start, words[last].end
        value = _as_typed(text[start:end], labels[hit.start, hit.end, hit.weight])
        if value != NOTHING and not _contradicts(text[start:end], value):
            yield Entity(entity=entity, value=value, start=start, end=end)


def _apart(hits: list[Hit], length: int) -> Iterator[Hit]:
    taken = bytearray(length)
    for hit in hits:
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            yield hit


def _bare(hit: Hit, words: tuple[Word, ...]) -> tuple[int, int]:
    """The first and last word of the name itself."""
    own = [i for i in range(hit.start, hit.end) if words[i].text not in _AROUND] or [hit.start, hit.end - 1]
    return own[0], own[-1]


def _contradicts(typed: str, name: str) -> bool:
    """The word has accents where the name has others: "läxa" is homework, not Laxå."""
    if len(typed) != len(name) or fold(typed) != fold(name):
        return False
    return any(a in "åäö" and a != b for a, b in zip(typed.casefold(), name.casefold(), strict=True))


def _as_typed(typed: str, names: list[str]) -> str:
    """Of names that look the same without accents the one that was typed ("Håbo", "Habo"); else the first."""
    exact = [n for n in names if n.casefold() == typed.casefold()]
    return next(iter(exact or [n for n in names if fold(n) != fold(typed)] or names))
