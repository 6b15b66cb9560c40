"""One spelling for the many that a name has: another alphabet, another way of bringing it to Latin letters.

The result is for comparing, not for reading: Щербаков, Shcherbakov, Schtscherbakow and Sjtjerbakov are one word.
"""

import re
import unicodedata

from anyascii import anyascii

_APOSTROPHES = re.compile(r"['`´‘’ʼʹʺ\"]")
_ABBREVIATED = re.compile(r"\b(?:[^\W\d_]\.[ ]?){2,}(?:[^\W\d_]\b)?")
_WORD = re.compile(r"[a-z0-9]+")
_SHORT = 3
_FOLDS = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("q", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("ph", "f"),
        ("(?<![st])ch(?=[lmnrv])", "g"),
        ("schtsch|shch|sjtj|szcz|stj", "s"),
        ("tsch|tch|tsj|tj|cz|(?<!s)ch", "q"),
        ("sch|sh|sj|sz", "s"),
        ("th", "t"),
        ("dzh|dj", "dz"),
        ("zh|zj", "z"),
        # One letter in Ukrainian and Belarusian, and what others make of it.
        ("kh|h", "g"),
        ("c(?![eiy])", "k"),
        ("ts|tz", "c"),
        ("[yj]", "i"),
        ("i+(?=[aeou])", ""),
    )
)
_DOUBLE = re.compile(r"(.)\1+")
_LAST = re.compile(r"(?<=[oe])f$")


def spell(name: str, *, initials: bool = False) -> tuple[str, ...]:
    """The words of ``name``, in their order. ``initials``: letters with dots are not one word, as in S.A., but many."""
    text = unicodedata.normalize("NFKC", name).casefold()
    joined = text if initials else _ABBREVIATED.sub(_joined, text)
    plain = anyascii(_APOSTROPHES.sub("", joined)).lower()
    return tuple(fold(word) for word in _WORD.findall(_APOSTROPHES.sub("", plain)))


def fold(word: str) -> str:
    """One way to write a word of Latin letters."""
    folded = word
    for pattern, letter in _FOLDS:
        folded = pattern.sub(letter, folded)
    # Short words are mostly abbreviations, in which every letter counts.
    if len(word) > _SHORT:
        folded = _LAST.sub("v", _DOUBLE.sub(r"\1", folded))
    return folded or word


def _joined(found: re.Match[str]) -> str:
    return re.sub(r"[. ]", "", found.group()) + " "
