"""Long texts in parts that Telegram takes: at most 4096 UTF-16 code units, cut between words where that is possible.

Nothing is lost: the parts put together are the text. A character that is made of several (a family, a flag, a letter
with its accents) is never torn, and neither is a word, an address or a number, unless it is longer than a part.
"""

from collections.abc import Iterator

LONGEST = 4096
_FIRST, _SECOND, _THIRD = "\n\n", "\n", " "
_WORTH = 3
"""A part is at least a third full when it is cut at a better place than the last possible one."""


def split_text(text: str, longest: int = LONGEST) -> list[str]:
    """``text`` in parts of at most ``longest`` UTF-16 code units."""
    return list(_parts(text, longest)) if units(text) > longest else [text]


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def _parts(text: str, longest: int) -> Iterator[str]:
    while units(text) > longest:
        end = _cut(text, longest)
        yield text[:end]
        text = text[end:]
    if text:
        yield text


def _cut(text: str, longest: int) -> int:
    """Where the first part ends."""
    limit = _fitting(text, longest)
    for mark in (_FIRST, _SECOND, _THIRD):
        end = text.rfind(mark, limit // _WORTH, limit) + len(mark)
        if end >= len(mark) and text[:end].strip() and _ends_character(text, end):
            return end
    return _whole_characters(text, limit)


def _ends_character(text: str, end: int) -> bool:
    """Nothing after a space or line's end belongs to it: an accent may."""
    return _clusters(text[end - 1 : end + 1]) == 2 if end < len(text) else True


def _fitting(text: str, longest: int) -> int:
    """How many code points fit."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > longest:
            return place
    return len(text)


def _whole_characters(text: str, limit: int) -> int:
    """The last place up to ``limit`` that does not tear a character; within one that is too long, ``limit``."""
    import regex  # only for words of more than a thousand letters

    ends = (cluster.end() for cluster in regex.finditer(r"\X", text[: limit + _AHEAD]))
    return max((end for end in ends if end <= limit), default=limit) or limit


def _clusters(text: str) -> int:
    import regex

    return len(regex.findall(r"\X", text))


_AHEAD = 64
"""Code points beyond the limit that are looked at to see where the last character ends."""
