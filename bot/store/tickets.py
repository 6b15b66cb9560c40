"""Tickets: what staff read, and what they change without the conversation (claim, release, note, park, priority)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Act, Priority, Status, Ticket
from bot.store import moves
from bot.store.cases import PARK, Case, guard_case, park_member, read_acts, read_case, write_act, write_case
from bot.store.errors import Conflict, Refused
from bot.store.keys import split_timer
from bot.store.moves import Moving, Opening, TicketWrite, Transition, Waking
from bot.store.notices import Change, Line, Notices
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.ticket_lists import Page, TicketLists
from bot.store.timers import DueTimer
from bot.store.wire import Command, blob, items, table, texts
from dialogs import reference as case_reference

__all__ = ["Kept", "Moving", "Opening", "Page", "TicketWrite", "Tickets", "Waking"]

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A ticket with its conversation and history. ``erased``: only the clear fields are left."""

    ticket: Ticket
    conversation: str
    history: tuple[Act, ...] = ()
    erased: bool = False


@dataclass(frozen=True, slots=True)
class _Request:
    """Who asks for a change, under which idempotency key; ``words`` is all that was said beside the action."""

    actor: str
    at: datetime
    key: str
    action: str
    words: str = ""
    until: datetime | None = None
    timer: DueTimer | None = None

    @property
    def name(self) -> str:
        return f"{self.actor}\x00{self.key}"


@dataclass(frozen=True, slots=True)
class _Read:
    case: Case
    history: tuple[Act, ...]
    done: bytes | None

    @property
    def kept(self) -> Kept:
        case = self.case
        return Kept(ticket=case.ticket, conversation=case.conversation, history=self.history, erased=case.key is None)


