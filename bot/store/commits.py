"""What is asked of a commit, what it answers, and the writes that it is made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import msgspec

from bot.ports import Entry
from bot.store.cases import Case, write_act, write_case
from bot.store.errors import Refused
from bot.store.keys import Kind, well_formed
from bot.store.moves import Moving, Opening, TicketWrite, Waking, move, wake
from bot.store.notices import Change, Line, Notices
from bot.store.script import Batch
from bot.store.sealing import PersonKey
from bot.store.site import Site, milliseconds
from bot.store.wire import Word
from dialogs.effects import Call, DropTimer, Erase, Note, SetTimer

REMEMBERED = timedelta(days=8)
_LASTING: tuple[Kind, ...] = ("conversation", "person", "seen", "log")
_BRIEF: tuple[Kind, ...] = (*_LASTING, "delivery", "rows")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was committed for an event: the digest of its body, the messages ``first`` to ``last`` (0: none).

    ``erased`` is the reason when the event erased the conversation; the digest is empty when the key is gone.
    """

    digest: str
    first: int
    last: int
    erased: str | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """``repeat``: the event was committed before, as ``seen`` says; nothing was written now."""

    version: int
    repeat: bool = False
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One turn, to be kept wholly or not at all."""

    conversation: str
    channel: str
    event_id: str
    digest: str
    expected: int
    state: bytes = field(repr=False)
    person: PersonKey
    entries: tuple[Entry, ...] = field(default=(), repr=False)
    deliver: tuple[int, ...] = ()
    address: str | None = field(default=None, repr=False)
    token_digest: str | None = field(default=None, repr=False)
    expire_after: timedelta | None = None
    tickets: tuple[TicketWrite, ...] = field(default=(), repr=False)
    timers: tuple[SetTimer | DropTimer, ...] = ()
    popped: str | None = None
    calls: tuple[Call, ...] = field(default=(), repr=False)
    notes: tuple[Note, ...] = ()
    actor: str = "person"
    lookups: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    erase: Erase | None = None

    def __post_init__(self) -> None:
        if not well_formed(self.conversation):
            raise ValueError("not the id of a conversation")
        ids = [entry.message.id for entry in self.entries]
        if ids and ids != list(range(ids[0], ids[0] + len(ids))):
            raise ValueError("message ids must count up")
        if not set(self.deliver) <= set(ids):
            raise ValueError("only messages of this turn can be delivered")
        if self.person.person != self.conversation:
            raise ValueError("the key of somebody else")
        if self.erase is not None and (self.tickets or self.timers or self.calls or self.lookups):
            raise ValueError("who is erased leaves nothing else behind")

    @property
    def first(self) -> int:
        """The id of the first message of this turn, 0 when there is none."""
        return self.entries[0].message.id if self.entries else 0

    @property
    def last(self) -> int:
        """The id of the last message of this turn, 0 when there is none."""
        return self.entries[-1].message.id if self.entries else 0

    @property
    def drains(self) -> bool:
        """Whether it must succeed on a full store, because work ends with it."""
        closes = any(isinstance(write, Moving) and write.change == "closed" for write in self.tickets)
        return closes or self.erase is not None


class _SeenRow(msgspec.Struct, frozen=True, array_like=True):
    first: int
    last: int
    erased: str | None
    digest: bytes


def seen_row(commit: Commit, site: Site) -> bytes:
    """How a commit is remembered. The digest is sealed: of a short text it would give the text away."""
    erased = commit.erase.reason if commit.erase else None
    sealed = b"" if commit.erase else commit.person.seal(site.mark(commit.event_id), "digest", commit.digest.encode())
    return msgspec.msgpack.encode(_SeenRow(commit.first, commit.last, erased, sealed))


BLANK_SEEN = msgspec.msgpack.encode(_SeenRow(0, 0, None, b""))
"""How an event is remembered that was set aside."""


def read_seen(row: bytes, mark: str, key: PersonKey | None) -> Seen:
    """What ``seen_row`` kept."""
    kept = msgspec.msgpack.decode(row, type=_SeenRow)
    digest = key.unseal(mark, "digest", kept.digest).decode() if key and kept.digest else ""
    return Seen(digest, kept.first, kept.last, kept.erased)


@dataclass(frozen=True, slots=True)
class Writer:
    """Turns a commit into guards and writes."""

    site: Site
    commit: Commit

    def guard(self, batch: Batch) -> None:
        """Guards in their order: seen, version, then all that may be refused."""
        commit = self.commit
        conversation = self._of("conversation")
        batch.unless_seen(self._of("seen"), self.site.mark(commit.event_id))
        batch.at_version(conversation, commit.expected)
        if commit.entries:
            before = commit.first - 1
            batch.field_is("order", conversation, "last", *((before, "") if before == 0 else (before,)))
        if commit.person.fresh:
            batch.absent("person", self._of("person"))
        else:
            batch.field_is("person", self._of("person"), "id", commit.person.id)
        if commit.popped is not None:
            member, due = split_timer(commit.popped)
            batch.scored("timer", self._at("timers"), member, due)

    def write(self, batch: Batch, cases: dict[str, Case]) -> None:
        """All writes of a turn that does not erase. ``cases`` are the tickets that it changes, as they were read."""
        self.remember(batch)
        for ticket in self.commit.tickets:
            self._write_ticket(batch, ticket, cases)
        self._write_conversation(batch)
        self._write_log(batch)
        self._write_timers(batch)
        self._write_calls(batch)
        self._write_lookups(batch)
        self._write_terms(batch)
        self._write_notices(batch, cases)

    def remember(self, batch: Batch) -> None:
        """The event is seen; it is not tried any more; a timer that it was is gone."""
        commit = self.commit
        mark = self.site.mark(commit.event_id)
        batch.put(self._of("seen"), {mark: seen_row(commit, self.site)})
        batch.write("HDEL", self._of("tries"), mark)
        if commit.popped is not None:
            member, _ = split_timer(commit.popped)
            batch.write("ZREM", self._at("timers"), member)
            batch.write("HDEL", self._of("conversation"), f"timer:{member.partition('|')[2]}")

    def _write_conversation(self, batch: Batch) -> None:
        commit, name = self.commit, self.commit.conversation
        fields: dict[str, Word] = {
            "version": commit.expected + 1,
            "state": commit.person.seal(name, "state", commit.state),
        }
        if commit.entries:
            fields["last"] = commit.last
        if commit.person.fresh:
            fields["channel"] = commit.channel
            batch.write("HDEL", self._of("conversation"), "erased")
            key: dict[str, Word] = {"id": commit.person.id, "generation": commit.person.generation}
            batch.put(self._of("person"), key | {"wrapped": commit.person.wrapped})
        if commit.address is not None:
            fields["address"] = commit.person.seal(name, "address", commit.address.encode())
        if commit.token_digest is not None:
            fields["token"] = commit.token_digest
        batch.put(self._of("conversation"), fields)

    def _write_log(self, batch: Batch) -> None:
        commit = self.commit
        if commit.entries:
            batch.write("RPUSH", self._of("log"), *(seal_entry(commit.person, entry) for entry in commit.entries))
        if commit.deliver:
            batch.put(self._of("delivery"), {str(message): "waiting" for message in commit.deliver})
        for message in commit.deliver:
            batch.write("XADD", self._at("out"), "*", "c", commit.conversation, "m", message)

    def _write_timers(self, batch: Batch) -> None:
        for timer in self.commit.timers:
            member = timer_member(self.commit.conversation, timer.kind)
            match timer:
                case SetTimer(at=at):
                    batch.write("ZADD", self._at("timers"), milliseconds(at.timestamp()), member)
                    batch.put(self._of("conversation"), {f"timer:{timer.kind}": milliseconds(at.timestamp())})
                case DropTimer():
                    batch.write("ZREM", self._at("timers"), member)
                    batch.write("HDEL", self._of("conversation"), f"timer:{timer.kind}")

    def _write_calls(self, batch: Batch) -> None:
        commit = self.commit
        for n, call in enumerate(commit.calls, start=1):
            name = f"{commit.conversation}:{commit.expected + 1}:{n}"
            payload = commit.person.seal(name, "payload", msgspec.json.encode(call.payload))
            words = ("c", commit.conversation, "b", call.backend, "o", call.operation, "k", name, "p", payload)
            batch.write("XADD", self._at("call"), "*", *words)

    def _write_lookups(self, batch: Batch) -> None:
        for kind, value in self.commit.lookups:
            key = index_key(self.site, batch.partition, kind, value)
            batch.write("SADD", key, self.commit.conversation)
            batch.write("SADD", self._of("rows"), key)

    def _write_ticket(self, batch: Batch, write: TicketWrite, cases: dict[str, Case]) -> None:
        if isinstance(write, Opening):
            self._open_ticket(batch, write)
            return
        case = cases[write.reference]
        changed = (wake(write) if isinstance(write, Waking) else move(write))(case.ticket)
        if changed is None:
            return
        ticket, act = changed
        guard_case(batch, self.site, case)
        new = Case(ticket=ticket, conversation=case.conversation, revision=case.revision + 1, key=case.key)
        if case.ticket.status == "parked":
            batch.write("ZREM", self._at("timers"), park_member(case))
        write_case(batch, self.site.keys, case, new, at=act.at)
        write_act(batch, self.site.keys, new, act)

    def _open_ticket(self, batch: Batch, opening: Opening) -> None:
        keys, reference = self.site.keys, opening.reference
        if keys.partition_of_case(reference) != batch.partition:
            raise ValueError("a reference of another partition")
        new = Case(ticket=opening.ticket, conversation=self.commit.conversation, revision=1, key=self.commit.person)
        batch.absent("reference", keys.at(batch.partition, "ticket", reference))
        write_case(batch, keys, None, new, at=opening.history.at)
        write_act(batch, keys, new, opening.history)
        batch.write("SADD", self._of("cases"), reference)

    def _write_terms(self, batch: Batch) -> None:
        if self.commit.expire_after is None:
            for kind in _LASTING if self.commit.expected else ():
                batch.write("PERSIST", self._of(kind))
            return
        term = milliseconds(self.commit.expire_after.total_seconds())
        for kind in _BRIEF:
            batch.write("PEXPIRE", self._of(kind), term)

    def _write_notices(self, batch: Batch, cases: dict[str, Case]) -> None:
        commit, notices = self.commit, Notices(self.site.keys)
        for line in self._lines():
            notices.audit(batch, line)
        references = tuple(write.reference for write in commit.tickets)
        queues = _queues(commit.tickets, cases.values())
        notices.tell(batch, Change(commit.conversation, commit.last, references, queues))

    def _lines(self) -> Iterable[Line]:
        commit, now = self.commit, self.site.clock.now()
        for note in commit.notes:
            yield Line(
                at=now, actor=commit.actor, action=note.action, detail=note.detail, conversation=commit.conversation
            )
        for write in commit.tickets:
            if isinstance(write, Waking):
                continue
            action, detail = ("opened", write.ticket.queue) if isinstance(write, Opening) else _moved(write)
            yield Line(
                at=now,
                actor=commit.actor,
                action=f"ticket.{action}",
                detail=detail,
                conversation=commit.conversation,
                reference=write.reference,
            )

    def _of(self, kind: Kind) -> str:
        return self.site.keys.of(self.commit.conversation, kind)

    def _at(self, kind: Kind) -> str:
        return self.site.keys.at(self.site.keys.partition_of(self.commit.conversation), kind)


def guard_case(batch: Batch, site: Site, case: Case) -> None:
    """Refuse with ``ticket`` when the ticket changed since it was read: whoever gets that reads it again."""
    key = site.keys.at(batch.partition, "ticket", case.ticket.reference)
    batch.field_is("ticket", key, "revision", case.revision)


def check_moves(commit: Commit, cases: dict[str, Case]) -> None:
    """Raise ``Refused`` when the tickets cannot change as asked."""
    for write in commit.tickets:
        if isinstance(write, Opening):
            continue
        if write.reference not in cases:
            raise Refused("missing")
        if isinstance(write, Moving):
            move(write)(cases[write.reference].ticket)


def seal_entry(key: PersonKey, entry: Entry) -> bytes:
    """An entry of the log, bound to its place."""
    return key.seal(key.person, f"log:{entry.message.id}", msgspec.json.encode(entry))


def read_entry(key: PersonKey, message: int, sealed: bytes) -> Entry:
    """The entry that ``seal_entry`` sealed for message number ``message``."""
    return msgspec.json.decode(key.unseal(key.person, f"log:{message}", sealed), type=Entry)


def index_key(site: Site, partition: int, kind: str, value: str) -> str:
    """The key of the index row of a value, under a keyed digest of it."""
    plain = f"{kind}\x00{''.join(value.split()).casefold()}"
    return site.keys.at(partition, "index", site.keyring.mac("index", plain.encode())[:16].hex())


def timer_member(conversation: str, kind: str) -> str:
    """A timer as the sorted set knows it: one of each kind for a conversation."""
    return f"{conversation}|{kind}"


def park_member(case: Case) -> str:
    """The timer that ends the parking of a ticket."""
    return timer_member(case.conversation, f"park:{case.ticket.reference}")


def split_timer(timer: str) -> tuple[str, int]:
    """A timer's id as member and due time."""
    member, _, due = timer.rpartition("|")
    return member, int(due)


def _queues(writes: Iterable[TicketWrite], cases: Iterable[Case]) -> tuple[str, ...]:
    queues = {case.ticket.queue for case in cases}
    for write in writes:
        match write:
            case Opening(ticket=ticket):
                queues.add(ticket.queue)
            case Moving(queue=str() as queue):
                queues.add(queue)
    return tuple(sorted(queues))


def _moved(write: Moving) -> tuple[str, str]:
    return write.change, write.queue or write.outcome or ""
