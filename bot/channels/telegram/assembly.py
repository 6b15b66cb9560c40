"""Telegram as one part of the service: what it is made of and what it does while the service runs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Self

import msgspec
import structlog
from starlette.routing import BaseRoute, Route

from bot.channels.telegram.api import Api, ApiError, Call
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.copies import Copies
from bot.channels.telegram.groups import Groups
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.introduction import Introduction
from bot.channels.telegram.names import Names
from bot.channels.telegram.notices import Notices
from bot.channels.telegram.pace import RATE, Pace
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.reach import Reach
from bot.channels.telegram.webhook import PATH, Webhook
from bot.ports import Clock
from bot.render import Texts
from bot.store import Store
from bot.turn import Turns

LOOK_EVERY = 300.0
AGAIN_AFTER = 5.0

log = structlog.get_logger()


class _WebhookInfo(msgspec.Struct, frozen=True):
    url: str = ""
    pending_update_count: int = 0
    last_error_date: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """The bot. Without a ``public_url`` updates are fetched, with one they are brought."""

    api: Api
    channel: TelegramChannel
    intake: Intake
    introduction: Introduction
    notices: Notices
    copies: Copies
    secret: str
    public_url: str | None

    @classmethod
    def build(
        cls,
        *,
        store: Store,
        turns: Turns,
        texts: Texts,
        clock: Clock,
        url: str,
        token: str,
        secret: str | None = None,
        public_url: str | None = None,
        rate: float = RATE,
    ) -> Self:
        """Put it together; nothing is connected yet."""
        names, api = Names.of_token(store, token), Api(url, token)
        reach = Reach(store=store, turns=turns, clock=clock)
        groups = Groups(store=store, texts=texts)
        channel = TelegramChannel(
            url=url, token=token, texts=texts, names=names, reach=reach, public_url=public_url, pace=Pace(rate=rate)
        )
        return cls(
            api=api,
            channel=channel,
            intake=Intake(store=store, turns=turns, texts=texts, clock=clock, names=names, groups=groups, reach=reach),
            introduction=Introduction(api=api, texts=texts, secret=secret or names.secret, public_url=public_url),
            notices=Notices(store=store, channel=channel, texts=texts, clock=clock, public_url=public_url),
            copies=Copies(store=store, channel=channel, texts=texts, clock=clock),
            secret=secret or names.secret,
            public_url=public_url,
        )

    def routes(self) -> list[BaseRoute]:
        """Where Telegram brings updates."""
        webhook = Webhook(intake=self.intake, api=self.api, secret=self.secret)
        return [Route(PATH, webhook.take, methods=["POST"])]

    def prepare(self) -> None:
        """Load what sending needs: it takes seconds in which a process can do nothing else."""
        _ = self.channel.sender

    async def run(self) -> None:
        """What one process does for all. Never ends."""
        await self.introduction.make()
        receive = self._watch_webhook if self.public_url else self._poll
        await asyncio.gather(_for_ever(receive), _for_ever(self.notices.run))

    async def close(self) -> None:
        """Close the connections."""
        await self.api.close()
        await self.channel.close()

    async def _poll(self) -> None:
        await Polling(api=self.api, intake=self.intake).run()

    async def _watch_webhook(self) -> None:
        """Somebody may have taken the webhook away, or Telegram may not get through."""
        await asyncio.sleep(LOOK_EVERY)
        try:
            info = msgspec.json.decode(await self.api.call(Call("getWebhookInfo", {})), type=_WebhookInfo)
        except (ApiError, msgspec.MsgspecError) as error:
            log.warning("telegram_unreachable", exc_info=error)
            return
        if info.url != f"{self.public_url}{PATH}":
            log.warning("telegram_webhook_lost")
            await self.introduction.make()
        if info.pending_update_count:
            log.warning("telegram_updates_wait", count=info.pending_update_count)


async def _for_ever(step: Callable[[], Awaitable[None]]) -> None:
    """A fault in one thing must not end the work on everything else."""
    while True:
        try:
            await step()
        except Exception as error:
            log.exception("telegram_failed", exc_info=error)
            await asyncio.sleep(AGAIN_AFTER)
