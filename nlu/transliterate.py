"""Between Cyrillic and home-made Latin spellings of Ukrainian and Russian.

``to_cyrillic`` brings "shukaju robotu" back to "шукаю роботу", of which the encoder has read far more; ``to_latin``
makes the spellings that people use, for training. Neither follows a standard: nobody who types does.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from nlu.words import CYRILLIC, fold, sound

_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_SIGN = "['’ʼ`´ʹ′]"
# An address or a link in one piece; a word with the signs that stand for a soft one.
_TOKEN = re.compile(rf"[^\s@]{{1,64}}@\S+|https?://\S+|www\.\S+|[^\W_]+(?:{_SIGN}[^\W_]+)*{_SIGN}?")
# "4" is "ч" in a word, but not in "4g" or "mp4".
_WORD = re.compile("[a-z']+|4[a-z']{2,}|[a-z']{2,}4[a-z']+|[a-z']{3,}4")
_LONGEST_WORD = 32
_HEARD_FROM = 3
_LONGEST_SHORT_FORM = 5
_SIGNS = re.compile(_SIGN)

_PAIRS = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "tz": "ц", "ch": "ч", "sh": "ш", "ph": "ф",
    "yu": "ю", "ju": "ю", "iu": "ю", "ya": "я", "ja": "я", "ia": "я", "ye": "є", "je": "є", "ie": "є", "yi": "ї",
    "ji": "ї", "yo": "ё", "jo": "ё", "yj": "ий", "ij": "ій", "iy": "ій", "yy": "ий",
}  # fmt: skip
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz4'", "абцдефггійклмнопкрстуввхизчь", strict=True))
# "iju" is "ію", not "ійу".
_ENDINGS = ("yj", "ij", "iy", "yy")
_PARTS = (s + "(?![aeou])" * (s in _ENDINGS) for s in sorted(_PAIRS, key=len, reverse=True))
_LATIN = re.compile("|".join(_PARTS) + "|[a-z4']")
_SOUNDS = {
    "uk": _LETTERS | _PAIRS,
    "ru": _LETTERS | _PAIRS | {
        "ye": "ые", "je": "е", "ie": "е", "yi": "ый", "ji": "и", "yj": "ый", "yy": "ый", "ij": "ий", "iy": "ий",
        "h": "х", "i": "и", "y": "ы",
    },
}  # fmt: skip
_VOWEL = "аеєиіїоуюяёыэ"
_HARD = "бвгджзклмнпрстфхцчшщ"

# Rules of spelling, and what a hasty speller leaves out, put back where it nearly always stands.
_MENDED = {
    "uk": (
        (rf"(?<=[{_HARD}])ї$", "ий"), (rf"(?<=[{_HARD}])ї", "иї"), (rf"(?<=[{_VOWEL}])і", "ї"),
        (rf"(?<=[{_VOWEL}])и", "й"), ("ё", "йо"), ("^и", "і"), ("^го(?=ч|ті)", "хо"), ("(?<=..)ця$", "ться"),
        ("(?<=[днлрвбткй])с(?=к[аиіоу])", "сь"), ("л(?=[кш]|н[оиіа])", "ль"),
        ("(?<=..[уюяи])т$|(?<=[іо]с)т$", "ть"), ("(?<=[еі])ц$", "ць"),
    ),
    "ru": (
        (rf"(?:^|(?<=[{_VOWEL}]))ые", "е"), ("^е(?=т[оаиу]|к[зсо]|ле)", "э"), (rf"(?<=[{_VOWEL}])ы", "й"),
        ("(?<=[аоеуя])и$", "й"),
        ("(?<=[жшчщкг])ы", "и"), ("^ы", "и"), ("(?<=..)ця$|(?<=..)ца$", "тся"), ("л(?=[кш])", "ль"),
        ("(?<=..[ая])т$|(?<=.и)т$|(?<=ос)т$", "ть"),
    ),
}  # fmt: skip
_RULES = {name: [(re.compile(old), new) for old, new in rules] for name, rules in _MENDED.items()}

_FORMAL = dict(zip("абвгґдезийіїклмнопрстуфъыэ", "abvhgdezyiiiklmnoprstuf'ye", strict=True)) | {
    "є": "ie", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia",
    "ё": "e", "ъ": "",
}  # fmt: skip
_ENGLISH = _FORMAL | {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya", "ё": "yo"}
_SWEDISH = _FORMAL | {"є": "je", "ї": "ji", "й": "j", "ю": "ju", "я": "ja", "ё": "jo", "х": "h", "ц": "c", "щ": "sch"}
_HASTY = _SWEDISH | {"и": "i", "щ": "sh", "ж": "z", "х": "x", "ы": "i", "й": "i", "ї": "i", "г": "g"}
_SCHEMES = (_ENGLISH, _SWEDISH, _HASTY, _FORMAL)


def to_latin(text: str, language: str | None = None) -> Iterator[str]:
    """The common Latin spellings of a Cyrillic text, each one once; nothing when it has no Cyrillic letter."""
    russian = language == "ru" if language else bool(_RUSSIAN.search(text)) and not _UKRAINIAN.search(text)
    if not CYRILLIC.search(text):
        return
    own = {"и": "i", "г": "g"} if russian else {}
    yield from dict.fromkeys(_spell(text, scheme | own) for scheme in _SCHEMES)


def _spell(text: str, scheme: Mapping[str, str]) -> str:
    return "".join(_letter(c, scheme) for c in text)


def _letter(letter: str, scheme: Mapping[str, str]) -> str:
    if letter in "ʼ’":
        return "'"
    latin = scheme.get(letter.lower(), letter)
    return latin.capitalize() if letter.isupper() else latin


def to_cyrillic(
    text: str, language: str, *, foreign: Collection[str] = (), known: Mapping[str, str] | None = None
) -> str:
    """``text`` in readable Cyrillic letters of ``language`` (``uk`` or ``ru``).

    Addresses, links, numbers, abbreviations in capitals and the folded words in ``foreign`` stay as they are;
    ``known`` gives the right spelling of a word by its sound (``nlu.words.sound``).
    """
    shouted = text.isupper() and len(text.split()) > 1
    return _TOKEN.sub(lambda match: _token(match.group(), language, foreign, known or {}, shouted=shouted), text)


def _token(token: str, language: str, foreign: Collection[str], known: Mapping[str, str], *, shouted: bool) -> str:
    word = _SIGNS.sub("'", token).lower()
    capitals = sum(map(str.isupper, token))
    # "CV", "BankID"
    abbreviated = not shouted and capitals > 1 and (capitals < len(token) or len(token) <= _LONGEST_SHORT_FORM)
    if abbreviated or len(word) > _LONGEST_WORD or not _WORD.fullmatch(word) or fold(word) in foreign:
        return token
    # Short words sound too much alike ("чи", "чий").
    heard = sound(word)
    spelled = known.get(heard) if len(heard) >= _HEARD_FROM else None
    cyrillic = spelled or _mend(_read(word, language), language)
    return cyrillic.capitalize() if token[0].isupper() else cyrillic


def _read(word: str, language: str) -> str:
    return _LATIN.sub(lambda match: _SOUNDS[language][match.group()], word)


def _mend(word: str, language: str) -> str:
    for pattern, right in _RULES[language]:
        word = pattern.sub(right, word)
    return word
