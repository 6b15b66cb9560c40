"""The way in: what every request to a case system carries, and a token that is renewed once where it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from integrations.errors import Rejected
from integrations.http import Answer, Call, Http, Policy, Schedule, decoded
from integrations.tokens import Tokens

_T = TypeVar("_T")
JSON = {"content-type": "application/json"}
POLICY = Policy(deadline=10.0, most_raw=2_000_000, most=5_000_000, schedule=Schedule(tries=2))
"""Only what does no harm twice is tried twice; writing is ``Once``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """``tokens`` is None where ``headers`` open it already."""

    http: Http
    headers: Mapping[str, str] = field(repr=False)
    tokens: Tokens | None = None
    tokens_http: Http | None = None

    async def ask(self, call: Call, reader: Callable[[Answer], _T]) -> _T:
        """As ``Http.ask``. Raises what ``Http`` raises."""
        if self.tokens is None:
            return await self.http.ask(self._with(call, {}), reader)
        token = await self.tokens.current(POLICY.deadline)
        try:
            return await self.http.ask(self._with(call, _bearer(token)), reader)
        except Rejected as error:
            if error.status != 401:
                raise
        # A refused request was not carried out: it may be sent again.
        self.tokens.forget(token)
        token = await self.tokens.current(POLICY.deadline)
        try:
            return await self.http.ask(self._with(call, _bearer(token)), reader)
        except Rejected as error:
            if error.status == 401:
                self.tokens.forget(token)
            raise

    async def close(self) -> None:
        """Let go of the connections."""
        await self.http.close()
        if self.tokens_http:
            await self.tokens_http.close()

    def _with(self, call: Call, more: Mapping[str, str]) -> Call:
        headers = {"accept": "application/json", **self.headers, **call.headers, **more}
        return Call(method=call.method, path=call.path, body=call.body, headers=headers, repeatable=call.repeatable)


def reading(decoder: msgspec.json.Decoder[_T]) -> Callable[[Answer], _T]:
    """A reader of answers in that shape."""
    return lambda answer: decoded(answer.body, decoder)


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
