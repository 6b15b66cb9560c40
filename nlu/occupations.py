"""Occupations by their Swedish name: what they are called in each language, their SSYK code, which need a licence."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from nlu.imported import imported_file, read_concepts, read_words
from nlu.inflection import english, swedish, ukrainian, ukrainian_label

LIST = "occupations"
NOTHING = "-"
Entries = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Occupations:
    """``regulated`` names the kind of licence (``health``, ``teacher``, …) of occupations that need one."""

    regulated: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    codes: Mapping[str, str]
    concepts: Mapping[str, str] = field(default_factory=dict)

    def concept(self, name: str) -> str | None:
        """Its id in JobTech's taxonomy, where the operator has imported that."""
        return self.concepts.get(name.casefold())

    def label(self, name: str, language: str) -> str:
        """The occupation in ``language``; its Swedish name where none is known."""
        return self.labels.get(name, {}).get(language, name)

    @property
    def branches(self) -> Mapping[str, str]:
        """The field of work of each occupation: the major group of SSYK 2012, which is its code's first digit."""
        return {name: code[0] for name, code in self.codes.items()}

    def code(self, name: str) -> str | None:
        """The four-digit unit group of SSYK 2012, None where the occupation is not known."""
        return self.codes.get(name)


def load_occupations() -> Occupations:
    """The vocabulary that the package carries."""
    entries = {name: entry for group in load_groups().values() for name, entry in group.items() if name != NOTHING}
    return Occupations(
        regulated={name: entry["licence"] for name, entry in entries.items() if "licence" in entry},
        labels={
            name: {"sv": name, "uk": ukrainian_label(*entry["uk"]), "en": entry["en"]}
            for name, entry in entries.items()
        },
        codes={name: entry["code"] for name, entry in entries.items()},
        concepts=read_concepts(imported_file()),
    )


@lru_cache(maxsize=1)
def load_groups() -> Mapping[str, Entries]:
    """The entries as they are written, by the file that holds them; its name begins with the major group's digit."""
    folder = files("nlu").joinpath("data", LIST)
    sources = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".toml")}
    return {name.removesuffix(".toml"): tomllib.loads(source) for name, source in sorted(sources.items())}


def load_spellings(imported: Path | None = None) -> dict[str, list[str]]:
    """Name → the phrases by which it is found: its names in all their forms, and what else people write.

    What the operator has ``imported`` adds other names of occupations that are ours; ours come first.
    """
    own = {name: _spellings(name, entry) for group in load_groups().values() for name, entry in group.items()}
    taken = {phrase for phrases in own.values() for phrase in phrases} | {
        label for entry in load_groups().values() for one in entry.values() for label in _labels(one)
    }
    more = read_words(imported or imported_file(), own)
    return {name: [*phrases, *(w for w in more.get(name, ()) if w not in taken)] for name, phrases in own.items()}


def _labels(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return (entry["en"], *entry["uk"]) if "en" in entry else ()


def _spellings(name: str, entry: Mapping[str, Any]) -> list[str]:
    names = [swedish(name), english(entry["en"]), *ukrainian(*entry["uk"])] if name != NOTHING else []
    return list(dict.fromkeys((*names, *entry["words"])))
