"""Marks: that something was done once, such as telling somebody; remembered for a time, across processes."""

from datetime import timedelta

from bot.store.errors import Refused
from bot.store.script import Batch
from bot.store.site import Site, milliseconds

_PARTITION = 0


class Marks:
    """What is marked is kept as a keyed digest only."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def set_first(self, purpose: str, words: str, *, keep: timedelta) -> bool:
        """Mark ``words``; False when they were marked before."""
        batch, key = Batch(_PARTITION), self._key(purpose, words)
        batch.absent("marked", key)
        batch.write("SET", key, 1, "PX", milliseconds(keep.total_seconds()))
        try:
            await self._site.script.run(batch)
        except Refused as refusal:
            if refusal.reason != "marked":
                raise
            return False
        return True

    async def forget(self, purpose: str, words: str) -> None:
        """It was not done after all."""
        batch = Batch(_PARTITION, drains=True)
        batch.write("DEL", self._key(purpose, words))
        await self._site.script.run(batch)

    def _key(self, purpose: str, words: str) -> str:
        digest = self._site.keyring.mac(f"mark {purpose}", words.encode())[:16].hex()
        return self._site.keys.at(_PARTITION, "mark", digest)
