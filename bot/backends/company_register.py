"""``company_register``: what Bolagsverket's register says of an organisation, ``look_up`` of its ``number``.

OK           ``registered``; ``inactive``: registered, and Statistics Sweden says that it does nothing (a note)
REVIEW       ``deregistered`` ``bankrupt`` ``liquidation`` ``restructuring``; ``procedure``: another one, see ``detail``
             ``sole_trader``: the number of a person, which is not sent anywhere; ``wrong_number``: nobody can have it
NOT_FOUND    ``unknown``; ``other_register``: an authority or association that only the tax agency knows
NOT_CHECKED  ``unavailable`` ``timeout`` ``rejected`` ``malformed`` ``not_configured``: again at ``retry_at``

``since`` and ``detail``: since when it is so, and the register's own word for it, where it has one.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from bot.backends.answer import SOME_DAY, SOON, Result, checked, failed, not_checked
from bot.ops.metrics import Metrics
from bot.ports import Clock
from bot.settings import Settings
from integrations.bolagsverket import (
    PLACES,
    Client,
    NotAnOrganisation,
    Organisation,
    Person,
    Place,
    Register,
    Standing,
    organisation_number,
    standing_of,
)
from integrations.errors import IntegrationError, Rejected

SOURCE = "Bolagsverket"
PRACTICE = "Bolagsverket (övningsläge)"
TEST = "Bolagsverket (testmiljö)"
KEPT_FOR = timedelta(hours=24)
MOST = 2_000
SIGN_EVERY, SIGN_AGAIN = 86_400.0, 3_600.0
_RESULTS: dict[str, Result] = {
    "registered": "OK",
    "inactive": "OK",
    "deregistered": "REVIEW",
    "bankrupt": "REVIEW",
    "liquidation": "REVIEW",
    "restructuring": "REVIEW",
    "procedure": "REVIEW",
    "sole_trader": "REVIEW",
    "unknown": "NOT_FOUND",
    "other_register": "NOT_FOUND",
}
_EMPTY = {"name": "", "form": ""}

log = structlog.get_logger()


@dataclass(slots=True)
class Kept:
    """What was learnt, for a day; never that nothing was."""

    found: OrderedDict[str, tuple[datetime, dict[str, str]]] = field(default_factory=OrderedDict)

    def get(self, number: str, now: datetime) -> dict[str, str] | None:
        """As it was answered, with the time of that."""
        at, result = self.found.get(number, (None, {}))
        return dict(result) if at is not None and timedelta(0) <= now - at < KEPT_FOR else None

    def put(self, number: str, now: datetime, result: dict[str, str]) -> None:
        """The oldest goes when there are too many."""
        self.found[number] = (now, dict(result))
        self.found.move_to_end(number)
        if len(self.found) > MOST:
            self.found.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRegister:
    """``register`` is None where there are no credentials: then nothing is checked, and the answer says so."""

    register: Register | None
    clock: Clock
    source: str = SOURCE
    name: str = "company_register"
    kept: Kept = field(default_factory=Kept)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """Never raises for anything that the register does."""
        if operation != "look_up":
            raise ValueError("the company register knows no such operation")
        now = self.clock.now()
        try:
            number = organisation_number(payload.get("number", ""))
        except NotAnOrganisation as error:
            reason = "sole_trader" if isinstance(error, Person) else "wrong_number"
            return checked("REVIEW", reason, source=self.source, at=now, **_EMPTY, request="")
        if self.register is None:
            return not_checked("not_configured", source=self.source, at=now, wait=SOME_DAY, **_EMPTY, request="")
        return self.kept.get(number, now) or await self._look_up(self.register, number)

    async def _look_up(self, register: Register, number: str) -> dict[str, str]:
        request = str(uuid4())
        try:
            found = await register.look_up(number, request=request)
        except IntegrationError as error:
            if isinstance(error, Rejected):
                # Somebody has to put it right: the credentials, or the contract.
                log.warning("register_refuses_us", status=error.status)
            return failed(error, source=self.source, at=self.clock.now(), **_EMPTY, request=request)
        now = self.clock.now()
        result = self._told(*standing_of(found), request, now)
        if result["result"] != "NOT_CHECKED":
            self.kept.put(number, now, result)
        return result

    def _told(self, one: Organisation, standing: Standing, request: str, now: datetime) -> dict[str, str]:
        # The name of a sole trader is that of a person.
        name = "" if one.person else one.name
        more = {"name": name, "form": one.form, "request": request}
        if standing.word not in _RESULTS:
            reason = "malformed" if standing.word == "silent" else standing.word
            return not_checked(reason, source=self.source, at=now, wait=SOON, **more)
        since = standing.since.isoformat() if standing.since else ""
        result = _RESULTS[standing.word]
        return checked(result, standing.word, source=self.source, at=now, **more, since=since, detail=standing.words)

    async def keep(self) -> None:
        """A sign of life each day, so that the account is not closed; and who was refused hears of it at the start."""
        while self.register is not None:
            try:
                await self.register.give_sign_of_life()
            except IntegrationError as error:
                log.warning("register_sign_of_life_failed", reason=str(error))
                await self.sleep(SIGN_AGAIN)
            else:
                await self.sleep(SIGN_EVERY)

    async def close(self) -> None:
        """Let go of the connections."""
        if self.register:
            await self.register.close()


def open_company_register(settings: Settings, metrics: Metrics, clock: Clock) -> CompanyRegister:
    """The one that the settings name; that of the sandbox in practice; else none."""
    place, client, source = _chosen(settings)
    register = Register(place, client, observe=metrics.backend) if place and client else None
    return CompanyRegister(register=register, clock=clock, source=source)


def _chosen(settings: Settings) -> tuple[Place | None, Client | None, str]:
    if settings.sandbox_url:
        url = settings.sandbox_url
        place = Place(f"{url}/vardefulla-datamangder/v1", f"{url}/oauth2/token")
        return place, Client("sandbox", "sandbox"), PRACTICE
    source = TEST if settings.bolagsverket_environment == "test" else SOURCE
    return _place(settings), _client(settings), source


def _place(settings: Settings) -> Place | None:
    if settings.bolagsverket_url and settings.bolagsverket_token_url:
        return Place(settings.bolagsverket_url, settings.bolagsverket_token_url)
    return PLACES[settings.bolagsverket_environment] if settings.bolagsverket_environment else None


def _client(settings: Settings) -> Client | None:
    named, secret = settings.bolagsverket_client_id, settings.bolagsverket_client_secret
    return Client(named.get_secret_value(), secret.get_secret_value()) if named and secret else None
