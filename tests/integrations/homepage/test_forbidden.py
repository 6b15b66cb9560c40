"""No connection to a forbidden address is ever opened: a canary sits behind each of them and hears nothing.

The same visits without the check of addresses do reach the canary: it would notice.
"""

import pytest

from integrations.homepage import Unvisited, Visitor
from tests.integrations.homepage.world import PUBLIC, PUBLIC_6, World, page, sent_on

pytestmark = pytest.mark.asyncio
FORBIDDEN = [
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "168.63.129.16",
    "198.18.0.1", "192.0.2.1", "224.0.0.251", "255.255.255.255",
    "::1", "::", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "2001:0:7f00:1::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "ff02::1", "2001:db8::1",
]  # fmt: skip


async def refusal(visitor: Visitor, url: str) -> str:
    """Why it was not visited."""
    with pytest.raises(Unvisited) as refused:
        await visitor.visit(url)
    return refused.value.reason


@pytest.mark.parametrize("address", FORBIDDEN)
async def test_a_name_of_a_forbidden_address(world: World, address: str) -> None:
    """Alone, and behind one that is allowed."""
    world.names = {"evil.se": [[address]], "half.se": [[PUBLIC, address]], "other.se": [[address, PUBLIC_6]]}
    for name in world.names:
        assert await refusal(world.visitor(), name) == "blocked_address"
    assert (world.canary.connected, world.dialled, world.site.heard) == (0, [], [])


async def test_the_canary_would_notice(world: World) -> None:
    """Without the check the same name leads inside."""
    world.names = {"evil.se": [["127.0.0.1"]]}
    assert (await world.visitor(unchecked=True).visit("http://evil.se")).title == "Inside"
    assert world.canary.connected > 0


@pytest.mark.parametrize(
    "given",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/",
        "http://127.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/", "http://100.64.0.1/",
        "http://10.0.0.1/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://127.0.0.1./",
        "http://１２７.0.0.1/", "http://127。0。0。1/", "http://a.se@127.0.0.1/", "http://127.0.0.1:22/", "http://a.se:22/",
        "file:///etc/passwd", "http://localhost./", "http://intranet/",
    ],
)  # fmt: skip
async def test_an_address_in_disguise(world: World, given: str) -> None:
    """Nobody is even asked what it means: every name would lead to the canary."""
    world.names = {name: [["127.0.0.1"]] for name in ("localhost", "intranet", "127.0.0.1", "127.1", "0x7f.1")}
    assert await refusal(world.visitor(), given) in {"blocked_address", "bad_address"}
    assert (world.canary.connected, world.dialled, world.resolved) == (0, [], [])


async def test_a_name_that_means_something_else_the_second_time(world: World) -> None:
    """It is asked once for a whole visit; the connection goes to what was checked, under its own name."""
    world.names = {"rebind.se": [[PUBLIC], ["127.0.0.1"]]}
    world.site.says = {"rebind.se/": page("<title>Outside</title>"), "rebind.se/robots.txt": page("")}
    assert (await world.visitor().visit("rebind.se")).title == "Outside"
    assert world.resolved == ["rebind.se"]
    assert {address for address, _ in world.dialled} == {PUBLIC}
    assert world.canary.connected == 0


async def test_a_name_that_means_something_else_within_a_redirect(world: World) -> None:
    """Back on the same name it is not asked again either."""
    world.names = {"rebind.se": [[PUBLIC], ["127.0.0.1"]]}
    world.site.says = {"rebind.se/": sent_on("http://rebind.se/in"), "rebind.se/in": page("<title>Outside</title>")}
    assert (await world.visitor().visit("rebind.se")).title == "Outside"
    assert (world.resolved, world.canary.connected) == (["rebind.se"], 0)


async def test_a_name_that_means_something_else_at_the_next_visit(world: World) -> None:
    """Then it is blocked."""
    world.names = {"rebind.se": [[PUBLIC], ["127.0.0.1"]]}
    world.site.says = {"rebind.se/": page("<title>Outside</title>")}
    visitor = world.visitor()
    await visitor.visit("rebind.se")
    world.now = world.now.replace(hour=14)
    assert await refusal(visitor, "rebind.se") == "blocked_address"
    assert world.canary.connected == 0


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/", "http://[::1]/", "//localhost/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://inside.se/", "//inside.se",
        "http://a.se:22/", "http://a.se:6379/", "http://u:p@inside.se/", "http://inside.se./", "http://INSIDE.se/",
        "file:///etc/passwd", "gopher://127.0.0.1/", "http://127。0。0。1/", "http://127.0.0.1\\@a.se/",
    ],
)  # fmt: skip
async def test_a_page_that_sends_us_inside(world: World, location: str) -> None:
    """At the first hop and at the last; also the rules for visitors do."""
    world.names = {"inside.se": [["127.0.0.1"]]}
    world.site.says = {
        "a.se/": sent_on(location),
        "b.se/": sent_on("http://c.se/1"),
        "c.se/1": sent_on("http://d.se/2", 301),
        "d.se/2": sent_on("/3", 307),
        "d.se/3": sent_on("/4", 308),
        "d.se/4": sent_on(location, 303),
        "e.se/robots.txt": sent_on(location),
        "e.se/": page("well"),
    }
    for name in ("a.se", "b.se", "e.se"):
        assert await refusal(world.visitor(), name) in {"blocked_address", "bad_address"}
    assert world.canary.connected == 0
    assert {address for address, _ in world.dialled} == {PUBLIC}
    assert {port for _, port in world.dialled} <= {80, 443}


async def test_the_canary_would_notice_a_redirect(world: World) -> None:
    world.names = {"inside.se": [["127.0.0.1"]]}
    world.site.says = {"a.se/": sent_on("http://inside.se/")}
    assert (await world.visitor(unchecked=True).visit("a.se")).title == "Inside"
    assert world.canary.connected > 0


async def test_an_allowed_address_of_the_other_kind(world: World) -> None:
    """IPv6 is as good; the second address is tried where the first is silent."""
    world.names = {"six.se": [[PUBLIC_6]], "both.se": [["2606:4700::1111", PUBLIC]]}
    world.closed = {"2606:4700::1111"}
    world.site.says = {"six.se/": page("<title>Six</title>"), "both.se/": page("<title>Both</title>")}
    assert (await world.visitor().visit("six.se")).title == "Six"
    assert (await world.visitor().visit("both.se")).title == "Both"


async def test_the_environment_names_no_proxy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a file of passwords."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{world.canary.port}")
    world.site.says = {"a.se/": page("<title>Outside</title>")}
    assert (await world.visitor().visit("a.se")).title == "Outside"
    assert world.canary.connected == 0
