"""The time of day as people say it: ``13:00``, ``halv tio``, ``о десятій``, ``в десять``, ``half past nine``."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[:.]([0-5]\d)(?![\d.:])")
_MARKED = re.compile(r"\b(?:kl\.?|klockan|at|о|об)\s*([01]?\d|2[0-3])(?![\d.:])", re.IGNORECASE)
_ALONE = re.compile(
    r"(?:на |в |jag tar |ta )?([6-9]|1\d)(?: (?:am|pm|годин\w+|часов))?(?: [^\W\d]+){0,3}[.!]?", re.IGNORECASE
)
"""One number and few words: the hour, unless it may be the place of a time among others."""
_WORDS: Mapping[str, int] = MappingProxyType(
    {
        word: hour
        for hour, words in {
            1: "ett one першій першу час",
            2: "två two другій другу два",
            3: "tre three третій третю три",
            4: "fyra four четвертій четверту четыре",
            5: "fem five п'ятій п'яту пять",
            8: "åtta eight восьмій восьму восьма восемь",
            9: "nio nine дев'ятій дев'яту дев'ята девять",
            10: "tio ten десятій десяту десята десять",
            11: "elva eleven одинадцятій одинадцяту одинадцята одиннадцать",
            12: "tolv twelve noon дванадцятій дванадцяту дванадцята двенадцать",
            13: "tretton thirteen тринадцятій тринадцяту тринадцята тринадцать",
            14: "fjorton fourteen чотирнадцятій чотирнадцяту чотирнадцята четырнадцать",
            15: "femton fifteen п'ятнадцятій п'ятнадцяту п'ятнадцята пятнадцать",
            16: "sexton sixteen шістнадцятій шістнадцяту шістнадцята шестнадцать",
        }.items()
        for word in words.split()
    }
)
_SURE = 8
"""From this hour on a word for it needs nothing before it: ``two`` may be a place among others, ``ten`` hardly is."""
_BEFORE = {"kl", "klockan", "halv", "at", "past", "о", "об", "на", "в"}
_HALF = {"halv": -1, "past": 0}
"""``halv tio`` is half an hour before ten, ``half past ten`` after."""


def clocks_said(text: str) -> set[tuple[int, int]]:
    """Hours and minutes that the words name; an hour before eight is also one in the afternoon."""
    said = {(int(hour), int(minute)) for hour, minute in _CLOCK.findall(text)}
    said |= {(int(hour), 0) for hour in _MARKED.findall(text)}
    said |= set(_in_words(text.casefold().replace("’", "'")))
    if not said and (alone := _ALONE.fullmatch(text.strip())):
        said = {(int(alone[1]), 0)}
    return said | {(hour + 12, minute) for hour, minute in said if hour < _SURE}


def _in_words(text: str) -> Iterator[tuple[int, int]]:
    words = re.findall(r"[\w']+", text)
    for at, word in enumerate(words):
        hour, before = _WORDS.get(word), words[at - 1] if at else ""
        if hour is None or not (hour >= _SURE or before in _BEFORE):
            continue
        half = before in _HALF and (before == "halv" or words[max(0, at - 2)] == "half")
        yield (hour + _HALF[before], 30) if half else (hour, 0)
