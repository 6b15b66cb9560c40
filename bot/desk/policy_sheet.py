"""The sheet of the Russia policy: only with a directive."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.desk.edits import Part
from bot.desk.pact_sheets import HOME
from bot.desk.sheets import Field, Sheet, Typed, typed_day
from bot.store.content import Snapshot
from dialogs.pact import POLICIES

POLICY_WORDS = {"off": "Av: ingen fråga", "ask_only": "Fråga, bara för kännedom", "require": "Fråga, och svar krävs"}


class PolicySheet(Sheet):
    """The Russia policy."""

    key, name = "russia_policy", "russia_policy"
    title = "Rysslandspolicy"
    lead = (
        "Av är utgångsläget: då ställs inga frågor om Ryssland. Ändra bara på ett direktiv från "
        "stadsledningskontoret. Ändringen skrivs i loggen med direktivets beteckning och datum. Ingen nekas av boten."
    )
    path = f"{HOME}/policy"
    fields = (
        Field(
            name="policy",
            label="Policy",
            look="choice",
            choices=tuple((policy, POLICY_WORDS[policy]) for policy in POLICIES),
        ),
        Field(name="reference", label="Direktivets beteckning", hint="Till exempel diarienumret.", longest=80),
        Field(name="date", label="Direktivets datum", look="date"),
    )

    def pick(self, snapshot: Snapshot) -> Part:
        """As it is kept."""
        part = snapshot.data.get(self.key, {})
        return part if isinstance(part, dict) else {}

    def show(self, part: Part, today: date) -> Typed:
        """What holds; the directive of a change is typed anew."""
        return Typed({"policy": part.get("policy", "off"), "reference": "", "date": ""})

    def read(self, typed: Typed, snapshot: Snapshot) -> Part:
        """The policy with its directive."""
        return {name: typed[name] for name in ("policy", "reference", "date")}

    def more_faults(self, typed: Typed, today: date) -> Iterator[tuple[str, str]]:
        """A directive that does not exist yet."""
        day = typed_day(typed["date"])
        if day is not None and day > today:
            yield "date", "Direktivets datum har inte varit än."

    def put(self, snapshot: Snapshot, part: Part) -> Mapping[str, Any]:
        """All of it."""
        return {self.key: dict(part)}

    def words(self, part: Part) -> str:
        """``Av: ingen fråga (KS 2026/1, 2026-11-01)``."""
        directive = ", ".join(filter(None, (part.get("reference"), part.get("date"))))
        return POLICY_WORDS.get(part.get("policy", "off"), "–") + (f" ({directive})" if directive else "")

    def because(self, part: Part) -> str:
        """The policy and its directive."""
        told = (part.get("policy", "off"), part.get("reference"), part.get("date"))
        return " ".join(filter(None, told))
