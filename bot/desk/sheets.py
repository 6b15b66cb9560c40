"""A sheet: a part of what staff edit, as a form whose words stand in three languages side by side."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bot.desk.contact_form import is_page
from bot.desk.edits import Part
from bot.desk.forms import NO_FAULTS, Faults, Form
from bot.store.content import Snapshot
from dialogs.texts import LANGUAGES

Look = Literal["line", "lines", "date", "number", "link", "choice", "tick"]
_HIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is asked for; ``local``: in each language. ``needed``: it cannot be left out."""

    name: str
    label: str
    hint: str = ""
    look: Look = "line"
    local: bool = False
    needed: bool = True
    longest: int = 200
    choices: Sequence[tuple[str, str]] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of the form."""
        return tuple(f"{self.name}-{language}" for language in LANGUAGES) if self.local else (self.name,)


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of the form by name, as they stand in it."""

    fields: Mapping[str, str]

    @classmethod
    def of(cls, form: Form, fields: Sequence[Field]) -> "Typed":
        """What somebody sent. Only texts of several lines keep their lines."""
        return cls({name: _tidy(form.text(name), field) for field in fields for name in field.names})

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def local(self, name: str) -> dict[str, str]:
        """The words by language; nothing where nothing is written."""
        words = {language: self[f"{name}-{language}"] for language in LANGUAGES}
        return {language: text for language, text in words.items() if text}

    @staticmethod
    def spread(name: str, words: Mapping[str, str]) -> dict[str, str]:
        """Words by language as fields of the form."""
        return {f"{name}-{language}": words.get(language, "").strip() for language in LANGUAGES}


class Sheet(ABC):
    """What one page edits: which part of the content, how it is typed, how it is told."""

    title: str
    lead: str
    path: str
    key: str
    name: str
    removable = False

    @property
    @abstractmethod
    def fields(self) -> Sequence[Field]:
        """What is asked for, in the order of the page."""

    @abstractmethod
    def pick(self, snapshot: Snapshot) -> Part:
        """The part as it is in ``snapshot``; empty where there is none."""

    @abstractmethod
    def show(self, part: Part, today: date) -> Typed:
        """What the form begins with."""

    @abstractmethod
    def read(self, typed: Typed, snapshot: Snapshot) -> Part:
        """The part that a form without faults means."""

    @abstractmethod
    def put(self, snapshot: Snapshot, part: Part) -> Mapping[str, Any]:
        """What to publish so that the part becomes ``part``; an empty one goes away."""

    @abstractmethod
    def words(self, part: Part) -> str:
        """The part in a line, for the list of versions."""

    def refuse(self, snapshot: Snapshot, part: Part) -> str | None:
        """Why the part cannot be this beside all the rest."""
        return None

    def seen(self, part: Part) -> Sequence[Any]:
        """What the chat says of it, as arguments of texts."""
        return ()

    def because(self, part: Part) -> str:
        """What the audit trail tells of a change beside which part it was."""
        return ""

    def more_faults(self, typed: Typed, today: date) -> Iterator[tuple[str, str]]:
        """What is wrong beyond single fields."""
        return iter(())

    def faults(self, typed: Typed, today: date) -> Faults:
        """What is wrong, in the order of the page."""
        found = dict(self.more_faults(typed, today))
        for field in self.fields:
            found |= dict(_field_faults(field, typed))
        names = [name for field in self.fields for name in field.names]
        return Faults({name: found[name] for name in names if name in found}) if found else NO_FAULTS


def typed_day(text: str) -> date | None:
    """The day that ``2026-12-03`` means."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        return None


def _tidy(text: str, field: Field) -> str:
    if field.look == "lines":
        return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    return " ".join(text.split())


def _field_faults(field: Field, typed: Typed) -> Iterator[tuple[str, str]]:
    if field.local:
        yield from _missing(field, typed)
    elif field.needed and not typed[field.name] and field.look != "tick":
        yield field.name, f"Fyll i: {field.label.lower()}."
    for name in field.names:
        if len(typed[name]) > field.longest or _HIDDEN.search(typed[name]):
            yield name, f"Skriv högst {field.longest} tecken, och bara sådana som syns."
        elif typed[name] and (fault := _fault(field, typed[name])):
            yield name, fault


def _missing(field: Field, typed: Typed) -> Iterator[tuple[str, str]]:
    written = typed.local(field.name)
    if written or field.needed:
        for language, name in zip(LANGUAGES, field.names, strict=True):
            if language not in written:
                yield name, f"Skriv {field.label.lower()} på alla tre språken."


def _fault(field: Field, text: str) -> str | None:
    match field.look:
        case "date" if typed_day(text) is None:
            return "Skriv en dag som 2026-12-03."
        case "number" if not re.fullmatch(r"[0-9]{1,2}", text, re.ASCII):
            return "Skriv ett helt tal från 0 till 99."
        case "link" if not is_page(text):
            return "Skriv en adress som börjar med https://, till exempel https://start.stockholm."
        case "choice" if text not in dict(field.choices):
            return f"Välj: {field.label.lower()}."
        case _:
            return None
