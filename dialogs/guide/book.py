"""The written guide: one file an answer (``entries/<intent>.toml``), one an authority (``authorities/<name>.toml``).

An entry has ``answer`` and, where it matters, what is different for somebody: ``registered`` (folkbokförd),
``not_registered``, ``elsewhere`` (lives in another municipality than Stockholm), ``child`` (asked for a child). Each is
written in Swedish, Ukrainian and English; the text keys are ``guide-<intent>`` and ``guide-<intent>-<part>``.
An authority has ``name``, ``does`` (what it does), ``when`` (when to turn there) and ``how``; its text keys are
``authority-<name>`` and ``authority-<name>-<part>``. What staff keep up to date on the desk (addresses, telephone
numbers, opening hours) is not written here.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

LANGUAGES = ("sv", "uk", "en")
PARTS = ("registered", "not_registered", "elsewhere", "child")
"""What an entry may say besides, to whom it is different for."""
AUTHORITY_PARTS = ("does", "when", "how")
DOORS = ("arrival", "employer", "membership", "person")
"""Where an answer may lead: a form, or a person."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer. ``about``: the authorities that it names, the one to turn to first; ``doors``: the next steps.

    ``review_by``: after this day it is told with a warning. ``link``: a page of the source for the person to read.
    """

    intent: str
    answer: Words
    parts: Mapping[str, Words]
    about: tuple[str, ...]
    doors: tuple[str, ...]
    source: str
    link: str | None
    checked: date
    review_by: date

    @property
    def key(self) -> str:
        """The text key of the answer."""
        return f"guide-{self.intent}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who does what. ``also``: other names that people use for it, in any language. ``phone``: only a published one."""

    id: str
    name: Words
    parts: Mapping[str, Words]
    also: tuple[str, ...]
    source: str
    link: str | None
    phone: str | None
    checked: date
    review_by: date

    @property
    def key(self) -> str:
        """The text key of its name."""
        return f"authority-{self.id}"


@cache
def entries() -> Mapping[str, Entry]:
    """All answers by the intent that they answer."""
    return MappingProxyType({name: _entry(name, row) for name, row in rows("entries")})


@cache
def authorities() -> Mapping[str, Authority]:
    """All authorities by their names."""
    return MappingProxyType({name: _authority(name, row) for name, row in rows("authorities")})


def texts(language: str) -> dict[str, str]:
    """All words of the guide in one language, by text key."""
    found: dict[str, str] = {}
    for entry in entries().values():
        found[entry.key] = entry.answer[language]
        found |= {f"{entry.key}-{part}": words[language] for part, words in entry.parts.items()}
    for authority in authorities().values():
        found[authority.key] = authority.name[language]
        found |= {f"{authority.key}-{part}": words[language] for part, words in authority.parts.items()}
    return found


def rows(folder: str, root: Traversable | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file of ``entries`` or ``authorities`` as it was written, by its name."""
    for file in sorted((root or files("dialogs.guide")).joinpath(folder).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), _read(file)


def _read(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        error.add_note(f"in {file.name}")
        raise


def _entry(intent: str, row: dict[str, Any]) -> Entry:
    return Entry(
        intent=intent,
        answer=_words(row["answer"]),
        parts={part: _words(row[part]) for part in PARTS if part in row},
        about=tuple(row.get("about", ())),
        doors=tuple(row["doors"]),
        source=row["source"],
        link=row.get("link"),
        checked=row["checked"],
        review_by=row["review_by"],
    )


def _authority(name: str, row: dict[str, Any]) -> Authority:
    return Authority(
        id=name,
        name=_words(row["name"]),
        parts={part: _words(row[part]) for part in AUTHORITY_PARTS},
        also=tuple(row.get("also", ())),
        source=row["source"],
        link=row.get("link"),
        phone=row.get("phone"),
        checked=row["checked"],
        review_by=row["review_by"],
    )


def _words(row: dict[str, str]) -> Words:
    return {language: row[language].strip() for language in LANGUAGES}
