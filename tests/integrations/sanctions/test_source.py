"""Fetching the list from whoever has it, whatever they do."""

import asyncio
import gzip
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from time import perf_counter

import httpx
import pytest
import pytest_asyncio
import structlog

from integrations.breaker import Breaker
from integrations.errors import IntegrationError, Malformed, Rejected, Unavailable
from integrations.http import Schedule
from integrations.sanctions import FileSource, UrlSource, open_source, read_list
from integrations.sanctions.listed import LARGEST
from integrations.sandbox.backends import LocalBackends
from integrations.sandbox.backends.sanctions import LocalSanctions
from tests.integrations.http.certificates import certificate
from tests.integrations.http.wire import Wire, answer
from tests.integrations.sanctions.lists import content, entity

pytestmark = pytest.mark.asyncio
FILE = content(entity("EU.1.1", "Ett"))
SECRET = "s3cret-t0ken"
LIMIT = 0.5


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    async with Wire(says=[answer(200, FILE)]).listening() as listening:
        yield listening


@pytest_asyncio.fixture
async def source(wire: Wire) -> AsyncIterator[UrlSource]:
    made = UrlSource(f"{wire.url}/list?token={SECRET}", limit=LIMIT, breaker=Breaker(failures=100))
    yield made
    await made.close()


async def failure(source: UrlSource) -> IntegrationError:
    """In time, and without a word about the token."""
    begun = perf_counter()
    with structlog.testing.capture_logs() as lines, pytest.raises(IntegrationError) as failed:
        await source.fetch()
    assert perf_counter() - begun < LIMIT + 4
    assert SECRET not in f"{failed.value!r} {failed.value.__cause__!r} {lines}"
    return failed.value


async def test_the_file_comes_from_the_address_with_its_token(source: UrlSource, wire: Wire) -> None:
    assert await source.fetch() == FILE
    assert wire.heard[0].startswith(f"GET /list?token={SECRET} HTTP/1.1".encode())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
async def test_a_clear_no_is_not_asked_again(source: UrlSource, wire: Wire, status: int) -> None:
    wire.says = [answer(status)]
    assert isinstance(await failure(source), Rejected)
    assert len(wire.heard) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_trouble_is_unavailable(source: UrlSource, wire: Wire, status: int) -> None:
    wire.says = [answer(status)]
    assert isinstance(await failure(source), Unavailable)


IN_TEN_MINUTES = "as a date"


@pytest.mark.parametrize(
    "value,least,most",
    [
        ("120", 120, 120),
        (IN_TEN_MINUTES, 590, 600),
        ("99999999999", 3600, 3600),
        ("soon", 0, 0),
        ("-5", 0, 0),
    ],
    ids="seconds date absurd nonsense past".split(),
)
async def test_what_it_asks_for_is_kept_within_reason(
    source: UrlSource, wire: Wire, value: str, least: float, most: float
) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=600))
    wire.says = [answer(429, b"", f"retry-after: {later if value == IN_TEN_MINUTES else value}")]
    error = await failure(source)
    assert isinstance(error, Unavailable)
    assert least <= error.retry_after <= most


@pytest.mark.parametrize("how", ["slow", "dripping", "cut"])
async def test_one_that_does_not_end_is_unavailable(source: UrlSource, wire: Wire, how: str) -> None:
    """Or ends in the middle."""
    wire.hold = how == "slow"
    wire.drip = 0.05 if how == "dripping" else None
    if how == "cut":
        wire.says = [answer(200, FILE)[:-5], None]
    assert isinstance(await failure(source), Unavailable)


async def test_a_connection_that_was_closed_meanwhile_is_made_anew(source: UrlSource, wire: Wire) -> None:
    """Reading twice does no harm."""
    wire.says = [None, answer(200, FILE)]
    patient = UrlSource(f"{wire.url}/list", schedule=Schedule(tries=2, first=0.01), breaker=Breaker(failures=100))
    assert await patient.fetch() == FILE
    await patient.close()


