"""All that goes wrong with systems behind us, for homepages: told in time, in a word, and never an error of ours.

Rows 36 to 44 of the table of faults: slow, failing, refusing, cut, nonsense, bombs, redirects, certificates, recovery.
"""

import asyncio
import gzip
import socket
import ssl
import tracemalloc
import warnings
from datetime import timedelta
from pathlib import Path
from time import perf_counter

import pytest

from integrations.homepage import Limits, Network, Page, Unvisited, Visitor
from integrations.homepage.network import resolve
from tests.integrations.homepage.world import PUBLIC, QUICK, Notary, World, page, sent_on, small_world
from tests.integrations.http.wire import answer

pytestmark = pytest.mark.asyncio
TEXT = "content-type: text/html"


async def unvisited(visitor: Visitor, url: str = "a.se") -> Unvisited:
    """What it is told; in time."""
    begun = perf_counter()
    with pytest.raises(Unvisited) as refused:
        await visitor.visit(url)
    assert perf_counter() - begun < QUICK.total + 2
    return refused.value


@pytest.mark.parametrize("place", ["a.se/robots.txt", "a.se/"])
async def test_a_silent_site(world: World, place: str) -> None:
    """Row 36: it takes the call and says nothing."""
    world.site.says = {"a.se/": page("a")}
    world.site.silent = {place}
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("timeout", 300.0)


async def test_a_dripping_site(world: World) -> None:
    """Row 36: never idle, never done; head and body."""
    world.site.says, world.site.drip = {"a.se/": page("a" * 1000)}, 0.02
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("timeout", 300.0)


async def test_a_name_server_that_does_not_answer() -> None:
    """Row 36: nor one that cannot say."""

    async def silent(_host: str) -> list[str]:
        await asyncio.sleep(60)
        return []

    async def lost(_host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    assert (await unvisited(Visitor(network=Network(silent), limits=QUICK))).reason == "timeout"
    assert (await unvisited(Visitor(network=Network(lost), limits=QUICK))).reason == "unreachable"


async def test_a_name_that_nobody_has(world: World) -> None:
    """That is for good."""
    world.names = {"a.se": [[]]}
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("no_such_host", None)


async def test_this_machine_s_own_resolver() -> None:
    """It knows no name of the ending that is for no names."""
    try:
        assert await resolve("nobody.invalid") == ()
    except socket.gaierror as error:
        assert error.errno == socket.EAI_AGAIN  # noqa: PT017 (without a name server nobody can say)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 529])
async def test_a_site_in_trouble(world: World, status: int) -> None:
    """Row 37: asked again later, not at once."""
    world.site.says = {"a.se/": page("", status=status)}
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("unreachable", 300.0)
    assert world.site.asked.count("a.se/") == 1


@pytest.mark.parametrize(
    "asked,later",
    [
        ("900", 900.0),
        ("5", 300.0),
        ("999999999999999999999", 3600.0),
        ("-1", 300.0),
        ("soon", 300.0),
        ("Sun, 22 Nov 2026 12:20:00 GMT", 1200.0),
        ("Sun, 22 Nov 2099 12:20:00 GMT", 3600.0),
    ],
)
async def test_a_site_that_says_when_to_come_back(world: World, asked: str, later: float) -> None:
    """Row 37: in seconds, as a date, or in nonsense; meanwhile nobody comes."""
    date = "date: Sun, 22 Nov 2026 12:00:00 GMT"
    world.site.says = {"a.se/": page("", f"retry-after: {asked}", date, status=429)}
    visitor = world.visitor()
    assert (await unvisited(visitor)).later == later
    heard = len(world.site.heard)
    world.now += timedelta(seconds=later - 1)
    error = await unvisited(visitor)
    assert (error.reason, error.later) == ("unreachable", 1.0)
    assert len(world.site.heard) == heard


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 451])
async def test_a_clear_no(world: World, status: int) -> None:
    """Row 38: it stands; nobody comes back by themselves."""
    world.site.says = {"a.se/": page("", status=status)}
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("refused", None)


