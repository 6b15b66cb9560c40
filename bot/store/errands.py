"""Sign-ins under way at the organisation's provider: kept until the browser that began one comes back, once."""

import hashlib
from datetime import timedelta
from typing import Final

import msgspec

from bot.ports import SigningIn
from bot.store.errors import Refused
from bot.store.script import Batch
from bot.store.site import Site, milliseconds
from bot.store.wire import blob

KEPT: Final = timedelta(minutes=10)
_PARTITION: Final = 0
_PURPOSE: Final = "errand"


class Errand(msgspec.Struct, frozen=True):
    """What a browser is away for, and the page that it wanted."""

    begun: SigningIn
    onward: str


class Errands:
    """Bound to the cookie of the browser and to the ``state`` that must come back; sealed."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def keep(self, browser: str, errand: Errand) -> None:
        """Until it comes back, or for ten minutes."""
        name = _name(browser, errand.begun.state)
        sealed = self._site.keyring.enclose(_PURPOSE, name, msgspec.json.encode(errand))
        batch = Batch(_PARTITION)
        batch.write("SET", self._key(name), sealed, "PX", milliseconds(KEPT.total_seconds()))
        await self._site.script.run(batch)

    async def take(self, browser: str, state: str) -> Errand | None:
        """What ``browser`` left for; None when it did not, or came back before."""
        name = _name(browser, state)
        found = await self._site.wire.one("GET", self._key(name))
        if found is None:
            return None
        batch = Batch(_PARTITION)
        batch.value_is("taken", self._key(name), blob(found))
        batch.write("DEL", self._key(name))
        try:
            await self._site.script.run(batch)
        except Refused as refusal:
            if refusal.reason != "taken":
                raise
            return None
        return msgspec.json.decode(self._site.keyring.disclose(_PURPOSE, name, blob(found)), type=Errand)

    def _key(self, name: str) -> str:
        return self._site.keys.at(_PARTITION, "errand", name)


def _name(browser: str, state: str) -> str:
    return hashlib.sha256(f"{browser}\x00{state}".encode()).hexdigest()
