"""Occupations by their Swedish name: what they are called in each language, and which need a licence."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Occupations:
    """``regulated`` names the kind of licence (``health``, ``teacher``, …) of occupations that need one."""

    regulated: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]

    def label(self, name: str, language: str) -> str:
        """The occupation in ``language``; its Swedish name where none is known."""
        return self.labels.get(name, {}).get(language, name)


def load_occupations() -> Occupations:
    """The vocabulary that the package carries."""
    table = tomllib.loads(files("nlu").joinpath("data", "occupations.toml").read_text(encoding="utf-8"))
    return Occupations(table["regulated"], table["labels"])
