"""What a message says that an answer of the guide depends on: for whom, registered or not, where; which authority.

These are no answers to a question of a form (``Understanding.answers`` leaves them out).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from nlu.hits import apart
from nlu.patterns import Hit, Matcher, compile_phrase, load_phrases
from nlu.understanding import (
    ABOUT,
    ASKS,
    AUTHORITY,
    DENIED,
    FOLLOW_UP,
    ONLY_AUTHORITY,
    Entity,
    Reading,
    Understander,
    Understanding,
)
from nlu.word_lists import read_table
from nlu.words import CYRILLIC, Word, fold, split

ELSEWHERE, IF = "elsewhere", "if"
HOME = "Stockholm"
Names = Mapping[str, tuple[str, ...]]
"""The names that people use for each authority."""
# Short words are one letter from too many others.
_CLAUSE = re.compile(r"[.,:;!?\n]+|\s[–-]\s")
_FUZZY_FROM, _NAMES_FUZZY_FROM = 7, 8


@dataclass(frozen=True, slots=True)
class GuideReader:
    """An ``Understander`` in front of another one, which reads this besides."""

    engine: Understander
    about: Matcher
    authorities: Matcher
    asking: frozenset[str]
    leading: frozenset[str]

    @classmethod
    def load(cls, engine: Understander, names: Names) -> "GuideReader":
        """With the word lists of ``nlu/data/guide.toml``; ``names`` come from whoever keeps the authorities."""
        table, courtesies = read_table("guide"), read_table("courtesies")["courtesies"]
        small = [*_words(courtesies), *_words(table["around"])]
        doing = _words(table["doing"])
        phrases = [
            compile_phrase(authority, name, latin=bool(CYRILLIC.search(name)))
            for authority, spellings in names.items()
            for name in spellings
        ]
        return cls(
            engine,
            Matcher(load_phrases(table["about"]), courtesies=small, fuzzy_from=_FUZZY_FROM),
            Matcher(phrases, courtesies=[*small, *doing], fuzzy_from=_NAMES_FUZZY_FROM, deniable=False),
            _words(table["asking"]),
            _words(table["leading"]),
        )

    def understand(
        self, text: str, *, language: str, expects: tuple[str, ...] = (), today: date | None = None
    ) -> Understanding:
        """As the engine behind it."""
        heard = self.engine.understand(text, language=language, expects=expects, today=today)
        if text.startswith("/"):
            return heard
        return msgspec.structs.replace(heard, readings=(*heard.readings, *self._read(heard)))

    def _asks(self, text: str) -> str | None:
        """Whether a clause of ``text`` begins as questions do, or ends with their mark; ``only``: there is just one."""
        clauses = [clause for part in _CLAUSE.split(text) if (clause := [word.text for word in split(part)])]
        if "?" not in text and not any(self._begins(clause) for clause in clauses):
            return None
        return "only" if len(clauses) == 1 else "yes"

    def _begins(self, clause: list[str]) -> bool:
        lead = next((at for at, word in enumerate(clause) if word not in self.leading), len(clause))
        return any(word in self.asking for word in clause[: lead + 1])

    def _read(self, heard: Understanding) -> Iterator[Reading]:
        """What is said of it, whether the message says nothing else, and the authorities in their order."""
        words, denied = split(heard.text), heard.reading(DENIED)
        hits = apart(self.about.find(words))
        towns = [e for e in heard.entities if e.entity == "municipality" and e.value not in (HOME, *denied)]
        values = tuple(dict.fromkeys([*(h.label for h in hits), *(ELSEWHERE for _ in towns)]))
        if set(values) - {IF}:
            yield Reading(ABOUT, values)
            if self.about.bare(words) <= _taken(hits, towns, words):
                yield Reading(FOLLOW_UP, tuple(value for value in values if value != IF))
        if (asks := self._asks(heard.text)) is not None:
            yield Reading(ASKS, (asks,))
        names = apart(self.authorities.find(words))
        if names:
            yield Reading(AUTHORITY, tuple(dict.fromkeys(h.label for h in names)))
            if self.authorities.bare(words) <= _taken(names, [], words):
                yield Reading(ONLY_AUTHORITY, tuple(dict.fromkeys(h.label for h in names)))


def _taken(hits: list[Hit], towns: list[Entity], words: tuple[Word, ...]) -> set[int]:
    """The words that say it."""
    said = {i for h in hits for i in range(h.start, h.end)}
    return said | {i for i, w in enumerate(words) if any(e.start < w.end and w.start < e.end for e in towns)}


def _words(table: Mapping[str, str]) -> frozenset[str]:
    return frozenset(fold(word) for line in table.values() for word in line.split())
