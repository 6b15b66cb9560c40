"""The public list of members, from the registry on this machine: asked once for all who look, honest about its age."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.backends.members import PublicMembers, open_members
from bot.ops.metrics import Metrics
from bot.ports import Members
from bot.settings import Settings
from integrations.http import Policy, Schedule
from integrations.membership import Application, Registry
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.membership import ROOT, TOKEN, LocalMembership
from tests.bot.backends.clock import BEGIN, hand_clock
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
NUMBERS = ("5599900015", "5599900023", "5599900031", "7696900013", "8029900035", "9699900016", "9124001992")


@dataclass
class World:
    local: LocalMembership
    clock: HandClock
    members: PublicMembers
    asked: list[str]

    def join(self, name: str, number: str = NUMBERS[0], *, publish: bool = True) -> str:
        key = str(uuid4())
        asked = Application(
            id=key,
            reference="IP-1",
            organisation_number=number,
            name=name,
            at=BEGIN - timedelta(days=9),
            publish=publish,
        )
        self.local.book.apply(asked)
        self.local.book.decide(key, "approved", BEGIN - timedelta(days=2))
        return key

    async def names(self) -> list[str] | None:
        known = await self.members.listed()
        return [one.name for one in known.members] if known else None


@dataclass
class Counted:
    """The registry, and how often its list is asked for."""

    local: LocalMembership
    asked: list[str]

    @property
    def name(self) -> str:
        return self.local.name

    @property
    def trouble(self) -> object:
        return self.local.trouble

    def routes(self) -> list[BaseRoute]:
        return [self._counted(route) if isinstance(route, Route) else route for route in self.local.routes()]

    def _counted(self, route: Route) -> Route:
        async def answer(request: Request) -> Response:
            self.asked.append(request.url.path)
            response: Response = await route.endpoint(request)
            return response

        return Route(route.path, answer, methods=list(route.methods or ()))


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    local, clock, asked = LocalMembership(), hand_clock(), list[str]()
    async with LocalBackends((Counted(local, asked),)).listening() as server:  # type: ignore[arg-type]
        registry = Registry(server.url + ROOT, TOKEN, policy=Policy(deadline=0.6, schedule=Schedule(tries=1)))
        members = PublicMembers(registry=registry, clock=clock)
        yield World(local, clock, members, asked)
        await members.close()


async def test_only_those_who_agreed_by_the_swedish_alphabet(world: World) -> None:
    """Whatever their case, accents and quotation marks; with the day since when."""
    names = ("Örnen AB", "Ärlan AB", "ånga AB", "zebra AB", "Éclair AB", "«Fröet» AB")
    for name, number in zip(names, NUMBERS[1:], strict=True):
        world.join(name, number)
    world.join("Tysta AB", publish=False)
    assert await world.names() == ["Éclair AB", "«Fröet» AB", "zebra AB", "ånga AB", "Ärlan AB", "Örnen AB"]
    known = await world.members.listed()
    assert known is not None
    assert {one.since for one in known.members} == {BEGIN - timedelta(days=2)}
    assert (known.at, known.fresh, known.practice) == (BEGIN, True, False)


async def test_many_who_look_at_once_ask_once(world: World) -> None:
    """And nobody asks again before ten minutes are over."""
    world.join("Cykelbolaget AB")
    seen = await asyncio.gather(*(world.names() for _ in range(50)))
    assert seen == [["Cykelbolaget AB"]] * 50
    world.clock.advance(minutes=9, seconds=59)
    await world.names()
    assert world.asked == [f"{ROOT}/members"]
    world.clock.advance(seconds=1)
    await world.names()
    assert len(world.asked) == 2


async def test_who_leaves_is_gone_after_ten_minutes(world: World) -> None:
    key = world.join("Cykelbolaget AB")
    assert await world.names() == ["Cykelbolaget AB"]
    world.local.book.leave(key, BEGIN)
    world.clock.advance(minutes=10)
    assert await world.names() == []


@pytest.mark.parametrize("fault", ["outage", "5xx", "429", "garbage", "slow"])
async def test_while_it_is_away_the_last_list_stands_for_a_day(world: World, fault: str) -> None:
    """With its time, and as one that is old; then nothing is said to be so. It is asked once a minute at most."""
    world.join("Cykelbolaget AB")
    await world.names()
    world.local.trouble.begin(fault)
    world.clock.advance(hours=1)
    for _ in range(5):
        known = await world.members.listed()
        assert known is not None
        assert (len(known.members), known.at, known.fresh) == (1, BEGIN, False)
    assert len(world.asked) == 2
    world.clock.advance(hours=22, minutes=59)
    assert await world.names() == ["Cykelbolaget AB"]
    world.clock.advance(minutes=1)
    assert await world.names() is None


async def test_it_comes_back(world: World) -> None:
    world.join("Cykelbolaget AB")
    world.local.trouble.begin("5xx")
    assert await world.names() is None
    world.local.trouble.begin("none")
    assert await world.names() is None
    world.clock.advance(minutes=1)
    known = await world.members.listed()
    assert known is not None
    assert (len(known.members), known.fresh) == (1, True)


async def test_nobody_waits_for_a_slow_registry_who_can_be_told_something(world: World) -> None:
    """One asks, the others read the last list meanwhile."""
    world.join("Cykelbolaget AB")
    await world.names()
    world.local.trouble.begin("slow")
    world.clock.advance(minutes=10)
    asking = asyncio.create_task(world.members.listed())
    await asyncio.sleep(0.1)
    async with asyncio.timeout(0.2):
        assert await world.names() == ["Cykelbolaget AB"]
    assert not asking.done()
    known = await asking
    assert known is not None
    assert not known.fresh


async def test_who_gives_up_waiting_stops_nobody(world: World) -> None:
    """The next one asks anew."""
    world.join("Cykelbolaget AB")
    world.local.trouble.begin("slow")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await world.names()
    world.local.trouble.begin("none")
    assert await world.names() == ["Cykelbolaget AB"]


async def test_a_clock_that_goes_back_keeps_nothing_for_ever(world: World) -> None:
    world.join("Cykelbolaget AB")
    await world.names()
    world.clock.advance(days=-1)
    world.local.trouble.begin("5xx")
    assert await world.names() is None
    assert len(world.asked) == 2


async def test_which_registry_it_is(tmp_path: Path) -> None:
    """The one of the settings; in practice that of the sandbox, which is said; else there is no list."""
    file = tmp_path / ".env"
    assert open_members(Settings.read({}, env_file=file), Metrics(), hand_clock()) is None
    given = {"MEMBERSHIP_URL": "https://members.example/v1", "MEMBERSHIP_TOKEN": "s3cret"}
    real = open_members(Settings.read(given, env_file=file), Metrics(), hand_clock())
    assert real is not None
    assert not real.practice
    await real.close()
    async with LocalBackends().listening() as server:
        made: Members | None = open_members(
            Settings.read({"STRA_SANDBOX": server.url}, env_file=file), Metrics(), hand_clock()
        )
        assert made is not None
        known = await made.listed()
        await made.close()  # type: ignore[attr-defined]
    assert known is not None
    assert known.practice
    assert [one.name for one in known.members] == [
        "Påhittade Odlarna ek. för.",
        "Påhittade Vårdhemmet AB",
        "Stiftelsen Påhittade Huset",
    ]
