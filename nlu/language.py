"""Which language a short message is in, from its letters and its commonest words.

A conversation changes its language on this evidence, so a name, a level ("B2") or a single word is none.
"""

import re
from collections.abc import Mapping

from nlu.understanding import Identified
from nlu.words import Word, fold, sound

UNKNOWN = Identified("und", 0.0)
SURE, UNSURE = 0.9, 0.6
ENOUGH = 2
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SWEDISH = re.compile("[åäöÅÄÖ]")
_LATIN = "-latin"
_HEARD_FROM = 3


def identify(text: str, words: tuple[Word, ...], common: Mapping[str, frozenset[str]]) -> Identified:
    """The language of the message. ``common`` holds each language's commonest words (see ``common_words``)."""
    if _CYRILLIC.search(text):
        return _cyrillic(text, words, common)
    counts = {name: sum(w.text in common[name] for w in words) for name in ("sv", "en")}
    # One letter is not enough: a place or a trade has it in every language ("Södermalm").
    counts["sv"] += bool(_SWEDISH.search(text))
    best, other = sorted(counts, key=lambda n: -counts[n])
    if typed := _in_latin_letters(words, common, counts[best]):
        return typed
    if counts[best] == counts[other]:
        return UNKNOWN
    return Identified(best, SURE if counts[best] >= max(ENOUGH, 2 * counts[other]) else UNSURE)


def common_words(source: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Folded word sets from the word list's lines; for Ukrainian and Russian their sounds, too."""
    folded = {name: frozenset(map(fold, line.split())) for name, line in source.items()}
    heard = {name + _LATIN: frozenset(map(sound, _long(folded[name]))) for name in ("uk", "ru") if name in folded}
    return folded | heard


def _long(words: frozenset[str]) -> list[str]:
    return [w for w in words if len(w) >= _HEARD_FROM]


def _cyrillic(text: str, words: tuple[Word, ...], common: Mapping[str, frozenset[str]]) -> Identified:
    uk = 2 * len(_UKRAINIAN.findall(text)) + sum(w.text in common["uk"] for w in words)
    ru = 2 * len(_RUSSIAN.findall(text)) + sum(w.text in common["ru"] for w in words)
    # A mix of both is Ukrainian: that is the language that is answered in.
    if ru > 2 * uk:
        return Identified("ru", SURE if ru >= ENOUGH else UNSURE)
    return Identified("uk", SURE if uk >= ENOUGH and uk > ru else UNSURE)


def _in_latin_letters(words: tuple[Word, ...], common: Mapping[str, frozenset[str]], other: int) -> Identified | None:
    """Ukrainian or Russian typed in Latin letters; ``other`` words speak for another language."""
    spare = [w.text for w in words if w.text not in common["sv"] and w.text not in common["en"]]
    heard = [sound(w) for w in spare if w.isascii() and len(w) >= _HEARD_FROM]
    uk, ru = (sum(h in common[name + _LATIN] for h in heard) for name in ("uk", "ru"))
    if max(uk, ru) < ENOUGH or max(uk, ru) <= 2 * other:
        return None
    return Identified("ru" if ru > 2 * uk else "uk", SURE)
