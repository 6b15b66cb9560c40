"""The words of this field in Swedish, Ukrainian, English and Russian (``glossary.toml``), to write and translate by."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = ("sv", "uk", "en", "ru")
NAMES = ("Svenska", "Українська", "English", "Русский")
HEADING = """\
# Glossary

The words of this product and of its field, in four languages. Texts, word lists, translations and documents use them.
✓ marks a Ukrainian form that a Swedish authority uses on its own pages. Made from `dialogs/glossary.toml` by
`python -m dialogs glossary > docs/glossary.md`; a test compares.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """A term. ``words`` are written with a bar where the ending begins; the first of a language is ours.

    ``passes``: what a text may say instead. ``seen``: a Swedish authority uses the Ukrainian word.
    """

    words: Mapping[str, tuple[str, ...]]
    passes: Mapping[str, tuple[str, ...]]
    seen: bool

    def word(self, language: str) -> str:
        """Our word for it."""
        return plain(self.words[language][0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """A word that no text uses, the better one, and phrases in which it may stand."""

    language: str
    word: str
    better: str
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A text that says a term otherwise in ``language``, or uses a word to avoid, and why."""

    text: str
    term: str
    language: str
    why: str


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order of the file."""
    return tuple(_term(row) for row in _file()["terms"])


@cache
def avoided() -> tuple[Avoided, ...]:
    """The words to avoid."""
    return tuple(
        Avoided(language=language, word=row["word"], better=row["better"], allowed=tuple(row.get("allowed", ())))
        for language, rows in _file()["avoid"].items()
        for row in rows
    )


@cache
def exceptions() -> tuple[Exemption, ...]:
    """Texts that may deviate."""
    return tuple(Exemption(**row) for row in _file().get("exceptions", ()))


def pairs(source: str, target: str) -> dict[str, str]:
    """What each term of the language ``source`` is called in ``target``: the glossary of a translation."""
    found: dict[str, str] = {}
    for term in terms():
        for word in term.words[source]:
            found.setdefault(plain(word), term.word(target))
    return found


def plain(word: str) -> str:
    """The word as it is written, without the bar."""
    return word.replace("|", "")


def page() -> str:
    """The glossary for people to read: docs/glossary.md."""
    rows = "".join(f"| {' | '.join(_cell(term, language) for language in LANGUAGES)} |\n" for term in terms())
    avoid = "".join(f"| {a.language} | {plain(a.word)} | {a.better} | {', '.join(a.allowed)} |\n" for a in avoided())
    words = "".join(f"| {word} | {meaning} |\n" for word, meaning in _file()["words"].items())
    return (
        f"{HEADING}\n## Terms of the field\n\n| {' | '.join(NAMES)} |\n|---|---|---|---|\n{rows}"
        f"\n## Words to avoid\n\n| language | word | better | may stand in |\n|---|---|---|---|\n{avoid}"
        f"\n## Terms of the product\n\n| word | meaning |\n|---|---|\n{words}"
    )


def _cell(term: Term, language: str) -> str:
    mark = " ✓" if term.seen and language == "uk" else ""
    ours, *others = (plain(word) + mark for word in term.words[language])
    return f"{ours} ({', '.join(others)})" if others else ours


def _term(row: Mapping[str, Any]) -> Term:
    return Term(
        words={language: _words(row[language]) for language in LANGUAGES},
        passes={language: _words(words) for language, words in row.get("passes", {}).items()},
        seen=row.get("seen", False),
    )


def _words(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


@cache
def _file() -> Mapping[str, Any]:
    text = files("dialogs").joinpath("glossary.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
