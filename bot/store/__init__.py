"""What is kept, in Redis or Valkey: conversations, tickets, outbox, keys, staff, content, audit."""

from bot.store.audit import Audit, Head, Record
from bot.store.changes import Changes
from bot.store.commits import Commit, Committed, Seen
from bot.store.content import Content, Snapshot
from bot.store.conversations import Access, Conversations, Loaded
from bot.store.dead import DeadLetter, DeadLetters
from bot.store.embedded import Embedded
from bot.store.errors import Conflict, Refused, StoreError, Unavailable, Unreadable, UnsafeStore
from bot.store.keys import Keys
from bot.store.leases import Lease, Leases
from bot.store.links import Link, Links
from bot.store.moves import Checking, Moving, Opening, TicketWrite, Waking
from bot.store.notices import Change, Line
from bot.store.out_entries import OutEntry, ToCall, ToSend
from bot.store.outbox import Backlog, Outbox
from bot.store.people import People
from bot.store.sealing import Keyring, PersonKey
from bot.store.shared_work import Drafts, Presence
from bot.store.staff import Account, Role, Service, SignedIn, StaffBook
from bot.store.store import Store
from bot.store.tickets import Kept, Page, Tickets
from bot.store.timers import DueTimer, Timers
from bot.store.unclear import Unclear, UnclearTexts

__all__ = [
    "Access",
    "Account",
    "Audit",
    "Backlog",
    "Change",
    "Changes",
    "Checking",
    "Commit",
    "Committed",
    "Conflict",
    "Content",
    "Conversations",
    "DeadLetter",
    "DeadLetters",
    "Drafts",
    "DueTimer",
    "Embedded",
    "Head",
    "Kept",
    "Keyring",
    "Keys",
    "Lease",
    "Leases",
    "Line",
    "Link",
    "Links",
    "Loaded",
    "Moving",
    "Opening",
    "OutEntry",
    "Outbox",
    "Page",
    "People",
    "PersonKey",
    "Presence",
    "Record",
    "Refused",
    "Role",
    "Seen",
    "Service",
    "SignedIn",
    "Snapshot",
    "StaffBook",
    "Store",
    "StoreError",
    "TicketWrite",
    "Tickets",
    "Timers",
    "ToCall",
    "ToSend",
    "Unavailable",
    "Unclear",
    "UnclearTexts",
    "Unreadable",
    "UnsafeStore",
    "Waking",
]
