"""Which language a short message is in, from its letters and its commonest words."""

import re
from collections.abc import Mapping

from nlu.understanding import Identified
from nlu.words import Word, fold

UNKNOWN = Identified("und", 0.0)
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SWEDISH = re.compile("[åäöÅÄÖ]")


def identify(text: str, words: tuple[Word, ...], common: Mapping[str, frozenset[str]]) -> Identified:
    """The language of the message. ``common`` holds each language's commonest words (folded)."""
    if _CYRILLIC.search(text):
        return _cyrillic(text, words, common)
    counts = {name: sum(w.text in common[name] for w in words) for name in ("sv", "en")}
    if _SWEDISH.search(text):
        counts["sv"] += 2
    best, other = sorted(counts, key=lambda n: -counts[n])
    if counts[best] < 2 or counts[best] <= counts[other]:
        return UNKNOWN
    return Identified(best, 0.9 if counts[best] >= 2 * counts[other] else 0.6)


def _cyrillic(text: str, words: tuple[Word, ...], common: Mapping[str, frozenset[str]]) -> Identified:
    uk = 2 * len(_UKRAINIAN.findall(text)) + sum(w.text in common["uk"] for w in words)
    ru = 2 * len(_RUSSIAN.findall(text)) + sum(w.text in common["ru"] for w in words)
    if uk == ru:
        return Identified("uk", 0.5)
    # A mix of both is Ukrainian: that is the language that is answered in.
    return Identified("ru", 0.9) if ru > 2 * uk else Identified("uk", 0.9 if uk > ru else 0.6)


def common_words(source: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Folded word sets from the word list's lines."""
    return {name: frozenset(map(fold, line.split())) for name, line in source.items()}
