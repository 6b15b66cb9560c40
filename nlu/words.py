"""From a message to comparable words: one normal form for four languages and many keyboards."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice

_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`´‘ʹ′\u0060"), None)
_LETTERS = str.maketrans({"ё": "е", "ґ": "г", "ß": "ss", "ø": "o", "æ": "a", "ı": "i"})
_WORD = re.compile(r"[^\W_]+(?:[@.+-][^\W_]+)*")
_STRETCHED = re.compile(r"(.)\1{2,}")
_LATIN_MARKS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_LOOKALIKE_TOCYRILLIC = str.maketrans("aceiopxyk", "асеіорхук")
_LOOKALIKE_TO_LATIN = str.maketrans("асеіорхук", "aceiopxyk")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z]")
# A full stop that is followed by a word without a space ("…б'є.допоможіть").
_RUN_ON = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])")
# A quotation mark or an asterisk where Ukrainian has an apostrophe ("б\"є").
_TYPED_APOSTROPHE = re.compile(r"(?<=[бвгджзкмнпрстфхцчшщ])[\"“”„*](?=[єїюя])", re.IGNORECASE)
MAX_WORDS = 1_000
MAX_LETTERS = 64


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its normal form and where it stands in the original text (code points)."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Casefold, drop apostrophes and Latin accents (å → a), shorten stretched letters, mend look-alike letters."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_APOSTROPHES)
    plain = "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Cs"))
    marks = unicodedata.normalize("NFD", plain)
    plain = unicodedata.normalize("NFC", _LATIN_MARKS.sub("", marks)).translate(_LETTERS)
    return _one_alphabet(_STRETCHED.sub(r"\1\1", plain))


def split(text: str, most: int = MAX_WORDS) -> tuple[Word, ...]:
    """The words of ``text`` in order, ``most`` of ``MAX_LETTERS``; punctuation and emoji are dropped."""
    return tuple(islice(_words(text), most))


def _words(text: str) -> Iterator[Word]:
    joined = _TYPED_APOSTROPHE.sub("ʼ", text.translate(_KEEP_LENGTH))
    for match in _WORD.finditer(joined):
        start = match.start()
        for part in [match.group()] if "@" in match.group() else _RUN_ON.split(match.group()):
            if folded := fold(part[:MAX_LETTERS])[:MAX_LETTERS]:
                yield Word(folded, start, start + len(part))
            start += len(part) + 1


# Apostrophes inside a word join it ("м'яч"); they become a letter-like sign of the same length before splitting.
_KEEP_LENGTH = {ord(c): "ʼ" for c in "'’ʼ`´‘′"}


def _one_alphabet(word: str) -> str:
    """A word that mixes alphabets was typed with look-alikes: bring it to the one that has all its letters."""
    cyrillic, latin = len(CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    readings = [word.translate(_LOOKALIKE_TOCYRILLIC), word.translate(_LOOKALIKE_TO_LATIN)]
    if latin > cyrillic:
        readings.reverse()
    return min(readings, key=lambda reading: bool(CYRILLIC.search(reading) and _LATIN.search(reading)))


_SOUNDS = {
    "а": "a", "б": "b", "в": "v", "г": "h", "д": "d", "е": "e", "є": "e", "ж": "z", "з": "z", "и": "i", "і": "i",
    "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "ш": "s", "щ": "s", "ь": "", "ъ": "", "ы": "i", "э": "e",
    "ю": "u", "я": "a",
}  # fmt: skip
_SOUNDS_KEPT = 4096
_SPELLINGS = (
    ("shch", "s"), ("sch", "s"), ("zh", "z"), ("kh", "h"), ("ts", "c"), ("tc", "c"), ("ch", "c"), ("sh", "s"),
    ("ye", "e"), ("je", "e"), ("ie", "e"), ("yi", "i"), ("ji", "i"), ("yu", "u"), ("ju", "u"), ("iu", "u"),
    ("ya", "a"), ("ja", "a"), ("ia", "a"), ("y", "i"), ("j", "i"), ("w", "v"), ("g", "h"), ("x", "h"), ("q", "k"),
)  # fmt: skip


@lru_cache(_SOUNDS_KEPT)
def sound(word: str) -> str:
    """A rough sound of a Ukrainian or Russian word, the same for Cyrillic and every Latin spelling of it."""
    if CYRILLIC.search(word):
        return _shrink("".join(_SOUNDS.get(c, c) for c in word))
    for spelling, letter in _SPELLINGS:
        word = word.replace(spelling, letter)
    return _shrink(word)


def _shrink(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))
