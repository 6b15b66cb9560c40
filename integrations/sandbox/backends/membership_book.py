"""What the local registry of members has written down, and its rules. For practice there are made-up members in it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from typing import Literal
from uuid import UUID, uuid5

from msgspec.structs import replace

from integrations.membership.port import Activity, Application, Applied, Decision, Member, Standing, State
from integrations.sandbox.backends.organisations import invented

SPACE = UUID("3c0c6b2e-0a4e-5f0e-9d53-5b8f6a1f2e77")
FIRST = 1001
Happened = Decision | Literal["left"]


class Other(Exception):
    """The id is taken by something else."""


@dataclass(slots=True)
class Kept:
    """One application; ``since`` is when its state began, ``happened`` what was decided and when."""

    application: Application
    applied: Applied
    since: datetime
    happened: list[tuple[datetime, Happened]] = field(default_factory=list)

    def become(self, state: State, at: datetime) -> None:
        """From now on it is ``state``."""
        self.applied, self.since = replace(self.applied, state=state), at


@dataclass(frozen=True, slots=True)
class Added:
    """An activity and its number."""

    activity: Activity
    number: str


@dataclass(slots=True)
class Book:
    """``kept``: applications by our id; ``activities``: by member and our id."""

    kept: dict[str, Kept] = field(default_factory=dict)
    activities: dict[tuple[str, str], Added] = field(default_factory=dict)

    def standing(self, number: str) -> Standing | None:
        """Of one organisation: what it is now, else what came of its latest application."""
        known = self.of(number)
        kept = next((one for one in known if one.applied.state == "member"), known[-1] if known else None)
        if kept is None:
            return None
        found = kept.applied
        return Standing(
            state=found.state,
            application_number=found.application_number,
            member_number=found.member_number,
            since=kept.since,
        )

    def of(self, number: str) -> list[Kept]:
        """The applications of one organisation."""
        return [one for one in self.kept.values() if one.application.organisation_number == number]

    def apply(self, application: Application) -> tuple[Applied, bool]:
        """How it stands, and whether it is new. Raises ``Other``."""
        known = self.kept.get(application.id)
        if known is None:
            applied = Applied(application_number=f"A-{FIRST + len(self.kept)}", state="applied")
            self.kept[application.id] = Kept(application, applied, application.at)
            return applied, True
        if known.application != application:
            raise Other
        return known.applied, False

    def decide(self, name: str, decision: Decision, at: datetime) -> Applied:
        """A decision that is there already changes nothing. Who has left stays gone: it applies anew."""
        kept = self.kept[name]
        if (at, decision) in kept.happened:
            return kept.applied
        kept.happened.append((at, decision))
        if decision == "approved" and kept.applied.state in {"applied", "declined"}:
            kept.applied = replace(kept.applied, member_number=self._number_for(kept))
            kept.become("member", at)
        elif decision == "declined" and kept.applied.state == "applied":
            kept.become("declined", at)
        return kept.applied

    def _number_for(self, kept: Kept) -> str:
        """An organisation has one number as a member, however often it applies."""
        numbers = [one.applied.member_number for one in self.of(kept.application.organisation_number)]
        return next(filter(None, numbers), f"M-{kept.applied.application_number.removeprefix('A-')}")

    def leave(self, name: str, at: datetime) -> None:
        """A member leaves, by whichever of its applications."""
        for kept in self.of(self.kept[name].application.organisation_number):
            if kept.applied.state == "member":
                kept.happened.append((at, "left"))
                kept.become("left", at)

    def add(self, number: str, activity: Activity) -> tuple[str, bool]:
        """Its number, and whether it is new. Raises ``KeyError`` where there is no such member, ``Other``."""
        if not any(one.applied.member_number == number and one.applied.state == "member" for one in self.kept.values()):
            raise KeyError(number)
        known = self.activities.get((number, activity.id))
        if known is None:
            known = Added(activity, f"{number}-{1 + sum(1 for whose, _ in self.activities if whose == number)}")
            self.activities[number, activity.id] = known
            return known.number, True
        if known.activity != activity:
            raise Other
        return known.number, False

    def published(self) -> list[Member]:
        """Those that agreed in their latest application, once each."""
        last = {one.applied.member_number: one for one in self.kept.values() if one.applied.state == "member"}
        return [
            Member(member_number=number, name=one.application.name, since=one.since)
            for number, one in sorted(last.items(), key=lambda item: item[1].application.name.casefold())
            if one.application.publish
        ]


def practice() -> Book:
    """Made-up organisations of the local company register: members, one that asks not to be named, and others."""
    text, known, book = files(__package__).joinpath("members.tsv").read_text("utf-8"), invented(), Book()
    for line in text.splitlines():
        number, applied, state, since, publish = line.split("\t")
        name = str(uuid5(SPACE, number))
        book.apply(
            Application(
                id=name,
                reference="",
                organisation_number=number,
                name=known[number].name,
                at=_day(applied),
                publish=publish == "ja",
            )
        )
        if state != "applied":
            decision: Decision = "declined" if state == "declined" else "approved"
            book.decide(name, decision, _day(applied if state == "left" else since))
        if state == "left":
            book.leave(name, _day(since))
    return book


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=10, tzinfo=UTC)
