"""What happens after a turn: deliveries, calls to other systems, timers, the sealing of the audit trail.

Each partition of the store is worked by whoever holds its lease. Any number of processes may run; those without a
lease wait and take over when a holder is gone.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.ports import Backend, Channel, Clock
from bot.store import Store
from bot.store.leases import TERM
from bot.turn import Turns
from bot.workers.call import Calls, StoreUpkeep
from bot.workers.deliver import Deliveries
from bot.workers.expire import Expiry
from bot.workers.hold import Holding, Tenure
from bot.workers.patience import Patience
from bot.workers.prune import Pruning
from bot.workers.receipts import Receipts
from bot.workers.reconcile import DailyLook
from bot.workers.round import Loop, Round
from bot.workers.stopping import Stopping
from bot.workers.turnstile import Turnstile

SENDS_AT_ONCE = 30
CALLS_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """All workers of one process. ``backends`` are the systems that calls go to, by name.

    ``alone`` are loops of which only one may run among all processes: who holds the first partition runs them.
    """

    store: Store
    turns: Turns
    clock: Clock
    channels: Sequence[Channel] = ()
    backends: Mapping[str, Backend] = field(default_factory=dict)
    alone: Sequence[Loop] = ()
    patience: Patience = field(default_factory=Patience)
    owner: str = field(default_factory=lambda: f"worker-{secrets.token_hex(3)}")
    term: float = TERM

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop``; ends within two seconds."""
        sends, calls = Turnstile(SENDS_AT_ONCE), Turnstile(CALLS_AT_ONCE)

        def work(tenure: Tenure) -> Round:
            return self._round(tenure, sends, calls)

        leases, partitions = self.store.leases, self.store.keys.all()
        await Holding(leases=leases, partitions=partitions, owner=self.owner, term=self.term).run(work, stop)

    def _round(self, tenure: Tenure, sends: Turnstile, calls: Turnstile) -> Round:
        receipts, stopping = Receipts(self.store.outbox, tenure), Stopping()
        return Round(
            store=self.store,
            tenure=tenure,
            receipts=receipts,
            stopping=stopping,
            alone=self._alone() if tenure.partition == min(self.store.keys.all()) else (),
            deliveries=Deliveries(
                tenure=tenure,
                receipts=receipts,
                channels={channel.name: channel for channel in self.channels},
                turnstile=sends,
                patience=self.patience,
                stopping=stopping,
            ),
            calls=Calls(
                receipts=receipts,
                backends={"store": StoreUpkeep(self.store), **self.backends},
                turns=self.turns,
                clock=self.clock,
                turnstile=calls,
                patience=self.patience,
                stopping=stopping,
            ),
            expiry=Expiry(store=self.store, turns=self.turns, clock=self.clock),
        )

    def _alone(self) -> Sequence[Loop]:
        return (Pruning(store=self.store).run, DailyLook(store=self.store).run, *self.alone)
