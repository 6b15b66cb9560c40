"""How the guide's texts are worded: plain, short, polite, without promises of money. Each fault is a sentence.

Readability in Swedish is measured as LIX (Björnsson 1968): words a sentence + the share of words longer than six
letters, in percent. A sentence ends with . ? ! : or with its line. Up to 40 is easy to read.
"""

import re
from collections.abc import Iterator

MAX_LIX = 40
_LONG_WORD = 6
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.?!:]+(?=\s|$)|\n+")

_MARKUP = re.compile(r"[*#<>{}\[\]`]|https?:|www\.")
_LOUD = re.compile(r"!|—| – ")
_MONEY = re.compile(
    r"(?i)\b(?:sek|kr|kronor|крон\w*|kronas?|eur|euros?|євро)\b|[€$₴]|\d\s*%|\bprocent\b|\bвідсотк\w*|\bper ?cent\b"
    r"|(?<![+\d])\d{1,3}[ \u00a0.]\d{3}(?!\d)"
)
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")
_FAMILIAR = re.compile(
    r"(?i)\b(?:ти|тебе|тобі|тобою|твій|твоя|твоє|твої|твого|твоєї|твою|твоїх|твоїм|твоєму"
    r"|напиши|обери|вибери|зачекай|запитай|подай|спитай|прочитай|дізнайся|зателефонуй|телефонуй|перевір|звернися"
    r"|скажи|розкажи|подивися|дай|попроси|покажи|візьми|(?!лиш\b|тиш\b)\w+[еєиї]ш(?:ся)?)\b"
)
_SMALL_YOU = re.compile(r"\b(?:ви|вас|вам|вами|ваш\w{0,3})\b")


def lix(text: str) -> float:
    """How hard the text is to read; the empty text is not hard at all."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    return len(words) / sentences + 100 * sum(len(word) > _LONG_WORD for word in words) / len(words)


def wording_faults(language: str, text: str) -> Iterator[str]:
    """Everything that is wrong with one text, said of it: "is …", "names …"."""
    if not text.strip():
        yield "is empty"
    if found := _MARKUP.search(text):
        yield f"is not plain text: {found[0]}"
    if found := _LOUD.search(text):
        yield f"has a dash or an exclamation mark: {found[0].strip()}"
    if found := _MONEY.search(text):
        yield f"names an amount, which is not verified: {found[0]}"
    if language == "uk":
        yield from _ukrainian_faults(text)
    if language == "sv" and lix(text) > MAX_LIX:
        yield f"is hard to read: LIX {lix(text):.0f}, at most {MAX_LIX}"


def _ukrainian_faults(text: str) -> Iterator[str]:
    if found := _RUSSIAN.search(text):
        yield f"has a Russian letter: {found[0]}"
    if found := _FAMILIAR.search(text):
        yield f"says ти, not Ви: {found[0]}"
    if found := _SMALL_YOU.search(text):
        yield f"writes Ви with a small letter: {found[0]}"
