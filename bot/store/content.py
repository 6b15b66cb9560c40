"""What staff edit: opening hours, contacts, retention, and later forms and standard replies. Versions never change."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from bot.store.errors import Conflict, Refused, Unavailable, Unreadable
from bot.store.notices import Change, Line, Notices
from bot.store.script import Batch
from bot.store.site import Site
from bot.store.wire import blob, number, table

FRESH = 1.0
_PARTITION = 0
_ATTEMPTS = 5
_DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {"contacts": {}, "hours": {}, "retention": {"draft": "erase", "ticket": "ask", "period": None}}
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All content of one version; version 0 is what holds before anybody edited anything."""

    version: int
    data: Mapping[str, Any] = field(default_factory=lambda: _DEFAULTS)


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """Who published which version when."""

    version: int
    at: datetime
    actor: str
    changed: tuple[str, ...]


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    actor: str
    changed: tuple[str, ...]
    data: dict[str, Any]


class Content:
    """Reads and publishes content."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._key = site.keys.at(_PARTITION, "content")
        self._snapshot: Snapshot | None = None
        self._read_at = 0.0
        self._reading = asyncio.Lock()

    async def snapshot(self) -> Snapshot:
        """The newest version, at most a second old; a version that was read lasts while the store is away."""
        if self._snapshot is not None and time.monotonic() - self._read_at < FRESH:
            return self._snapshot
        async with self._reading:
            if self._snapshot is None or time.monotonic() - self._read_at >= FRESH:
                await self._refresh()
        return self._snapshot or Snapshot(0)

    async def publish(
        self, data: Mapping[str, object], *, actor: str, base: int | None = None, because: str = ""
    ) -> int:
        """Publish a new version in which the keys of ``data`` are replaced; its number.

        With ``base`` it raises ``Conflict`` when that is not the newest version any more. ``because`` stands in the
        audit trail beside what was changed.
        """
        for _ in range(_ATTEMPTS):
            head = await self._head()
            if base is not None and head != base:
                raise Conflict("somebody else published meanwhile")
            try:
                return await self._attempt(data, actor, await self.at(head), because)
            except Refused as refusal:
                if refusal.reason != "head":
                    raise
        raise Conflict("somebody else publishes all the time")

    async def at(self, version: int) -> Snapshot:
        """The content as it was in ``version``."""
        if version == 0:
            return Snapshot(0)
        row = await self._site.wire.one("HGET", self._key, version)
        if row is None:
            raise Unreadable(f"there is no version {version} of the content")
        data = msgspec.json.decode(blob(row), type=_Row).data
        return Snapshot(version, MappingProxyType({**_DEFAULTS, **data}))

    async def versions(self) -> list[Version]:
        """All versions, the newest first."""
        rows = table(await self._site.wire.one("HGETALL", self._key))
        rows.pop("head", None)
        kept = {int(version): msgspec.json.decode(row, type=_Row) for version, row in rows.items()}
        return [
            Version(version=version, at=row.at, actor=row.actor, changed=row.changed)
            for version, row in sorted(kept.items(), reverse=True)
        ]

    async def _refresh(self) -> None:
        try:
            head = await self._head()
            if self._snapshot is None or self._snapshot.version != head:
                self._snapshot = await self.at(head)
            self._read_at = time.monotonic()
        except Unavailable:
            if self._snapshot is None:
                raise

    async def _head(self) -> int:
        epoch, head = await self._site.wire.run(
            ("GET", self._site.keys.at(_PARTITION, "epoch")), ("HGET", self._key, "head")
        )
        self._site.script.check_epoch(epoch)
        return number(head)

    async def _attempt(self, data: Mapping[str, object], actor: str, old: Snapshot, because: str) -> int:
        version, now, changed = old.version + 1, self._site.clock.now(), tuple(sorted(data))
        row = _Row(at=now, actor=actor, changed=changed, data={**old.data, **data})
        batch, notices = Batch(_PARTITION), Notices(self._site.keys)
        batch.field_is("head", self._key, "head", *((old.version, "") if old.version == 0 else (old.version,)))
        batch.put(self._key, {"head": version, str(version): msgspec.json.encode(row)})
        detail = f"{version}: {', '.join(changed)}" + (f" ({because})" if because else "")
        notices.audit(batch, Line(at=now, actor=actor, action="content.published", detail=detail))
        notices.tell(batch, Change(content=version))
        await self._site.script.run(batch)
        self._read_at = 0.0
        return version
