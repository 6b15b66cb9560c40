"""The organisations that the local register knows: the numbers of Bolagsverket's own test, and invented ones."""

from dataclasses import dataclass, replace
from importlib.resources import files

STANDINGS = (
    "registered", "deregistered", "bankrupt", "liquidation", "restructuring", "merging", "divided", "elsewhere",
)  # fmt: skip
"""``merging``: takes over another. ``divided``: some other procedure. ``elsewhere``: only the tax agency knows it."""


@dataclass(frozen=True, slots=True)
class Invented:
    """``active`` is Statistics Sweden's ``JA`` or ``NEJ``; ``-``: it does not know the organisation."""

    number: str
    name: str
    form: str
    standing: str
    active: str

    def standing_as(self, standing: str) -> "Invented":
        """The same one, later."""
        return replace(self, standing=standing)


def invented() -> dict[str, Invented]:
    """All, by number."""
    text = files("integrations.sandbox.backends").joinpath("organisations.tsv").read_text(encoding="utf-8")
    return {(one := Invented(*line.split("\t"))).number: one for line in text.splitlines()}
