"""What dialogs hear of a homepage, whatever it does. Real servers answer in its place."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.backends.homepage import Homepage, open_homepage
from bot.backends.opened import open_backends
from bot.ops.metrics import Metrics
from bot.ports import Backend
from bot.settings import BadSetting, Settings
from dialogs.inquiries import REASONS
from integrations.homepage import Network, Visitor
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.homepages import LocalHomepages
from tests.bot.backends.clock import BEGIN, hand_clock
from tests.integrations.homepage.world import QUICK, World, page, small_world
from tests.integrations.http.wire import answer
from tests.valkey import HandClock

pytestmark = pytest.mark.asyncio
ASKED = {"url": "a.se", "name": "Påhittade Köket AB", "number": "559990-0015", "domain": "a.se"}
EMPTY = {"title": "", "final_url": "", "named": "", "own_domain": "", "language": "", "extract": "", "sha256": ""}


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    async with small_world() as made:
        yield made


def homepage(world: World) -> Backend:
    """For the type checker it is a ``Backend``."""
    return Homepage(visitor=world.visitor(), clock=HandClock(world.now))


async def test_a_page_that_names_the_organisation(world: World) -> None:
    """All that the city asks for: when, what, whose."""
    world.site.says = {"a.se/": page("<html lang=sv><title>Köket</title><p>Påhittade Köket lagar <b>mat</b>.")}
    found = await homepage(world).call("visit", ASKED, key="1")
    assert len(found.pop("sha256")) == 64
    assert found == {
        "result": "OK",
        "reason": "reachable",
        "title": "Köket",
        "final_url": "http://a.se",
        "named": "yes",
        "own_domain": "yes",
        "language": "sv",
        "extract": "Påhittade Köket lagar mat .",
        "source": "a.se",
        "at": BEGIN.isoformat(),
    }


async def test_a_page_that_does_not_is_for_staff(world: World) -> None:
    """Another organisation's, and mail from elsewhere: nothing is refused."""
    world.site.says = {"a.se/": page("<p>Någon annan")}
    found = await homepage(world).call("visit", {**ASKED, "domain": "gmail.com"}, key="1")
    assert (found["result"], found["reason"]) == ("REVIEW", "not_named")
    assert (found["named"], found["own_domain"], found["extract"]) == ("no", "no", "Någon annan")


async def test_what_is_not_known_is_not_compared(world: World) -> None:
    """Neither name nor number nor mail: a person has to look."""
    world.site.says = {"a.se/": page("<p>Hej")}
    found = await homepage(world).call("visit", {"url": "a.se"}, key="1")
    assert (found["result"], found["named"], found["own_domain"]) == ("REVIEW", "no", "")


async def test_words_of_a_page_are_short_and_cannot_turn_the_others(world: World) -> None:
    """They are shown to staff, escaped."""
    world.site.says = {"a.se/": page(f"<title>{'t' * 999}</title>\u202e&lt;script&gt;{'x' * 999}")}
    found = await homepage(world).call("visit", ASKED, key="1")
    assert len(found["title"]) == 200
    assert len(found["extract"]) == 300
    assert found["extract"].startswith("<script>")


@pytest.mark.parametrize(
    "said,reason",
    [
        (answer(200, b"x", "content-type: image/png"), "not_html"),
        (page("x" * 100_001), "too_large"),
        (page("x", "content-encoding: br"), "unreadable"),
        (answer(404, b""), "refused"),
        (answer(302, b"", "location: /"), "redirects"),
        (answer(302, b"", "location: http://127.0.0.1/"), "blocked_address"),
        (answer(302, b"", "location: ftp://a.se/"), "bad_address"),
    ],
)
async def test_what_is_no_page_is_for_staff(world: World, said: bytes, reason: str) -> None:
    world.site.says = {"a.se/": said}
    found = await homepage(world).call("visit", ASKED, key="1")
    assert found == {"result": "REVIEW", "reason": reason, **EMPTY, "source": "a.se", "at": BEGIN.isoformat()}
    assert reason in REASONS


@pytest.mark.parametrize(
    "said,reason,wait",
    [
        (answer(503, b""), "unreachable", 300),
        (answer(429, b"", "retry-after: 1800"), "unreachable", 1800),
        (None, "unreachable", 300),
        (b"garbage\r\n\r\n", "unreachable", 300),
        (b"", "timeout", 300),
    ],
)
async def test_a_site_in_trouble_is_not_checked(world: World, said: bytes | None, reason: str, wait: int) -> None:
    """And it is said when it may be visited again."""
    if said == b"":
        world.site.silent = {"a.se/"}
    world.site.says = {"a.se/": said}
    found = await homepage(world).call("visit", ASKED, key="1")
    assert (found["result"], found["reason"], found["source"]) == ("NOT_CHECKED", reason, "a.se")
    assert abs(datetime.fromisoformat(found["retry_at"]) - BEGIN - timedelta(seconds=wait)) < timedelta(seconds=1)
    assert reason in REASONS


