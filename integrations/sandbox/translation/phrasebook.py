"""The phrases that the local translator knows, in three languages."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

import regex

LANGUAGES = ("sv", "uk", "en")
_SENTENCE = regex.compile(r"(?P<words>[^.!?\r\n]+)(?P<end>[.!?]*\s*)|(?P<gap>\s+|[.!?]+)")
SLOT = regex.compile(r'\[\d+\]|<x id="\d+"/>')


def translate(text: str, source: str, target: str) -> str:
    """Sentence by sentence; the whole text with ``[target]`` before it where a sentence is not known."""
    try:
        return _SENTENCE.sub(_reader(_phrases(source, target)), text)
    except KeyError:
        return f"[{target}] {text}"


def _reader(known: Mapping[str, str]) -> Callable[[regex.Match[str]], str]:
    def read(match: regex.Match[str]) -> str:
        if match["words"] is None:
            return match.group()
        slots = iter(SLOT.findall(match["words"]))
        said = known[_key(SLOT.sub("{}", match["words"]))]
        return regex.sub(r"\{\}", lambda _: next(slots), said) + match["end"]

    return read


@cache
def _phrases(source: str, target: str) -> Mapping[str, str]:
    lines = files("integrations.sandbox.translation").joinpath("phrases.tsv").read_text(encoding="utf-8").splitlines()
    rows = [dict(zip(LANGUAGES, line.split("\t"), strict=True)) for line in lines]
    return {_key(row[source]): row[target] for row in rows}


def _key(phrase: str) -> str:
    return regex.sub(r"[,\s]+", " ", phrase).strip().casefold()
