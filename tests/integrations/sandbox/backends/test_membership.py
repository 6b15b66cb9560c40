"""The local registry of members, held to the contract that we publish, its rules, and its page."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
import yaml
from hypothesis import HealthCheck, Phase, given, settings

from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.membership import PAGE, ROOT, TOKEN, LocalMembership
from integrations.sandbox.backends.membership_book import practice
from integrations.sandbox.backends.organisations import invented

CONTRACT = Path(__file__).resolve().parents[4] / "docs/contracts/membership-registry.yaml"
HEADER = {"authorization": f"Bearer {TOKEN}"}
AT = "2026-05-20T09:00:00Z"
NUMBER = "5560125790"
ID = "11111111-2222-5333-8444-555555555555"


@pytest.fixture
def running() -> Iterator[str]:
    """In a thread of its own, for clients that block."""
    ready, found = threading.Event(), [""]
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        async with LocalBackends((LocalMembership(),)).listening() as server:
            found[0] = server.url
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    yield found[0] + ROOT
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


def known(url: str) -> str:
    """A member, so that what is below it is reached, too; its number."""
    asked = {"id": ID, "reference": "IP-1", "organisationNumber": NUMBER, "name": "Cykelbolaget AB", "at": AT}
    assert httpx.put(f"{url}/applications/{ID}", json=asked, headers=HEADER).status_code == 201
    decided = {"decision": "approved", "at": AT}
    made = httpx.put(f"{url}/applications/{ID}/decision", json=decided, headers=HEADER).json()
    return str(made["memberNumber"])


@pytest.mark.parametrize(
    "path,method,statuses",
    [
        ("/search", "POST", {200}),
        ("/applications/{id}", "PUT", {201}),
        ("/applications/{id}/decision", "PUT", {200}),
        ("/members/{memberNumber}/activities/{id}", "PUT", {201}),
        ("/members", "GET", {200}),
    ],
)
def test_it_keeps_to_the_contract(running: str, path: str, method: str, statuses: set[int]) -> None:
    """Statuses, content types and bodies, whatever is sent, right or wrong."""
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis import checks
    from schemathesis.specs.openapi import checks as rules

    member = known(running)
    schema = schemathesis.openapi.from_dict(yaml.safe_load(CONTRACT.read_text("utf-8")))
    held = [
        checks.not_a_server_error,
        rules.status_code_conformance,
        rules.content_type_conformance,
        rules.response_schema_conformance,
    ]
    seen = set()

    @given(case=schema[path][method].as_strategy())
    @settings(max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    def hold(case: Any) -> None:
        own = case.body.get("id", ID) if isinstance(case.body, dict) else ID
        fixed = {"memberNumber": member, "id": own}
        case.path_parameters = {name: fixed[name] for name in case.path_parameters}
        case.headers.update(HEADER)
        answer = case.call(base_url=running)
        case.validate_response(answer, checks=held)
        seen.add(answer.status_code)

    hold()
    assert seen & statuses


@dataclass
class World:
    """The registry and who asks it."""

    client: httpx.AsyncClient
    local: LocalMembership = field(default_factory=LocalMembership)

    async def apply(
        self, number: str = NUMBER, name: str = "Cykelbolaget AB", **more: Any
    ) -> tuple[str, httpx.Response]:
        key = str(uuid4())
        asked = {"id": key, "reference": "IP-1", "organisationNumber": number, "name": name, "at": AT, **more}
        return key, await self.client.put(f"{ROOT}/applications/{key}", json=asked)

    async def decide(self, key: str, decision: str) -> dict[str, Any]:
        sent = {"decision": decision, "at": AT}
        answer = await self.client.put(f"{ROOT}/applications/{key}/decision", json=sent)
        found: dict[str, Any] = answer.json()
        return found

    async def state(self, number: str = NUMBER) -> str:
        found = (await self.client.post(f"{ROOT}/search", json={"organisationNumber": number})).json()["found"]
        return str(found[0]["state"]) if found else "none"

    async def names(self) -> list[str]:
        return [one["name"] for one in (await self.client.get(f"{ROOT}/members")).json()["members"]]


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    local = LocalMembership()
    async with (
        LocalBackends((local,)).listening() as server,
        httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=5, headers=HEADER) as client,
    ):
        yield World(client, local)


@pytest.mark.asyncio
class TestRules:
    """What the contract's words say and its shapes cannot."""

    async def test_nobody_without_the_token(self, world: World) -> None:
        del world.client.headers["authorization"]
        assert (await world.client.get(f"{ROOT}/members")).status_code == 401

    async def test_a_member_that_applies_again_stays_one_under_its_number(self, world: World) -> None:
        """It is known once, and stands on the list once, by the name and the consent of its latest application."""
        first, _ = await world.apply(publish=True)
        member = await world.decide(first, "approved")
        second, answer = await world.apply(name="Cykelbolaget i Solna AB", publish=True)
        assert answer.json()["state"] == "applied"
        assert await world.state() == "member"
        assert (await world.decide(second, "approved"))["memberNumber"] == member["memberNumber"]
        assert await world.names() == ["Cykelbolaget i Solna AB"]
        third, _ = await world.apply(publish=False)
        await world.decide(third, "approved")
        assert await world.names() == []

    async def test_who_has_left_is_named_no_more_and_comes_back_by_applying(self, world: World) -> None:
        key, _ = await world.apply(publish=True)
        number = (await world.decide(key, "approved"))["memberNumber"]
        await world.client.post(f"{PAGE}/decide/{key}", data={"act": "left"})
        assert (await world.state(), await world.names()) == ("left", [])
        offer = {"id": str(uuid4()), "reference": "IP-2", "kind": "internship", "text": "Två platser", "at": AT}
        to = f"{ROOT}/members/{number}/activities/{offer['id']}"
        assert (await world.client.put(to, json=offer)).status_code == 404
        again, _ = await world.apply()
        assert (await world.decide(again, "approved"))["state"] == "member"
        assert (await world.client.put(to, json=offer)).status_code == 201
        assert (await world.client.put(to, json={**offer, "text": "Tre platser"})).status_code == 409

    @pytest.mark.parametrize(
        "body",
        [
            {"id": "en"},
            {"organisationNumber": "556012-5790"},
            {"name": ""},
            {"name": "x" * 301},
            {"at": "2026-05-20T09:00:00"},
            {"publish": "ja"},
        ],
    )
    async def test_what_it_does_not_take(self, world: World, body: dict[str, Any]) -> None:
        """With a problem that says so."""
        _, answer = await world.apply(**body)
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


