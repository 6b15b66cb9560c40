"""The lines about what came of a case, as its history keeps them, in Swedish."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.desk.cuts import REASONS, SOURCES
from bot.desk.kpi import KPIS
from bot.ports import Act
from dialogs.outcomes import UNFILLED, Outcome
from dialogs.pact import unedited

TITLES = {kpi.name: kpi.title for kpi in KPIS}


@dataclass(frozen=True, slots=True)
class Noted:
    """A line that stands: ``words`` name it to whoever takes it back."""

    words: str
    told: str


def standing(history: Sequence[Act], forms: Mapping[str, str]) -> list[Noted]:
    """The lines that nobody took back."""
    taken = Counter(act.detail for act in history if act.action == "outcome_withdrawn")
    found: list[Noted] = []
    for act in history:
        if act.action != "outcome":
            continue
        if taken[act.detail]:
            taken[act.detail] -= 1
        else:
            found.append(Noted(act.detail, outcome_words(act.detail, forms)))
    return found


def is_noted(history: Sequence[Act], name: str, day: date) -> bool:
    """Whether a line of this name and day stands."""
    found = (Outcome.parse(noted.words) for noted in standing(history, {}))
    return any((outcome.name, outcome.day) == (name, day) for outcome in found)


def outcome_words(detail: str, forms: Mapping[str, str] | None = None) -> str:
    """A line in Swedish; without ``forms`` those have the names that we gave them."""
    forms = forms or unedited().form_names
    try:
        outcome = Outcome.parse(detail)
    except ValueError:
        return detail
    part = (
        REASONS.get(outcome.part, outcome.part) if outcome.name == UNFILLED else forms.get(outcome.part, outcome.part)
    )
    number = f"{outcome.number} st" if outcome.number > 1 else ""
    source = SOURCES.get(outcome.source, outcome.source)
    title = TITLES.get(outcome.name, outcome.name)
    return ", ".join(filter(None, (title, outcome.day.isoformat(), part, source, number)))