async def test_what_is_packed_without_being_asked_stays_within_bounds(source: UrlSource, wire: Wire) -> None:
    """A bomb is given up as soon as it is larger than the list can be."""
    wire.says = [answer(200, gzip.compress(bytes(LARGEST + 1), 1), "content-encoding: gzip")]
    patient = UrlSource(f"{wire.url}/list", limit=30.0)
    with pytest.raises(Malformed, match="no end"):
        await patient.fetch()
    await patient.close()


@pytest.mark.parametrize("where", ["http://127.0.0.1:9/list", "https://elsewhere.example/list", "file:///etc/hostname"])
async def test_it_is_not_followed_elsewhere(source: UrlSource, wire: Wire, where: str) -> None:
    """Who is sent on with a token would show it there."""
    wire.says = [answer(302, b"", f"location: {where}"), answer(200, FILE)]
    assert isinstance(await failure(source), Malformed)


async def test_it_is_followed_at_the_same_place(source: UrlSource, wire: Wire) -> None:
    wire.says = [answer(302, b"", "location: /newer"), answer(200, FILE)]
    assert await source.fetch() == FILE


@pytest.mark.parametrize("named,days", [("127.0.0.1", -1), ("elsewhere.example", 30), ("127.0.0.1", 30)])
async def test_whoever_cannot_prove_who_it_is_gets_no_token(tmp_path: Path, named: str, days: int) -> None:
    """Expired, somebody else's, or vouched for by nobody."""
    async with Wire(says=[answer(200, FILE)]).listening(certificate(tmp_path, named, days)) as wire:
        source = UrlSource(f"{wire.url}/list?token={SECRET}", limit=LIMIT)
        assert isinstance(await failure(source), Unavailable)
        await source.close()
        assert wire.heard == []


async def test_the_practice_list_wants_its_token() -> None:
    """As the real one does."""
    async with LocalBackends((LocalSanctions(),)).listening() as server:
        well, without = (UrlSource(f"{server.url}/sanctions/list.xml{query}") for query in ("?token=sandbox", ""))
        assert len(read_list(await well.fetch()).entries) > 4000
        with pytest.raises(Rejected):
            await without.fetch()
        await asyncio.gather(well.close(), without.close())


async def test_a_file_is_read_anew_each_time(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    source = open_source(str(path))
    assert isinstance(source, FileSource)
    with pytest.raises(Unavailable):
        await source.fetch()
    path.write_bytes(FILE)
    assert await source.fetch() == FILE
    await source.close()


async def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe would never answer; a folder has nothing to say."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(Unavailable):
            await FileSource(path).fetch()


async def test_a_file_larger_than_the_list_can_be_is_not_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    with path.open("wb") as file:
        file.truncate(10 * LARGEST)
    with pytest.raises(Malformed, match="larger"):
        await FileSource(path).fetch()


async def test_two_places_have_two_marks(tmp_path: Path) -> None:
    """That do not tell where they are."""
    marks = {open_source(where).mark for where in (f"https://a.example/?token={SECRET}", "https://a.example/", "a.xml")}
    assert len(marks) == 3
    assert not any("example" in mark or SECRET in mark for mark in marks)


async def test_the_practice_list_can_be_spoilt_from_outside() -> None:
    """For a while, or until told otherwise; the next one that is fetched is like that."""
    async with LocalBackends((LocalSanctions(),)).listening() as server, httpx.AsyncClient() as client:
        source = UrlSource(f"{server.url}/sanctions/list.xml?token=sandbox")
        told = await client.post(f"{server.url}/control/sanctions", json={"fault": "small"})
        assert told.json() == {"fault": "small"}
        assert len(read_list(await source.fetch()).entries) == 10
        await client.post(f"{server.url}/control/sanctions", json={"fault": "none"})
        assert len(read_list(await source.fetch()).entries) > 4000
        assert (await client.post(f"{server.url}/control/sanctions", json={"fault": "another"})).status_code == 400
        await source.close()
