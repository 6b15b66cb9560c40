"""What must not leave the city, and how it comes back.

E-mail addresses, telephone numbers, web addresses, every number, references of cases, and names are replaced by marks
before a text is sent. Each mark must come back exactly once, and no digit besides; otherwise there is no translation:
a wrong number is worse than none.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from integrations.errors import IntegrationError
from integrations.translation import marks
from integrations.translation.inflection import Words, parts, search
from integrations.translation.names import find_names
from integrations.translation.numbers import DIGIT, PATTERNS

# Invisible, and able to hide a name from whoever looks for it; between the parts of a picture they are needed.
_INVISIBLE = regex.compile(
    r"(?<=[\p{L}\p{N}\s.+-])[\p{Cf}\u034f]+|[\p{Cf}\u034f]+(?=[\p{L}\p{M}\p{N}\s.+-])|[\p{Cf}--\u200d]+", regex.VERSION1
)
# What no engine can read: control characters, halves of surrogate pairs.
_UNREADABLE = regex.compile(r"[^\P{C}\p{Cf}\r\n\t]")
_TOGETHER = regex.compile(r"[^\S\r\n]")


class Unsafe(IntegrationError):
    """What was hidden did not come back as it left."""


@dataclass(frozen=True, slots=True)
class Masked:
    """``text`` may leave; ``values`` are what its marks stand for, by their numbers."""

    text: str
    values: tuple[str, ...]


def mask(text: str, *, secret: Iterable[str] = (), known: Words | None = None) -> Masked:
    """``secret``: names that are hidden in all their forms. ``known``: words that are no names."""
    text = readable(text)
    values: list[str] = []
    out: list[str] = []
    end = 0
    for start, stop in _joined(text, _covered(len(text), _spans(text, secret, known or Words(())))):
        out += (text[end:start], marks.mark(len(values)))
        values.append(text[start:stop])
        end = stop
    return Masked("".join((*out, text[end:])), tuple(values))


def readable(text: str) -> str:
    """In composed letters, without what cannot be seen or read, and without marks."""
    text = marks.without(unicodedata.normalize("NFC", text))
    return _UNREADABLE.sub("", _INVISIBLE.sub("", text))


def check(sent: str, answer: str) -> None:
    """Raises ``Unsafe`` unless ``answer`` has exactly the marks that were ``sent``, and no digit."""
    if sorted(marks.MARK.findall(answer)) != sorted(marks.MARK.findall(sent)):
        raise Unsafe("what was hidden did not come back")
    if DIGIT.search(answer):
        raise Unsafe("a number came back that was not sent")


def restore(answer: str, values: tuple[str, ...]) -> str:
    """The words again in the place of their marks."""
    return marks.MARK.sub(lambda found: values[marks.number_of(found.group())], answer)


def _spans(text: str, secret: Iterable[str], known: Words) -> Iterator[tuple[int, int]]:
    patterns = list(PATTERNS)
    if found := search(part for name in secret for part in parts(readable(name))):
        patterns.append(found)
    for pattern in patterns:
        yield from (match.span() for match in pattern.finditer(text))
    yield from find_names(text, known)


def _covered(length: int, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that overlap become one."""
    hidden = bytearray(length)
    for start, stop in spans:
        hidden[start:stop] = b"\1" * (stop - start)
    start = hidden.find(1)
    while start >= 0:
        stop = hidden.find(0, start)
        stop = length if stop < 0 else stop
        yield start, stop
        start = hidden.find(1, stop)


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours with one blank between them become one, such as the parts of a name."""
    last: tuple[int, int] | None = None
    for start, stop in spans:
        if last and start - last[1] == 1 and _TOGETHER.fullmatch(text[last[1]]):
            last = (last[0], stop)
            continue
        if last:
            yield last
        last = (start, stop)
    if last:
        yield last
