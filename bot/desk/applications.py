"""Applications: what staff decided about one, and what of it deviates from what was expected."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import get_args

import msgspec

from bot.desk import words
from bot.desk.spreadsheet import as_csv
from bot.desk.times import local
from bot.ports import Act, AnswerLine, Ticket
from bot.store import Kept
from dialogs.events import Decision

DECISIONS: tuple[Decision, ...] = get_args(Decision)
DECIDED = frozenset({"membership"})
"""The flows whose tickets are applications."""
CHECKED = frozenset({"membership", "employer", "mentor", "collaboration"})
"""The flows whose tickets have an organisation behind them."""
REASONED = frozenset({"declined", "more_information"})
"""Decisions that nobody makes without saying why."""
_FINAL = frozenset({"approved", "declined"})
_AFFIRMATION = "membership.affirm_"


class Decided(msgspec.Struct, frozen=True):
    """A decision as it stands: by whom, when, why. An application that nobody has looked at is ``received``."""

    decision: str
    reason: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def final(self) -> bool:
        """Whether the application is decided."""
        return self.decision in _FINAL


class Deviation(msgspec.Struct, frozen=True):
    """What was found about one ticket that is not as expected, or not known."""

    reference: str
    queue: str
    flow: str
    name: str
    result: str
    detail: str
    source: str
    at: datetime
    decision: str
    reason: str
    by: str


def decided(ticket: Ticket, history: Sequence[Act]) -> Decided | None:
    """The last decision; None for a ticket that is no application."""
    if ticket.flow not in DECIDED:
        return None
    act = next((act for act in reversed(history) if act.action == "decided"), None)
    return Decided(act.detail, act.text, act.actor, act.at) if act else Decided("received")


def deviations(kept: Kept) -> Iterator[Deviation]:
    """What deviates: checks that are not as they should be, and affirmations that were not given."""
    ticket = kept.ticket
    state = decided(ticket, kept.history) or Decided("")
    found = [(c.name, c.result, c.detail, c.source, c.at) for c in ticket.checks if c.result != "OK"]
    found += [(line.label, "REFUSED", "", "den sökande", ticket.created) for line in ticket.answers if is_refusal(line)]
    for name, result, detail, source, at in found:
        yield Deviation(
            ticket.reference, ticket.queue, ticket.flow, name, result, detail, source, at,
            state.decision, state.reason, state.by,
        )  # fmt: skip


def is_refusal(line: AnswerLine) -> bool:
    """Whether the applicant did not affirm what is asked of everybody."""
    return line.step.startswith(_AFFIRMATION) and line.value == "no"


def deviations_csv(rows: Iterable[Deviation]) -> str:
    """As a file for a spreadsheet."""
    head = ("ärende", "kö", "ärendetyp", "kontroll", "resultat", "detalj", "källa", "tid", "beslut", "motivering", "av")
    return as_csv(head, (_line(row) for row in rows))


def _line(row: Deviation) -> tuple[str, ...]:
    return (
        row.reference,
        words.word(words.QUEUES, row.queue),
        words.word(words.FLOWS, row.flow),
        row.name,
        words.word(words.CHECKS, row.result),
        row.detail,
        row.source,
        local(row.at).isoformat(timespec="minutes"),
        words.DECISIONS.get(row.decision, row.decision),
        row.reason,
        row.by,
    )
