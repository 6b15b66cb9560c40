"""The webhook: Telegram brings an update and hears 200 only when it is kept."""

import hmac
from dataclasses import dataclass

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.channels.telegram.api import Api, ApiError, Call
from bot.channels.telegram.intake import Intake
from bot.store import StoreError, Unavailable

PATH = "/telegram/webhook"
HEADER = "x-telegram-bot-api-secret-token"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Takes what Telegram brings, from whoever knows the secret."""

    intake: Intake
    api: Api
    secret: str

    async def take(self, request: Request) -> Response:
        """One update."""
        if not self._knows_secret(request):
            return Response(status_code=401)
        try:
            raw = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            calls = await self.intake.take(raw)
        except StoreError as error:
            wait = error.retry_after if isinstance(error, Unavailable) else 5.0
            log.warning("update_not_kept", exc_info=error)
            return Response(status_code=503, headers={"Retry-After": str(max(1, round(wait)))})
        return await self._reply(calls)

    async def _reply(self, calls: tuple[Call, ...]) -> Response:
        """The last call goes back with the answer, which costs no request of its own."""
        for call in calls[:-1]:
            await try_call(self.api, call)
        if not calls:
            return Response()
        return Response(calls[-1].reply(), media_type="application/json")

    def _knows_secret(self, request: Request) -> bool:
        given = request.headers.get(HEADER, "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.secret.encode())


async def try_call(api: Api, call: Call) -> None:
    """Make a call whose failure harms nobody: the press is too old, the keyboard is already as it should be."""
    try:
        await api.call(call)
    except ApiError as error:
        log.info("telegram_call_failed", method=call.method, exc_info=error)
