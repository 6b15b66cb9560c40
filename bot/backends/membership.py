"""``membership``: the registry of members. Every operation is about one organisation by its ``number``.

look_up   ``number``
apply     ``reference`` ``number`` ``name`` ``publish`` (yes or no) ``at``
decide    the same with ``decision`` and ``decided_at``: it applies first, so that a decision of an hour in which the
          registry was away is all that has to be sent again
offer     ``reference`` ``number`` ``kind`` ``text`` ``at``

OK           ``none``: it knows nothing of the organisation; ``applied`` ``member`` ``declined`` ``left``; an offer:
             ``activity``
REVIEW       ``not_member``: an offer of somebody whom it does not know as a member; ``sole_trader``: the number of a
             person, which is not sent anywhere; ``wrong_number``: nobody can have it, or there is none
NOT_CHECKED  ``unavailable`` ``timeout`` ``rejected`` ``malformed`` ``not_configured``: again at ``retry_at``

Who types a number may be a stranger: a look-up answers the state and ``since``, and no number of the registry's.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID, uuid5

import structlog

from bot.backends.answer import SOME_DAY, checked, failed, not_checked
from bot.ops.metrics import Metrics
from bot.ports import Clock
from bot.settings import Settings
from integrations.bolagsverket import NotAnOrganisation, Person, organisation_number
from integrations.errors import IntegrationError, Rejected
from integrations.membership import (
    LONGEST_NAME,
    LONGEST_TEXT,
    Activity,
    Application,
    Applied,
    Decision,
    MembershipRegistry,
    Registry,
)

SOURCE, PRACTICE = "Medlemsregistret", "Medlemsregistret (övningsläge)"
SPACE = UUID("b1d0a5a2-3f0e-5a86-8c7a-9e0f6f2d4c11")
_EMPTY = {
    "look_up": {"since": ""},
    "apply": {"application_number": "", "member_number": ""},
    "decide": {"application_number": "", "member_number": ""},
    "offer": {"activity_number": ""},
}
_DECISIONS = frozenset({"checked", "approved", "declined", "more_information"})

log = structlog.get_logger()


def application_id(reference: str) -> str:
    """The same ticket is one application, however often it is sent."""
    return str(uuid5(SPACE, reference))


def activity_id(reference: str, kind: str) -> str:
    """Each thing that a ticket offers is one activity."""
    return str(uuid5(SPACE, f"{reference}/{kind}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """``registry`` is None where none is configured: then nobody is asked, and the answer says so."""

    registry: MembershipRegistry | None
    clock: Clock
    source: str = SOURCE
    name: str = "membership"

    async def call(self, operation: str, payload: dict[str, str], *, key: str) -> dict[str, str]:
        """Never raises for anything that the registry does."""
        if operation not in _EMPTY:
            raise ValueError("the registry of members knows no such operation")
        now, empty = self.clock.now(), _EMPTY[operation]
        if self.registry is None and not payload.get("number"):
            return not_checked("not_configured", source=self.source, at=now, wait=SOME_DAY, **empty)
        try:
            number = organisation_number(payload.get("number", ""))
        except NotAnOrganisation as error:
            reason = "sole_trader" if isinstance(error, Person) else "wrong_number"
            return checked("REVIEW", reason, source=self.source, at=now, **empty)
        if self.registry is None:
            return not_checked("not_configured", source=self.source, at=now, wait=SOME_DAY, **empty)
        try:
            return await self._carry_out(self.registry, operation, number, payload)
        except IntegrationError as error:
            if isinstance(error, Rejected):
                # Somebody has to put it right: the token, or what was sent.
                log.warning("membership_refuses_us", status=error.status)
            return failed(error, source=self.source, at=self.clock.now(), **empty)

    async def _carry_out(
        self, registry: MembershipRegistry, operation: str, number: str, asked: dict[str, str]
    ) -> dict[str, str]:
        match operation:
            case "look_up":
                return await self._look_up(registry, number)
            case "offer":
                return await self._offer(registry, number, asked)
            case "decide":
                return self._told(await _decide(registry, number, asked))
            case _:
                return self._told(await registry.apply(_application(number, asked)))

    async def _look_up(self, registry: MembershipRegistry, number: str) -> dict[str, str]:
        found = await registry.look_up(number)
        since = found.since.isoformat() if found and found.since else ""
        return checked("OK", found.state if found else "none", source=self.source, at=self.clock.now(), since=since)

    async def _offer(self, registry: MembershipRegistry, number: str, asked: dict[str, str]) -> dict[str, str]:
        found = await registry.look_up(number)
        if found is None or found.state != "member":
            return checked("REVIEW", "not_member", source=self.source, at=self.clock.now(), **_EMPTY["offer"])
        added = await registry.add_activity(found.member_number, _activity(asked))
        return checked("OK", "activity", source=self.source, at=self.clock.now(), activity_number=added)

    def _told(self, applied: Applied) -> dict[str, str]:
        numbers = {"application_number": applied.application_number, "member_number": applied.member_number}
        return checked("OK", applied.state, source=self.source, at=self.clock.now(), **numbers)

    async def keep(self) -> None:
        """Nothing: it is asked when somebody asks."""

    async def close(self) -> None:
        """Let go of the connections."""
        if self.registry:
            await self.registry.close()


async def _decide(registry: MembershipRegistry, number: str, asked: dict[str, str]) -> Applied:
    decision, at = asked["decision"], datetime.fromisoformat(asked["decided_at"])
    if decision not in _DECISIONS:
        raise ValueError("staff make no such decision")
    application = _application(number, asked)
    await registry.apply(application)
    return await registry.decide(application.id, cast(Decision, decision), at=at)


def _application(number: str, asked: dict[str, str]) -> Application:
    return Application(
        id=application_id(asked["reference"]),
        reference=asked["reference"],
        organisation_number=number,
        name=asked["name"][:LONGEST_NAME],
        at=datetime.fromisoformat(asked["at"]),
        publish=asked["publish"] == "yes",
    )


def _activity(asked: dict[str, str]) -> Activity:
    return Activity(
        id=activity_id(asked["reference"], asked["kind"]),
        reference=asked["reference"],
        kind=asked["kind"][:LONGEST_NAME],
        text=asked["text"][:LONGEST_TEXT],
        at=datetime.fromisoformat(asked["at"]),
    )


def open_registry(settings: Settings, metrics: Metrics) -> Registry | None:
    """The one that the settings name; that of the sandbox in practice; else none."""
    if settings.sandbox_url:
        return Registry(f"{settings.sandbox_url}/membership/v1", "sandbox", observe=metrics.backend)
    if settings.membership_url is None or settings.membership_token is None:
        return None
    return Registry(settings.membership_url, settings.membership_token.get_secret_value(), observe=metrics.backend)


def open_membership(settings: Settings, metrics: Metrics, clock: Clock) -> Membership:
    """As the settings say; what comes from practice says so."""
    source = PRACTICE if settings.sandbox_url else SOURCE
    return Membership(registry=open_registry(settings, metrics), clock=clock, source=source)
