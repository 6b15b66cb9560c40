"""What is asked of a commit and what it answers; how events and messages are remembered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from bot.ports import Entry
from bot.store.keys import well_formed
from bot.store.moves import Moving, TicketWrite
from bot.store.notices import Line
from bot.store.sealing import PersonKey
from bot.store.site import Site
from dialogs.effects import Call, DropTimer, Erase, Measure, Note, SetTimer, Tally

_CLOSING = frozenset({"closed", "closed_by_person"})
REMEMBERED = timedelta(days=8)


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
    tallies: tuple[Tally, ...] = ()
    measures: tuple[Measure, ...] = ()
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
        closes = any(isinstance(write, Moving) and write.change in _CLOSING for write in self.tickets)
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


def seal_entry(key: PersonKey, entry: Entry) -> bytes:
    """An entry of the log, bound to its place."""
    return key.seal(key.person, f"log:{entry.message.id}", msgspec.json.encode(entry))


def read_entry(key: PersonKey, message: int, sealed: bytes) -> Entry:
    """The entry that ``seal_entry`` sealed for message number ``message``."""
    return msgspec.json.decode(key.unseal(key.person, f"log:{message}", sealed), type=Entry)


def audit_of(commit: Commit, at: datetime, told: Iterable[tuple[str, str, str]]) -> Iterator[Line]:
    """What goes into the audit trail: the commit's own notes, then ``told`` by action, detail and reference."""
    noted = ((note.action, note.detail, "") for note in commit.notes)
    for action, detail, reference in (*noted, *told):
        yield Line(
            at=at,
            actor=commit.actor,
            action=action,
            detail=detail,
            conversation=commit.conversation,
            reference=reference,
        )
