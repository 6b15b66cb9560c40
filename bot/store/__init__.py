"""What is kept, in Redis or Valkey: conversations, tickets, outbox, keys, staff, content, audit."""

from bot.store.commits import Commit, Committed, Seen
from bot.store.conversations import Access, Conversations, Loaded
from bot.store.embedded import Embedded
from bot.store.errors import Conflict, Refused, StoreError, Unavailable, Unreadable, UnsafeStore
from bot.store.keys import Keys
from bot.store.moves import Moving, Opening, TicketWrite, Waking
from bot.store.people import People
from bot.store.sealing import Keyring, PersonKey
from bot.store.store import Store
from bot.store.tickets import Kept, Page, Tickets
from bot.store.timers import DueTimer, Timers

__all__ = [
    "Access",
    "Commit",
    "Committed",
    "Conflict",
    "Conversations",
    "DueTimer",
    "Embedded",
    "Kept",
    "Keyring",
    "Keys",
    "Loaded",
    "Moving",
    "Opening",
    "Page",
    "People",
    "PersonKey",
    "Refused",
    "Seen",
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
