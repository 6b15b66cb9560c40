"""The client of a registry that keeps the contract of docs/howto/membership-registry.md."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

import msgspec

from integrations.bolagsverket.numbers import organisation_number
from integrations.errors import Malformed
from integrations.http import Answer, Call, Closing, Http, Observe, Policy, Schedule, decoded, unobserved
from integrations.membership.port import Activity, Application, Applied, Decision, Member, Number, Standing

_T = TypeVar("_T")
POLICY = Policy(deadline=4.0, most_raw=2_000_000, most=5_000_000, schedule=Schedule(tries=2))


class _Found(msgspec.Struct, frozen=True):
    found: tuple[Standing, ...]


class _Members(msgspec.Struct, frozen=True):
    members: tuple[Member, ...]


class _Added(msgspec.Struct, frozen=True, rename="camel"):
    activity_number: Number


_FOUND, _APPLIED = msgspec.json.Decoder(_Found), msgspec.json.Decoder(Applied)
_MEMBERS, _ADDED = msgspec.json.Decoder(_Members), msgspec.json.Decoder(_Added)


class Registry(Closing):
    """Everything is a PUT under an id of ours, or only reads: it may be sent again."""

    def __init__(self, url: str, token: str, *, policy: Policy = POLICY, observe: Observe = unobserved) -> None:
        headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
        self._http = Http("membership", url, policy=policy, headers=headers, observe=observe)
        super().__init__(self._http)

    async def look_up(self, number: str) -> Standing | None:
        """As the port says."""
        # In the body and not in the address: addresses are logged everywhere.
        asked = {"organisationNumber": organisation_number(number)}
        found = await self._send("POST", "/search", asked, _FOUND, repeatable=True)
        if len(found.found) > 1:
            raise Malformed("it knows one organisation twice")
        return next(iter(found.found), None)

    async def apply(self, application: Application) -> Applied:
        """As the port says."""
        digits = organisation_number(application.organisation_number)
        body = msgspec.structs.replace(application, organisation_number=digits)
        return await self._send("PUT", f"/applications/{quote(application.id, safe='')}", body, _APPLIED)

    async def decide(self, application_id: str, decision: Decision, *, at: datetime) -> Applied:
        """As the port says."""
        path, body = f"/applications/{quote(application_id, safe='')}/decision", {"decision": decision, "at": at}
        applied = await self._send("PUT", path, body, _APPLIED)
        if decision == "approved" and not applied.member_number:
            raise Malformed("a member without a number")
        return applied

    async def add_activity(self, member_number: str, activity: Activity) -> str:
        """As the port says."""
        path = f"/members/{quote(member_number, safe='')}/activities/{quote(activity.id, safe='')}"
        return (await self._send("PUT", path, activity, _ADDED)).activity_number

    async def published(self) -> tuple[Member, ...]:
        """As the port says."""
        call = Call(method="GET", path="/members")
        found = await self._http.ask(call, _reader(_MEMBERS))
        return tuple(sorted(found.members, key=lambda member: member.name.casefold()))

    async def _send(
        self, method: str, path: str, body: object, decoder: msgspec.json.Decoder[_T], *, repeatable: bool = False
    ) -> _T:
        call = Call(
            method=method,
            path=path,
            body=msgspec.json.encode(body),
            headers={"content-type": "application/json"},
            repeatable=repeatable,
        )
        return await self._http.ask(call, _reader(decoder))


def _reader(decoder: msgspec.json.Decoder[_T]) -> Callable[[Answer], _T]:
    return lambda answer: decoded(answer.body, decoder)
