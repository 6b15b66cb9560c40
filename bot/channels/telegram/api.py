"""Calls to the Bot API that must be quick and cheap: answers to presses, fetching updates. Imports no aiogram.

ApiError
├── Refusal      the Bot API said no: ``code``, ``description``, perhaps ``retry_after``
└── NoAnswer     it did not answer, or with something that is no answer
"""

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from aiohttp import ClientSession

DEADLINE = 10.0
_UNKNOWN_METHOD = 501


class ApiError(Exception):
    """A call that did not succeed. Its words never hold the token, which stands in every address."""


class Refusal(ApiError):
    """The Bot API said no."""

    def __init__(self, code: int, description: str, retry_after: float = 0.0) -> None:
        super().__init__(f"{code}")
        self.code = code
        self.description = description
        self.retry_after = retry_after


class NoAnswer(ApiError):
    """The network, or a server that is not well."""


class Call(msgspec.Struct, frozen=True):
    """A method of the Bot API with its parameters."""

    method: str
    fields: dict[str, Any]

    def reply(self) -> bytes:
        """The call as the body of the answer to a webhook request: Telegram carries it out without another request."""
        return _encode({"method": self.method, **self.fields})


class _Parameters(msgspec.Struct, frozen=True):
    retry_after: float = 0.0


class _Answer(msgspec.Struct, frozen=True):
    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    error_code: int = 0
    description: str = ""
    parameters: _Parameters = _Parameters()


_encode = msgspec.json.Encoder().encode
_answer = msgspec.json.Decoder(_Answer)


class Api:
    """The Bot API at ``url`` for the bot with ``token``. The connection is made at the first call."""

    def __init__(self, url: str, token: str) -> None:
        self._address = f"{url}/bot{token}/"
        self._session: ClientSession | None = None

    async def call(self, call: Call, *, deadline: float = DEADLINE) -> msgspec.Raw:
        """The result of ``call``. Raises ``ApiError``."""
        import aiohttp  # only where a token is set

        try:
            async with asyncio.timeout(deadline):
                status, body = await self._post(call)
        except (aiohttp.ClientError, TimeoutError, OSError):
            # Foreign errors name the address, and the address holds the token.
            raise NoAnswer("no answer") from None
        return _result(status, body)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(self, call: Call) -> tuple[int, bytes]:
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False, auto_decompress=True)
        headers = {"Content-Type": "application/json"}
        async with self._session.post(
            self._address + call.method, data=_encode(call.fields), headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()


def _result(status: int, body: bytes) -> msgspec.Raw:
    try:
        answer = _answer.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NoAnswer(f"status {status}") from None
    if answer.ok:
        return answer.result
    if answer.error_code >= 500 and answer.error_code != _UNKNOWN_METHOD:
        raise NoAnswer(f"status {answer.error_code}")
    raise Refusal(answer.error_code, answer.description, answer.parameters.retry_after)
