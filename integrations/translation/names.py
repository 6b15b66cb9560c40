"""Where a text names somebody.

A capital letter at the beginning of a sentence is no evidence; inside one it is, unless the word is known. So is what
stands beside it: a greeting, a signature, "my name is". Common given names are known wherever they stand.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import regex

from integrations.translation.inflection import AFTER, BEFORE, Words

Span = tuple[int, int]
_NAME = r"(?-i:\p{Lu})[\p{L}\p{M}]*(?:['’ʼ-][\p{L}\p{M}]+)*"
_BLANK = r"[^\S\r\n]"
_NAMES = rf"{_NAME}(?:[^\S\r\n]+{_NAME}){{0,3}}"
_ANY = r"[\p{L}\p{M}]+(?:['’ʼ-][\p{L}\p{M}]+)*"
_CAPITALISED = regex.compile(rf"{BEFORE}{_NAME}{AFTER}")
_BEHIND = regex.compile(rf"{_BLANK}(?P<who>{_NAME}){AFTER}")
_ANY_WORD = regex.compile(_ANY)
# After these a capital letter may begin a sentence.
_SENTENCE = regex.compile(r"(?:^[^\S\r\n]*[-–—]?|[.!?…:;•*>]|[\r\n][^\S\r\n]*[-–—]?)[\s\"'“”„«»()\[\]]*$")
_GREETING = (
    r"hej(?:san)?|hallå|tjena|god (?:morgon|dag|kväll)|bästa|kära|käre|tack(?: så mycket)?|välkommen"
    r"|привіт(?:ик)?|вітаю|доброго (?:дня|ранку|вечора)|добрий (?:день|ранок|вечір)|шановн(?:ий|а|і)|дорог(?:ий|а)"
    r"|дякую|спасибі"
    r"|здравствуйте|привет|добрый (?:день|вечер)|доброе утро|уважаем(?:ый|ая)|спасибо"
    r"|hello|hi|hey|dear|good (?:morning|afternoon|evening)|thanks|thank you|welcome"
)
_TITLE = r"herr|fru|doktor|пан[іе]?|панові|паном|лікар(?:ка)?|(?:mr|mrs|ms|dr|д-р)\.?"
_SIGNATURE = (
    r"(?:med )?(?:vänlig(?:a)?|bästa|varma) hälsning(?:ar|en)?|mvh|hälsningar|з (?:повагою|найкращими побажаннями)"
    r"|с уважением|(?:best |kind |warm )?regards|(?:yours )?sincerely|best wishes"
)
# After these any word is a name, however it is written; after the others only one with a capital letter.
_INTRODUCTION = (
    r"(?:jag|hon|han|hen|barnet|sonen|dottern|mannen|frun|mamman|pappan|som) heter|mitt namn är|namnet är"
    r"|(?:мене|його|її|сина|доньку|дочку|чоловіка|дружину|маму) (?:звати|звуть)|моє ім['’ʼ]?я|на ім['’ʼ]?я"
    r"|(?:меня|его|её|ее|сына|дочь|мужа|жену) зовут|мо[её] имя|по имени"
    r"|my name is|(?:his|her) name is|i am called"
)
# A word in small letters, when the sentence ends or goes on anew behind it.
_LAST = rf"{_ANY}(?={_BLANK}*(?:[,.!?;\r\n]|$|{_BLANK}(?:і|й|та|и|а|я|мені|мне|och|jag|and|i){AFTER}))"
_NAMING = r"heter|звати|звуть|прізвище|зовут|фамилия|surname is|last name is|(?:is )?called"
_STREET = (
    rf"(?:вул(?:иця|иці|\.)|просп(?:ект|\.)|пров(?:улок|\.)|бульвар|ул(?:ица|ице|\.)){_BLANK}*(?P<who>{_NAMES})"
    rf"|(?P<who>(?-i:\p{{Lu}})[\p{{L}}]+(?:gatan|vägen|gränden?|stigen|allén|torget|backen)){AFTER}"
)
_BESIDE = tuple(
    regex.compile(pattern, regex.IGNORECASE)
    for pattern in (
        rf"{BEFORE}(?:{_GREETING})(?:{_BLANK}+|,{_BLANK}*)(?P<who>{_NAMES})",
        rf"{BEFORE}(?:{_TITLE}){_BLANK}+(?P<who>{_NAMES})",
        rf"{BEFORE}(?:{_SIGNATURE})[\s,.!–—-]{{1,6}}(?P<who>{_NAMES})",
        rf"{BEFORE}(?:{_INTRODUCTION}){_BLANK}*[:–—-]?{_BLANK}+(?P<who>{_ANY}(?:{_BLANK}+(?:{_NAME}|{_LAST})){{0,3}})",
        rf"{BEFORE}(?:{_NAMING}){_BLANK}*[:–—-]?{_BLANK}+(?P<who>{_NAMES})",
        rf"{BEFORE}(?:{_STREET})",
    )
)


def find_names(text: str, known: Words) -> Iterator[Span]:
    """Where names of persons and streets may stand; not the ``known`` words."""
    for pattern in _BESIDE:
        for match in pattern.finditer(text, overlapped=True):
            yield from _unknown(text, match.span("who"), known)
    for match in _CAPITALISED.finditer(text):
        word = match.group()
        unknown = _is_unknown(word, known) and not word[1:2].isupper() and not _places().has(word)
        behind = _BEHIND.match(text, match.end())
        if _given().has(word) or (unknown and not (_begins(text, match) and not _is_surname(behind, known))):
            yield match.span()
            # A town right behind a name is one.
            if behind and _places().has(behind["who"]):
                yield behind.span("who")


def _is_surname(word: regex.Match[str] | None, known: Words) -> bool:
    """What stands behind the first word of a sentence makes a name of both, unless it is a name by itself."""
    return bool(
        word and _is_unknown(word["who"], known) and not (_given().has(word["who"]) or _places().has(word["who"]))
    )


def _begins(text: str, word: regex.Match[str]) -> bool:
    return _SENTENCE.search(text, max(0, word.start() - 40), word.start()) is not None


def _unknown(text: str, span: Span, known: Words) -> Iterator[Span]:
    for match in _ANY_WORD.finditer(text, *span):
        if _is_unknown(match.group(), known):
            yield match.span()


def _is_unknown(word: str, known: Words) -> bool:
    """A letter alone is no name, nor is CV, SFI or UT-kort."""
    short_form = word[1:2].isupper() and (len(word) < 5 or not word.isupper())
    return len(word) > 1 and not (short_form or known.has(word) or _common().has(word))


def load_words() -> None:
    """Half a second that nobody who waits for a translation should wait for."""
    for words in (_common, _places, _given):
        words()


@cache
def _common() -> Words:
    return Words(_listed("common"))


@cache
def _places() -> Words:
    return Words(_listed("places"))


@cache
def _given() -> Words:
    return Words(_listed("given"))


def _listed(name: str) -> list[str]:
    lines = files("integrations.translation").joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
