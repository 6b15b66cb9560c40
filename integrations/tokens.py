"""Tokens that open a system behind us, by client credentials (RFC 6749, 4.4): kept until shortly before they end."""

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import quote_plus, urlencode

import msgspec

from integrations.errors import Malformed, Rejected
from integrations.http import Answer, Call, Http, decoded

_MARGIN = 60.0
"""Seconds before its end that a token is no longer used; a fifth of a short life."""
_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
_SECONDS = re.compile(r"\d{1,9}(\.\d+)?", re.ASCII)


class _Given(msgspec.Struct):
    access_token: str
    expires_in: float | str = 300.0
    scope: str | None = None


_DECODER = msgspec.json.Decoder(_Given)


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are there."""

    id: str
    secret: str = field(repr=False)

    @property
    def basic(self) -> str:
        """As HTTP Basic says it; the two are form-encoded first."""
        pair = f"{quote_plus(self.id)}:{quote_plus(self.secret)}"
        return f"Basic {b64encode(pair.encode()).decode('ascii')}"


@dataclass(slots=True)
class Tokens:
    """``http`` is where they are given out; ``scopes``: what is asked for, of which the first is what it takes."""

    http: Http
    client: Client
    scopes: tuple[str, ...] = ()
    now: Callable[[], float] = monotonic
    _token: str = field(default="", repr=False)
    _until: float = 0.0
    _fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def current(self, deadline: float) -> str:
        """A token that is good; fetched once however many ask, within ``deadline`` seconds."""
        async with self._fetching:
            if not self._token or self.now() >= self._until:
                self._token, life = await self.http.ask(self._call(), self._read, deadline=deadline)
                self._until = self.now() + life - min(_MARGIN, life / 5)
            return self._token

    def forget(self, token: str) -> None:
        """It was refused: another one next time."""
        if token == self._token:
            self._token = ""

    def _call(self) -> Call:
        wanted = {"scope": " ".join(self.scopes)} if self.scopes else {}
        body = urlencode({"grant_type": "client_credentials", **wanted}).encode()
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
            "authorization": self.client.basic,
        }
        return Call(method="POST", path="", body=body, headers=headers, repeatable=True)

    def _read(self, answer: Answer) -> tuple[str, float]:
        given = decoded(answer.body, _DECODER)
        if not _TOKEN.fullmatch(given.access_token):
            raise Malformed("its token cannot be one")
        if self.scopes and given.scope is not None and self.scopes[0] not in given.scope.split():
            raise Rejected("its token is for something else")
        return given.access_token, _seconds(given.expires_in)


def _seconds(given: float | str) -> float:
    if isinstance(given, str):
        given = float(given) if _SECONDS.fullmatch(given) else -1.0
    if not 0 < given < 1e8:
        raise Malformed("its token has no life")
    return given
