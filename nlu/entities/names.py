"""Names that stand in a list: municipalities, languages, occupations."""

from collections.abc import Iterator

from nlu.patterns import Hit, Matcher
from nlu.understanding import Entity
from nlu.words import Word, fold

NOTHING = "-"
"""The label of phrases that name nothing though a name stands in them."""


def find_names(entity: str, matcher: Matcher, text: str, words: tuple[Word, ...]) -> Iterator[Entity]:
    """The weightiest names, none of which overlaps another."""
    hits = matcher.find(words)
    labels: dict[tuple[int, int], list[str]] = {}
    for hit in hits:
        labels.setdefault((hit.start, hit.end), []).append(hit.label)
    for hit in _apart(hits, len(words)):
        start, end = words[hit.start].start, words[hit.end - 1].end
        value = _as_typed(text[start:end], labels[hit.start, hit.end])
        if value != NOTHING:
            yield Entity(entity=entity, value=value, start=start, end=end)


def _apart(hits: list[Hit], length: int) -> Iterator[Hit]:
    taken = bytearray(length)
    for hit in hits:
        if not any(taken[hit.start : hit.end]):
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            yield hit


def _as_typed(typed: str, names: list[str]) -> str:
    """Of names that look the same without accents the one that was typed ("Håbo", "Habo"); else the weightiest."""
    exact = [n for n in names if n.casefold() == typed.casefold()]
    return next(iter(exact or [n for n in names if fold(n) != fold(typed)] or names))
