"""What a visit is like for the site, and what comes of it."""

import asyncio
import gzip
from datetime import timedelta

import pytest
import structlog

from integrations.homepage import Limits, Unvisited, Visitor
from tests.integrations.homepage.world import QUICK, World, page, sent_on
from tests.integrations.http.wire import answer

pytestmark = pytest.mark.asyncio
HOUR = timedelta(hours=1)


async def unvisited(visitor: Visitor, url: str = "a.se") -> Unvisited:
    """What it is told; in time."""
    async with asyncio.timeout(QUICK.total + 2):
        with pytest.raises(Unvisited) as refused:
            await visitor.visit(url)
    return refused.value


async def test_a_page(world: World) -> None:
    """Its title, its language, its words, and when it was seen."""
    world.site.says = {"a.se/om": page('<html lang="sv"><title>Om oss</title><p>Hej &amp; v&auml;lkommen')}
    found = await world.visitor().visit("a.se/om")
    assert (found.url, found.host, found.at) == ("http://a.se/om", "a.se", world.now)
    assert (found.title, found.language, found.text) == ("Om oss", "sv", "Hej & välkommen")
    assert len(found.sha256) == 64


async def test_who_comes_and_what_they_bring(world: World) -> None:
    """A name with an address to ask at; no cookies, not even between two pages; rules first."""
    world.site.says = {"a.se/": answer(302, b"", "location: /b", "set-cookie: seen=1"), "a.se/b": page("b")}
    await world.visitor().visit("a.se")
    assert world.site.asked == ["a.se/robots.txt", "a.se/", "a.se/b"]
    for head in world.site.heard:
        assert "User-Agent: StraHomepageCheck/1.0 (+https://stra.example)\r\n" in head
        assert "cookie" not in head.lower()
        assert "authorization" not in head.lower()
        assert "Accept-Encoding: gzip, identity\r\n" in head


async def test_sent_on_to_another_name(world: World) -> None:
    """Whose rules are asked for too; each name is resolved once."""
    world.site.says = {"a.se/": sent_on("http://www.a.se/start", 301), "www.a.se/start": page("<title>Start</title>")}
    found = await world.visitor().visit("a.se")
    assert (found.url, found.host, found.hops) == ("http://www.a.se/start", "www.a.se", 1)
    assert world.resolved == ["a.se", "www.a.se"]
    assert "www.a.se/robots.txt" in world.site.asked


async def test_five_times_sent_on_and_no_more(world: World) -> None:
    world.site.says |= {f"a.se/{n or ''}": sent_on(f"/{n + 1}") for n in range(6)} | {"a.se/5": page("five")}
    assert (await world.visitor().visit("a.se")).text == "five"
    world.site.says["a.se/5"] = sent_on("/6")
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("redirects", None)
    assert "a.se/6" not in world.site.asked


@pytest.mark.parametrize(
    "rules,seen",
    [
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: StraHomepageCheck\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: StraHomepageCheck\nAllow: /\n", True),
        ("User-agent: *\nDisallow: /admin\n", True),
        ("User-agent: SomebodyElse\nDisallow: /\n", True),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", False),
        ("<html>not found</html>", True),
        ("", True),
        ("\x00\x01\u2028" * 100, True),
    ],
)
async def test_a_site_may_say_that_it_wants_no_visits(world: World, rules: str, seen: bool) -> None:
    world.site.says = {"a.se/robots.txt": answer(200, rules.encode(), "content-type: text/plain"), "a.se/": page("a")}
    if seen:
        assert (await world.visitor().visit("a.se")).text == "a"
    else:
        error = await unvisited(world.visitor())
        assert (error.reason, error.later) == ("robots", None)
        assert world.site.asked == ["a.se/robots.txt"]


async def test_the_rules_of_a_name_we_are_sent_on_to_hold_too(world: World) -> None:
    forbids = answer(200, b"User-agent: *\nDisallow: /private\n", "content-type: text/plain")
    world.site.says = {"a.se/": sent_on("http://b.se/private"), "b.se/robots.txt": forbids, "b.se/private": page("b")}
    assert (await unvisited(world.visitor())).reason == "robots"
    assert "b.se/private" not in world.site.asked


async def test_rules_that_are_elsewhere(world: World) -> None:
    """They are followed; rules without an end forbid; rules that nobody can give now are asked for later."""
    forbids = answer(200, b"User-agent: *\nDisallow: /\n", "content-type: text/plain")
    world.site.says = {"a.se/robots.txt": sent_on("http://b.se/rules"), "b.se/rules": forbids, "a.se/": page("a")}
    assert (await unvisited(world.visitor())).reason == "robots"
    world.site.says["a.se/robots.txt"] = answer(200, b"#" * 600_000, "content-type: text/plain")
    assert (await unvisited(world.visitor())).reason == "robots"
    world.site.says["a.se/robots.txt"] = answer(503, b"")
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("unreachable", 300.0)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_site_that_does_not_show_its_page(world: World, status: int) -> None:
    """A clear no: later it is the same."""
    world.site.says = {"a.se/": page("", status=status)}
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("refused", None)


