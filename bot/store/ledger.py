"""The ledger of erasures, kept twice: in the store, and in a file beside the key file.

A restored backup brings back everybody who was erased after it was made. The file does not come back with it, so the
store that opens with an older backup forgets them again before it serves anybody.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import msgspec

from bot.store.erasure import Erasure
from bot.store.errors import Conflict, Refused, UnsafeStore
from bot.store.files import locked, read_file, replace_file
from bot.store.script import Batch
from bot.store.site import Site
from bot.store.wire import items, number, table, text

_ATTEMPTS = 5


class Erased(msgspec.Struct, frozen=True):
    """The key ``key`` of ``conversation`` was destroyed."""

    conversation: str
    key: str


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file of erasures; None: nothing is kept outside of the store."""

    path: Path | None

    @classmethod
    def beside(cls, path: Path | None) -> Self:
        """The ledger that belongs to the key file ``path``."""
        return cls(path.with_name(f"{path.name}.erased") if path else None)

    def read(self) -> list[Erased]:
        """All rows."""
        content = read_file(self.path) if self.path is not None else None
        try:
            return [msgspec.json.decode(line, type=Erased) for line in (content or b"").splitlines()]
        except msgspec.MsgspecError:
            raise UnsafeStore(f"the ledger of erasures {self.path} cannot be understood") from None

    def append(self, rows: list[Erased]) -> None:
        """Add those of ``rows`` that are not in the file, and see them to the disk."""
        if self.path is None:
            return
        with locked(self.path):
            known = self.read()
            new = [row for row in dict.fromkeys(rows) if row not in set(known)]
            if new:
                replace_file(self.path, b"".join(msgspec.json.encode(row) + b"\n" for row in (*known, *new)))


class Ledger:
    """Copies the ledger out of the store, and replays it into a restored one."""

    def __init__(self, site: Site, file: LedgerFile) -> None:
        self._site = site
        self._file = file

    async def export(self) -> None:
        """Copy all rows of the store into the file."""
        keys = self._site.keys
        streams = await self._site.wire.run(*(("XRANGE", keys.at(p, "ledger"), "-", "+") for p in keys.all()))
        entries = [table(items(entry)[1]) for stream in streams for entry in items(stream)]
        rows = [Erased(fields["c"].decode(), fields["k"].decode()) for fields in entries]
        await asyncio.to_thread(self._file.append, rows)

    async def replay(self) -> int:
        """Erase again whom the file names and the store still knows; how many there were."""
        rows, keys = await asyncio.to_thread(self._file.read), self._site.keys
        found = await self._site.wire.run(*(("HGET", keys.of(row.conversation, "person"), "id") for row in rows))
        back = [row for row, key in zip(rows, found, strict=True) if text(key) == row.key]
        for row in back:
            await self._erase(row)
        return len(back)

    async def _erase(self, row: Erased) -> None:
        for _ in range(_ATTEMPTS):
            try:
                await self._attempt(row)
            except (Conflict, Refused):
                continue
            return
        raise UnsafeStore("somebody who was erased came back with the data and cannot be erased again")

    async def _attempt(self, row: Erased) -> None:
        key = self._site.keys.of(row.conversation, "conversation")
        erasure = Erasure(self._site)
        version = number(await self._site.wire.one("HGET", key, "version"))
        traces = await erasure.find(row.conversation)
        if traces.key_id != row.key:
            return
        batch = Batch(self._site.keys.partition_of(row.conversation), drains=True)
        batch.at_version(key, version)
        erasure.write(batch, row.conversation, traces, version=version + 1)
        await self._site.script.run(batch)