async def test_nobody_takes_the_call(world: World) -> None:
    """Row 39: neither encrypted nor not."""
    world.closed = {PUBLIC}
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("unreachable", 300.0)
    assert [port for _, port in world.dialled] == [443, 80]


@pytest.mark.parametrize(
    "said",
    [None, page("a" * 500)[:-9], answer(200, gzip.compress(b"a" * 500), TEXT, "content-encoding: gzip")[:-9]],
)
async def test_a_line_that_is_cut(world: World, said: bytes | None) -> None:
    """Row 39: before the answer, or within it."""
    world.site.says = {"a.se/": said}
    if said:
        # The site says that more comes, and goes.
        world.site.closing = {"a.se/"}
    error = await unvisited(world.visitor())
    assert (error.reason, error.later) == ("unreachable", 300.0)


@pytest.mark.parametrize(
    "said,reason",
    [
        (b"hello\r\n\r\n", "unreachable"),
        (b"HTTP/1.1 abc\r\n\r\n", "unreachable"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 200_000 + b"\r\n\r\n", "unreachable"),
        (b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 100_000 + b"\r\n", "unreachable"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n", "unreachable"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: text/html\r\n\r\nzz\r\n", "unreachable"),
        (answer(200, b"\x00\xff", "content-type: \xff/\x01"), "not_html"),
        (answer(200, b"x", "content-type: text/html", "content-encoding: gzip, gzip"), "unreadable"),
        (answer(302, b"", "location: http://[::1"), "bad_address"),
        (answer(302, b"", "location: \xff\xfe"), ""),
    ],
)
async def test_what_is_no_http(world: World, said: bytes, reason: str) -> None:
    """Row 40: broken heads, heads without end, nonsense in headers."""
    world.site.says = {"a.se/": said}
    world.site.closing = {"a.se/"}
    error = await unvisited(world.visitor())
    assert error.reason == reason or not reason


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff\xfe\x00", b"<" * 90_000, b"<!--" * 20_000, b"<a " * 30_000, b"<a/" * 30_000, b"</" * 40_000,
        b"<![CDATA[" * 9_000, b"<script>" * 9_000, b"<title>" * 9_000, b"<div>" * 18_000, b"&#x" * 30_000,
        b"&#99999999999999;" * 5_000, b"<html lang='" + b"a" * 80_000, b"<svg>" * 18_000, b"<a b=c " * 12_000,
        b"\x00" * 90_000, b"<meta charset=punycode>" + b"-a" * 40_000, b"<meta charset=zlib>" + b"x" * 100,
    ],
)  # fmt: skip
async def test_nonsense_in_a_page(world: World, body: bytes) -> None:
    """Row 40: it is a page nevertheless, and read in a moment."""
    world.site.says = {"a.se/": answer(200, body, TEXT)}
    begun = perf_counter()
    found = await world.visitor(limits=Limits()).visit("a.se")
    assert isinstance(found, Page)
    assert perf_counter() - begun < 4


async def test_a_bomb_takes_no_memory() -> None:
    """Row 41: 200 MB in 200 kB, and a body without end."""
    bomb = gzip.compress(b"0" * 200_000_000, compresslevel=1)
    async with small_world() as world:
        world.site.says = {
            "a.se/": answer(200, bomb, TEXT, "content-encoding: gzip"),
            "b.se/": b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n" + b"a" * 20_000_000,
            "c.se/": answer(200, b"", TEXT).replace(b"length: 0", b"length: 10000000000") + b"a" * 20_000_000,
        }
        tracemalloc.start()
        try:
            visitor = world.visitor(limits=Limits(total=4.0, connect=1.0, read=2.0))
            reasons = [await _reason(visitor, name) for name in ("a.se", "b.se", "c.se")]
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert reasons == ["too_large"] * 3
    assert peak < 20_000_000


async def _reason(visitor: Visitor, url: str) -> str:
    with pytest.raises(Unvisited) as refused:
        await visitor.visit(url)
    return refused.value.reason


