"""What dialogs hear of the registry of members, whatever it does. Real servers answer in its place."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import pytest
import pytest_asyncio
import structlog

from bot.backends.membership import Membership, activity_id, application_id, open_membership
from bot.ops.metrics import Metrics
from bot.ports import Backend
from bot.settings import Settings
from integrations.http import Policy, Schedule
from integrations.membership import Registry
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.membership import ROOT, TOKEN, LocalMembership
from tests.bot.backends.clock import BEGIN, hand_clock
from tests.integrations.http.wire import Wire, answer

pytestmark = pytest.mark.asyncio
NUMBER = "559990-0015"
NAME = "Påhittade Köket i Solna AB"
HASTY = Policy(deadline=0.8, schedule=Schedule(tries=2))
APPLICATION = {
    "reference": "IP-7", "number": NUMBER, "name": NAME, "publish": "yes", "at": "2026-11-20T09:00:00+00:00",
}  # fmt: skip
APPROVED = {**APPLICATION, "decision": "approved", "decided_at": "2026-11-22T10:00:00+00:00"}
OFFER = {
    "reference": "IP-8", "number": NUMBER, "kind": "internship", "text": "Två platser i köket",
    "at": "2026-11-22T11:00:00+00:00",
}  # fmt: skip
EVERY = [("look_up", {"number": NUMBER}), ("apply", APPLICATION), ("decide", APPROVED), ("offer", OFFER)]
PERSON = "811228-9874"


@dataclass
class World:
    local: LocalMembership
    backend: Membership
    metrics: Metrics = field(default_factory=Metrics)

    async def call(self, operation: str, payload: dict[str, str]) -> dict[str, str]:
        found = await self.backend.call(operation, payload, key="k-1")
        assert (found["source"], found["at"]) == ("Medlemsregistret", BEGIN.isoformat())
        return found

    async def look_up(self) -> tuple[str, str, str]:
        found = await self.call("look_up", {"number": NUMBER})
        return found["result"], found["reason"], found["since"]


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    """Before the registry on this machine."""
    local, metrics = LocalMembership(), Metrics()
    async with LocalBackends((local,)).listening() as server:
        registry = Registry(server.url + ROOT, TOKEN, policy=HASTY, observe=metrics.backend)
        backend = Membership(registry=registry, clock=hand_clock())
        yield World(local, backend, metrics)
        await backend.close()


def before(wire: Wire) -> Membership:
    return Membership(registry=Registry(wire.url, "t", policy=HASTY), clock=hand_clock())


class TestTheWayIn:
    """From nobody to a member that offers something."""

    async def test_each_step_is_told(self, world: World) -> None:
        """A stranger who looks up learns the state and since when; numbers are for who has applied."""
        assert await world.look_up() == ("OK", "none", "")
        applied = await world.call("apply", APPLICATION)
        assert (applied["result"], applied["reason"]) == ("OK", "applied")
        assert (applied["application_number"], applied["member_number"]) == ("A-1001", "")
        assert await world.look_up() == ("OK", "applied", APPLICATION["at"])
        decided = await world.call("decide", APPROVED)
        assert (decided["reason"], decided["member_number"]) == ("member", "M-1001")
        assert await world.look_up() == ("OK", "member", APPROVED["decided_at"])
        offered = await world.call("offer", OFFER)
        assert (offered["result"], offered["reason"], offered["activity_number"]) == ("OK", "activity", "M-1001-1")

    async def test_a_look_up_tells_no_number_and_no_name(self, world: World) -> None:
        await world.call("decide", APPROVED)
        found = await world.call("look_up", {"number": NUMBER})
        assert set(found) == {"result", "reason", "since", "source", "at"}
        assert not any(word in repr(found) for word in ("M-1001", "A-1001", NAME, "5599900015"))

    async def test_what_is_sent_is_what_was_said(self, world: World) -> None:
        """The ticket's reference, the organisation's number as digits, its consent, when it applied."""
        await world.call("apply", {**APPLICATION, "name": "x" * 400})
        kept = world.local.book.kept[application_id("IP-7")].application
        assert (kept.reference, kept.organisation_number, kept.publish) == ("IP-7", "5599900015", True)
        assert (kept.at, kept.name) == (datetime(2026, 11, 20, 9, tzinfo=UTC), "x" * 300)
        await world.call("apply", {**APPLICATION, "reference": "IP-9", "publish": "no"})
        assert not world.local.book.kept[application_id("IP-9")].application.publish

    async def test_the_same_again_doubles_nothing(self, world: World) -> None:
        """Twice whatever it is: one application, one decision, one activity of each kind that a ticket offers."""
        for operation, payload in EVERY * 2:
            await world.call(operation, payload)
        await world.call("offer", {**OFFER, "kind": "mentor"})
        book = world.local.book
        assert list(book.kept) == [application_id("IP-7")]
        assert len(book.kept[application_id("IP-7")].happened) == 1
        assert [name for _, name in book.activities] == [
            activity_id("IP-8", "internship"),
            activity_id("IP-8", "mentor"),
        ]

    async def test_a_decision_arrives_although_the_application_never_did(self, world: World) -> None:
        """The registry was away when it was sent."""
        world.local.trouble.begin("outage")
        assert (await world.call("apply", APPLICATION))["result"] == "NOT_CHECKED"
        world.local.trouble.begin("none")
        assert (await world.call("decide", APPROVED))["member_number"] == "M-1001"

    @pytest.mark.parametrize(
        "decision,state", [("checked", "applied"), ("more_information", "applied"), ("declined", "declined")]
    )
    async def test_every_other_decision(self, world: World, decision: str, state: str) -> None:
        found = await world.call("decide", {**APPROVED, "decision": decision})
        assert (found["reason"], found["member_number"]) == (state, "")
        assert [what for _, what in world.local.book.kept[application_id("IP-7")].happened] == [decision]

    async def test_who_has_left(self, world: World) -> None:
        await world.call("decide", APPROVED)
        world.local.book.leave(application_id("IP-7"), BEGIN)
        assert await world.look_up() == ("OK", "left", BEGIN.isoformat())

    @pytest.mark.parametrize("known", [[], ["apply"], ["decide"]], ids=["unknown", "applied", "declined"])
    async def test_an_offer_of_who_is_no_member(self, world: World, known: list[str]) -> None:
        """Nothing is written there; staff see it on the ticket."""
        for operation in known:
            await world.call(operation, {**APPROVED, "decision": "declined"})
        found = await world.call("offer", OFFER)
        assert (found["result"], found["reason"], found["activity_number"]) == ("REVIEW", "not_member", "")
        assert not world.local.book.activities


class TestPeople:
    """Only organisations are ever asked about."""

    @pytest.mark.parametrize("operation,payload", EVERY)
    @pytest.mark.parametrize("number,reason", [(PERSON, "sole_trader"), ("556012-5791", "wrong_number")])
    async def test_nothing_is_sent_of_a_person(
        self, operation: str, payload: dict[str, str], number: str, reason: str
    ) -> None:
        async with Wire().listening() as wire:
            backend = before(wire)
            found = await backend.call(operation, {**payload, "number": number}, key="k")
            await backend.close()
            assert (found["result"], found["reason"], wire.heard) == ("REVIEW", reason, [])


class TestTroubles:
    """Nothing raises, nothing is taken for an answer, and each tells when to ask again."""

    @pytest.mark.parametrize("operation,payload", EVERY)
    @pytest.mark.parametrize(
        "fault,reason",
        [
            ("outage", "unavailable"),
            ("5xx", "unavailable"),
            ("429", "unavailable"),
            ("garbage", "malformed"),
            ("slow", "timeout"),
            ("drip", "timeout"),
            ("late", "timeout"),
            ("cut", "unavailable"),
        ],
    )
    async def test_every_switch_of_the_sandbox(
        self, world: World, operation: str, payload: dict[str, str], fault: str, reason: str
    ) -> None:
        """Within its time; with the fields that an answer has, empty."""
        world.local.trouble.begin(fault)
        begun = perf_counter()
        found = await world.call(operation, payload)
        assert perf_counter() - begun < 4
        assert (found["result"], found["reason"]) == ("NOT_CHECKED", reason)
        assert found["retry_at"] == (BEGIN + timedelta(minutes=5)).isoformat()
        own = set(found) - {"result", "reason", "source", "at", "retry_at"}
        assert own
        assert {found[name] for name in own} == {""}

    @pytest.mark.parametrize("fault,times", [("late", 1), ("cut", 2)])
    @pytest.mark.parametrize(
        "step,operation,payload",
        [("PUT", "apply", APPLICATION), ("/decision", "decide", APPROVED), ("/activities", "offer", OFFER)],
    )
    async def test_what_was_done_but_not_heard_is_done_once(
        self, world: World, fault: str, times: int, step: str, operation: str, payload: dict[str, str]
    ) -> None:
        """A step is carried out and its answer is lost; asked again, everything is there once."""
        if operation == "offer":
            await world.call("decide", APPROVED)
        world.local.trouble.begin(fault, only=step, times=times)
        assert (await world.call(operation, payload))["result"] == "NOT_CHECKED"
        assert (await world.call(operation, payload))["result"] == "OK"
        book = world.local.book
        assert (len(book.kept), len(book.activities)) == (1, operation == "offer")
        assert len(book.kept[application_id("IP-7")].happened) == (operation != "apply")

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
    async def test_a_clear_no(self, status: int) -> None:
        """Only a person can put it right: asked again in an hour, and somebody hears of it."""
        said = answer(status, b'{"title":"5599900015"}', "content-type: application/problem+json")
        async with Wire(says=[said]).listening() as wire:
            backend = before(wire)
            with structlog.testing.capture_logs() as lines:
                found = await backend.call("apply", APPLICATION, key="k")
            await backend.close()
        assert (found["result"], found["reason"], len(wire.heard)) == ("NOT_CHECKED", "rejected", 1)
        assert found["retry_at"] == (BEGIN + timedelta(hours=1)).isoformat()
        assert {"event": "membership_refuses_us", "status": status, "log_level": "warning"} in lines

    async def test_another_application_under_the_same_reference_is_not_decided(self, world: World) -> None:
        """It says something else than what is there: a member is not made of it."""
        await world.call("apply", {**APPLICATION, "publish": "no"})
        found = await world.call("decide", APPROVED)
        assert (found["result"], found["reason"]) == ("NOT_CHECKED", "rejected")
        assert await world.look_up() == ("OK", "applied", APPLICATION["at"])

    async def test_a_wrong_token(self, world: World) -> None:
        registry = Registry(f"{world.backend.registry._http._url}", "other", policy=HASTY)  # type: ignore[union-attr]
        backend = Membership(registry=registry, clock=hand_clock())
        found = await backend.call("look_up", {"number": NUMBER}, key="k")
        await backend.close()
        assert found["reason"] == "rejected"

    @pytest.mark.parametrize(
        "body",
        [b"{}", b'{"found":[{"state":"friend"}]}', b"<html>", b'{"found":[{"state":"left"},{"state":"member"}]}'],
    )
    async def test_what_cannot_be_read_is_no_answer(self, body: bytes) -> None:
        async with Wire(says=[answer(200, body)]).listening() as wire:
            backend = before(wire)
            found = await backend.call("look_up", {"number": NUMBER}, key="k")
            await backend.close()
        assert (found["result"], found["reason"]) == ("NOT_CHECKED", "malformed")

    async def test_it_says_when_to_come_back(self) -> None:
        said = answer(503, b"{}", "retry-after: 1800")
        async with Wire(says=[said]).listening() as wire:
            backend = before(wire)
            found = await backend.call("look_up", {"number": NUMBER}, key="k")
            await backend.close()
        assert found["retry_at"] == (BEGIN + timedelta(minutes=30)).isoformat()

    async def test_logs_and_figures_name_no_organisation(self, world: World) -> None:
        """Neither when it goes well nor when it does not."""
        with structlog.testing.capture_logs() as lines:
            for fault in ("none", "5xx", "garbage", "cut", "none"):
                world.local.trouble.begin(fault)
                for operation, payload in EVERY:
                    await world.call(operation, payload)
        told = f"{lines!r} {world.metrics.text().decode()}"
        assert lines
        assert b'stra_backend_seconds_count{backend="membership",outcome="ok"}' in world.metrics.text()
        secret = (NUMBER, NUMBER.replace("-", ""), "Köket", "IP-7", "A-1001", "M-1001", TOKEN + '"')
        assert not any(word in told for word in secret)


class TestOpening:
    """Which registry it is, by the settings."""

    async def test_without_one_it_says_so(self, tmp_path: Path) -> None:
        """A day later somebody may have set it; a person's number is known as that all the same."""
        backend: Backend = open_membership(Settings.read({}, env_file=tmp_path / ".env"), Metrics(), hand_clock())
        for operation, payload in EVERY:
            found = await backend.call(operation, payload, key="k")
            assert (found["result"], found["reason"]) == ("NOT_CHECKED", "not_configured")
            assert found["retry_at"] == (BEGIN + timedelta(days=1)).isoformat()
        assert (await backend.call("look_up", {"number": PERSON}, key="k"))["reason"] == "sole_trader"
        assert (await backend.call("apply", {"number": ""}, key="k"))["reason"] == "not_configured"

    async def test_the_one_that_the_settings_name(self, tmp_path: Path) -> None:
        async with Wire(says=[answer(200, b'{"found":[]}')]).listening() as wire:
            given = {"MEMBERSHIP_URL": f"{wire.url}/v1", "MEMBERSHIP_TOKEN": "s3cret"}
            backend = open_membership(Settings.read(given, env_file=tmp_path / ".env"), Metrics(), hand_clock())
            found = await backend.call("look_up", {"number": NUMBER}, key="k")
            await backend.close()
        assert (found["reason"], found["source"]) == ("none", "Medlemsregistret")
        assert wire.heard[0].startswith(b"POST /v1/search HTTP/1.1")
        assert b"Bearer s3cret" in wire.heard[0]

    async def test_in_practice_it_says_so(self, tmp_path: Path) -> None:
        """Nobody takes an invented member for a real one."""
        async with LocalBackends().listening() as server:
            chosen = Settings.read({"STRA_SANDBOX": server.url}, env_file=tmp_path / ".env")
            backend = open_membership(chosen, Metrics(), hand_clock())
            found = await backend.call("look_up", {"number": "559990-0031"}, key="k")
            await backend.close()
        assert (found["reason"], found["source"]) == ("member", "Medlemsregistret (övningsläge)")

    async def test_it_knows_nothing_else(self) -> None:
        """A mistake of ours is not hidden."""
        backend = Membership(registry=None, clock=hand_clock())
        with pytest.raises(ValueError, match="no such operation"):
            await backend.call("expel", {"number": NUMBER}, key="k")
