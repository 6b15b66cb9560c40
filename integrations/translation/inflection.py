"""The forms in which a name or a term may stand in a sentence: Ukrainian and Russian cases, Swedish genitive.

Generous rather than exact: what is hidden too much is put back, what is hidden too little is gone.
"""

from collections.abc import Iterable

import regex

LETTER = r"[\p{L}\p{M}]"
BEFORE, AFTER = r"(?<![\p{L}\p{M}\p{N}])", r"(?![\p{L}\p{M}\p{N}])"
_ENDINGS = (
    r"(?:[аяоеєиіїйыуюьэ]|[оеє]ю|[оеє][йм]|[оеє]ві|і?в|[ая]м|[ая]ми|[ая]х|['’ʼ]ю|[оеє]го|[оеє]му|и[мх]|ими|ій|ої|ая|ую"
    r"|ин(?:а|у|е|ої|ою|ій|ого|ому|им|і|их|ими|ы|ой)?|[оеє]в(?:а|у|е|ої|ою|ій|ого|ому|им|і|их|ими|ы|ой)?)?"
)
_LATIN_ENDINGS = r"(?:['’ʼ:]?s)?"
_APOSTROPHES = "'’ʼ`ʹ"
_ANY_APOSTROPHE = f"[{_APOSTROPHES}]?"
_ALIKE = {"е": "[её]", "ё": "[её]", "г": "[гґ]", "ґ": "[гґ]"} | dict.fromkeys(_APOSTROPHES, _ANY_APOSTROPHE)
# Олег, Олеже; Ольга, Ользі; Галинка, Галинці; Явтух, Явтуше.
_LAST = {"г": "[гґзж]", "ґ": "[гґзж]", "к": "[кцч]", "х": "[хсш]"}
# Кравець, Кравця; Дідок, Дідка; Орел, Орла.
_FLEETING = regex.compile(r"(?<=.{2})[еоё]([цклрн])$")
# Федір, Федора; Антін, Антона.
_CLOSED = regex.compile(r"(?<=.{2})і([рнпвлк])$")
_NO_LETTER = regex.compile(rf"[^\p{{L}}\p{{M}}{_APOSTROPHES}]+")
_VOWELS = "аяоеєиіїйьуюыэё"
_TRANSLITERATION = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y",
    "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu",
    "я": "ia", "ы": "y", "э": "e", "ё": "e", "ъ": "",
} | dict.fromkeys(_APOSTROPHES, "")  # fmt: skip
_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def parts(name: str) -> list[str]:
    """The words of a name; only letters and apostrophes count."""
    return [word for part in _NO_LETTER.split(name) if (word := part.strip(_APOSTROPHES))]


def search(words: Iterable[str]) -> regex.Pattern[str] | None:
    """Finds any form of any of the ``words`` (two letters at least) as a whole word; None: there are none."""
    found = sorted({form for word in words if len(word) > 1 for form in forms(word)}, key=len, reverse=True)
    return regex.compile(f"{BEFORE}(?:{'|'.join(found)}){AFTER}", regex.IGNORECASE) if found else None


def forms(word: str) -> tuple[str, ...]:
    """Patterns of the forms of one word; a Cyrillic one also as it is written in Latin letters."""
    word = word.casefold()
    if not regex.search(r"\p{Cyrillic}", word):
        return (_spelled(word) + _LATIN_ENDINGS,)
    stems = {word} if len(word) < 3 else set(_stems(word))
    latin = latin_of(word)
    return (
        *(stem for one in stems for stem in _declined(one)),
        *((_spelled(latin) + _LATIN_ENDINGS,) if len(latin) > 1 else ()),
    )


def latin_of(word: str) -> str:
    """As a Ukrainian passport has it."""
    word = word.casefold().replace("зг", "zgh")
    return _FIRST.get(word[:1], _TRANSLITERATION.get(word[:1], word[:1])) + "".join(
        _TRANSLITERATION.get(letter, letter) for letter in word[1:]
    )


def _stems(word: str) -> Iterable[str]:
    yield word[:-1] if word[-1] in _VOWELS else word
    if word.endswith(("ий", "ый", "ой", "ая", "яя")) and len(word) > 4:
        yield word[:-2]


def _declined(stem: str) -> Iterable[str]:
    if len(stem) < 2:
        return
    last = _LAST.get(stem[-1])
    yield (_spelled(stem[:-1]) + last if last else _spelled(stem)) + _ENDINGS
    if fleeting := _FLEETING.search(stem):
        yield _spelled(stem[: fleeting.start()]) + fleeting[1] + _ENDINGS
    if closed := _CLOSED.search(stem):
        yield _spelled(stem[: closed.start()]) + "[оеє]" + closed[1] + _ENDINGS


def _spelled(word: str) -> str:
    return "".join(_ALIKE.get(letter) or regex.escape(letter) for letter in word)


class Words:
    """Words that are recognised in all their forms."""

    def __init__(self, words: Iterable[str]) -> None:
        by_beginning: dict[str, set[str]] = {}
        for word in words:
            by_beginning.setdefault(_beginning(word), set()).add(word)
        self._forms = {beginning: search(group) for beginning, group in by_beginning.items()}

    def has(self, word: str) -> bool:
        """Whether ``word`` is a form of one of them."""
        pattern = self._forms.get(_beginning(word))
        return pattern is not None and pattern.fullmatch(word) is not None


def _beginning(word: str) -> str:
    return word[:2].casefold().replace("ё", "е").replace("ґ", "г")
