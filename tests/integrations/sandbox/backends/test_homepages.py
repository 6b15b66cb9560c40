"""The homepages of the sandbox, visited as the real ones are."""

from collections.abc import AsyncIterator

import httpcore
import httpx
import pytest
import pytest_asyncio

from integrations.homepage import Limits, Unvisited, Visitor, is_named
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.homepage_names import ADDRESS, sandbox_network
from integrations.sandbox.backends.homepages import ODD, OWNERS, LocalHomepages
from integrations.sandbox.backends.organisations import invented

pytestmark = pytest.mark.asyncio
LIMITS = Limits(total=2.0, connect=0.5, read=0.5)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LocalBackends]:
    async with LocalBackends().listening() as listening:
        yield listening


@pytest.fixture
def pages(server: LocalBackends) -> LocalHomepages:
    return next(part for part in server.parts if isinstance(part, LocalHomepages))


@pytest.fixture
def visitor(server: LocalBackends) -> Visitor:
    return Visitor(network=sandbox_network(server.url), limits=LIMITS)


@pytest.mark.parametrize("site", OWNERS)
async def test_organisations_have_pages(visitor: Visitor, site: str) -> None:
    """With the name and the number that the register has."""
    owner = invented()[OWNERS[site]]
    found = await visitor.visit(f"{site}.example")
    assert found.title == owner.name
    assert is_named(found.text, name=owner.name, number="")
    assert is_named(found.text, name="", number=owner.number)


@pytest.mark.parametrize(
    "site,reason",
    [
        ("snurran", "redirects"),
        ("inat", "blocked_address"),
        ("langsam", "timeout"),
        ("droppar", "timeout"),
        ("stor", "too_large"),
        ("bomb", "too_large"),
        ("bild", "not_html"),
        ("borta", "unreachable"),
        ("stangd", "robots"),
        ("nobody", "refused"),
    ],
)
async def test_odd_pages(visitor: Visitor, pages: LocalHomepages, site: str, reason: str) -> None:
    """Each goes wrong in its own way; none answers twice as it should not."""
    with pytest.raises(Unvisited) as refused:
        await visitor.visit(f"{site}.example")
    assert refused.value.reason == reason
    assert (f"{site}.example", "/robots.txt") in pages.visits


async def test_pages_that_are_seen_all_the_same(visitor: Visitor) -> None:
    """One without a name, one that has moved."""
    assert (await visitor.visit("namnlos.example")).title == "Under uppbyggnad"
    moved = await visitor.visit("flyttad.example")
    assert (moved.url, moved.title) == ("http://www.provbolaget.example/hem", "Påhittade Provbolaget AB")
    assert set(ODD) >= {"namnlos", "flyttad"}


@pytest.mark.parametrize(
    "fault,reason",
    [
        ("outage", "unreachable"),
        ("5xx", "unreachable"),
        ("429", "unreachable"),
        ("garbage", "not_html"),
        ("slow", "timeout"),
        ("drip", "timeout"),
    ],
)
async def test_troubles_of_all_pages(server: LocalBackends, visitor: Visitor, fault: str, reason: str) -> None:
    """By the same switch as every part; then they are well again."""
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.post("/control/homepage", json={"fault": fault})).status_code == 200
        with pytest.raises(Unvisited) as refused:
            await visitor.visit("koket.example")
        assert refused.value.reason == reason
        await client.post("/control/homepage", json={"fault": "none"})
    assert (await visitor.visit("svets.example")).title == "Påhittade Svets & Plåt AB"


async def test_only_made_up_names_lead_there(server: LocalBackends) -> None:
    """By one address that is nobody's; without encryption; and the other parts do not answer for them."""
    network = sandbox_network(server.url)
    assert await network.resolve("a.example") == (ADDRESS,)
    assert [a for a in ("127.0.0.1", "::1", "192.0.2.81", "10.0.0.1") if network.allows(a)] == []
    with pytest.raises(httpcore.ConnectError):
        await network.dial(ADDRESS, 443, 1.0)
    async with httpx.AsyncClient(base_url=server.url) as client:
        assert (await client.get("/anything")).status_code == 404
        page = await client.get("/", headers={"host": "koket.example"})
    assert page.text.count("Påhittade Köket i Solna AB") == 3
