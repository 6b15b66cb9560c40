"""Groups of staff that are told of new and overdue tickets, and the one-time codes that connect them."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.store.content import FRESH, Content
from bot.store.errors import Conflict
from bot.store.site import Site
from dialogs.reference import ALPHABET

CODE_LENGTH = 10
GOOD_FOR = timedelta(minutes=15)
_ATTEMPTS = 5
Data = Mapping[str, Any]


class StaffGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group: the channel's number of it, since when it is told, and who made the code."""

    chat: int
    since: datetime
    by: str


class _Code(msgspec.Struct, frozen=True, kw_only=True):
    until: datetime
    by: str


class StaffGroups:
    """Kept with the content that staff edit: nothing here is about people who write."""

    def __init__(self, site: Site, content: Content) -> None:
        self._site = site
        self._content = content

    async def all(self) -> list[StaffGroup]:
        """Every connected group."""
        return _groups((await self._content.snapshot()).data)

    async def make_code(self, *, actor: str) -> str:
        """A code that connects one group within a quarter of an hour; only its digest is kept."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        now = self._site.clock.now()

        def add(data: Data) -> dict[str, object]:
            kept = {digest: one for digest, one in _codes(data).items() if one.until > now}
            return {"telegram_codes": {**kept, self._digest(code): _Code(until=now + GOOD_FOR, by=actor)}}

        await self._change(add, actor)
        return code

    async def connect(self, code: str, chat: int) -> bool:
        """Use up ``code`` to connect the group ``chat``; False when it is not good."""
        now, digest = self._site.clock.now(), self._digest(code.strip().upper())
        found: list[_Code] = []

        def add(data: Data) -> dict[str, object] | None:
            codes = _codes(data)
            found[:] = [one for name, one in codes.items() if name == digest and one.until > now]
            if not found:
                return None
            others = [group for group in _groups(data) if group.chat != chat]
            left = {name: one for name, one in codes.items() if name != digest}
            new = StaffGroup(chat=chat, since=now, by=found[0].by)
            return {"telegram_codes": left, "telegram_groups": [*others, new]}

        await self._change(add, "bot")
        return bool(found)

    async def disconnect(self, chat: int, *, actor: str) -> bool:
        """Tell the group no more; False when it was not connected."""
        return await self._replace(chat, lambda _: [], actor)

    async def move(self, chat: int, to: int) -> bool:
        """The group has another number now."""
        return await self._replace(chat, lambda group: [msgspec.structs.replace(group, chat=to)], "bot")

    async def _replace(self, chat: int, put: Callable[[StaffGroup], list[StaffGroup]], actor: str) -> bool:
        found: list[StaffGroup] = []

        def change(data: Data) -> dict[str, object] | None:
            groups = _groups(data)
            found[:] = [group for group in groups if group.chat == chat]
            if not found:
                return None
            return {"telegram_groups": [*(g for g in groups if g.chat != chat), *put(found[0])]}

        await self._change(change, actor)
        return bool(found)

    async def _change(self, change: Callable[[Data], dict[str, object] | None], actor: str) -> None:
        """Publish what ``change`` makes of the newest version, unless that is nothing."""
        for _ in range(_ATTEMPTS):
            newest = await self._content.snapshot()
            changed = change(newest.data)
            if changed is None:
                return
            try:
                await self._content.publish(msgspec.to_builtins(changed), actor=actor, base=newest.version)
            except Conflict:
                await asyncio.sleep(FRESH)
            else:
                return
        raise Conflict("somebody else publishes all the time")

    def _digest(self, code: str) -> str:
        return self._site.keyring.mac("group code", code.encode())[:16].hex()


def _groups(data: Data) -> list[StaffGroup]:
    return msgspec.convert(data.get("telegram_groups", []), list[StaffGroup])


def _codes(data: Data) -> dict[str, _Code]:
    return msgspec.convert(data.get("telegram_codes", {}), dict[str, _Code])
