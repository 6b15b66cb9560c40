"""What staff decide about membership: forms of participation, affirmed texts, commitments, Russia policy, events.

Staff edit it on the desk; what they have not edited holds as it stands in ``pact.toml``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, Self, cast

Policy = Literal["off", "ask_only", "require"]
Words = Mapping[str, str]
"""Words by language."""

AFFIRMATIONS = ("goals", "nondiscrimination", "equality", "human_rights")
TEXTS = ("goals", "values")
POLICIES: tuple[Policy, ...] = ("off", "ask_only", "require")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A way to take part. One that is not ``active`` is not offered any more, but keeps its name."""

    id: str
    name: Words
    about: Words
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A meeting of the network, on a day in Stockholm. ``link`` is empty where there is none."""

    id: str
    day: date
    title: Words
    about: Words
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RussiaPolicy:
    """Whether ties to Russia are asked about; anything but ``off`` rests on the directive ``reference`` of ``day``."""

    policy: Policy = "off"
    reference: str = ""
    day: date | None = None

    @property
    def asks(self) -> bool:
        """Whether applicants are asked."""
        return self.policy != "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affirmed:
    """What an applicant is shown and affirms in one ``version``: the goals and values, and four sentences."""

    version: int
    texts: Mapping[str, Words]
    affirmations: Mapping[str, Words]

    @classmethod
    def of(cls, version: int, row: Mapping[str, Any]) -> Self:
        """As it is kept; what is missing is ours."""
        ours = defaults()
        return cls(
            version=version,
            texts={name: row.get("texts", {}).get(name) or ours["texts"][name] for name in TEXTS},
            affirmations={
                name: row.get("affirmations", {}).get(name) or ours["affirmations"][name] for name in AFFIRMATIONS
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pact:
    """All of it. ``earlier`` are the versions of what was affirmed before, so that they stay readable."""

    forms: tuple[Form, ...]
    minimum: int
    affirmed: Affirmed
    earlier: Mapping[int, Affirmed]
    russia: RussiaPolicy
    events: tuple[Event, ...]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """As the staff-edited ``content`` says."""
        ours, membership = defaults(), content.get("membership", {})
        version = membership.get("version", ours["version"])
        return cls(
            forms=tuple(_form(row) for row in content.get("forms", ours["forms"])),
            minimum=membership.get("minimum", ours["minimum"]),
            affirmed=Affirmed.of(version, membership),
            earlier={int(v): Affirmed.of(int(v), row) for v, row in membership.get("earlier", {}).items()},
            russia=_policy(content.get("russia_policy", {})),
            events=tuple(sorted((_event(row) for row in content.get("events", ())), key=lambda e: (e.day, e.id))),
        )

    @property
    def version(self) -> int:
        """The version of what is affirmed now."""
        return self.affirmed.version

    @property
    def affirmations(self) -> Mapping[str, Words]:
        """The four sentences that an applicant affirms, by ``AFFIRMATIONS``."""
        return self.affirmed.affirmations

    @property
    def goals(self) -> Words:
        """The goals of the network, one on each line."""
        return self.affirmed.texts["goals"]

    @property
    def values(self) -> Words:
        """The core values of the network."""
        return self.affirmed.texts["values"]

    @property
    def offered(self) -> tuple[Form, ...]:
        """The forms that somebody can choose."""
        return tuple(form for form in self.forms if form.active)

    @property
    def form_names(self) -> dict[str, str]:
        """What staff call each form, offered or not."""
        return {form.id: form.name.get("sv", form.id) for form in self.forms}

    def form(self, name: str) -> Form | None:
        """The form with this id, offered or not."""
        return next((form for form in self.forms if form.id == name), None)

    def in_version(self, version: int) -> Affirmed | None:
        """What was affirmed in ``version``."""
        return self.affirmed if version == self.version else self.earlier.get(version)

    def coming(self, today: date) -> tuple[Event, ...]:
        """The events from ``today`` on, the next one first."""
        return tuple(event for event in self.events if event.day >= today)


@cache
def defaults() -> Mapping[str, Any]:
    """What holds before anybody edited anything."""
    return MappingProxyType(tomllib.loads(files("dialogs").joinpath("pact.toml").read_text(encoding="utf-8")))


def texts() -> dict[str, Words]:
    """Our own texts by a key, for those who check texts."""
    ours = defaults()
    found = {f"pact-{name}": words for name, words in ours["texts"].items()}
    found |= {f"affirm-{name}": words for name, words in ours["affirmations"].items()}
    for row in ours["forms"]:
        found |= {f"form-{row['id']}": row["name"], f"form-{row['id']}-about": row["about"]}
    return found


@cache
def unedited() -> Pact:
    """The pact before anybody edited anything."""
    return Pact.of({})


def _form(row: Mapping[str, Any]) -> Form:
    return Form(id=row["id"], name=row["name"], about=row.get("about", {}), active=row.get("active", True))


def _event(row: Mapping[str, Any]) -> Event:
    return Event(
        id=row["id"],
        day=date.fromisoformat(row["date"]),
        title=row["title"],
        about=row.get("about", {}),
        link=row.get("link", ""),
    )


def _policy(row: Mapping[str, Any]) -> RussiaPolicy:
    if row.get("policy", "off") not in POLICIES[1:]:
        return RussiaPolicy()
    day = row.get("date")
    return RussiaPolicy(
        policy=cast("Policy", row["policy"]),
        reference=row.get("reference", ""),
        day=date.fromisoformat(day) if day else None,
    )
