"""The members that agreed to be named in public, as the page shows them: however many look, the registry is asked once.

A list is good for ten minutes. While the registry is away the last one is shown, with its time, for a day at most; who
has left or changed its mind must not stay on it for longer.
"""

import asyncio
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.backends.membership import open_registry
from bot.ops.metrics import Metrics
from bot.ports import Clock, ListedMember, MemberList
from bot.settings import Settings
from integrations.errors import IntegrationError
from integrations.membership import MembershipRegistry

FRESH = timedelta(minutes=10)
AGAIN = timedelta(minutes=1)
"""When a registry that did not answer is asked once more."""
OLDEST = timedelta(days=1)
_LAST = {"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c"}
"""In Swedish they come after z; the brace does, too."""


@dataclass(slots=True, kw_only=True)
class PublicMembers:
    """``practice``: they are made up."""

    registry: MembershipRegistry
    clock: Clock
    practice: bool = False
    _known: MemberList | None = None
    _due: datetime | None = None
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def listed(self) -> MemberList | None:
        """As the port says. Who comes while somebody else asks gets what is known, or waits for the same answer."""
        if self._is_due() and not (self._asking.locked() and self._usable()):
            async with self._asking:
                if self._is_due():
                    await self._ask()
        return self._usable()

    def _is_due(self) -> bool:
        return self._due is None or not timedelta(0) < self._due - self.clock.now() <= FRESH

    async def _ask(self) -> None:
        try:
            found = await self.registry.published()
        except IntegrationError:
            self._due = self.clock.now() + AGAIN
            self._known = self._known and self._aged(self._known)
            return
        now = self.clock.now()
        members = sorted((ListedMember(one.name, one.since) for one in found), key=lambda one: _place(one.name))
        self._known = MemberList(members=tuple(members), at=now, practice=self.practice)
        self._due = now + FRESH

    def _aged(self, known: MemberList) -> MemberList:
        return MemberList(members=known.members, at=known.at, fresh=False, practice=known.practice)

    def _usable(self) -> MemberList | None:
        known = self._known
        return known if known and timedelta(0) <= self.clock.now() - known.at < OLDEST else None

    async def close(self) -> None:
        """Let go of the connections."""
        await self.registry.close()


def _place(name: str) -> str:
    """Where a name stands in the Swedish alphabet; signs before its first letter do not count."""
    plain = "".join(_LAST.get(letter) or unicodedata.normalize("NFKD", letter)[0] for letter in name.casefold())
    return plain.lstrip("\"'«»“”„‘’ ")


def open_members(settings: Settings, metrics: Metrics, clock: Clock) -> PublicMembers | None:
    """None where no registry is configured: then there is no such page."""
    registry = open_registry(settings, metrics)
    if registry is None:
        return None
    return PublicMembers(registry=registry, clock=clock, practice=settings.sandbox_url is not None)
