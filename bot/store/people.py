"""The people's data keys: made, and wrapped anew when the key-encryption keys (KEKs) rotate."""

from collections import Counter

from bot.store.errors import Refused, UnsafeStore
from bot.store.factors import Factors
from bot.store.ledger import Ledger
from bot.store.script import Batch
from bot.store.sealing import PersonKey, generation_of
from bot.store.site import Site
from bot.store.unclear import UnclearTexts
from bot.store.wire import blob, items, number, table


class People:
    """Keys of people, and of what is kept in envelopes."""

    def __init__(self, site: Site, ledger: Ledger) -> None:
        self._site = site
        self._ledger = ledger

    def new_key(self, conversation: str) -> PersonKey:
        """A new data key for the person of ``conversation``; it is kept by the first commit that uses it."""
        return self._site.keyring.new_key(conversation)

    async def replay_ledger(self) -> int:
        """Erase again whom the ledger names and a restored backup brought back; how many there were."""
        return await self._ledger.replay()

    async def rotate(self) -> int:
        """Wrap every key by a new KEK generation; how many were wrapped anew.

        One that was interrupted is continued: a new generation is only made when nothing needs an older one.
        """
        keyring = self._site.keyring
        keyring.refresh()
        if set(await self.generations()) <= {keyring.current}:
            keyring.advance()
        apart = await UnclearTexts(self._site).rewrap() + await Factors(self._site).rewrap()
        return await self._rewrap_people() + await self._rewrap_dead() + apart

    async def generations(self) -> Counter[int]:
        """How many keys each KEK generation wraps."""
        found: Counter[int] = Counter()
        async for page in self._site.scan("person"):
            replies = await self._site.wire.run(*(("HGET", key, "generation") for key in page))
            found.update(number(reply) for reply in replies if reply is not None)
        async for page in self._site.scan("dead"):
            for reply in await self._site.wire.run(*(("HVALS", key) for key in page)):
                found.update(generation_of(blob(envelope)) for envelope in items(reply))
        found.update(await self._farewells())
        found.update(await UnclearTexts(self._site).generations())
        found.update(await Factors(self._site).generations())
        return found

    async def destroy(self, generation: int) -> None:
        """Forget a KEK generation: older backups that need it become unreadable. Refused while something needs it."""
        if (await self.generations())[generation]:
            raise UnsafeStore(f"KEK generation {generation} still wraps keys: rotate first")
        self._site.keyring.destroy(generation)

    async def _farewells(self) -> list[int]:
        """Generations of the envelopes in the outbox: they are not wrapped anew, they leave by themselves."""
        keys, found = self._site.keys, []
        streams = await self._site.wire.run(*(("XRANGE", keys.at(p, "out"), "-", "+") for p in keys.all()))
        for entry in (entry for stream in streams for entry in items(stream)):
            fields = table(items(entry)[1])
            if "x" in fields:
                found.append(generation_of(fields["x"]))
        return found

    async def _rewrap_people(self) -> int:
        wrapped = 0
        async for page in self._site.scan("person"):
            for key in page:
                wrapped += await self._rewrap_person(key)
        return wrapped

    async def _rewrap_person(self, key: str) -> bool:
        conversation = key.split(":", 2)[2]
        old = await self._site.key_of(conversation)
        if old is None or old.generation == self._site.keyring.current:
            return False
        new = self._site.keyring.rewrap(old)
        batch = Batch(self._site.keys.partition_of(conversation))
        batch.field_is("person", key, "id", old.id)
        batch.put(key, {"generation": new.generation, "wrapped": new.wrapped})
        return await self._tried(batch)

    async def _rewrap_dead(self) -> int:
        wrapped = 0
        async for page in self._site.scan("dead"):
            for key in page:
                wrapped += await self._rewrap_letters(key)
        return wrapped

    async def _rewrap_letters(self, key: str) -> int:
        conversation, keyring, wrapped = key.split(":", 2)[2], self._site.keyring, 0
        for mark, envelope in table(await self._site.wire.one("HGETALL", key)).items():
            if generation_of(envelope) == keyring.current:
                continue
            batch = Batch(self._site.keys.partition_of(conversation))
            batch.field_is("dead", key, mark, envelope)
            batch.put(key, {mark: keyring.reenclose("dead", f"{conversation}|{mark}", envelope)})
            wrapped += await self._tried(batch)
        return wrapped

    async def _tried(self, batch: Batch) -> bool:
        """Whether it was written; refused means that it was erased or removed meanwhile."""
        try:
            await self._site.script.run(batch)
        except Refused:
            return False
        return True
