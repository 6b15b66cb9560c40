"""The forms of a name of people's work: how one is written when it is one of many, or "as a …"."""

import re

# From here on a beginning is long enough to stand for all its endings; those left out have a look-alike that is a
# place or a deed ("лікар", "лікарня"; "водій", "водіння").
STEM_FROM = 7
LONG_FROM = 9
_NO_STEM = re.compile("(?:ар|ій|ець|ь)$")
# Ending → what stands in its place: who, whose, to whom, as whom, several, of several.
_CASES = (
    ("ець", ("ець", "ця", "цю", "цем", "ці", "ців")),
    ("ій", ("ій", "ія", "ію", "ієм", "ії", "іїв")),
    ("ий", ("ий", "ого", "ому", "им", "і", "их")),
    ("ар", ("ар", "аря", "арю", "арем", "арі", "арів")),
    ("ь", ("ь", "я", "ю", "ем", "і", "ів")),
    ("ка", ("ка", "ки", "ці", "кою", "ки", "ок")),
    ("ця", ("ця", "ці", "ці", "цею", "ці", "ць")),
    ("ня", ("ня", "ні", "ні", "нею", "ні", "нь")),
    ("я", ("я", "і", "і", "ею", "і", "ь")),
    ("а", ("а", "и", "і", "ою", "и", "")),
    ("о", ("о", "о", "о", "о", "о", "о")),
    ("", ("", "а", "у", "ом", "и", "ів")),
)
_SWEDISH = (
    ("man", ("man", "mannen", "män", "männen")),
    ("are", ("are", "aren", "arna")),
    ("a", ("a", "an", "or", "orna")),
    ("e", ("e", "et", "en", "ena")),
    ("er", ("er", "ern", "erna")),
    ("", ("", "en", "et", "er", "erna", "ar", "arna")),
)
_ENGLISH = (
    ("man", ("man", "men")), ("y", ("y", "ies")), ("ss", ("ss", "sses")), ("s", ("s",)), ("", ("", "s")),
)  # fmt: skip


def swedish(name: str) -> str:
    """A phrase that fits ``name`` in all its forms: "personlig|personliga +assistent|assistenten|…"."""
    head, *detail = (part.split() for part in name.split(","))
    *first, last = head
    adjectives = (f"{word}|{word}a" for word in first)
    return " +".join((*adjectives, _endless(last, "[ae]$", _SWEDISH), *(w for part in detail for w in part)))


def english(name: str) -> str:
    """The same for an English name, of which the last word tells how many."""
    *first, last = name.split()
    return " +".join((*first, _endless(last, "y$", _ENGLISH)))


def ukrainian(*names: str) -> list[str]:
    """Phrases that fit a name, or a man's and a woman's, in every case; what both share is a mere complement."""
    parts = [name.split() for name in names]
    if len({len(words) for words in parts}) > 1:
        return [phrase for name in names for phrase in ukrainian(name)]
    places = ["|".join(_forms(words)) for words in zip(*parts, strict=True)]
    if len(names) == 1:
        places[1:] = parts[0][1:]
    phrase = " +".join(places)
    compounds = [words for words in zip(*parts, strict=True) if "-" in words[0]]
    return [phrase, *("|".join(_cases(w.split("-")[0])) + " +" + _last(w) for words in compounds for w in words)]


def ukrainian_label(*names: str) -> str:
    """A man's and a woman's name, what both end with written once: "водій / водійка автобуса"."""
    if len(names) == 1 or len(names[0].split()) != len(names[1].split()):
        return " / ".join(names)
    man, woman = (name.split() for name in names)
    shared = 0
    while shared < len(man) - 1 and man[-1 - shared] == woman[-1 - shared]:
        shared += 1
    return " ".join([*man[: len(man) - shared], "/", *woman])


def _forms(words: tuple[str, ...]) -> list[str]:
    """What may stand where a man's and a woman's name have these words."""
    if len(words) > 1 and len(set(words)) == 1:
        return [words[0]]
    if len(words) > 1 and words[0][-2:] in ("ий", "ій") and words[0][:-2] == words[1][:-1]:
        return [words[0][:-2] + "*"]
    found: list[str] = []
    for word in words:
        forms = _compound(word) if "-" in word else _stems(word) if _has_stem(word) else _cases(word)
        found += [form for form in forms if not any(_covers(known, form) for known in found)]
    return found


def _covers(known: str, form: str) -> bool:
    return form == known or (known.endswith("*") and form.startswith(known[:-1]))


def _has_stem(word: str) -> bool:
    return word.endswith("яр") or (len(word) >= STEM_FROM and not _NO_STEM.search(word))


def _stems(word: str) -> list[str]:
    """The beginnings that all cases share; a woman's "-ка" is "-ці" and "-ок" elsewhere."""
    if word.endswith("ка"):
        return [word[:-2] + ending for ending in ("к*", "ці", "ок")]
    return [re.sub("(?:ий|[ая]|о)$", "", word) + "*"]


def _cases(word: str) -> list[str]:
    return list(dict.fromkeys(_ended(word, _CASES)))


def _compound(word: str) -> list[str]:
    """Both parts change: "інженером-механіком"."""
    forms = ["-".join(pair) for pair in zip(*(_ended(part, _CASES) for part in word.split("-")), strict=True)]
    return [forms[0], forms[1], forms[3]]


def _last(word: str) -> str:
    return "|".join(_cases(word.rsplit("-", maxsplit=1)[-1]))


def _endless(word: str, vowel: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """A long word's beginning, whatever its ending; all forms of a short one, or of one that is near to a deed."""
    if len(word) < LONG_FROM or word.endswith(("man", "are", "ör", "or")):
        return "|".join(_ended(word, table))
    return re.sub(vowel, "", word) + "*"


def _ended(word: str, table: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[str, ...]:
    ending, others = next(row for row in table if word.endswith(row[0]))
    return tuple(word.removesuffix(ending) + other for other in others)