async def test_a_first_visit_is_short_and_a_later_one_has_its_time(world: World) -> None:
    """Somebody waits to hear that it could not be made."""
    world.site.silent = {"a.se/", "b.se/"}
    backend = Homepage(visitor=world.visitor(), clock=HandClock(world.now), first=0.2)
    begun = asyncio.get_running_loop().time()
    found = await backend.call("visit", {**ASKED, "first": "yes"}, key="1")
    assert (found["result"], found["reason"]) == ("NOT_CHECKED", "timeout")
    short = asyncio.get_running_loop().time() - begun
    await backend.call("visit", {**ASKED, "url": "b.se"}, key="2")
    assert asyncio.get_running_loop().time() - begun - short > 2 * short


async def test_it_is_seen_by_itself_when_it_is_back(world: World) -> None:
    """At the time that was told."""
    clock = hand_clock()
    backend = Homepage(visitor=world.visitor(), clock=clock)
    world.site.says = {"a.se/": answer(503, b"")}
    found = await backend.call("visit", ASKED, key="1")
    world.site.says = {"a.se/": page("<p>Påhittade Köket")}
    assert (await backend.call("visit", ASKED, key="2"))["result"] == "NOT_CHECKED"
    clock.instant = world.now = datetime.fromisoformat(found["retry_at"])
    assert (await backend.call("visit", ASKED, key="3"))["result"] == "OK"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "", "nonsense words", "http://u:p@a.se/", "a" * 9999]
)
async def test_what_is_no_homepage_is_not_visited(world: World, url: str) -> None:
    """Nor does what was typed come back as the source."""
    found = await homepage(world).call("visit", {**ASKED, "url": url}, key="1")
    assert found["result"] == "REVIEW"
    assert found["reason"] in {"bad_address", "blocked_address"}
    assert found["source"] == "homepage"
    assert (world.site.heard, world.canary.connected, world.dialled) == ([], 0, [])


async def test_another_page_of_a_site_just_visited_waits(world: World) -> None:
    """For what is left of the hour."""
    world.site.says = {"a.se/": page("a"), "a.se/b": page("b")}
    backend = homepage(world)
    await backend.call("visit", ASKED, key="1")
    found = await backend.call("visit", {**ASKED, "url": "a.se/b"}, key="2")
    assert (found["result"], found["reason"]) == ("NOT_CHECKED", "visited_lately")
    assert datetime.fromisoformat(found["retry_at"]) == BEGIN + timedelta(hours=1)
    assert "visited_lately" in REASONS


async def test_switched_off_nobody_is_visited() -> None:
    """And staff are told so."""
    off = open_homepage(configured(HOMEPAGE_VISITS="false"), Metrics(), hand_clock())
    found = await off.call("visit", ASKED, key="1")
    assert (found["result"], found["reason"]) == ("NOT_CHECKED", "not_configured")
    assert off.visitor is None


async def test_on_unless_switched_off() -> None:
    """With the city's own address as the one to ask at, and nothing but the Internet's addresses allowed."""
    backend = open_homepage(configured(PUBLIC_URL="https://pakten.example"), Metrics(), hand_clock())
    assert backend.visitor
    assert backend.visitor.agent.endswith("(+https://pakten.example)")
    assert backend.visitor.network == Network()
    with pytest.raises(BadSetting, match="HOMEPAGE_VISITS"):
        configured(HOMEPAGE_VISITS="perhaps")


def configured(**environ: str) -> Settings:
    """Without what a file of this machine says."""
    return Settings.read({"STRA_KEY_FILE": "/run/secrets/stra.key", **environ}, env_file=Path("no.env"))


async def test_no_setting_opens_the_way_inside() -> None:
    """What may be visited is not configurable; the sandbox leads made-up names to itself and nothing else."""
    assert [name for name in Settings.model_fields if "homepage" in name] == ["homepage_visits"]
    async with LocalBackends((LocalHomepages(),)).listening() as server:
        backend = open_homepage(configured(STRA_SANDBOX=server.url), Metrics(), hand_clock())
        assert backend.visitor
        allowed = [a for a in ("127.0.0.1", "::1", "10.0.0.1", "192.0.2.81", "169.254.169.254") if _allows(backend, a)]
        assert allowed == []
        found = await backend.call("visit", {**ASKED, "url": "koket.example"}, key="1")
        assert (found["result"], found["source"]) == ("OK", "koket.example (övningsläge)")


def _allows(backend: Homepage, address: str) -> bool:
    return bool(backend.visitor and backend.visitor.network.allows(address))


async def test_the_service_has_it() -> None:
    systems = open_backends(configured(), Metrics(), hand_clock())
    assert [one for one in systems if one.name == "homepage"]
    for system in systems:
        await system.close()


async def test_it_knows_one_operation(world: World) -> None:
    with pytest.raises(ValueError, match="no such operation"):
        await homepage(world).call("crawl", ASKED, key="1")


async def test_visits_are_counted(world: World) -> None:
    """By what came of them, not by whom."""
    metrics = Metrics()
    visitor = Visitor(network=Network(world.resolve, dial=world.dial), limits=QUICK, observe=metrics.backend)
    backend = Homepage(visitor=visitor, clock=hand_clock())
    world.site.says = {"a.se/": page("a"), "b.se/": answer(404, b""), "c.se/": answer(500, b"")}
    await asyncio.gather(*(backend.call("visit", {"url": f"{name}.se"}, key=name) for name in "abc"))
    figures = metrics.text().decode()
    for outcome in ("ok", "rejected", "unavailable"):
        assert f'stra_backend_seconds_count{{backend="homepage",outcome="{outcome}"}} 1.0' in figures
    assert "a.se" not in figures
