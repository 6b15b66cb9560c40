"""How tickets change: pure functions from a ticket to the changed ticket and the line of its history.

``Refused`` says why not: ``status`` (not possible now) or ``assignee`` (somebody else, or nobody, holds it).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from bot.ports import Act, AnswerLine, Check, Priority, Status, Ticket
from bot.store.errors import Refused
from dialogs.effects import Change

Changed = tuple[Ticket, Act] | None
Transition = Callable[[Ticket], Changed]
HELD: tuple[Status, ...] = ("claimed", "waiting", "parked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A new ticket. Refused with ``reference`` when the reference is taken."""

    ticket: Ticket
    history: Act

    @property
    def reference(self) -> str:
        """The new ticket's name."""
        return self.ticket.reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Waking:
    """The person wrote: ``waiting`` and ``parked`` become ``claimed`` again, and the person waits since ``at``.

    ``answers`` and ``routes``, when there are any, replace those of the ticket: a form was sent after the handover.
    """

    reference: str
    at: datetime
    priority: Literal["urgent"] | None = None
    answers: tuple[AnswerLine, ...] = ()
    routes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """What happened to the ticket in a turn; ``actor`` is a case worker, or the person."""

    reference: str
    change: Change
    actor: str
    at: datetime
    queue: str | None = None
    outcome: str | None = None
    due: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """A look-up found something: it takes the place of what one of the same name found before."""

    reference: str
    check: Check


ELSEWHERE = "case-system:"
"""What begins the name of whoever acts in another case system: nobody's account begins so."""
_ENDS = frozenset({"closed_by_person", "reopened_by_person"})
_OF_VISITS = frozenset({"visit_booked", "visit_moved", "visit_cancelled", "visit_refused", "visit_unsuited"})
"""The history tells of them, whoever holds the ticket."""
_OF_PERSON = _ENDS | {"rated", "commented"} | _OF_VISITS
_NOTED = frozenset(
    {"outcome", "outcome_withdrawn", "visit_mapped", "visit_met", "visit_absent", "visit_answer_withdrawn"}
)
"""What came of a case or of a visit is often known long after it was closed; whoever sees it may write it down."""
TicketWrite = Opening | Waking | Moving | Checking


def wake(waking: Waking) -> Transition:
    """The change for ``Waking``; nothing happens to a closed ticket."""

    def change(ticket: Ticket) -> Changed:
        if ticket.status == "closed":
            return None
        taken: Status = "claimed" if ticket.assignee else "new"
        status: Status = taken if ticket.status in {"waiting", "parked"} else ticket.status
        since = ticket.waiting_since or waking.at
        priority: Priority = waking.priority or ticket.priority
        answers, routes = waking.answers or ticket.answers, waking.routes or ticket.routes
        woken = _with(ticket, status=status, waiting_since=since, priority=priority, answers=answers, routes=routes)
        return None if woken == ticket else (woken, Act(at=waking.at, actor="person", action="wrote"))

    return change


def check(checking: Checking) -> Transition:
    """The change for ``Checking``: whatever the ticket's status; the same result again is only its new time."""

    def change(ticket: Ticket) -> Changed:
        found = checking.check
        before = next((c for c in ticket.checks if c.name == found.name), None)
        others = tuple(c for c in ticket.checks if c.name != found.name)
        if before == found:
            return None
        checks = tuple(sorted((*others, found), key=lambda c: c.name))
        return _with(ticket, checks=checks), Act(
            at=found.at, actor="bot", action="checked", detail=f"{found.name}: {found.result}"
        )

    return change


def move(moving: Moving) -> Transition:
    """The change for ``Moving``."""
    if moving.change in _OF_PERSON:
        return _by_person(moving)
    if moving.actor.startswith(ELSEWHERE):
        return _elsewhere(moving)

    def change(ticket: Ticket) -> Changed:
        if moving.change == "reopened":
            _must_be(ticket, "closed")
        elif moving.change not in _NOTED:
            _must_hold(ticket, moving.actor)
        act = Act(at=moving.at, actor=moving.actor, action=moving.change, detail=_detail(moving), text=moving.note)
        return _moved(ticket, moving), act

    return change


def _by_person(moving: Moving) -> Transition:
    """Nobody need hold the ticket. What staff did already is done: then nothing more happens."""

    def change(ticket: Ticket) -> Changed:
        moved = _moved(ticket, moving)
        if moving.change in _ENDS and (ticket.status == "closed") == (moved.status == "closed"):
            return None
        return moved, Act(
            at=moving.at, actor=moving.actor, action=_action(moving), detail=_detail(moving), text=moving.note
        )

    return change


