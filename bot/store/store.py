"""The store: opened once, checked before it is used."""

from typing import Self

from bot.ports import Clock
from bot.store.audit import Anchor, Audit
from bot.store.changes import Changes
from bot.store.cluster import connect
from bot.store.content import Content
from bot.store.conversations import Conversations
from bot.store.dead import DeadLetters
from bot.store.errands import Errands
from bot.store.factors import Factors
from bot.store.groups import StaffGroups
from bot.store.keys import Keys
from bot.store.leases import Leases
from bot.store.ledger import Ledger, LedgerFile
from bot.store.links import Links
from bot.store.marks import Marks
from bot.store.opening import check_config, open_epoch
from bot.store.outbox import Outbox
from bot.store.people import People
from bot.store.reconciling import Reconciling
from bot.store.rewriting import Rewriting
from bot.store.script import Script
from bot.store.sealing import Keyring
from bot.store.shared_work import Drafts, Presence
from bot.store.site import Site
from bot.store.staff import StaffBook
from bot.store.tallies import Tallies
from bot.store.tickets import Tickets
from bot.store.timers import Timers
from bot.store.translations import Translations
from bot.store.unclear import UnclearTexts
from bot.store.visits import Visits


class Store:
    """Everything that is kept. Build it with ``Store.open``."""

    def __init__(self, site: Site, ledger: Ledger) -> None:
        self._site = site
        self._rewriting = Rewriting(site.wire, ledger)
        self.conversations = Conversations(site)
        self.tickets = Tickets(site)
        self.people = People(site, ledger)
        self.timers = Timers(site)
        self.content = Content(site)
        self.staff = StaffBook(site)
        self.factors = Factors(site)
        self.errands = Errands(site)
        self.drafts = Drafts(site)
        self.presence = Presence(site)
        self.changes = Changes(site)
        self.leases = Leases(site)
        self.outbox = Outbox(site)
        self.audit = Audit(site, Anchor.beside(site.keyring.path))
        self.dead = DeadLetters(site)
        self.marks = Marks(site)
        self.groups = StaffGroups(site, self.content)
        self.translations = Translations(site)
        self.unclear = UnclearTexts(site)
        self.tallies = Tallies(site)
        self.visits = Visits(site)
        self.links = Links(site)

    @classmethod
    async def open(
        cls, url: str, *, keyring: Keyring, clock: Clock, partitions: int = 16, allow_unsafe: bool = False
    ) -> Self:
        """Connect to the store at ``url``, check it, and forget again whom a restored backup brought back.

        Raises ``UnsafeStore`` with a sentence, or ``Unavailable``.
        """
        keys, wire, blocking = Keys(partitions), await connect(url), await connect(url)
        try:
            if not allow_unsafe:
                await check_config(wire)
            epoch = await open_epoch(wire, keys, keyring)
            site = Site(wire, blocking, Script(wire, keys, epoch), keys, keyring, clock)
            ledger = Ledger(site, LedgerFile.beside(keyring.path))
            await ledger.replay()
            await ledger.export()
            store = cls(site, ledger)
            await store.outbox.prepare()
        except BaseException:
            await blocking.close()
            await wire.close()
            raise
        return store

    @property
    def keys(self) -> Keys:
        """The table of keys, and which partition a conversation lies in."""
        return self._site.keys

    def name_of(self, purpose: str, words: str) -> str:
        """A name for ``words`` that only the holder of the keys can make, the same each time; 128 bits."""
        return self._site.keyring.mac(purpose, words.encode())[:16].hex()

    async def close(self) -> None:
        """Close all connections."""
        await self.changes.close()
        await self._site.blocking.close()
        await self._site.wire.close()

    async def ping(self) -> None:
        """Raise ``Unavailable`` unless the store answers and is the one that we opened."""
        self._site.script.check_epoch(await self._site.wire.one("GET", self._site.keys.at(0, "epoch")))

    async def reconcile(self) -> list[str]:
        """What does not fit together any more, in words; nothing when all is well."""
        return await Reconciling(self._site).faults()

    async def rewrite(self) -> None:
        """Rewrite the append-only file, so that what was erased is gone from the disk too."""
        await self._rewriting.run()
