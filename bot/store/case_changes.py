"""The changes that a turn makes to tickets: judged before anything is written, in their order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.ports import Act
from bot.store.cases import Case, guard_case, park_member, write_act, write_case
from bot.store.commits import Commit
from bot.store.errors import Refused
from bot.store.keys import Keys
from bot.store.moves import Checking, Moving, Opening, TicketWrite, Transition, Waking, check, move, wake
from bot.store.script import Batch


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One ticket becomes another; ``old`` is None for a new one."""

    old: Case | None
    new: Case
    act: Act


def judge_changes(commit: Commit, cases: Mapping[str, Case]) -> list[CaseChange]:
    """What the turn does to ``cases``, as they were read. Raises ``Refused`` when one of them cannot change so."""
    found: list[CaseChange] = []
    now = dict(cases)
    for write in commit.tickets:
        change = _judge(commit, write, now.get(write.reference))
        if change is not None:
            found.append(change)
            now[write.reference] = change.new
    return found


def _judge(commit: Commit, write: TicketWrite, case: Case | None) -> CaseChange | None:
    if isinstance(write, Opening):
        new = Case(ticket=write.ticket, conversation=commit.conversation, revision=1, key=commit.person)
        return CaseChange(None, new, write.history)
    if case is None:
        if isinstance(write, Checking):
            # The ticket is gone meanwhile; nobody is to wait for what was found.
            return None
        raise Refused("missing")
    changed = _transition(write)(case.ticket)
    if changed is None:
        return None
    ticket, act = changed
    return CaseChange(case, replace(case, ticket=ticket, revision=case.revision + 1), act)


def _transition(write: Waking | Moving | Checking) -> Transition:
    match write:
        case Waking():
            return wake(write)
        case Moving():
            return move(write)
        case Checking():
            return check(write)


def guard_changes(batch: Batch, keys: Keys, changes: Iterable[CaseChange]) -> None:
    """Add the guards: new references are free, and tickets are still as they were read."""
    seen: set[str] = set()
    for change in changes:
        reference = change.new.ticket.reference
        if change.old is None:
            if keys.partition_of_case(reference) != batch.partition:
                raise ValueError("a reference of another partition")
            batch.absent("reference", keys.at(batch.partition, "ticket", reference))
        elif reference not in seen:
            guard_case(batch, keys, change.old)
        seen.add(reference)


def write_changes(batch: Batch, keys: Keys, changes: Iterable[CaseChange]) -> None:
    """Add the writes."""
    for change in changes:
        if change.old is None:
            batch.write("SADD", keys.of(change.new.conversation, "cases"), change.new.ticket.reference)
        elif change.old.ticket.status == "parked":
            batch.write("ZREM", keys.at(batch.partition, "timers"), park_member(change.old))
        write_case(batch, keys, change.old, change.new, at=change.act.at)
        write_act(batch, keys, change.new, change.act)


def queues_of(changes: Iterable[CaseChange]) -> tuple[str, ...]:
    """All queues that see something of ``changes``."""
    cases = (case for change in changes for case in (change.old, change.new) if case is not None)
    return tuple(sorted({case.ticket.queue for case in cases}))


def told_of(writes: Iterable[TicketWrite]) -> Iterator[tuple[str, str, str]]:
    """Action, detail and reference for the audit trail; that a person wrote is nothing for it."""
    for write in writes:
        match write:
            case Opening():
                yield "ticket.opened", write.ticket.queue, write.reference
            case Moving(change="rated" | "commented"):
                # How it went is for the ticket and for the count, not for a trail of who did what.
                yield f"ticket.{write.change}", "", write.reference
            case Checking():
                yield "ticket.checked", f"{write.check.name}: {write.check.result}", write.reference
            case Moving():
                yield f"ticket.{write.change}", write.queue or write.outcome or "", write.reference
