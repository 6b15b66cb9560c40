"""Which language a short message is in.

A conversation changes its language on this evidence, so a name, a level ("B2") or a single word is none. What was
learnt from the training data (``nlu.language_model``) decides together with the commonest words; without it the words
and the letters decide alone.
"""

import re
from collections.abc import Mapping, Sequence

from nlu.language_model import SLAVIC, LanguageModel, in_one_alphabet, marks_of
from nlu.understanding import Entity, Identified
from nlu.words import CYRILLIC, Word, fold, sound

UNKNOWN = Identified("und", 0.0)
SURE, UNSURE = 0.9, 0.6
ENOUGH = 2
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_SWEDISH = re.compile("[åäöÅÄÖ]")
_OWN = {"uk": _UKRAINIAN, "ru": _RUSSIAN, "sv": _SWEDISH}
_LATIN = "-latin"
_HEARD_FROM = 3
NEUTRAL = "none"
"""Words that are the same in all languages, or that a person of any language uses here: no evidence."""

# Entities that are names or signs; an occupation is a word of a language.
_NAMES = frozenset(("municipality", "email", "url", "phone", "organisation_number", "case_reference", "date"))
_NO_WORD = re.compile(r"https?://\S+|www\.\S+|[@/#]\w+|\[[^\[\]]{,40}\]")
# How many times likelier a language gets by one of its commonest words, or by having a letter of its own.
_WORD_SPEAKS = 3.0
_FEW = 3
# The most that can be said of a single word, and of a few without any common one: a job's title is in any language.
_BARE = 0.7
_NAMELIKE = 0.3
_LEAST, _LEAST_FOR_ONE = 0.45, 0.6
# Russian is what is so many times likelier than Ukrainian.
_PLAINLY = 2.0
_MANY = 40


def identify(
    text: str,
    words: tuple[Word, ...],
    common: Mapping[str, frozenset[str]],
    *,
    model: LanguageModel | None = None,
    entities: Sequence[Entity] = (),
) -> Identified:
    """The language of the message, or ``und``. ``common`` holds each language's words (see ``common_words``).

    ``entities`` are names found in it; they are no evidence.
    """
    said = _evidence(text, words, common, entities)
    if not said:
        return UNKNOWN
    if model is None:
        return _by_words(text, tuple(said), common)
    shares = _shares(text, said, common, model)
    name = max(shares, key=lambda n: shares[n])
    confidence = shares[name]
    # A mix of both is Ukrainian: that is the language that is answered in.
    if name == "ru" and shares["ru"] < _PLAINLY * shares["uk"] and _UKRAINIAN.search(text):
        name, confidence = "uk", min(UNSURE, shares["ru"] + shares["uk"])
    confidence = min(confidence, _most(name, text, said, common))
    least = _LEAST_FOR_ONE if len(said) == 1 and not _known(name, said, common) else _LEAST
    return Identified(name, round(confidence, 3)) if confidence >= least else UNKNOWN


def common_words(source: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Folded word sets from the word list's lines; those in Cyrillic letters by their sounds, too."""
    folded = {name: frozenset(map(fold, line.split())) for name, line in source.items()}
    heard = {name + _LATIN: frozenset(map(sound, _long(folded[name]))) for name in (*SLAVIC, NEUTRAL) if name in folded}
    return {NEUTRAL: frozenset(), NEUTRAL + _LATIN: frozenset()} | folded | heard


def _long(words: frozenset[str]) -> list[str]:
    return [w for w in words if len(w) >= _HEARD_FROM and CYRILLIC.search(w)]


def _evidence(
    text: str, words: tuple[Word, ...], common: Mapping[str, frozenset[str]], entities: Sequence[Entity]
) -> list[Word]:
    """The words that can tell a language."""
    barred = [match.span() for match in _NO_WORD.finditer(text)]
    barred += [(e.start, e.end) for e in entities if e.entity in _NAMES]
    free = [w for w in words if not any(a < w.end and w.start < b for a, b in barred)]
    return in_one_alphabet(w for w in free if not _is_neutral(w.text, common))


def _is_neutral(word: str, common: Mapping[str, frozenset[str]]) -> bool:
    return word in common[NEUTRAL] or (len(word) > _HEARD_FROM and sound(word) in common[NEUTRAL + _LATIN])


def _shares(
    text: str, said: Sequence[Word], common: Mapping[str, frozenset[str]], model: LanguageModel
) -> dict[str, float]:
    typed = "".join(text[w.start : w.end] for w in said)
    shares = model.shares([w.text for w in said], marks_of(typed))
    odds = {n: s * _WORD_SPEAKS ** (_known(n, said, common) + _has_own_letter(n, typed)) for n, s in shares.items()}
    total = sum(odds.values())
    return {name: share / total for name, share in odds.items()}


def _known(name: str, said: Sequence[Word], common: Mapping[str, frozenset[str]]) -> int:
    """How many of the words are common ones of the language."""
    return sum(w.text in common[name] or _is_heard(w.text, common.get(name + _LATIN)) for w in said[:_MANY])


def _is_heard(word: str, sounds: frozenset[str] | None) -> bool:
    return sounds is not None and word.isascii() and len(word) >= _HEARD_FROM and sound(word) in sounds


def _most(name: str, text: str, said: Sequence[Word], common: Mapping[str, frozenset[str]]) -> float:
    """The most that may be claimed after so few words."""
    if len(said) > _FEW:
        return 1.0
    known = _known(name, said, common)
    if len(said) == 1:
        return 1.0 if known and name in SLAVIC and _has_own_letter(name, text) else _BARE
    if not known and all(text[w.start].isupper() for w in said):
        return _NAMELIKE
    return 1.0 if known or (name in SLAVIC and _has_own_letter(name, text)) else _BARE


def _has_own_letter(name: str, text: str) -> bool:
    return name in _OWN and bool(_OWN[name].search(text))


def _by_words(text: str, words: tuple[Word, ...], common: Mapping[str, frozenset[str]]) -> Identified:
    """What the commonest words and the letters say."""
    if any(CYRILLIC.search(w.text) for w in words):
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
    uk, ru = (sum(h in common[name + _LATIN] for h in heard) for name in SLAVIC)
    if max(uk, ru) < ENOUGH or max(uk, ru) <= 2 * other:
        return None
    return Identified("ru" if ru > 2 * uk else "uk", SURE)