class TestPractice:
    """Those that are there from the start."""

    def test_they_are_organisations_of_the_local_register_in_every_state(self) -> None:
        book = practice()
        assert {one.application.organisation_number for one in book.kept.values()} <= set(invented())
        states = [one.applied.state for one in book.kept.values()]
        assert set(states) == {"applied", "member", "declined", "left"}
        named = {one.name for one in book.published()}
        silent = [one.application.name for one in book.kept.values() if one.applied.state == "member"]
        assert len(named) == 3
        assert set(silent) - named == {"Påhittade Snickarna Kommanditbolag"}
        assert all(UUID(key) for key in book.kept)


@pytest.mark.asyncio
class TestPage:
    """What it has received, and how its staff decide."""

    async def test_what_has_come_is_shown_and_decided(self, world: World) -> None:
        key, _ = await world.apply(name="Cykel & Son <AB>", publish=True)
        shown = (await world.client.get(f"{PAGE}/")).text
        assert "A-1001: Cykel &amp; Son &lt;AB&gt;" in shown
        assert "Har ansökt sedan 2026-05-20" in shown
        answer = await world.client.post(f"{PAGE}/decide/{key}", data={"act": "approved"})
        assert (answer.status_code, await world.state()) == (303, "member")
        offer = {"id": str(uuid4()), "reference": "IP-2", "kind": "internship", "text": "Två platser", "at": AT}
        await world.client.put(f"{ROOT}/members/M-1001/activities/{offer['id']}", json=offer)
        shown = (await world.client.get(f"{PAGE}/")).text
        assert "Godkänd" in shown
        assert "M-1001-1, internship (IP-2): Två platser" in shown
        assert "Gör till medlem" not in shown

    async def test_an_applicant_is_declined(self, world: World) -> None:
        key, _ = await world.apply()
        await world.client.post(f"{PAGE}/decide/{key}", data={"act": "declined"})
        assert await world.state() == "declined"
        assert "Har fått avslag" in (await world.client.get(f"{PAGE}/")).text

    async def test_other_sites_decide_nothing(self, world: World) -> None:
        """Nor is anything decided that the page does not offer, or about nobody."""
        key, _ = await world.apply()
        to, other = f"{PAGE}/decide/{key}", {"sec-fetch-site": "cross-site"}
        assert (await world.client.post(to, data={"act": "approved"}, headers=other)).status_code == 403
        assert (await world.client.post(to, data={"act": "left"})).status_code == 403
        assert (await world.client.post(f"{PAGE}/decide/x", data={"act": "approved"})).status_code == 404
        assert await world.state() == "applied"

    async def test_its_troubles_are_chosen_there(self, world: World) -> None:
        assert (await world.client.post(f"{PAGE}/trouble", data={"fault": "5xx"})).status_code == 303
        assert (await world.client.get(f"{ROOT}/members")).status_code == 503
        assert (await world.client.post(f"{PAGE}/trouble", data={"fault": "fire"})).status_code == 403