@pytest.mark.parametrize(
    "said,reason",
    [
        (answer(200, b"%PDF", "content-type: application/pdf"), "not_html"),
        (answer(200, b"{}", "content-type: application/json"), "not_html"),
        (answer(200, b"x"), "not_html"),
        (answer(204, b""), "not_html"),
        (answer(304, b""), "refused"),
        (answer(302, b""), "refused"),
        (page("a", "content-encoding: br"), "unreadable"),
        (page("no gzip", "content-encoding: gzip"), "unreadable"),
        (page("a" * 100_001), "too_large"),
        (
            answer(200, gzip.compress(b"a" * 5_000_000), "content-type: text/html", "content-encoding: gzip"),
            "too_large",
        ),
    ],
)
async def test_what_is_no_page(world: World, said: bytes, reason: str) -> None:
    """Pictures, bombs, what is packed in a way that was not asked for."""
    world.site.says = {"a.se/": said}
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == (reason, None)


async def test_plain_text_and_packed_pages_are_pages(world: World) -> None:
    plain = answer(200, "Påhittade".encode(), "content-type: text/plain; charset=utf-8")
    packed = gzip.compress(b"<title>Packed</title>")
    world.site.says = {
        "a.se/": plain,
        "b.se/": answer(200, packed, "content-type: application/xhtml+xml", "content-encoding: gzip"),
    }
    assert (await world.visitor().visit("a.se")).text == "Påhittade"
    assert (await world.visitor().visit("b.se")).title == "Packed"


async def test_one_visit_an_hour(world: World) -> None:
    """Whoever asks again within the hour gets what was found; another page of the same host has to wait."""
    world.site.says = {"a.se/": sent_on("http://www.a.se/"), "www.a.se/": page("first"), "a.se/b": page("b")}
    visitor = world.visitor()
    first = await visitor.visit("a.se")
    heard = len(world.site.heard)
    world.now += HOUR - timedelta(seconds=1)
    assert await visitor.visit("https://A.se/") == first
    assert await visitor.visit("http://www.a.se/") == first
    error = await unvisited(visitor, "a.se/b")
    assert (error.reason, error.later) == ("visited_lately", 1.0)
    assert len(world.site.heard) == heard
    world.now += timedelta(seconds=1)
    assert (await visitor.visit("a.se/b")).text == "b"


async def test_an_hour_holds_for_those_we_are_sent_on_to(world: World) -> None:
    """Nobody is visited again and again by way of others."""
    world.site.says |= {f"{name}.se/": sent_on(f"http://big.se/{name}") for name in "ab"} | {"big.se/a": page("a")}
    visitor = world.visitor()
    await visitor.visit("a.se")
    assert (await unvisited(visitor, "b.se")).reason == "visited_lately"
    assert "big.se/b" not in world.site.asked


async def test_two_who_ask_at_once_share_a_visit(world: World) -> None:
    world.site.says = {"a.se/": page("once")}
    visitor = world.visitor()
    found = await asyncio.gather(*(visitor.visit("a.se") for _ in range(5)))
    assert [one.text for one in found] == ["once"] * 5
    assert world.site.asked.count("a.se/") == 1


async def test_a_few_visits_at_a_time(world: World) -> None:
    """The others wait for as long as a visit may take, and come later."""
    world.site.silent = {f"s{n}.se/robots.txt" for n in range(6)}
    visitor = world.visitor(limits=Limits(total=0.4, connect=0.2, read=2.0, at_once=2))
    asking = [asyncio.create_task(unvisited(visitor, f"s{n}.se")) for n in range(6)]
    await asyncio.sleep(0.2)
    assert len(world.site.heard) == 2
    assert {error.reason for error in await asyncio.gather(*asking)} == {"timeout"}


async def test_nothing_of_a_visit_is_logged(world: World) -> None:
    """Nor is anything but the outcome counted."""
    world.site.says = {"canary.se/": page("canary", status=404), "well.se/": page("canary")}
    visitor = world.visitor()
    with structlog.testing.capture_logs() as lines:
        await unvisited(visitor, "canary.se")
        await visitor.visit("well.se")
        await unvisited(visitor, "canary@127.0.0.1")
        world.site.says["away.se/"] = answer(500, b"canary")
        await unvisited(visitor, "away.se")
    assert [line["reason"] for line in lines] == ["refused", "bad_address", "unreachable"]
    assert "canary" not in repr(lines)
    assert world.counted == [("homepage", word) for word in ("rejected", "ok", "rejected", "unavailable")]
