"""Long polling, for a service without a public address.

Telegram forgets an update when a later one is asked for, so the next one is asked for only when everything before it is
kept. Chats are worked on at once, one chat in its order; an update that cannot be kept is tried again and holds up its
own chat only.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec
import structlog

from bot.channels.telegram.api import Api, ApiError, Call, NoAnswer, Refusal
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.updates import KINDS, Unreadable, read_update
from bot.channels.telegram.webhook import try_call
from bot.store import Unavailable

WAIT = 25
AT_ONCE = 100
LOOK_AGAIN = 0.5
CONFLICT, REFUSED, LONGEST = 5.0, 60.0, 30.0

log = structlog.get_logger()


class _Numbered(msgspec.Struct, frozen=True):
    update_id: int


_batch = msgspec.json.Decoder(list[msgspec.Raw])
_numbered = msgspec.json.Decoder(_Numbered)


@dataclass(slots=True, kw_only=True)
class Polling:
    """Fetches updates for ``intake``."""

    api: Api
    intake: Intake
    wait: int = WAIT
    _at_work: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _lanes: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    # Every number of the present batch up to the newest, done or not: what Telegram repeats meanwhile is known.
    _known: set[int] = field(default_factory=set)

    async def run(self) -> None:
        """Poll for ever."""
        log.info("telegram_polling")
        failures = 0
        try:
            while True:
                try:
                    await self._round()
                    failures = 0
                except ApiError as error:
                    failures += 1
                    await asyncio.sleep(_pause(error, failures))
        finally:
            await self._stop()

    async def _round(self) -> None:
        for number, raw in await self._fetch():
            if number not in self._known:
                self._known.add(number)
                self._start(number, raw)
        if self._at_work:
            # One that takes long must not hold up the others, so Telegram is asked again before it is done.
            await asyncio.wait(self._at_work.values(), timeout=LOOK_AGAIN)

    async def _fetch(self) -> list[tuple[int, bytes]]:
        """The next updates; asking for those after the last one that is done tells that all before it are kept."""
        fields = {"timeout": 0 if self._at_work else self.wait, "limit": AT_ONCE, "allowed_updates": KINDS}
        if self._known:
            fields["offset"] = min(self._at_work, default=max(self._known) + 1)
        confirms_all = not self._at_work
        raw = await self.api.call(Call("getUpdates", fields), deadline=self.wait + 10.0)
        if confirms_all:
            # After a week of silence numbers begin anew, anywhere: nothing is compared with what was before.
            self._known.clear()
        try:
            return [(_numbered.decode(one).update_id, bytes(one)) for one in _batch.decode(raw)]
        except msgspec.MsgspecError:
            raise NoAnswer("no list of updates") from None

    def _start(self, number: int, raw: bytes) -> None:
        chat = _chat_of(raw, number)
        task = asyncio.create_task(self._take(raw, after=self._lanes.get(chat)))
        self._at_work[number] = self._lanes[chat] = task
        task.add_done_callback(lambda done: self._end(number, chat, done))

    def _end(self, number: int, chat: int, task: asyncio.Task[None]) -> None:
        self._at_work.pop(number, None)
        if self._lanes.get(chat) is task:
            del self._lanes[chat]

    async def _take(self, raw: bytes, after: asyncio.Task[None] | None) -> None:
        """Take one update after the one before it in its chat, and again until it is kept."""
        if after is not None:
            await asyncio.wait([after])
        for call in await self._insist(raw):
            await try_call(self.api, call)

    async def _insist(self, raw: bytes) -> tuple[Call, ...]:
        while True:
            try:
                return await self.intake.take(raw)
            except Exception as error:
                # Whatever it is: an update that is not kept must not be confirmed.
                log.warning("update_not_kept", exc_info=error)
                await asyncio.sleep(error.retry_after if isinstance(error, Unavailable) else 5.0)

    async def _stop(self) -> None:
        """Drop what is under way: what is not kept comes again."""
        tasks = list(self._at_work.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _chat_of(raw: bytes, number: int) -> int:
    """The chat whose order counts; what has none, or cannot be read, is a lane of its own."""
    with suppress(Unreadable):
        if (chat := read_update(raw).chat) is not None:
            return chat.id
    return -number


def _pause(error: ApiError, failures: int) -> float:
    """How long to leave Telegram alone, said in the log."""
    if isinstance(error, Refusal):
        if error.code == 409:
            log.warning("telegram_polled_by_another")
            return CONFLICT
        if error.code in (401, 404):
            log.error("telegram_token_refused")
            return REFUSED
        if error.retry_after:
            return error.retry_after
    log.warning("telegram_unreachable", exc_info=error)
    return min(2.0 ** min(failures - 1, 10), LONGEST)
