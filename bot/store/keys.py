"""The one table of keys.

Every key is ``{pNN}:kind`` or ``{pNN}:kind:name``. All that belongs to one conversation lies in one partition and so in
one hash slot; what belongs to no conversation (staff, content) lies in partition 0, so that it can be written together
with its audit entry.
"""

import re
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from dialogs import reference as case_reference

Kind = Literal[
    "account",
    "attempts",
    "audit",
    "call",
    "cases",
    "chain",
    "content",
    "conversation",
    "dead",
    "delivery",
    "draft",
    "epoch",
    "errand",
    "factor",
    "fence",
    "fresh",
    "held",
    "history",
    "index",
    "lease",
    "ledger",
    "link",
    "log",
    "mark",
    "setaside",
    "tally",
    "out",
    "person",
    "presence",
    "queue",
    "rows",
    "seen",
    "session",
    "slots",
    "ticket",
    "timers",
    "token",
    "transfers",
    "translation",
    "tries",
    "unclear",
    "unclear-days",
    "unclear-order",
    "visits",
]
Shape = Literal["hash", "list", "set", "stream", "string", "zset"]


@dataclass(frozen=True, slots=True)
class Row:
    """What a kind of key holds, and what its name is."""

    shape: Shape
    name: str
    holds: str


TABLE: dict[Kind, Row] = {
    # of one conversation
    "conversation": Row("hash", "conversation", "version, last message id, sealed state and address, token digest"),
    "log": Row("list", "conversation", "the transcript, sealed; message n is element n - 1"),
    "delivery": Row("hash", "conversation", "message id → waiting or failed; no row means sent"),
    "seen": Row("hash", "conversation or ticket", "digest of an event id → what was committed for it"),
    "tries": Row("hash", "conversation", "digest of an event id → how often it was loaded without a commit"),
    "person": Row("hash", "conversation", "the person's data key, wrapped, with its id and KEK generation"),
    "rows": Row("set", "conversation", "the index keys that name this conversation"),
    "translation": Row("hash", "conversation", "message id → what a machine made of the person's words, sealed"),
    "cases": Row("set", "conversation", "references of its tickets"),
    # of one ticket
    "ticket": Row("hash", "reference", "clear fields by allow-list, everything else sealed"),
    "history": Row("list", "reference", "acts of staff and notes, sealed"),
    "draft": Row("hash", "reference", "account → unsent reply, sealed"),
    "presence": Row("hash", "reference", "account → reading or writing, until when"),
    "link": Row("string", "reference", "where the ticket is in another case system, and how far; nothing of a person"),
    # of one partition
    "out": Row("stream", "", "messages to deliver"),
    "call": Row("stream", "", "calls to backends"),
    "timers": Row("zset", "", "conversation|kind by due time"),
    "queue": Row("zset", "queue:status", "references, urgent first, then longest waiting"),
    "held": Row("zset", "account", "references that the account holds"),
    "transfers": Row(
        "zset", "due or late", "references by when their case system is asked next, or since when it lags"
    ),
    "fresh": Row("set", "", "references of tickets that have something new for their case system"),
    "index": Row("set", "digest of a value", "conversations in which it occurs"),
    "audit": Row("stream", "", "who did what, when"),
    "chain": Row("hash", "", "audit entry → link of the chain; its head"),
    "dead": Row("hash", "conversation", "events that nobody could take, sealed"),
    "setaside": Row("zset", "", "conversation|event by the time it was set aside"),
    "ledger": Row("stream", "", "whose key was destroyed, when"),
    "lease": Row("hash", "", "who works on the partition: token, owner, beat"),
    "fence": Row("string", "", "the highest token of a lease"),
    "epoch": Row("string", "", "which life of the store this is"),
    "tally": Row("hash", "", "day|name|value → how often it was so; nothing of a person"),
    # of the whole store, in partition 0
    "account": Row("hash", "", "name → staff account"),
    "token": Row("hash", "", "digest → service account"),
    "session": Row("hash", "digest", "a signed-in browser"),
    "errand": Row("string", "digest", "a sign-in under way at the organisation's provider, sealed"),
    "factor": Row("hash", "", "account → secret of its codes and digests of those on paper, sealed"),
    "attempts": Row("zset", "digest", "failed sign-ins of an account or address"),
    "content": Row("hash", "", "version → staff-edited content; its head"),
    "mark": Row("string", "digest", "that something was done once"),
    "slots": Row("hash", "", "place|start → a time of a calendar and the references that come then"),
    "visits": Row("hash", "", "reference → the time that the case has, and the request that brought it"),
    "unclear": Row("hash", "", "digest of a text that was not understood → it and its label, sealed; no person"),
    "unclear-order": Row("zset", "state", "digests of such texts by the day on which they were last written"),
    "unclear-days": Row("hash", "", "day:language → how many messages were not understood"),
}

_NAME = re.compile(r"[A-Za-z0-9_.:~-]{1,128}")
MOST_PARTITIONS = 31


def well_formed(conversation: str) -> bool:
    """Whether ``conversation`` can be the id of a conversation."""
    return _NAME.fullmatch(conversation) is not None


@dataclass(frozen=True, slots=True)
class Keys:
    """Builds keys for a store of ``partitions`` partitions."""

    partitions: int = 16

    def __post_init__(self) -> None:
        if not 1 <= self.partitions <= MOST_PARTITIONS:
            raise ValueError(f"{self.partitions} partitions: 1 to {MOST_PARTITIONS} are possible")

    def partition_of(self, conversation: str) -> int:
        """The partition in which ``conversation`` lies."""
        return crc32(conversation.encode()) % self.partitions

    def partition_of_case(self, reference: str) -> int | None:
        """The partition that a reference names, or None when there is no such ticket here."""
        if case_reference.parse(reference) != reference:
            return None
        partition = case_reference.partition(reference)
        return partition if partition < self.partitions else None

    def all(self) -> range:
        """All partitions."""
        return range(self.partitions)

    def at(self, partition: int, kind: Kind, name: str = "") -> str:
        """The key of ``kind`` in ``partition``."""
        return f"{{p{partition:02}}}:{kind}:{name}" if name else f"{{p{partition:02}}}:{kind}"

    def of(self, conversation: str, kind: Kind) -> str:
        """The key of ``kind`` that belongs to ``conversation``."""
        return f"{{p{crc32(conversation.encode()) % self.partitions:02}}}:{kind}:{conversation}"

    def channel(self, partition: int) -> str:
        """Where changes of ``partition`` are published."""
        return f"{{p{partition:02}}}:changes"


def timer_member(conversation: str, kind: str) -> str:
    """A timer as the sorted set knows it: one of each kind for a conversation."""
    return f"{conversation}|{kind}"


def split_timer(timer: str) -> tuple[str, int]:
    """A timer's id as member and due time."""
    member, _, due = timer.rpartition("|")
    return member, int(due)


STORE = "stra"
"""The one key outside the partitions: schema, number of partitions, epoch."""