def _elsewhere(moving: Moving) -> Transition:
    """Who answers or closes in another case system holds nothing here; a ticket that is closed stays so."""

    def change(ticket: Ticket) -> Changed:
        if ticket.status == "closed" and moving.change == "closed":
            return None
        moved = ticket if ticket.status == "closed" else _moved(ticket, moving)
        act = Act(at=moving.at, actor=moving.actor, action=moving.change, detail=_detail(moving), text=moving.note)
        return moved, act

    return change


def _moved(ticket: Ticket, moving: Moving) -> Ticket:  # noqa: PLR0911  one case a kind of change
    if moving.change == "decided" and moving.outcome == "checked":
        return ticket
    match moving.change:
        case "replied" | "visit_proposed" | "decided":
            return _with(ticket, status="waiting", waiting_since=None)
        case "transferred":
            since, due = ticket.waiting_since or moving.at, moving.due or ticket.due
            queue = moving.queue or ticket.queue
            return _with(ticket, status="new", assignee=None, queue=queue, waiting_since=since, due=due)
        case "closed" | "closed_by_person":
            return _with(ticket, status="closed", waiting_since=None, outcome=moving.outcome)
        case "reopened_by_person":
            return _with(ticket, status="new", assignee=None, waiting_since=moving.at, outcome=None, due=moving.due)
        case "reopened":
            return _with(ticket, status="claimed", assignee=moving.actor, waiting_since=moving.at, outcome=None)
        case _:
            return ticket


def _action(moving: Moving) -> str:
    """The word of the history; who did it stands beside."""
    return moving.change.removesuffix("_by_person")


def _detail(moving: Moving) -> str:
    return moving.queue or moving.outcome or ""


def claim(actor: str, at: datetime) -> Transition:
    """Take a free ticket."""

    def change(ticket: Ticket) -> Changed:
        if ticket.status == "closed":
            raise Refused("status")
        if ticket.assignee == actor:
            return None
        if ticket.assignee is not None:
            raise Refused("assignee")
        return _with(ticket, status="claimed", assignee=actor), Act(at=at, actor=actor, action="claimed")

    return change


def release(actor: str, at: datetime) -> Transition:
    """Give a ticket back to its queue."""

    def change(ticket: Ticket) -> Changed:
        _must_hold(ticket, actor)
        free = _with(ticket, status="new", assignee=None, waiting_since=ticket.waiting_since or at)
        return free, Act(at=at, actor=actor, action="released")

    return change


def note(actor: str, at: datetime, text: str) -> Transition:
    """Write an internal note; anybody of the queue may."""

    def change(ticket: Ticket) -> Changed:
        return ticket, Act(at=at, actor=actor, action="noted", text=text)

    return change


def park(actor: str, at: datetime, until: datetime) -> Transition:
    """Set a ticket aside until ``until``."""

    def change(ticket: Ticket) -> Changed:
        _must_hold(ticket, actor)
        return _with(ticket, status="parked"), Act(at=at, actor=actor, action="parked", detail=until.isoformat())

    return change


def resume(actor: str, at: datetime) -> Transition:
    """Take a parked ticket up again."""

    def change(ticket: Ticket) -> Changed:
        _must_hold(ticket, actor)
        _must_be(ticket, "parked")
        return _with(ticket, status="claimed"), Act(at=at, actor=actor, action="resumed")

    return change


def unpark(at: datetime) -> Transition:
    """The time of a parked ticket has come."""

    def change(ticket: Ticket) -> Changed:
        _must_be(ticket, "parked")
        return _with(ticket, status="claimed"), Act(at=at, actor="bot", action="resumed")

    return change


def prioritise(actor: str, at: datetime, priority: Priority) -> Transition:
    """Transition the priority of an open ticket."""

    def change(ticket: Ticket) -> Changed:
        _must_hold(ticket, actor)
        if ticket.priority == priority:
            return None
        return _with(ticket, priority=priority), Act(at=at, actor=actor, action="prioritised", detail=priority)

    return change


def _must_hold(ticket: Ticket, actor: str) -> None:
    if ticket.status == "closed":
        raise Refused("status")
    if ticket.assignee != actor:
        raise Refused("assignee")


def _must_be(ticket: Ticket, status: Status) -> None:
    if ticket.status != status:
        raise Refused("status")


def _with(ticket: Ticket, **changes: object) -> Ticket:
    return msgspec.structs.replace(ticket, **changes)