class Tickets:
    """All tickets of the store."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lists = TicketLists(site)

    async def get(self, reference: str) -> Kept | None:
        """The ticket ``reference``; None when there is none, or the reference is none."""
        read = await self._read(reference)
        return None if read is None else read.kept

    async def of(self, conversation: str) -> list[str]:
        """References of all tickets of ``conversation``."""
        return sorted(texts(await self._site.wire.one("SMEMBERS", self._site.keys.of(conversation, "cases"))))

    async def find(self, kind: str, value: str) -> list[str]:
        """References found by an exact value; ``kind`` is ``reference`` or that of a look-up of a commit."""
        if kind == "reference":
            reference = case_reference.parse(value)
            return [reference] if reference and await self.get(reference) else []
        site, keys = self._site, self._site.keys
        rows = await site.wire.run(*(("SMEMBERS", site.index_key(p, kind, value)) for p in keys.all()))
        conversations = [conversation for row in rows for conversation in texts(row)]
        cases = await site.wire.run(*(("SMEMBERS", keys.of(c, "cases")) for c in conversations))
        return sorted(reference for row in cases for reference in texts(row))

    async def list(
        self,
        *,
        queues: Collection[str],
        statuses: Collection[str],
        assignee: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page:
        """Tickets of ``queues``: urgent first, then longest waiting; closed ones last, the last closed first."""
        return await self._lists.page(queues=queues, statuses=statuses, assignee=assignee, limit=limit, after=after)

    async def counts(self, queues: Collection[str]) -> dict[Status, int]:
        """How many tickets of ``queues`` there are of each status."""
        return await self._lists.counts(queues)

    async def mine(self, account: str) -> int:
        """How many open tickets ``account`` holds."""
        return await self._lists.mine(account)

    async def claim(self, reference: str, *, actor: str, at: datetime, key: str) -> Kept:
        """Take a free ticket; who holds it already succeeds."""
        return await self._change(reference, moves.claim(actor, at), _Request(actor, at, key, "claimed"))

    async def release(self, reference: str, *, actor: str, at: datetime, key: str) -> Kept:
        """Give a ticket back to its queue."""
        return await self._change(reference, moves.release(actor, at), _Request(actor, at, key, "released"))

    async def note(self, reference: str, text: str, *, actor: str, at: datetime, key: str) -> Kept:
        """Write an internal note; everybody who sees the ticket may."""
        return await self._change(reference, moves.note(actor, at, text), _Request(actor, at, key, "noted", text))

    async def park(self, reference: str, until: datetime, *, actor: str, at: datetime, key: str) -> Kept:
        """Set a ticket aside until ``until``; then a timer takes it up again."""
        request = _Request(actor, at, key, "parked", until.isoformat(), until)
        return await self._change(reference, moves.park(actor, at, until), request)

    async def resume(self, reference: str, *, actor: str, at: datetime, key: str) -> Kept:
        """Take a parked ticket up again."""
        return await self._change(reference, moves.resume(actor, at), _Request(actor, at, key, "resumed"))

    async def priority(self, reference: str, priority: Priority, *, actor: str, at: datetime, key: str) -> Kept:
        """Transition how urgent a ticket is."""
        request = _Request(actor, at, key, "prioritised", priority)
        return await self._change(reference, moves.prioritise(actor, at, priority), request)

    async def unpark(self, timer: DueTimer, *, at: datetime) -> Kept:
        """The time of a parked ticket has come. Refused with ``timer`` when somebody else popped it."""
        reference = timer.kind.removeprefix(PARK)
        return await self._change(reference, moves.unpark(at), _Request("bot", at, timer.id, "resumed", timer=timer))

    async def _change(self, reference: str, change: Transition, request: _Request) -> Kept:
        for _ in range(_ATTEMPTS):
            try:
                return await self._attempt(reference, change, request)
            except Refused as refusal:
                if refusal.reason != "ticket":
                    raise
        raise Conflict("the ticket changes too quickly")

    async def _attempt(self, reference: str, change: Transition, request: _Request) -> Kept:
        read = await self._read(reference, request)
        if read is None:
            raise Refused("missing")
        if read.done is not None:
            return self._repeated(read, request)
        if read.case.key is None:
            raise Refused("status")
        changed = change(read.case.ticket)
        if changed is None:
            return read.kept
        ticket, act = changed
        case = Case(
            ticket=ticket,
            conversation=read.case.conversation,
            revision=read.case.revision + 1,
            key=read.case.key,
        )
        if await self._site.script.run(self._batch(read.case, case, act, request)) is not None:
            raise Refused("ticket")
        return Kept(ticket=ticket, conversation=case.conversation, history=(*read.history, act))

    def _repeated(self, read: _Read, request: _Request) -> Kept:
        if read.done != self._digest(request):
            raise Refused("reused")
        return read.kept

    def _batch(self, old: Case, new: Case, act: Act, request: _Request) -> Batch:
        site, keys = self._site, self._site.keys
        batch = Batch(keys.partition_of(new.conversation))
        seen, mark = keys.at(batch.partition, "seen", new.ticket.reference), site.mark(request.name)
        batch.unless_seen(seen, mark)
        guard_case(batch, keys, old)
        self._write_timer(batch, old, request)
        write_case(batch, keys, old, new, at=act.at)
        write_act(batch, keys, new, act)
        batch.put(seen, {mark: self._digest(request)})
        self._write_notices(batch, old, request)
        return batch

    def _write_timer(self, batch: Batch, old: Case, request: _Request) -> None:
        timers = self._site.keys.at(batch.partition, "timers")
        if request.timer is not None:
            batch.scored("timer", timers, *split_timer(request.timer.id))
        if request.until is not None:
            batch.write("ZADD", timers, milliseconds(request.until.timestamp()), park_member(old))
        elif old.ticket.status == "parked" and request.action != "noted":
            batch.write("ZREM", timers, park_member(old))

    def _write_notices(self, batch: Batch, old: Case, request: _Request) -> None:
        notices, reference = Notices(self._site.keys), old.ticket.reference
        detail = "" if request.action == "noted" else request.words
        line = Line(
            at=self._site.clock.now(),
            actor=request.actor,
            action=f"ticket.{request.action}",
            detail=detail,
            conversation=old.conversation,
            reference=reference,
        )
        notices.audit(batch, line)
        notices.tell(batch, Change(conversation=old.conversation, tickets=(reference,), queues=(old.ticket.queue,)))

    async def _read(self, reference: str, request: _Request | None = None) -> _Read | None:
        site, keys = self._site, self._site.keys
        partition = keys.partition_of_case(reference)
        if partition is None:
            return None
        commands: list[Command] = [
            ("GET", keys.at(partition, "epoch")),
            ("HGETALL", keys.at(partition, "ticket", reference)),
            ("LRANGE", keys.at(partition, "history", reference), 0, -1),
        ]
        if request is not None:
            commands.append(("HGET", keys.at(partition, "seen", reference), site.mark(request.name)))
        epoch, row, history, *seen = await site.wire.run(*commands)
        site.script.check_epoch(epoch)
        fields = table(row)
        if not fields:
            return None
        case = read_case(reference, fields, await site.key_of(fields["conversation"].decode()))
        acts = read_acts(case, [blob(line) for line in items(history)])
        return _Read(case, acts, blob(seen[0]) if seen and seen[0] is not None else None)

    def _digest(self, request: _Request) -> bytes:
        return self._site.keyring.mac("request", f"{request.action}\x00{request.words}".encode())
