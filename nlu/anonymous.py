"""What may be kept of a message without its conversation: words, and nothing that tells whose they are.

Beyond ``masking``, which takes out what is never kept at all: here phones, addresses, references, every number and
whatever looks like a name is replaced by what it is (``[phone]``, ``[name]``). Rules cannot know every name: a text is
for the eyes of staff, who can delete it, before it becomes training data.
"""

import re
import unicodedata
from collections.abc import Iterator

from nlu.words import fold, split

LONGEST = 200
"""Characters. Longer messages tell a story, and a story tells who it is about."""
PHONE, EMAIL, LINK, USER, REFERENCE = "[phone]", "[email]", "[link]", "[user]", "[reference]"
NUMBER, NAME, ADDRESS = "[number]", "[name]", "[address]"

_W = r"[^\W\d_]"
_WORD = rf"{_W}[\w'’ʼ`-]*"
# Words that end a name: "my name is Olena and I need work".
_NO_NAME = (
    "and|och|men|but|i|jag|im|from|från|fran|är|ar|som|who|need|want|have|"
    "і|й|та|и|а|але|но|я|мені|мне|ми|мы|в|у|з|із|с|из|хочу|треба|потрібн\\w*|нужн\\w*|маю|шукаю|ищу"
)
_NAMES = rf"(?:(?!(?:{_NO_NAME})\b){_WORD}(?:\s+|$|(?=\W))){{1,3}}"
_INTRODUCTION = re.compile(
    r"(?<!\w)(jag heter|mitt namn(?: är| ar)?|my name(?: is|'s|’s)|name is|i['’]?m called|call me"
    r"|мене (?:звати|звуть|зовуть)|мо[єе] ім['’ʼ]?я|ім['’ʼ]?я|меня зовут|мо[её] имя|імя|прізвище|фамилия"
    r"|mene zv\w+|menya zovut|moye? imya|(?:han|hon) heter|(?:efter|för)?namn:|(?:sur)?name:)"
    rf"(\s*[:,—–-]?\s*)({_NAMES})",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"(?<!\w)(mvh|m\.v\.h\.?|(?:med )?(?:vänlig|bästa|varma) ?hälsning\w*|hälsningar|(?:best |kind )?regards|sincerely"
    r"|з повагою|с уважением|ваш[аі]?)(\s*[,:—–-]?\s*)("
    rf"{_WORD}(?:\s+{_WORD}){{0,3}})\s*$",
    re.IGNORECASE,
)
_PATTERNS = (
    (EMAIL, re.compile(r"[^\s@<>]+\s?@\s?[^\s@<>]+\.\w+")),
    (
        LINK,
        re.compile(
            r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|se|ua|org|net|me|io|eu|ru)\b\S*", re.IGNORECASE
        ),
    ),
    (USER, re.compile(r"@\w+")),
    (REFERENCE, re.compile(r"(?<!\w)[IІ1l][PР][\s-]*\w{4}[\s-]*\w{4}(?!\w)", re.IGNORECASE)),
    (PHONE, re.compile(r"(?<!\w)(?:\+|00)?\(?\d(?:[\s().–-]{0,2}\d){6,14}(?!\w)")),
    (
        ADDRESS,
        re.compile(
            r"(?<!\w)\w+(?:gata|gatan|väg|vägen|vagen|gränd|grand|torg|torget|allé|allén|backen|stigen|street|avenue)"
            rf"\s+\d+\w*|(?<!\w)(?:вул|ул)(?:\.|иц\w+)\s*{_WORD}(?:[\s,]+(?:буд\.?|д\.?)?\s*\d+\w*)?",
            re.IGNORECASE,
        ),
    ),
)
_NUMBER = re.compile(r"(?<!\w)\w*\d\w*(?:[.,:/–-]+\w*\d\w*)*")
_CAPITAL = re.compile(rf"(?<![\w\[]){_W}[\w'’ʼ`-]*")
_OPENING = " «»\"'„“”([-–—"
_SENTENCE = re.compile(r"[.!?…:;\n]\W*$")
# What is written with a capital and is nobody's name, by how it begins (folded).
_PUBLIC = tuple(
    fold(word)
    for word in (
        "stockholm sthlm sver swed svensk sweden ukrain engl engelsk russi rysk ryska eu europe arab somali "
        "polska polish стокгольм швец швед укра росі россі російськ русск рос англ європ евро поль герман "
        "migrationsverk arbetsförmedl skatteverk försäkringskass socialstyrels kommun etablering integration intro "
        "welcome house center centrum röda korset red cross telegram whatsapp viber google facebook instagram youtube "
        "bank swedbank nordea handelsbank seb personnummer sfi komvux cv rinkeby kista "
        "мігра мигра арбет скатте банк телеграм вайбер вотсап фейсбук гугл велком хаус червон красн "
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december christmas easter jul ok okej hej hello hi god bog боже бог"
    ).split()
)


def anonymise(text: str) -> str | None:
    """``text`` without what could tell whose it is; None when it is too long or nothing is left to learn from."""
    line = " ".join("".join(_visible(text)).split())
    if not line or len(line) > LONGEST:
        return None
    for mark, pattern in _PATTERNS:
        line = pattern.sub(mark, line)
    line = _INTRODUCTION.sub(lambda m: f"{m[1]}{m[2]}{NAME}{_gap(m[3])}", line)
    line = _FAREWELL.sub(lambda m: f"{m[1]}{m[2]}{NAME}", line)
    line = _NUMBER.sub(NUMBER, line)
    line = _without_names(line)
    return line if _says_something(line) else None


def sameness(text: str) -> str:
    """What two texts have in common that differ in capitals, punctuation, accents or stretched letters only."""
    return " ".join(word.text for word in split(text)) or fold(text)


def _visible(text: str) -> Iterator[str]:
    """Control characters, direction marks and halves of characters are no words."""
    for character in unicodedata.normalize("NFC", text):
        if character.isspace():
            yield " "
        elif not unicodedata.category(character).startswith("C"):
            yield character


def _gap(names: str) -> str:
    return " " if names.endswith(" ") else ""


def _without_names(line: str) -> str:
    """Capitals inside a sentence are names in all our languages, unless we know the word."""
    pieces: list[str] = []
    end = 0
    for found in _CAPITAL.finditer(line):
        between, named = line[end : found.start()], _is_named(line, found)
        if named and not between.strip() and pieces[-1:] == [NAME]:
            end = found.end()  # a name of several words
            continue
        pieces += [between, NAME if named else found.group()]
        end = found.end()
    return "".join([*pieces, line[end:]])


def _is_named(line: str, word: re.Match[str]) -> bool:
    """The first word of a sentence has its capital anyway: it is a name with another one behind it only."""
    if not _is_name(word.group()):
        return False
    before = line[: word.start()]
    return (bool(before.strip(_OPENING)) and not _SENTENCE.search(before)) or _name_follows(line, word.end())


def _name_follows(line: str, end: int) -> bool:
    """The first word of a sentence counts as a name only with another one behind it ("Olena Petrenko …")."""
    following = _CAPITAL.match(line, end + 1) if line[end : end + 1] == " " else None
    return following is not None and _is_name(following.group())


def _is_name(word: str) -> bool:
    if len(word) < 2 or not word[0].isupper() or word[1:].isupper():
        return False
    return not fold(word).startswith(_PUBLIC)


def _says_something(line: str) -> bool:
    """Two letters at least outside the marks."""
    rest = re.sub(r"\[[a-z_]+\]", "", line)
    return sum(c.isalpha() for c in rest) >= 2
