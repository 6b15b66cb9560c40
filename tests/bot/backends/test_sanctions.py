"""What dialogs hear of the list of sanctions, whatever happens to the list. Real servers have it in their place."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import pytest_asyncio
import structlog

from bot.backends.sanctions import PRACTICE, SOURCE, Sanctions, open_sanctions
from bot.ops.metrics import Metrics
from bot.ports import Backend
from bot.settings import Settings
from integrations.breaker import Breaker
from integrations.http import Schedule
from integrations.sanctions import Keeper, Screening, UrlSource
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.sanctions import LocalSanctions
from tests.bot.backends.clock import BEGIN, hand_clock
from tests.integrations.http.certificates import certificate
from tests.integrations.http.wire import Wire, answer
from tests.integrations.sanctions.lists import content, entity
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
LIST = content(*(entity(f"EU.1.{place}", name) for place, name in enumerate(["Zarechneft", "Annat", "Tredje"])))
LISTED = {"name": "Zarechneft Sverige AB", "number": "556002-1361"}
SWEDISH = {"name": "Cykelbolaget AB", "number": "556002-1361"}
FIELDS = {"result", "reason", "detail", "list_date", "list_generated", "list_sha256", "source", "at"}
SECRET = "s3cret-t0ken"


@dataclass
class Scene:
    """The adapter, and a wire that has the list for it."""

    clock: HandClock = field(default_factory=hand_clock)
    wire: Wire = field(default_factory=lambda: Wire(says=[answer(200, LIST)]))

    def keeper(self, url: str, *, least: int = 3) -> Keeper:
        rushed = UrlSource(f"{url}/list?token={SECRET}", limit=0.4, schedule=Schedule(), breaker=Breaker(failures=100))
        return Keeper(rushed, least=least, now=self.clock.now)

    def adapter(self, keeper: Keeper) -> Sanctions:
        return Sanctions(screening=Screening(keeper=keeper, now=self.clock.now, patience=0.2), clock=self.clock)

    @asynccontextmanager
    async def after_a_look(self, certified: Any = None, *, least: int = 3) -> AsyncIterator[Sanctions]:
        """The adapter when the list was looked for once."""
        async with self.wire.listening(certified) as wire:
            keeper = self.keeper(wire.url, least=least)
            await keeper.refresh()
            yield self.adapter(keeper)
            await keeper.close()


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest_asyncio.fixture
async def backend(scene: Scene) -> AsyncIterator[Backend]:
    """For the type checker it is a ``Backend``."""
    async with scene.after_a_look() as adapter:
        yield adapter


async def screen(backend: Backend, payload: dict[str, str] = LISTED) -> dict[str, str]:
    """Within the fifteen seconds that it may take, and much sooner."""
    begun = perf_counter()
    found = await backend.call("screen", payload, key="k-1")
    assert perf_counter() - begun < 4
    return found


async def test_nobody_with_such_a_name(backend: Backend) -> None:
    """With the list that was asked."""
    found = await screen(backend, SWEDISH)
    assert found.keys() == FIELDS
    assert (found["result"], found["reason"], found["detail"], found["source"]) == ("OK", "no_hit", "", SOURCE)
    assert (found["list_date"], found["list_generated"]) == ("2026-11-20", "2026-11-20T09:05:36+00:00")
    assert len(found["list_sha256"]) == 64
    assert found["at"] == BEGIN.isoformat()


async def test_a_hit_is_for_staff_to_look_at(backend: Backend) -> None:
    """By its reference; who is listed is not named."""
    found = await screen(backend)
    assert (found["result"], found["reason"], found["detail"]) == ("REVIEW", "hit", "EU.1.0 UKR (0.95)")
    assert "Zarechneft" not in str(found)


async def test_a_weaker_likeness_is_said_to_be_weaker(backend: Backend) -> None:
    found = await screen(backend, {"name": "Zarechneft Kompassen AB", "number": ""})
    assert (found["result"], found["reason"]) == ("REVIEW", "weak_hit")


async def test_a_declared_owner_is_looked_for_instead_of_the_organisation(backend: Backend) -> None:
    assert (await screen(backend, {**SWEDISH, "owner": "Zarechneft"}))["result"] == "REVIEW"
    assert (await screen(backend, {**LISTED, "owner": "Anna Andersson"}))["result"] == "OK"


@pytest.mark.parametrize(
    "operation,payload",
    [
        ("screen_person", {"name": "Anna Andersson"}),
        ("screen", {"name": "Anna Andersson", "person": "yes"}),
        ("screen", {"first_name": "Anna", "last_name": "Andersson"}),
        ("screen", {"name": "Anna Andersson", "birth_date": "1981-12-18"}),
    ],
)
async def test_nobody_else_can_be_asked_about(backend: Backend, operation: str, payload: dict[str, str]) -> None:
    """There is no way to look for somebody who looks for work."""
    with pytest.raises(ValueError, match="only organisations and their declared owners"):
        await backend.call(operation, payload, key="k-1")


async def test_an_owner_comes_with_the_organisation(backend: Backend) -> None:
    with pytest.raises(KeyError):
        await backend.call("screen", {"owner": "Anna Andersson"}, key="k-1")


@pytest.mark.parametrize("number,reason", [("811218-9876", "sole_trader"), ("556002-1362", "wrong_number")])
async def test_a_person_behind_a_number_is_not_compared(backend: Backend, number: str, reason: str) -> None:
    """Not even where the name would be a hit."""
    found = await screen(backend, {"name": "Zarechneft", "number": number})
    assert (found["result"], found["reason"], found["detail"]) == ("REVIEW", reason, "")


async def test_who_has_no_number_is_compared_by_name(backend: Backend) -> None:
    assert (await screen(backend, {"name": "Zarechneft", "number": ""}))["result"] == "REVIEW"
    assert (await screen(backend, {"name": "Zarechneft"}))["result"] == "REVIEW"


async def test_many_at_once_do_not_disturb_each_other(backend: Backend) -> None:
    """The same call key, the same process, two names in turn."""
    found = await asyncio.gather(*(screen(backend, payload) for payload in [LISTED, SWEDISH] * 25))
    assert [one["result"] for one in found] == ["REVIEW", "OK"] * 25


@pytest.mark.parametrize(
    "said,reason,minutes",
    [
        (answer(500), "unavailable", 5),
        (answer(502), "unavailable", 5),
        (answer(503), "unavailable", 5),
        (answer(504), "unavailable", 5),
        (answer(429, b"", "retry-after: 900"), "unavailable", 15),
        (answer(503, b"", "retry-after: 99999999999"), "unavailable", 60),
        (answer(400), "rejected", 60),
        (answer(401), "rejected", 60),
        (answer(403), "rejected", 60),
        (answer(404), "rejected", 60),
        (answer(409), "rejected", 60),
        (answer(422), "rejected", 60),
        (None, "unavailable", 5),
        (answer(200, LIST)[:-7], "timeout", 5),
        (answer(200, LIST[:-7]), "malformed", 5),
        (answer(200, b""), "malformed", 5),
        (answer(200, b"<html><body>ok</body></html>"), "malformed", 5),
        (answer(200, b'{"a":NaN}'), "malformed", 5),
        (answer(200, b"<a>" * 1_000_000), "malformed", 5),
        (answer(200, LIST.replace(b"Annat", b"\xff")), "malformed", 5),
        (answer(200, gzip.compress(LIST), "content-encoding: br"), "malformed", 5),
        (answer(302, b"", "location: http://127.0.0.1:9/"), "malformed", 5),
        (answer(302, b"", "location: https://elsewhere.example/"), "malformed", 5),
    ],
    ids=(
        "500 502 503 504 429 absurd 400 401 403 404 409 422 reset unfinished cut empty html json nested charset packed "
        "downgrade elsewhere"
    ).split(),
)
async def test_a_fault_of_whoever_has_the_list_is_not_checked(
    scene: Scene, said: bytes | None, reason: str, minutes: int
) -> None:
    """With a reason, and when to ask again."""
    scene.wire.says = [said]
    async with scene.after_a_look() as adapter:
        found = await screen(adapter)
    assert found.keys() == FIELDS | {"retry_at"}
    assert (found["result"], found["reason"], found["list_date"]) == ("NOT_CHECKED", reason, "")
    assert datetime.fromisoformat(found["retry_at"]) == BEGIN + timedelta(minutes=minutes)


@pytest.mark.parametrize("how", ["slow", "dripping"])
async def test_one_that_never_ends_is_not_waited_for(scene: Scene, how: str) -> None:
    """Whoever asks meanwhile is told so within a moment."""
    scene.wire.hold, scene.wire.drip = how == "slow", 0.05 if how == "dripping" else None
    async with scene.wire.listening() as wire:
        keeper = scene.keeper(wire.url)
        looking = asyncio.create_task(keeper.refresh())
        found = [await screen(scene.adapter(keeper))]
        await looking
        found.append(await screen(scene.adapter(keeper)))
        await keeper.close()
    assert [(one["result"], one["reason"]) for one in found] == [("NOT_CHECKED", "timeout")] * 2


@pytest.mark.parametrize("named,days", [("127.0.0.1", -1), ("elsewhere.example", 30), ("127.0.0.1", 30)])
async def test_nobody_is_believed_who_cannot_prove_who_it_is(
    scene: Scene, tmp_path: Path, named: str, days: int
) -> None:
    async with scene.after_a_look(certificate(tmp_path, named, days)) as adapter:
        found = await screen(adapter)
    assert (found["result"], found["reason"], scene.wire.heard) == ("NOT_CHECKED", "unavailable", [])


async def test_a_list_of_ten_is_too_small(scene: Scene) -> None:
    async with scene.after_a_look(least=4000) as adapter:
        found = await screen(adapter)
    assert (found["result"], found["reason"]) == ("NOT_CHECKED", "list_too_small")
    assert datetime.fromisoformat(found["retry_at"]) > BEGIN


async def test_a_list_that_has_grown_old_is_not_asked(scene: Scene) -> None:
    """Its date is said."""
    async with scene.after_a_look() as adapter:
        scene.clock.advance(days=8)
        found = await screen(adapter)
    assert (found["result"], found["reason"]) == ("NOT_CHECKED", "list_too_old")
    assert (found["list_date"], found["detail"]) == ("2026-11-20", "")


async def test_after_a_day_without_the_list_it_is_found_again(scene: Scene) -> None:
    """It was asked for once an hour or less, not as often as people asked for checks."""
    async with scene.wire.listening() as wire:
        scene.wire.says = [answer(503)]
        keeper, adapter, until = scene.keeper(wire.url), None, BEGIN + timedelta(days=1)
        adapter = scene.adapter(keeper)
        while scene.clock.instant < until:
            scene.clock.instant += await keeper.refresh()
            assert (await screen(adapter))["result"] == "NOT_CHECKED"
        assert len(scene.wire.heard) < 40
        scene.wire.says = [answer(200, LIST)]
        await keeper.refresh()
        assert (await screen(adapter))["result"] == "REVIEW"
        await keeper.close()


async def test_nothing_of_who_was_asked_about_is_in_the_log(scene: Scene) -> None:
    """Nor is the token."""
    scene.wire.says = [answer(403)]
    with structlog.testing.capture_logs() as lines:
        async with scene.after_a_look() as adapter:
            await screen(adapter)
    assert lines != []
    assert all(word not in str(lines) for word in (SECRET, "Zarechneft", "5560021361", "556002-1361"))


def read(folder: Path, **environ: str) -> Settings:
    return Settings.read({"STRA_DATA": str(folder / "data"), **environ}, env_file=folder / ".env")


async def test_without_a_source_nobody_is_compared(tmp_path: Path) -> None:
    """The answer says so, and a day later it is worth asking again."""
    adapter = open_sanctions(read(tmp_path), Metrics(), hand_clock())
    found = await screen(adapter)
    await asyncio.wait_for(adapter.keep(), 1)
    await adapter.close()
    assert (found["result"], found["reason"]) == ("NOT_CHECKED", "not_configured")
    assert datetime.fromisoformat(found["retry_at"]) == BEGIN + timedelta(days=1)


async def test_a_file_named_by_the_settings_is_used(tmp_path: Path) -> None:
    """With the size and the age that they name."""
    (tmp_path / "list.xml").write_bytes(LIST)
    named = {"SANCTIONS_SOURCE": str(tmp_path / "list.xml"), "SANCTIONS_ENTITIES": "3", "SANCTIONS_DAYS": "30"}
    clock = HandClock(BEGIN + timedelta(days=20))
    found = await kept_and_asked(open_sanctions(read(tmp_path, **named), Metrics(), clock))
    assert (found["result"], found["source"]) == ("REVIEW", SOURCE)
    assert list((tmp_path / "data" / "sanctions").glob("*.xml")) != []


async def kept_and_asked(adapter: Sanctions, payload: dict[str, str] = LISTED) -> dict[str, str]:
    """As in a process that works."""
    keeping = asyncio.create_task(adapter.keep())
    found = await screen(adapter, payload)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await adapter.close()
    return found


async def test_the_practice_list_is_marked_as_one(tmp_path: Path) -> None:
    """With as many entries as the real one must have."""
    async with LocalBackends((LocalSanctions(now=lambda: BEGIN),)).listening() as server:
        settings = read(tmp_path, STRA_SANDBOX=server.url)
        named = {"name": "Severnyj Prokat Test AB", "number": ""}
        found = await kept_and_asked(open_sanctions(settings, Metrics(), hand_clock()), named)
    assert (found["result"], found["reason"], found["source"]) == ("REVIEW", "hit", PRACTICE)


@pytest.mark.parametrize(
    "fault,reason",
    [
        ("outage", "unavailable"),
        ("429", "unavailable"),
        ("5xx", "unavailable"),
        ("garbage", "malformed"),
        ("old", "list_too_old"),
        ("future", "malformed"),
        ("small", "list_too_small"),
        ("torn", "malformed"),
        ("bomb", "malformed"),
        ("entity", "malformed"),
        ("namespace", "malformed"),
    ],
)
async def test_every_fault_can_be_practised(scene: Scene, fault: str, reason: str) -> None:
    local = LocalSanctions(now=lambda: BEGIN)
    local.trouble.begin(fault)
    async with LocalBackends((local,)).listening() as server:
        url = f"{server.url}/sanctions/list.xml?token=sandbox"
        keeper = Keeper(UrlSource(url, schedule=Schedule(), breaker=Breaker(failures=100)), now=scene.clock.now)
        await keeper.refresh()
        found = await screen(scene.adapter(keeper))
        local.trouble.begin("none")
        await keeper.refresh()
        well = await screen(scene.adapter(keeper), SWEDISH)
        await keeper.close()
    assert (found["result"], found["reason"]) == ("NOT_CHECKED", reason)
    assert (well["result"], well["reason"]) == ("OK", "no_hit")
