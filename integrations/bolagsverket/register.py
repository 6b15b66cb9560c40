"""The client: which organisation has a number. There is no search by name, and no status: see ``standing``."""

import asyncio
from collections.abc import Callable
from random import SystemRandom
from time import monotonic
from typing import TypeVar
from uuid import uuid4

import msgspec

from integrations.bolagsverket.numbers import organisation_number
from integrations.bolagsverket.pace import Pace
from integrations.bolagsverket.places import Place
from integrations.bolagsverket.reading import Organisation, organisations
from integrations.breaker import Breaker
from integrations.errors import Malformed, Rejected, Resting, Unavailable
from integrations.http import Answer, Call, Closing, Http, Observe, Policy, Schedule, unobserved
from integrations.tokens import Client, Tokens

_T = TypeVar("_T")
SCOPES = ("vardefulla-datamangder:read", "vardefulla-datamangder:ping")
_RENEW = frozenset({401, 403})
_CHANCE = SystemRandom()


class Register(Closing):
    """A client of one account.

    Raises ``Unavailable``, ``Rejected`` or ``Malformed``, and nothing else, whatever the register does.
    """

    LIMIT = 3.7
    """Seconds for the whole look-up, token, waiting and second try included."""
    GRACE = 0.2
    """Seconds more, so that the line that is slow learns of it before the look-up ends."""
    MOST = 1_000_000
    """Bytes of an answer; the longest description of what a company does has a hundredth of that."""

    def __init__(
        self,
        place: Place,
        client: Client,
        *,
        limit: float = LIMIT,
        pace: Pace | None = None,
        breaker: Breaker | None = None,
        observe: Observe = unobserved,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._limit = limit
        self._pace = pace or Pace()
        self._schedule = Schedule(tries=2)
        # Asked once at a time: a second try needs a turn of its own.
        policy = Policy(deadline=limit, most_raw=self.MOST, most=self.MOST)
        self._http = Http("bolagsverket", place.url, policy=policy, breaker=breaker, observe=observe)
        small = Policy(deadline=limit, most_raw=50_000, most=50_000)
        giving = Http("bolagsverket_token", place.token_url, policy=small, observe=observe)
        self._tokens = Tokens(giving, client, SCOPES, now)
        super().__init__(self._http, giving)

    async def look_up(self, number: str, *, request: str) -> tuple[Organisation, ...]:
        """All entries for ``number``, at least one. ``request`` is what the register's own people ask for.

        A personal identity number is refused before anything is sent, as is any other that no organisation can have.
        """
        digits = organisation_number(number)
        # In the body and not in the address: addresses are logged everywhere.
        body = msgspec.json.encode({"identitetsbeteckning": digits})
        call = Call(method="POST", path="/organisationer", body=body, headers=_headers(request))
        return await self._bounded(call, lambda answer: _read(answer, digits))

    async def give_sign_of_life(self) -> None:
        """An account that is not used for six months is closed."""
        await self._bounded(Call(method="GET", path="/isalive", headers=_headers(str(uuid4()))), lambda _: None)

    async def _bounded(self, call: Call, reader: Callable[[Answer], _T]) -> _T:
        until = asyncio.get_running_loop().time() + self._limit
        try:
            async with asyncio.timeout_at(until + self.GRACE):
                return await self._patiently(call, reader, until)
        except TimeoutError as error:
            raise Unavailable("it took too long", late=True) from error

    async def _patiently(self, call: Call, reader: Callable[[Answer], _T], until: float) -> _T:
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._freshly(call, reader, until)
            except Resting:
                raise
            except Unavailable as error:
                wait = self._schedule.wait(attempt, _CHANCE.random, asked=error.retry_after)
                if wait is None or wait >= _left(until):
                    raise
            await asyncio.sleep(wait)

    async def _freshly(self, call: Call, reader: Callable[[Answer], _T], until: float) -> _T:
        """With another token, once, where the first one is refused."""
        token = await self._tokens.current(_left(until))
        try:
            return await self._send(call, reader, until, token)
        except Rejected as error:
            if error.status not in _RENEW:
                raise
        self._tokens.forget(token)
        token = await self._tokens.current(_left(until))
        try:
            return await self._send(call, reader, until, token)
        except Rejected as error:
            if error.status in _RENEW:
                self._tokens.forget(token)
            raise

    async def _send(self, call: Call, reader: Callable[[Answer], _T], until: float, token: str) -> _T:
        await self._pace.turn(_left(until))
        headers = {**call.headers, "authorization": f"Bearer {token}"}
        opened = Call(method=call.method, path=call.path, body=call.body, headers=headers)
        return await self._http.ask(opened, reader, deadline=_left(until))


def _headers(request: str) -> dict[str, str]:
    return {"x-request-id": request, "accept": "application/json", "content-type": "application/json"}


def _left(until: float) -> float:
    return max(until - asyncio.get_running_loop().time(), 0.001)


def _read(answer: Answer, digits: str) -> tuple[Organisation, ...]:
    found = organisations(answer.body)
    if any(one.number and one.number[-10:] != digits and not one.person for one in found):
        raise Malformed("its answer is about somebody else")
    return found