async def test_a_site_that_sends_us_from_encryption_to_none(tmp_path: Path) -> None:
    """Row 42."""
    notary = Notary(tmp_path)
    async with small_world(notary.certificate("a.se")) as world:
        assert world.safe
        world.safe.says = {"a.se/": sent_on("http://a.se/plain")}
        world.site.says = {"a.se/plain": page("plain")}
        error = await unvisited(world.visitor(certified=notary.believed))
        assert (error.reason, error.later) == ("insecure", None)
        assert world.site.heard == []


async def test_encrypted_where_that_is_possible(tmp_path: Path) -> None:
    """Row 43: by the name, whatever the address is; also where the person wrote http."""
    notary = Notary(tmp_path)
    async with small_world(notary.certificate("a.se")) as world:
        assert world.safe
        world.safe.says = {"a.se/": page("<title>Safe</title>")}
        for given in ("a.se", "http://a.se"):
            found = await world.visitor(certified=notary.believed).visit(given)
            assert (found.url, found.title) == ("https://a.se", "Safe")
        assert world.site.heard == []


@pytest.mark.parametrize("fault", ["expired", "other name", "self-signed"])
async def test_a_certificate_that_nobody_vouches_for(tmp_path: Path, fault: str) -> None:
    """Row 43: nothing is sent; and it is not tried without encryption, unless the person gave it so."""
    notary = Notary(tmp_path)
    name, days, vouched = {
        "expired": ("a.se", -1, True),
        "other name": ("b.se", 1, True),
        "self-signed": ("a.se", 1, False),
    }[fault]
    async with small_world(notary.certificate(name, days=days, vouched=vouched)) as world:
        assert world.safe
        world.safe.says = world.site.says = {"a.se/": page("<title>Seen</title>")}
        for given in ("a.se", "https://a.se"):
            error = await unvisited(world.visitor(certified=notary.believed), given)
            assert (error.reason, error.later) == ("insecure", None)
        assert world.safe.heard == world.site.heard == []
        found = await world.visitor(certified=notary.believed).visit("http://a.se")
        assert (found.url, found.title, world.safe.heard) == ("http://a.se", "Seen", [])


async def test_encryption_of_another_age(tmp_path: Path) -> None:
    """Row 43: what is broken since long is refused."""
    notary = Notary(tmp_path)
    old = notary.certificate("a.se")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    async with small_world(old) as world:
        assert (await unvisited(world.visitor(certified=notary.believed))).reason == "insecure"


async def test_no_encryption_where_it_should_be(world: World, tmp_path: Path) -> None:
    """Row 43: a port for encryption that speaks without it."""
    world.safe = world.site
    error = await unvisited(world.visitor(certified=Notary(tmp_path).believed))
    assert error.reason in {"insecure", "timeout", "unreachable"}
    assert world.site.heard == []


async def test_a_site_that_comes_back_after_a_day(world: World) -> None:
    """Row 44: it is visited then, and once."""
    world.site.says = {"a.se/": page("", status=503)}
    visitor = world.visitor()
    for _ in range(24):
        assert (await unvisited(visitor)).reason == "unreachable"
        world.now += timedelta(hours=1)
    world.site.says = {"a.se/": page("<title>Back</title>")}
    assert (await visitor.visit("a.se")).title == "Back"
    assert world.site.asked.count("a.se/") == 25


async def test_a_visit_that_is_given_up_harms_no_other(world: World) -> None:
    """Twenty are broken off; later ones get their own page."""
    world.site.says = {f"s{n}.se/": page(f"<title>{n}</title>") for n in range(25)}
    visitor = world.visitor()
    for n in range(20):
        asking = asyncio.create_task(visitor.visit(f"s{n}.se"))
        await asyncio.sleep(0.002 * (n % 5))
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    assert [(await visitor.visit(f"s{n}.se")).title for n in range(20, 25)] == ["20", "21", "22", "23", "24"]


async def test_certificates_are_looked_at_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Row 43: with the names they are for; what the environment trusts besides does not count."""
    usual = Visitor().certified
    (tmp_path / "none.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    beside = Visitor().certified
    for context in (usual, beside):
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
        assert len(context.get_ca_certs()) > 50
    assert usual.minimum_version >= ssl.TLSVersion.TLSv1_2
