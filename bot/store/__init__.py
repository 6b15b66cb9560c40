"""What is kept, in Redis or Valkey: conversations, tickets, outbox, keys, staff, content, audit."""

from bot.store.changes import Changes
from bot.store.commits import Commit, Committed, Seen
from bot.store.content import Content, Json, Snapshot
from bot.store.conversations import Access, Conversations, Loaded
from bot.store.embedded import Embedded
from bot.store.errors import Conflict, Refused, StoreError, Unavailable, Unreadable, UnsafeStore
from bot.store.keys import Keys
from bot.store.moves import Moving, Opening, TicketWrite, Waking
from bot.store.notices import Change, Line
from bot.store.people import People
from bot.store.sealing import Keyring, PersonKey
from bot.store.shared_work import Drafts, Presence
from bot.store.staff import Account, Role, Service, SignedIn, StaffBook
from bot.store.store import Store
from bot.store.tickets import Kept, Page, Tickets
from bot.store.timers import DueTimer, Timers

__all__ = [
    "Access",
    "Account",
    "Change",
    "Changes",
    "Commit",
    "Committed",
    "Conflict",
    "Content",
    "Conversations",
    "Drafts",
    "DueTimer",
    "Embedded",
    "Json",
    "Kept",
    "Keyring",
    "Keys",
    "Line",
    "Loaded",
    "Moving",
    "Opening",
    "Page",
    "People",
    "PersonKey",
    "Presence",
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
    "Unavailable",
    "Unreadable",
    "UnsafeStore",
    "Waking",
]
