"""What the phrases found in a message say together: which of them count, and where they stand."""

from nlu.patterns import Hit
from nlu.words import Word

# Phrases of this label say something that is no answer; they keep shorter ones from seeing one in it.
NOTHING = "-"


def apart(hits: list[Hit]) -> list[Hit]:
    """The hits in the order of the text, those left out that a weightier one overlaps."""
    kept: list[Hit] = []
    for hit in hits:
        if not any(k.start < hit.end and hit.start < k.end for k in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


def uncovered(hits: list[Hit]) -> list[Hit]:
    """The hits of which no weightier phrase says that they are nothing ("I am an operator")."""
    barred = [h for h in hits if h.label == NOTHING]
    return [
        h
        for h in hits
        if h.label != NOTHING and not any(b.start <= h.start and h.end <= b.end and b.weight > h.weight for b in barred)
    ]


def places(hits: list[Hit], label: str) -> set[int]:
    """The words that the phrases of ``label`` take up together."""
    return {i for h in hits if h.label == label for i in range(h.start, h.end)}


def labels_of(hits: list[Hit]) -> tuple[str, ...]:
    """What the hits say, each once."""
    return tuple(dict.fromkeys(h.label for h in counting(hits)))


def counting(hits: list[Hit]) -> list[Hit]:
    """The hits that say something; weak ones count only where there is no other."""
    said = [h for h in hits if h.label != NOTHING]
    return [h for h in said if not h.weak] or said


def pauses(hit: Hit, words: tuple[Word, ...]) -> bool:
    """More than a space stands between two words of the hit: they belong to two statements."""
    return any(words[i].start - words[i - 1].end > 1 for i in range(hit.start + 1, hit.end))


def overlaps(hit: Hit, spans: list[tuple[int, int]]) -> bool:
    return any(start < hit.end and hit.start < end for start, end in spans)
