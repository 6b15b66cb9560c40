"""aiogram's session with less work: requests without files go as JSON, and a good answer is not made into models.

Sending a message is most of what the workers do; as aiogram does it, a form of many parts and a model of the whole
answer, it costs several times what the turn's own words cost. Errors are aiogram's.
"""

import re
from typing import Any, cast

import msgspec
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientError, ClientTimeout

_JSON = {"Content-Type": "application/json"}
_DONE = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\b')
_encode = msgspec.json.Encoder().encode


class QuickSession(AiohttpSession):
    """For methods whose result nobody looks at: what comes back is None."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """Call ``method``; raises aiogram's errors."""
        files: dict[str, Any] = {}
        fields = self.prepare_value(method.model_dump(warnings=False), bot=bot, files=files, _dumps_json=False)
        if files:
            return await super().make_request(bot, method, timeout)
        status, content = await self._post(bot, method, _encode(fields), timeout)
        if not _DONE.match(content):
            self.check_response(bot=bot, method=method, status_code=status, content=content.decode("utf-8", "replace"))
        return cast("TelegramType", None)

    async def _post(
        self, bot: Bot, method: TelegramMethod[TelegramType], body: bytes, timeout: int | None
    ) -> tuple[int, bytes]:
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        limit = ClientTimeout(total=self.timeout if timeout is None else timeout)
        try:
            async with session.post(url, data=body, headers=_JSON, timeout=limit) as answer:
                return answer.status, await answer.read()
        except (TimeoutError, ClientError) as error:
            # The error's own words would name the address, and the token stands in it.
            raise TelegramNetworkError(method=method, message=type(error).__name__) from None
