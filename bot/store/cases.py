"""How tickets are kept: which fields are clear, which are sealed, and in which lists they stand."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from bot.ports import Act, AnswerLine, Check, Ticket
from bot.store.errors import Unreadable
from bot.store.keys import Keys, timer_member
from bot.store.moves import HELD
from bot.store.script import Batch
from bot.store.sealing import PersonKey
from bot.store.site import milliseconds
from bot.store.wire import Word

PARK = "park:"
_TIMES = ("created", "waiting_since", "due")
_WORDS = ("queue", "status", "priority", "flow", "language", "channel", "assignee")
_URGENT = -(10**13)
_CLOSED = 2 * 10**13


class Body(msgspec.Struct, frozen=True):
    """The sealed part of a ticket."""

    answers: tuple[AnswerLine, ...] = ()
    routes: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A ticket as it is kept. ``key`` is None when the person was erased: then only the clear fields are left."""

    ticket: Ticket
    conversation: str
    revision: int
    key: PersonKey | None = field(repr=False)


def read_case(reference: str, fields: dict[str, bytes], key: PersonKey | None) -> Case:
    """The ticket in the hash ``fields``. One without a body belongs to somebody who was erased, whoever came after."""
    key = key if "body" in fields else None
    try:
        clear: dict[str, object] = {name: fields[name].decode() or None for name in _WORDS}
        clear |= {name: _instant(fields[name]) for name in _TIMES}
        body = msgspec.json.decode(key.unseal(reference, "body", fields["body"]), type=Body) if key else Body()
        ticket = msgspec.convert({"reference": reference, **clear, **_shallow(body)}, Ticket)
        revision, conversation = int(fields["revision"]), fields["conversation"].decode()
    except (KeyError, ValueError, msgspec.MsgspecError):
        raise Unreadable(f"ticket {reference} is of an unknown schema") from None
    return Case(ticket=ticket, conversation=conversation, revision=revision, key=key)


def _shallow(body: Body) -> dict[str, object]:
    return {name: getattr(body, name) for name in body.__struct_fields__}


def write_case(batch: Batch, keys: Keys, old: Case | None, new: Case, *, at: datetime) -> None:
    """Add the writes that keep ``new`` instead of ``old``, as of ``at``."""
    ticket, partition = new.ticket, batch.partition
    move_lists(batch, keys, old.ticket if old else None, (ticket, score(ticket, at)))
    fields: dict[str, Word] = {name: getattr(ticket, name) or "" for name in _WORDS}
    fields |= {name: _stamp(getattr(ticket, name)) for name in _TIMES}
    fields |= {"conversation": new.conversation, "revision": new.revision}
    if new.key is not None:
        body = Body(ticket.answers, ticket.routes, ticket.checks, ticket.outcome)
        fields["body"] = new.key.seal(ticket.reference, "body", msgspec.json.encode(body))
    batch.put(keys.at(partition, "ticket", ticket.reference), fields)


def write_act(batch: Batch, keys: Keys, case: Case, act: Act) -> None:
    """Add the write that appends ``act`` to the history of ``case``."""
    if case.key is not None:
        sealed = case.key.seal(case.ticket.reference, "act", msgspec.json.encode(act))
        batch.write("RPUSH", keys.at(batch.partition, "history", case.ticket.reference), sealed)


def read_acts(case: Case, sealed: list[bytes]) -> tuple[Act, ...]:
    """The history of ``case``; nothing when the person was erased."""
    key = case.key
    if key is None:
        return ()
    return tuple(msgspec.json.decode(key.unseal(case.ticket.reference, "act", line), type=Act) for line in sealed)


def guard_case(batch: Batch, keys: Keys, case: Case) -> None:
    """Refuse with ``ticket`` when the ticket changed since it was read: whoever gets that reads it again."""
    key = keys.at(batch.partition, "ticket", case.ticket.reference)
    batch.field_is("ticket", key, "revision", case.revision)


def park_member(case: Case) -> str:
    """The timer that ends the parking of a ticket."""
    return timer_member(case.conversation, f"{PARK}{case.ticket.reference}")


def drop_case(batch: Batch, keys: Keys, case: Case, *, at: datetime) -> None:
    """Add the writes that close ``case`` and leave only its clear fields."""
    reference, partition = case.ticket.reference, batch.partition
    closed = msgspec.structs.replace(case.ticket, status="closed", waiting_since=None)
    move_lists(batch, keys, case.ticket, (closed, score(closed, at)))
    key = keys.at(partition, "ticket", reference)
    batch.write("HDEL", key, "body")
    batch.put(key, {"status": "closed", "waiting_since": "", "revision": case.revision + 1})
    for kind in ("history", "draft", "presence", "seen"):
        batch.write("DEL", keys.at(partition, kind, reference))


def queue_name(queue: str, status: str) -> str:
    """The name of the list of all tickets of ``queue`` with ``status``."""
    return f"{queue}:{status}"


def score(ticket: Ticket, at: datetime) -> int:
    """The place of ``ticket``, changed ``at``, in its lists: urgent first, then longest waiting; last closed first."""
    since = milliseconds((ticket.waiting_since or at).timestamp())
    if ticket.status == "closed":
        return _CLOSED - since
    return since + (_URGENT if ticket.priority == "urgent" else 0)


def move_lists(batch: Batch, keys: Keys, old: Ticket | None, new: tuple[Ticket, int]) -> None:
    """Add the writes that put the ticket of ``new`` into its lists with its score, and out of those of ``old``."""
    ticket, place = new
    before, after = (_lists(batch, keys, old) if old else []), _lists(batch, keys, ticket)
    for name in before:
        if name not in after:
            batch.write("ZREM", name, ticket.reference)
    for name in after:
        batch.write("ZADD", name, place, ticket.reference)


def _lists(batch: Batch, keys: Keys, ticket: Ticket) -> list[str]:
    names = [keys.at(batch.partition, "queue", queue_name(ticket.queue, ticket.status))]
    if ticket.assignee and ticket.status in HELD:
        names.append(keys.at(batch.partition, "held", ticket.assignee))
    return names


def _instant(words: bytes) -> datetime | None:
    return datetime.fromisoformat(words.decode()) if words else None


def _stamp(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""
