"""Rasa's ``POST /model/parse``: what a message means, in the eyes of a Rasa server."""

import asyncio
from typing import Self

import httpx
import msgspec

from integrations.breaker import Breaker
from integrations.errors import Malformed, Rejected, Unavailable

KEEP_ALIVE = 4.0
"""Seconds; Rasa closes a connection that was idle for five."""


class Ranked(msgspec.Struct, frozen=True):
    """An intent and how sure Rasa is of it."""

    name: str
    confidence: float


class Parsed(msgspec.Struct, frozen=True):
    """What Rasa answered, as far as we use it; the intent has no name where it recognised none."""

    intent: Ranked | None
    intent_ranking: tuple[Ranked, ...] = ()


class _Intent(msgspec.Struct):
    name: str | None = None
    confidence: float = 0.0


class _Answer(msgspec.Struct):
    intent: _Intent
    intent_ranking: list[_Intent] = []


_DECODER = msgspec.json.Decoder(_Answer)


class Rasa:
    """A client of one server.

    Raises ``Unavailable``, ``Rejected`` or ``Malformed``, and nothing else, whatever the server does.
    """

    LIMIT = 1.0
    """Seconds for the whole exchange: a person waits."""
    MOST = 64_000
    """Bytes of an answer; with a hundred intents it has a tenth of that."""
    LONGEST = 1000
    """Code points that are asked about: what a message is about stands at its beginning."""

    def __init__(self, url: str, *, breaker: Breaker | None = None, limit: float = LIMIT) -> None:
        self._url = f"{url.rstrip('/')}/model/parse"
        self._breaker = breaker or Breaker()
        self._limit = limit
        limits = httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=KEEP_ALIVE)
        self._http = httpx.AsyncClient(timeout=limit, limits=limits, trust_env=False, follow_redirects=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def parse(self, text: str, *, message_id: str | None = None) -> Parsed:
        """What ``text`` means; ``message_id`` only appears in the server's own log."""
        asked = {"text": _sayable(text[: self.LONGEST])} | ({"message_id": message_id} if message_id else {})
        with self._breaker.guard():
            return _parsed(await self._post(msgspec.json.encode(asked)))

    async def _post(self, body: bytes) -> bytes:
        # Unpacked, its size would say nothing.
        headers = {"content-type": "application/json", "accept-encoding": "identity"}
        try:
            async with (
                asyncio.timeout(self._limit),
                self._http.stream("POST", self._url, content=body, headers=headers) as answer,
            ):
                _judge(answer.status_code)
                return await self._read(answer)
        except TimeoutError as error:
            raise Unavailable("it took too long") from error
        except httpx.HTTPError as error:
            raise Unavailable(type(error).__name__) from error

    async def _read(self, answer: httpx.Response) -> bytes:
        body = bytearray()
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > self.MOST:
                raise Malformed("its answer has no end")
        return bytes(body)


def _sayable(text: str) -> str:
    """Half of a surrogate pair has no place in JSON."""
    return text.encode("utf-8", "replace").decode()


def _judge(status: int) -> None:
    if status == 429 or status >= 500:
        raise Unavailable(f"it answered {status}")
    if status >= 400:
        raise Rejected(f"it answered {status}")
    if status != 200:
        raise Malformed(f"it answered {status}")


def _parsed(body: bytes) -> Parsed:
    try:
        answer = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("its answer is not a parse result") from error
    ranking = tuple(_ranked(one) for one in answer.intent_ranking)
    return Parsed(_ranked(answer.intent) if answer.intent.name is not None else None, ranking)


def _ranked(one: _Intent) -> Ranked:
    """A confidence is a share; a name is one."""
    if not one.name or not 0 <= one.confidence <= 1.000001:
        raise Malformed("its ranking makes no sense")
    return Ranked(one.name, min(one.confidence, 1.0))
