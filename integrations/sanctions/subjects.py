"""Who may be looked for: organisations, and whom an organisation declared as its owners.

Nobody else. A person can only be asked about together with the organisation that named them; there is no subject for
somebody who looks for work.
"""

from dataclasses import dataclass

from integrations.bolagsverket.numbers import organisation_number

LONGEST = 300
"""Code points of a name."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """``number``: empty for one that has none; another one than an organisation's raises ``NotAnOrganisation``."""

    name: str
    number: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", organisation_number(self.number) if self.number.strip() else "")
        object.__setattr__(self, "name", _named(self.name))


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom ``of`` itself declared as its owner: a person or another organisation."""

    name: str
    of: Organisation

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", _named(self.name))


Subject = Organisation | Owner


def _named(name: str) -> str:
    if not name.strip():
        raise ValueError("it has no name")
    return name.strip()[:LONGEST]
